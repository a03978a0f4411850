//! Programs of OpenBao's roles, in CEL.
//!
//! A program that ends in `pb.Auth{…}` lets in; one that ends in `false`, in a text, which is the
//! answer, in anything else or in an error does not. It reads `claims`, and variables of its own,
//! which are expressions; what reads the time or the operation is not evaluated.

use super::CEL_URL;
use crate::attribute::{Attribute, Source};
use crate::cel::ast::{Expression, Kind};
use crate::cel::{Environment, Library, MAX_NESTING};
use crate::condition::{Condition, Node, Opaque, OpaqueCause, Origin, StepKind, Wants};
use crate::diagnostic::Diagnostic;
use crate::evaluation::ReasonCode;
use crate::excerpt::Excerpt;
use crate::json::Value;
use crate::quote::quoted;
use crate::relying_party::expression::{Lowering, Written};
use crate::span::Span;

/// What lets in.
const LOGIN: &str = "pb.Auth";
/// What nobody tells of a request.
const OF_THE_REQUEST: [&str; 2] = ["now", "operation"];
/// Most parts of a program, variables put in their places.
const MAX_PARTS: usize = 10_000;

/// Most variables of a program.
const MAX_VARIABLES: usize = 64;

/// The condition that a program is; with the attributes that it reads, behind those that there are.
pub(super) fn lower(
    document: &str,
    program: &Value<'_>,
    attributes: Vec<Attribute>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Node, Vec<Attribute>) {
    let mut lowering = Lowering {
        attributes,
        variables: &["claims"],
        resolve: &|_, claim| Source::Claim {
            issuer: None,
            name: claim.to_owned(),
        },
        numbers: None,
        caveats: |_| Vec::new(),
    };
    let origin = Origin::new(StepKind::Check)
        .named("cel_program")
        .reason(ReasonCode::ConditionNotMet)
        .at(program.span);
    let variables = program.get("variables").map_or(&[][..], Value::items);
    if variables.len() > MAX_VARIABLES {
        return (Node::new(unknown(TOO_LARGE), origin), lowering.attributes);
    }
    let (variables, written) = match read(document, program, diagnostics) {
        Ok(read) => read,
        Err(diagnostic) => {
            diagnostics.push(diagnostic.url(CEL_URL));
            return (
                Node::new(unknown("the program cannot be read"), origin),
                lowering.attributes,
            );
        }
    };
    let mut parts = 0;
    for written in variables.iter().map(|(_, own)| own).chain([&written]) {
        written.program.visit(&mut |_| parts += 1);
    }
    if parts > MAX_PARTS {
        return (Node::new(unknown(TOO_LARGE), origin), lowering.attributes);
    }
    let mut reading = Reading {
        lowering: &mut lowering,
        variables: &variables,
        parts: MAX_PARTS,
    };
    let node = reading.login(&written.program, &written, variables.len(), 0);
    let origin = match is_never(&node) {
        true => origin.sentence(format!("the program never ends in {}", quoted(LOGIN))),
        false => origin,
    };
    // An error lets in nobody.
    let node = Node::new(Condition::Settled(Box::new(node)), origin);
    (node, lowering.attributes)
}

/// A variable of a program, which may read those before it.
type Variable = (String, Written);

fn read(
    document: &str,
    program: &Value<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(Vec<Variable>, Written), Box<Diagnostic>> {
    let expected = |what: &str, value: &Value<'_>| {
        let received = value.describe();
        let message = format!("expected {what} in `cel_program`, received {received}");
        Box::new(Diagnostic::error("invalid-field", message).at(value.span))
    };
    let written = |value: &Value<'_>| {
        let text = value.get("expression").and_then(Value::as_str);
        let place = value.get("expression").unwrap_or(value);
        let text = text.ok_or_else(|| expected("an `expression`", place))?;
        Written::parse(text, Excerpt::new(document, place.span, text))
            .map_err(|error| Box::new(error.to_diagnostic()))
    };
    let mut variables = Vec::new();
    for variable in program.get("variables").map_or(&[][..], Value::items) {
        let name = variable.get("name").and_then(Value::as_str);
        let name = name.ok_or_else(|| expected("variables with a `name`", variable))?;
        let value = written(variable)?;
        tell(&value, &variables, diagnostics);
        variables.push((name.to_owned(), value));
    }
    let program = written(program)?;
    tell(&program, &variables, diagnostics);
    Ok((variables, program))
}

/// Says what is wrong with an expression, that it makes a message aside.
fn tell(written: &Written, variables: &[Variable], diagnostics: &mut Vec<Diagnostic>) {
    let own = [
        ("claims", "map(string, dyn)"),
        ("now", "google.protobuf.Timestamp"),
        ("operation", "string"),
    ];
    let variables = variables.iter().map(|(name, _)| (name.as_str(), "dyn"));
    let checked = written.check(&Environment {
        title: "OpenBao",
        variables: &own.into_iter().chain(variables).collect::<Vec<_>>(),
        objects: &[],
        libraries: &[Library::Standard],
        functions: &[],
        closed: false,
        homogeneous: false,
    });
    let told = checked.diagnostics.into_iter();
    diagnostics.extend(told.filter(|diagnostic| diagnostic.code != "message-construction"));
}

struct Reading<'r, 'l> {
    lowering: &'r mut Lowering<'l>,
    variables: &'r [Variable],
    /// How many parts more are read.
    parts: usize,
}

impl<'r> Reading<'r, '_> {
    /// The variable of a name, of the first so many, and which one it is.
    fn variable(&self, name: &str, known: usize) -> Option<(&'r Written, usize)> {
        let variables = self.variables;
        let index = variables
            .get(..known)?
            .iter()
            .rposition(|(own, _)| own == name)?;
        Some((&variables.get(index)?.1, index))
    }

    /// Whether there is room for a part more.
    fn take(&mut self, depth: usize) -> bool {
        self.parts = self.parts.saturating_sub(1);
        self.parts > 0 && depth <= MAX_NESTING
    }

    /// Whether a part ends in what lets in.
    fn login(&mut self, part: &Expression, written: &Written, known: usize, depth: usize) -> Node {
        if !self.take(depth) {
            return too_large();
        }
        match &part.kind {
            Kind::Message { name, fields } if &*name.text == LOGIN => {
                let mut nodes = Vec::new();
                for field in fields {
                    self.field(field, written, known, &mut nodes);
                }
                all(nodes)
            }
            Kind::Conditional {
                condition,
                then,
                otherwise,
            } => {
                let then = self.login(then, written, known, depth + 1);
                let otherwise = self.login(otherwise, written, known, depth + 1);
                if is_never(&then) && is_never(&otherwise) {
                    return never();
                }
                let holds = self.truth(condition, written, known, depth + 1);
                let fails = Node::plain(Condition::Not(Box::new(holds.clone())));
                if is_never(&otherwise) {
                    return all(vec![holds, then]);
                }
                if is_never(&then) {
                    return all(vec![fails, otherwise]);
                }
                let ways = vec![all(vec![holds, then]), all(vec![fails, otherwise])];
                Node::plain(Condition::Any(ways))
            }
            Kind::Call {
                function,
                target: None,
                arguments,
            } if &*function.text == "dyn" => match arguments.as_slice() {
                [only] => self.login(only, written, known, depth + 1),
                _ => never(),
            },
            Kind::Name(name) => match self.variable(&name.text, known) {
                Some((own, index)) => self.login(&own.program, own, index, depth + 1),
                None => never(),
            },
            _ if self.may_make_one(part, known) => Node::plain(unknown(
                "the program makes what lets in by more than conditions, which is not evaluated",
            )),
            _ => never(),
        }
    }

    /// Whether there is a message in a part, or a variable that may be one.
    fn may_make_one(&self, part: &Expression, known: usize) -> bool {
        let mut found = false;
        part.visit(&mut |part| {
            found |= match &part.kind {
                Kind::Message { .. } => true,
                Kind::Name(name) => self.variable(&name.text, known).is_some(),
                _ => false,
            };
        });
        found
    }

    /// What must have a value for a message to be made.
    fn field(&mut self, part: &Expression, written: &Written, known: usize, nodes: &mut Vec<Node>) {
        match &part.kind {
            Kind::Literal(_) => {}
            Kind::Message { .. } | Kind::List(_) | Kind::Map(_) => {
                for part in part.parts() {
                    self.field(part, written, known, nodes);
                }
            }
            _ => nodes.push(self.whole(part, written, known, Wants::Anything)),
        }
    }

    /// Whether a part is true.
    fn truth(&mut self, part: &Expression, written: &Written, known: usize, depth: usize) -> Node {
        if !self.take(depth) {
            return too_large();
        }
        let mut each = |parts: &[Expression]| -> Vec<Node> {
            let parts = parts.iter();
            parts
                .map(|part| self.truth(part, written, known, depth + 1))
                .collect()
        };
        match &part.kind {
            Kind::All(parts) => Node::plain(Condition::All {
                nodes: each(parts),
                ordered: false,
            }),
            Kind::Any(parts) => Node::plain(Condition::Any(each(parts))),
            Kind::Name(name) => match self.variable(&name.text, known) {
                Some((own, index)) => self.truth(&own.program, own, index, depth + 1),
                None => self.whole(part, written, known, Wants::True),
            },
            Kind::Not(inner) if self.reads_more(inner, known) => {
                let inner = self.truth(inner, written, known, depth + 1);
                Node::plain(Condition::Not(Box::new(inner)))
            }
            _ if self.reads_more(part, known) => self.whole(part, written, known, Wants::True),
            _ => self.lowering.node(part, written),
        }
    }

    /// Whether a part reads more than claims.
    fn reads_more(&self, part: &Expression, known: usize) -> bool {
        let mut found = false;
        part.visit(&mut |part| {
            if let Kind::Name(name) = &part.kind {
                found |= OF_THE_REQUEST.contains(&&*name.text)
                    || self.variable(&name.text, known).is_some();
            }
        });
        found
    }

    /// A part as one expression, with its variables put in their places.
    fn whole(&mut self, part: &Expression, written: &Written, known: usize, wants: Wants) -> Node {
        let span = written.excerpt.place(part.span);
        let text = part.span.of(&written.text).unwrap_or_default();
        let origin = Origin::new(StepKind::Test).named(text).at(span);
        let mut part = part.clone();
        let condition = match self.inline(&mut part, known, None, 0) {
            Ok(()) => self.lowering.expression(&part, written, wants),
            Err(why) => unknown(why),
        };
        Node::new(condition, origin)
    }

    /// Puts variables in their places; what they are made of stands `at` their name.
    fn inline(
        &mut self,
        part: &mut Expression,
        known: usize,
        at: Option<Span>,
        depth: usize,
    ) -> Result<(), &'static str> {
        if !self.take(depth) {
            return Err(TOO_LARGE);
        }
        let at_place = at.unwrap_or(part.span);
        match &part.kind {
            Kind::Name(name) => {
                if let Some((own, index)) = self.variable(&name.text, known) {
                    *part = own.program.clone();
                    return self.inline(part, index, Some(at_place), depth);
                }
                if OF_THE_REQUEST.contains(&&*name.text) {
                    return Err("the program reads the time or the operation of the login");
                }
            }
            // A macro may give a name another meaning.
            Kind::Comprehension(comprehension) => {
                let mut names = comprehension.variables.iter();
                if names.any(|name| self.variable(&name.text, known).is_some()) {
                    return Err(
                        "a macro of the program gives the name of a variable another meaning",
                    );
                }
            }
            _ => {}
        }
        part.span = at_place;
        let mut parts = part.parts_mut().into_iter();
        parts.try_for_each(|part| self.inline(part, known, at, depth + 1))
    }
}

const TOO_LARGE: &str = "the program is too large to be evaluated";

fn too_large() -> Node {
    Node::plain(unknown(TOO_LARGE))
}

fn unknown(why: &'static str) -> Condition {
    Condition::Opaque(Opaque::new(why, OpaqueCause::Policy))
}

fn never() -> Node {
    Node::plain(Condition::Constant(false))
}

fn is_never(node: &Node) -> bool {
    node.condition == Condition::Constant(false)
}

/// All of some, or the only one.
fn all(mut nodes: Vec<Node>) -> Node {
    nodes.retain(|node| node.condition != Condition::Constant(true));
    match nodes.len() {
        0 => Node::plain(Condition::Constant(true)),
        1 => nodes.remove(0),
        _ => Node::plain(Condition::All {
            nodes,
            ordered: false,
        }),
    }
}
