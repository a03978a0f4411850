//! Conditions in CEL, lowered: to tests of attributes where an expression is one, and to
//! [`Expression`]s where it is more.
//!
//! A test says what CEL says, its errors included: a claim that is not there ends in an error, a
//! value of another type is unequal, and only a text has a beginning.

use std::sync::Arc;

use crate::attribute::{Attribute, Scalar, Slot, Source, Values};
use crate::cel::ast::{Kind, Literal, Name, Operator};
use crate::cel::{self, Checked, Environment, Numbers};
use crate::claims::Claims;
use crate::condition::{
    Alternative, Condition, Expression, Manner, Matcher, Node, Opaque, OpaqueCause, Origin,
    Predicate, Quantifier, Read, StepKind, Test, Truth, Wants,
};
use crate::diagnostic::Error;
use crate::evaluation::Caveat;
use crate::excerpt::Excerpt;
use crate::json;
use crate::pattern::regular_expression::{Anchoring, RegularExpression};
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Symbol};
use crate::quote::quoted;
use crate::span::Span;

/// The end of the name of an attribute that stands for the items of a list, and not for the list.
pub(crate) const ITEMS: &str = "[]";

/// What a field of a variable is.
pub(crate) type Resolve<'l> = dyn Fn(&str, &str) -> Source + 'l;

/// A text in CEL, parsed.
#[derive(Debug)]
pub(crate) struct Written {
    /// The text.
    pub(crate) text: Arc<str>,
    /// The same, parsed.
    pub(crate) program: cel::Expression,
    /// Where it stands in the policy.
    pub(crate) excerpt: Arc<Excerpt>,
}

impl Written {
    /// Reads an expression that stands in a policy.
    ///
    /// # Errors
    /// Those of [`cel::parse`], with places in the policy.
    pub(crate) fn parse(text: &str, excerpt: Excerpt) -> Result<Self, Error> {
        Self::parse_by(cel::parse, text, excerpt)
    }

    /// As [`Self::parse`], read by a parser of the caller's.
    ///
    /// # Errors
    /// Those of the parser, with places in the policy.
    pub(crate) fn parse_by(
        parse: fn(&str) -> Result<cel::Expression, Error>,
        text: &str,
        excerpt: Excerpt,
    ) -> Result<Self, Error> {
        let program = parse(text).map_err(|error| {
            let span = error.span.map(|span| excerpt.place(span));
            error.at(span.unwrap_or(excerpt.span()))
        })?;
        Ok(Self {
            text: Arc::from(text),
            program,
            excerpt: Arc::new(excerpt),
        })
    }

    /// What a relying party would say of it.
    pub(crate) fn check(&self, environment: &Environment<'_>) -> Checked {
        let mut checked = cel::check(&self.program, environment);
        for diagnostic in &mut checked.diagnostics {
            diagnostic.span = diagnostic.span.map(|span| self.excerpt.place(span));
        }
        checked
    }
}

/// Lowers expressions, and gathers the attributes that they read.
pub(crate) struct Lowering<'l> {
    /// The attributes so far.
    pub(crate) attributes: Vec<Attribute>,
    /// The variables that there are; each has fields.
    pub(crate) variables: &'static [&'static str],
    /// What a field of a variable is.
    pub(crate) resolve: &'l Resolve<'l>,
    /// What the numbers of a token are.
    pub(crate) numbers: Option<Numbers>,
    /// What an expression rests on.
    pub(crate) caveats: fn(&cel::Expression) -> Vec<Caveat>,
}

/// A claim as expressions read it; of a name that ends in [`ITEMS`], and of the audience, the items
/// of the list or the keys of the object.
pub(crate) fn of_claim<'a>(claims: &'a Claims<'_>, name: &str, attribute: &Attribute) -> Slot<'a> {
    let Some(value) = claims.get(name) else {
        return Slot::missing();
    };
    let items = attribute.name.ends_with(ITEMS) || attribute.name == "aud";
    let values = match &value.kind {
        json::Kind::Array(list) if items => {
            Values::Many(list.iter().filter_map(Scalar::of).collect())
        }
        json::Kind::Object(members) if items => Values::Many(
            members
                .iter()
                .map(|member| Scalar::from(&*member.key))
                .collect(),
        ),
        _ if attribute.name.ends_with(ITEMS) => Values::Nested(value),
        _ => Scalar::of(value).map_or(Values::Nested(value), Values::One),
    };
    Slot::present(values)
}

impl Lowering<'_> {
    /// The index of an attribute, which is added where there is none of that name.
    pub(crate) fn attribute(&mut self, name: String, source: Source) -> usize {
        let known = self
            .attributes
            .iter()
            .position(|attribute| attribute.name == name);
        known.unwrap_or_else(|| {
            self.attributes.push(Attribute { name, source });
            self.attributes.len() - 1
        })
    }

    fn field(&mut self, path: &Path<'_>) -> usize {
        let source = (self.resolve)(path.variable, path.field);
        self.attribute(format!("{}.{}", path.variable, path.field), source)
    }

    fn items(&mut self, path: &Path<'_>) -> usize {
        let source = (self.resolve)(path.variable, path.field);
        self.attribute(format!("{}.{}{ITEMS}", path.variable, path.field), source)
    }

    /// A condition: the expression must be true.
    pub(crate) fn condition(&mut self, written: &Written) -> Node {
        self.node(&written.program, written)
    }

    /// A part of an expression, which must be true.
    pub(crate) fn node(&mut self, part: &cel::Expression, written: &Written) -> Node {
        if let Some(test) = self.test(part, written) {
            let origin = Origin::new(StepKind::Test).at(written.excerpt.place(part.span));
            return Node::new(Condition::Test(test), origin);
        }
        match &part.kind {
            Kind::Literal(Literal::Bool(value)) => Node::plain(Condition::Constant(*value)),
            Kind::All(parts) => Node::plain(Condition::All {
                nodes: parts.iter().map(|part| self.node(part, written)).collect(),
                ordered: false,
            }),
            Kind::Any(parts) => Node::plain(Condition::Any(
                parts.iter().map(|part| self.node(part, written)).collect(),
            )),
            Kind::Not(inner) => match self.node(inner, written) {
                // A test of which the opposite is asked is a test.
                Node {
                    condition: Condition::Test(test),
                    origin,
                } => Node {
                    condition: Condition::Test(opposite(test)),
                    origin,
                },
                node => Node::plain(Condition::Not(Box::new(node))),
            },
            _ => {
                let span = written.excerpt.place(part.span);
                let condition = self.expression(part, written, Wants::True);
                Node::new(condition, Origin::new(StepKind::Test).at(span))
            }
        }
    }

    /// A part of an expression as a whole.
    pub(crate) fn expression(
        &mut self,
        part: &cel::Expression,
        written: &Written,
        wants: Wants,
    ) -> Condition {
        let text = part.span.of(&written.text).unwrap_or_default().to_owned();
        let mut reads = Vec::new();
        let found = self.reads(part, &mut Vec::new(), &mut reads);
        let caveats = (self.caveats)(part);
        if let Err(name) = found {
            let indices = reads.iter().map(|read| read.attribute).collect();
            return Condition::Opaque(
                Opaque::new(
                    format!(
                        "{} takes {} as a whole, of which a policy may read the named parts alone",
                        quoted(&text),
                        quoted(&name)
                    ),
                    OpaqueCause::Policy,
                )
                .written(text, indices),
            );
        }
        Condition::Expression(Arc::new(Expression {
            text: written.text.clone(),
            program: part.clone(),
            excerpt: written.excerpt.clone(),
            reads,
            variables: self.variables.to_vec(),
            wants,
            numbers: self.numbers,
            caveats,
        }))
    }

    /// Finds the fields that an expression reads; the name of a variable that is not taken by its
    /// fields is an error.
    fn reads(
        &mut self,
        part: &cel::Expression,
        local: &mut Vec<Arc<str>>,
        reads: &mut Vec<Read>,
    ) -> Result<(), String> {
        if let Some(path) = Path::any(part, self.variables).filter(|path| !path.is_in(local)) {
            self.read(&path, reads);
            return Ok(());
        }
        match &part.kind {
            Kind::Has { operand, field, .. } => {
                if let Some(path) =
                    Path::of(operand, &field.text, self.variables).filter(|path| !path.is_in(local))
                {
                    self.read(&path, reads);
                    return Ok(());
                }
                self.reads(operand, local, reads)
            }
            Kind::Binary {
                operator: Operator::In,
                left,
                right,
            } => match &left.kind {
                Kind::Literal(Literal::String(field)) => {
                    match Path::of(right, field, self.variables).filter(|path| !path.is_in(local)) {
                        Some(path) => {
                            self.read(&path, reads);
                            Ok(())
                        }
                        None => self.reads(right, local, reads),
                    }
                }
                _ => {
                    self.reads(left, local, reads)?;
                    self.reads(right, local, reads)
                }
            },
            Kind::Name(name) => {
                let whole = self.variables.iter().any(|own| **own == *name.text);
                match whole && !local.contains(&name.text) {
                    true => Err(name.text.to_string()),
                    false => Ok(()),
                }
            }
            Kind::Comprehension(comprehension) => {
                self.reads(&comprehension.range, local, reads)?;
                let before = local.len();
                local.extend(comprehension.variables.iter().map(|name| name.text.clone()));
                let mut inside = comprehension.filter.iter().chain([&comprehension.body]);
                let result = inside.try_for_each(|part| self.reads(part, local, reads));
                local.truncate(before);
                result
            }
            _ => part
                .parts()
                .into_iter()
                .try_for_each(|part| self.reads(part, local, reads)),
        }
    }

    fn read(&mut self, path: &Path<'_>, reads: &mut Vec<Read>) {
        let attribute = self.field(path);
        let source = self.attributes.get(attribute).map(|own| &own.source);
        let entries = match source {
            Some(Source::Map(entries)) => entries.clone(),
            _ => Arc::default(),
        };
        let known = reads.iter().any(|read| read.attribute == attribute);
        if !known {
            reads.push(Read {
                variable: path.variable,
                field: path.field.to_owned(),
                attribute,
                entries,
            });
        }
    }

    /// The test that an expression is, if it is one.
    fn test(&mut self, part: &cel::Expression, written: &Written) -> Option<Test> {
        let place = |span: Span| written.excerpt.place(span);
        match &part.kind {
            Kind::Binary {
                operator: operator @ (Operator::Equal | Operator::NotEqual),
                left,
                right,
            } => {
                let (path, literal) = match Path::read(left, self.variables) {
                    Some(path) => (path, right),
                    None => (Path::read(right, self.variables)?, left),
                };
                let alternative = equal_to(literal, place(literal.span))?;
                let attribute = self.field(&path);
                let equal = Operator::Equal.as_str();
                let mut test = Test::new(attribute, equal, vec![alternative]);
                test.typed = true;
                test.on_missing = Truth::Error;
                test.on_empty = Truth::Fail;
                Some(match operator {
                    Operator::NotEqual => opposite(test),
                    _ => test,
                })
            }
            Kind::Binary {
                operator: Operator::In,
                left,
                right,
            } => self.membership(left, right, &place),
            Kind::Has {
                operand,
                field,
                optional: false,
            } => {
                let path = Path::of(operand, &field.text, self.variables)?;
                Some(self.presence(&path, part, written))
            }
            Kind::Call {
                function,
                target: Some(target),
                arguments,
            } => self.call(function, target, arguments, &place),
            _ => {
                let path = Path::read(part, self.variables)?;
                let attribute = self.field(&path);
                let alternative = Alternative::new(Matcher::Boolean(true), "true".to_owned(), None);
                let mut test = Test::new(attribute, "is", vec![alternative]);
                test.typed = true;
                test.on_missing = Truth::Error;
                test.on_unreadable = Truth::Error;
                Some(test)
            }
        }
    }

    /// `path in ['a', 'b']`, `'a' in path`, `'claim' in variable`.
    fn membership(
        &mut self,
        left: &cel::Expression,
        right: &cel::Expression,
        place: &dyn Fn(Span) -> Span,
    ) -> Option<Test> {
        if let (Some(path), Kind::List(items)) = (Path::read(left, self.variables), &right.kind) {
            let alternatives = items
                .iter()
                .map(|item| match item.optional {
                    true => None,
                    false => equal_to(&item.value, place(item.value.span)),
                })
                .collect::<Option<Vec<_>>>()?;
            let attribute = self.field(&path);
            let mut test = Test::new(attribute, "in", alternatives);
            test.typed = true;
            test.on_missing = Truth::Error;
            return Some(test);
        }
        let Kind::Literal(Literal::String(text)) = &left.kind else {
            return None;
        };
        if let Some(path) = Path::of(right, text, self.variables) {
            let attribute = self.field(&path);
            return Some(present(attribute, format!("{text} in {}", path.variable)));
        }
        let path = Path::read(right, self.variables)?;
        let attribute = self.items(&path);
        let alternative = Alternative::new(
            Matcher::Value(Scalar::Text(text.to_string().into())),
            text.to_string(),
            Some(place(left.span)),
        );
        let mut test = Test::new(attribute, "contains", vec![alternative]);
        test.on_missing = Truth::Error;
        test.on_unreadable = Truth::Error;
        Some(test)
    }

    fn presence(&mut self, path: &Path<'_>, part: &cel::Expression, written: &Written) -> Test {
        let attribute = self.field(path);
        let text = part.span.of(&written.text).unwrap_or_default();
        present(attribute, text.to_owned())
    }

    /// `path.startsWith('a')` and its kin.
    fn call(
        &mut self,
        function: &Name,
        target: &cel::Expression,
        arguments: &[cel::Expression],
        place: &dyn Fn(Span) -> Span,
    ) -> Option<Test> {
        let path = Path::read(target, self.variables)?;
        let [
            cel::Expression {
                kind: Kind::Literal(Literal::String(text)),
                span,
            },
        ] = arguments
        else {
            return None;
        };
        let (before, after) = match &*function.text {
            "startsWith" => (false, true),
            "endsWith" => (true, false),
            "contains" => (true, true),
            "matches" => (false, false),
            _ => return None,
        };
        let matcher = if &*function.text == "matches" {
            let expression = RegularExpression::parse(text, Anchoring::Search).ok()?;
            Matcher::RegularExpression(Box::new(expression))
        } else {
            let star = |is: bool| is.then_some(Symbol::Star);
            let symbols = star(before)
                .into_iter()
                .chain(text.chars().map(Symbol::Literal))
                .chain(star(after))
                .map(Part::Symbol);
            Matcher::Text(Template::new(symbols.collect(), Fold::None, true))
        };
        let attribute = self.field(&path);
        let alternative = Alternative::new(matcher, text.to_string(), Some(place(*span)));
        let mut test = Test::new(attribute, function.text.to_string(), vec![alternative]);
        test.manner = Manner::Named;
        test.typed = true;
        test.on_missing = Truth::Error;
        test.on_unreadable = Truth::Error;
        Some(test)
    }
}

/// A field of a variable: `assertion.ref`, `assertion['ref']`.
struct Path<'e> {
    variable: &'static str,
    field: &'e str,
}

impl<'e> Path<'e> {
    /// The field that a part is; an error where it is not there.
    fn read(part: &'e cel::Expression, variables: &[&'static str]) -> Option<Self> {
        match part.kind {
            Kind::Member { optional: true, .. } | Kind::Index { optional: true, .. } => None,
            _ => Self::any(part, variables),
        }
    }

    /// The field that a part is, or that it is if it is there.
    fn any(part: &'e cel::Expression, variables: &[&'static str]) -> Option<Self> {
        match &part.kind {
            Kind::Member { operand, field, .. } => Self::of(operand, &field.text, variables),
            Kind::Index { operand, index, .. } => match &index.kind {
                Kind::Literal(Literal::String(field)) => Self::of(operand, field, variables),
                _ => None,
            },
            _ => None,
        }
    }

    fn of(operand: &cel::Expression, field: &'e str, variables: &[&'static str]) -> Option<Self> {
        let Kind::Name(name) = &operand.kind else {
            return None;
        };
        let variable = variables
            .iter()
            .copied()
            .find(|variable| *variable == &*name.text)?;
        Some(Self { variable, field })
    }

    /// Whether a macro gives the name another meaning.
    fn is_in(&self, local: &[Arc<str>]) -> bool {
        local.iter().any(|name| **name == *self.variable)
    }
}

/// The claim that an expression is, if it is no more than that.
pub(crate) fn whole_claim(expression: &cel::Expression, variable: &'static str) -> Option<String> {
    Path::read(expression, &[variable]).map(|path| path.field.to_owned())
}

fn present(attribute: usize, written: String) -> Test {
    let mut test = Test::new(attribute, "has", Vec::new());
    test.predicate = Predicate::Present { written };
    test.quantifier = Quantifier::Single;
    test.typed = true;
    test
}

/// What a value is equal to, if it is written down.
fn equal_to(literal: &cel::Expression, span: Span) -> Option<Alternative> {
    let Kind::Literal(literal) = &literal.kind else {
        return None;
    };
    let (matcher, text) = match literal {
        Literal::String(text) => (Matcher::Text(Template::literal(text)), text.to_string()),
        Literal::Bool(value) => (Matcher::Boolean(*value), value.to_string()),
        Literal::Int(value) => (
            Matcher::Value(Scalar::Number(value.to_string().into())),
            format!("{value} (a number)"),
        ),
        _ => return None,
    };
    Some(Alternative::new(matcher, text, Some(span)))
}

/// The test that holds where this one fails; an error is one both ways.
fn opposite(mut test: Test) -> Test {
    test.negated = !test.negated;
    test.on_missing = !test.on_missing;
    test.on_empty = !test.on_empty;
    test.on_unreadable = !test.on_unreadable;
    if let Some(plain) = ["!=", "=="].iter().find(|name| test.operator == **name) {
        test.operator = match *plain {
            "!=" => "==".into(),
            _ => "!=".into(),
        };
    } else {
        test.operator = match test.operator.strip_prefix('!') {
            Some(plain) => plain.to_owned().into(),
            None => format!("!{}", test.operator).into(),
        };
    }
    test
}
