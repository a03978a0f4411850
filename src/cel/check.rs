//! What a relying party would say of an expression before it has any values.

use std::sync::Arc;

use super::ast::{Comprehension, Entry, Expression, Item, Kind, Literal, Macro, Name, Operator};
use super::evaluate::{named_type, type_name};
use super::function::{self, Function, Library};
use super::types::{Signature, Type, Unifier};
use crate::diagnostic::Diagnostic;
use crate::pattern::regular_expression::{Anchoring, RegularExpression};
use crate::quote::quoted;
use crate::span::Span;
use crate::spelling;

/// What a relying party has of the language.
#[derive(Debug, Clone, Copy)]
pub struct Environment<'t> {
    /// The name of the relying party.
    pub title: &'t str,
    /// The variables, each with its type as [`Type::parse`] reads it.
    pub variables: &'t [(&'t str, &'t str)],
    /// The types with fields, each with its fields and their types.
    pub objects: &'t [Object<'t>],
    /// The libraries that it has.
    pub libraries: &'t [Library],
    /// Functions that it has of other libraries.
    pub functions: &'t [&'t str],
    /// Whether it is known to have nothing else; otherwise what else there is is undocumented.
    pub closed: bool,
    /// Whether the items of a list, and the keys and values of a map, must be of one type.
    pub homogeneous: bool,
}

/// A type with fields.
#[derive(Debug, Clone, Copy)]
pub struct Object<'t> {
    /// Its name.
    pub name: &'t str,
    /// Its fields, each with its type as [`Type::parse`] reads it.
    pub fields: &'t [(&'t str, &'t str)],
}

impl Environment<'_> {
    fn has(&self, function: &Function) -> bool {
        self.libraries.contains(&function.library) || self.functions.contains(&function.name)
    }
}

/// What can be told of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The type of its value.
    pub result: Type,
    /// What the relying party would say of it; spans are those of the expression.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks an expression.
pub fn check(expression: &Expression, environment: &Environment<'_>) -> Checked {
    let mut checker = Checker {
        environment,
        unifier: Unifier::default(),
        scope: Vec::new(),
        diagnostics: Vec::new(),
    };
    let result = checker.type_of(expression);
    Checked {
        result: checker.unifier.resolve(&result),
        diagnostics: checker.diagnostics,
    }
}

/// Most that is said of one expression; who has got that much wrong begins with the first.
const MAX_DIAGNOSTICS: usize = 32;

struct Checker<'e> {
    environment: &'e Environment<'e>,
    unifier: Unifier,
    scope: Vec<(Arc<str>, Type)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'e> Checker<'e> {
    fn tell(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic());
        }
    }

    fn refuse(&mut self, diagnostic: Diagnostic) -> Type {
        self.tell(|| diagnostic);
        // What is wrong once is told once.
        Type::Dyn
    }

    fn type_of(&mut self, expression: &Expression) -> Type {
        let span = expression.span;
        match &expression.kind {
            Kind::Literal(literal) => of_literal(literal),
            Kind::Name(name) => self.name(name),
            Kind::Member {
                operand,
                field,
                optional,
            } => {
                if *optional {
                    self.requires(Library::Optional, "the syntax `.?`", field.span);
                }
                match type_name(expression) {
                    Some(name) => of_type_name(name),
                    None => {
                        let operand = self.type_of(operand);
                        self.select(&operand, field, *optional)
                    }
                }
            }
            Kind::Has { operand, field, .. } => {
                let operand = self.type_of(operand);
                self.select(&operand, field, false);
                Type::named("bool")
            }
            Kind::Index {
                operand,
                index,
                optional,
            } => {
                if *optional {
                    self.requires(Library::Optional, "the syntax `[?…]`", index.span);
                }
                let operand = self.type_of(operand);
                let index_type = self.type_of(index);
                self.index(&operand, &index_type, *optional, span)
            }
            Kind::Call {
                function,
                target,
                arguments,
            } => self.call(function, target.as_deref(), arguments, span),
            Kind::List(items) => self.list(items),
            Kind::Map(entries) => self.map(entries),
            Kind::Message { name, .. } => self.refuse(Diagnostic::error("message-construction", format!(
                    "expected a text, number, list or map, received a message of type {}, of which {} has none",
                    quoted(&name.text),
                    self.environment.title
                )).at(span)),
            Kind::Not(operand) => {
                self.expect_bool(operand);
                Type::named("bool")
            }
            Kind::Negate(operand) => {
                let operand = self.type_of(operand);
                self.overload(NEGATE, &[operand], "-", span)
            }
            Kind::All(operands) | Kind::Any(operands) => {
                for operand in operands {
                    self.expect_bool(operand);
                }
                Type::named("bool")
            }
            Kind::Binary {
                operator,
                left,
                right,
            } => {
                let left = self.type_of(left);
                let right = self.type_of(right);
                let signatures = signatures(*operator);
                self.overload(signatures, &[left, right], operator.as_str(), span)
            }
            Kind::Conditional {
                condition,
                then,
                otherwise,
            } => {
                self.expect_bool(condition);
                let then = self.type_of(then);
                let otherwise = self.type_of(otherwise);
                self.overload(&["(A, A) A"], &[then, otherwise], "?:", span)
            }
            Kind::Comprehension(comprehension) => self.comprehension(comprehension),
        }
    }

    fn name(&mut self, name: &Name) -> Type {
        let local = self.scope.iter().rev().find(|(own, _)| *own == name.text);
        if let Some((_, of)) = local {
            return of.clone();
        }
        if let Some(of) = self.variable(&name.text) {
            return of;
        }
        if let Some(known) = named_type(&name.text) {
            return of_type_name(known);
        }
        let environment = self.environment;
        self.tell(|| {
            let known = || environment.variables.iter().map(|(name, _)| *name);
            let help = match spelling::nearest(&name.text, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "the variables are `{}`",
                    known().collect::<Vec<_>>().join("`, `")
                ),
            };
            let message = format!(
                "expected a variable that {} has, received {}",
                environment.title,
                quoted(&name.text)
            );
            Diagnostic::error("unknown-variable", message)
                .help(help)
                .at(name.span)
        });
        Type::Dyn
    }

    fn variable(&self, name: &str) -> Option<Type> {
        self.environment
            .variables
            .iter()
            .find(|(own, _)| *own == name)
            .and_then(|(_, of)| Type::parse(of))
    }

    fn select(&mut self, operand: &Type, field: &Name, maybe: bool) -> Type {
        let of = match self.unifier.resolve(operand) {
            Type::Map(_, value) => *value,
            Type::Dyn | Type::Parameter(_) => Type::Dyn,
            Type::Optional(inner) => {
                let selected = self.select(&inner, field, false);
                return flat(selected);
            }
            Type::Named(name) => match self.field(&name, &field.text) {
                Some(Some(of)) => of,
                Some(None) => self.refuse(
                    Diagnostic::error(
                        "unknown-field",
                        format!(
                            "expected a field that {} has, received {}",
                            quoted(&name),
                            quoted(&field.text)
                        ),
                    )
                    .at(field.span),
                ),
                None => self.no_fields(&Type::Named(name), field),
            },
            other => self.no_fields(&other, field),
        };
        if maybe { flat(of) } else { of }
    }

    fn no_fields(&mut self, of: &Type, field: &Name) -> Type {
        self.refuse(
            Diagnostic::error(
                "expression-type",
                format!("expected a map before `.`, received {}", article(of)),
            )
            .at(field.span),
        )
    }

    /// The type of a field, if the type has fields, and has that one.
    fn field(&self, object: &str, field: &str) -> Option<Option<Type>> {
        let object = self
            .environment
            .objects
            .iter()
            .find(|own| own.name == object)?;
        let of = object.fields.iter().find(|(own, _)| *own == field);
        Some(of.and_then(|(_, of)| Type::parse(of)))
    }

    fn index(&mut self, operand: &Type, index: &Type, maybe: bool, span: Span) -> Type {
        let of = match self.unifier.resolve(operand) {
            Type::Optional(inner) => {
                let found = self.index(&inner, index, false, span);
                return flat(found);
            }
            operand => self.overload(
                &["(list(A), int) A", "(map(A, B), A) B"],
                &[operand, index.clone()],
                "[]",
                span,
            ),
        };
        if maybe { flat(of) } else { of }
    }

    fn call(
        &mut self,
        name: &Name,
        target: Option<&Expression>,
        arguments: &[Expression],
        span: Span,
    ) -> Type {
        let types: Vec<Type> = target
            .into_iter()
            .chain(arguments)
            .map(|argument| self.type_of(argument))
            .collect();
        let Some(function) = function::find(&name.text) else {
            return self.unknown_function(name);
        };
        if !self.environment.has(function) {
            if self.environment.closed {
                return self.unknown_function(name);
            }
            self.undocumented(
                &format!("the function {}", quoted(function::written(function.name))),
                name.span,
            );
        }
        if !function.takes(target.is_some()) {
            let (expected, received) = match target {
                Some(_) => ("a function", "a function after a dot"),
                None => ("a function after a dot", "a function"),
            };
            return self.refuse(
                Diagnostic::error(
                    "expression-type",
                    format!(
                        "expected {} as {expected}, received it as {received}",
                        quoted(function::written(function.name))
                    ),
                )
                .at(name.span),
            );
        }
        if function.name == "matches" {
            self.pattern(arguments);
        }
        let signatures: Vec<&str> = function
            .signatures
            .iter()
            .copied()
            .filter(|signature| fits_call(signature, target.is_some()))
            .collect();
        self.overload(&signatures, &types, function::written(function.name), span)
    }

    /// A pattern that is written down is read before there is a text.
    fn pattern(&mut self, arguments: &[Expression]) {
        let Some(Expression {
            kind: Kind::Literal(Literal::String(pattern)),
            span,
        }) = arguments.last()
        else {
            return;
        };
        match RegularExpression::parse(pattern, Anchoring::Search) {
            Err(refusal) => {
                self.refuse(Diagnostic::error("invalid-pattern", refusal.to_string()).at(*span));
            }
            Ok(expression) => {
                if let Some(unsupported) = expression.unsupported() {
                    self.tell(|| {
                        Diagnostic::note(
                            "pattern-not-evaluated",
                            format!(
                                "the pattern {} is not evaluated: {}",
                                quoted(pattern),
                                unsupported.why
                            ),
                        )
                        .at(*span)
                    });
                }
            }
        }
    }

    fn unknown_function(&mut self, name: &Name) -> Type {
        let environment = self.environment;
        self.tell(|| {
            let known = function::names().filter(|known| {
                function::find(known).is_some_and(|function| environment.has(function))
            });
            let diagnostic = Diagnostic::error(
                "unknown-function",
                format!(
                    "expected a function that {} has, received {}",
                    environment.title,
                    quoted(&name.text)
                ),
            )
            .at(name.span);
            match spelling::nearest(&name.text, known.map(function::written)) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic,
            }
        });
        Type::Dyn
    }

    fn requires(&mut self, library: Library, what: &str, span: Span) {
        if self.environment.libraries.contains(&library) {
            return;
        }
        if self.environment.closed {
            self.refuse(
                Diagnostic::error(
                    "unknown-function",
                    format!("{what} is not one that {} has", self.environment.title),
                )
                .at(span),
            );
        } else {
            self.undocumented(what, span);
        }
    }

    fn undocumented(&mut self, what: &str, span: Span) {
        let title = self.environment.title;
        self.tell(|| {
            Diagnostic::warning(
                "undocumented-function",
                format!("{what} is not among those that {title} documents"),
            )
            .help("it is evaluated as cel-go has it, which may not be what the relying party does")
            .at(span)
        });
    }

    fn expect_bool(&mut self, operand: &Expression) {
        let of = self.type_of(operand);
        if !self.unifier.fits(&Type::named("bool"), &of) {
            let of = self.unifier.resolve(&of);
            self.refuse(
                Diagnostic::error(
                    "expression-type",
                    format!("expected a condition, received {}", article(&of)),
                )
                .at(operand.span),
            );
        }
    }

    /// The result of the signatures that the arguments fit: unknown where they disagree.
    fn overload(&mut self, texts: &[&str], arguments: &[Type], name: &str, span: Span) -> Type {
        let before = self.unifier.mark();
        let mut fitting = Vec::new();
        for signature in texts.iter().filter_map(|text| Signature::parse(text)) {
            let result = self.applied(&signature, arguments);
            self.unifier.reset(before);
            fitting.extend(result.map(|result| (signature, result)));
        }
        match fitting.as_slice() {
            [] => {
                let received: Vec<String> = arguments
                    .iter()
                    .map(|argument| self.unifier.resolve(argument).to_string())
                    .collect();
                self.refuse(
                    Diagnostic::error(
                        "expression-type",
                        format!(
                            "expected values that `{name}` takes, received ({})",
                            received.join(", ")
                        ),
                    )
                    .at(span),
                )
            }
            // Only of one that is certain are there conclusions for the arguments.
            [(signature, _)] => self.applied(signature, arguments).unwrap_or(Type::Dyn),
            [(_, first), rest @ ..] => match rest.iter().all(|(_, other)| other == first) {
                true => first.clone(),
                false => Type::Dyn,
            },
        }
    }

    /// The result of a signature, if the arguments fit it.
    fn applied(&mut self, signature: &Signature, arguments: &[Type]) -> Option<Type> {
        let signature = self.unifier.instantiate(signature);
        let fits = signature.arguments.len() == arguments.len()
            && signature
                .arguments
                .iter()
                .zip(arguments)
                .all(|(expected, actual)| self.unifier.fits(expected, actual));
        fits.then(|| self.unifier.resolve(&signature.result))
    }

    /// The type that all of several have, or `dyn`.
    fn joined(&mut self, of: &[(Type, Span)], what: &str) -> Type {
        let mut joined: Option<Type> = None;
        for (own, span) in of {
            let Some(earlier) = joined.take() else {
                joined = Some(own.clone());
                continue;
            };
            let before = self.unifier.mark();
            if self.unifier.fits(&earlier, own) {
                let (one, other) = (self.unifier.resolve(&earlier), self.unifier.resolve(own));
                joined = Some(if has_dyn(&one) { one } else { other });
                continue;
            }
            self.unifier.reset(before);
            if self.environment.homogeneous {
                let (one, other) = (self.unifier.resolve(&earlier), self.unifier.resolve(own));
                self.refuse(
                    Diagnostic::error(
                        "expression-type",
                        format!(
                            "expected {what} of one type, received {} after {}",
                            article(&other),
                            article(&one)
                        ),
                    )
                    .at(*span),
                );
            }
            joined = Some(Type::Dyn);
            break;
        }
        joined.unwrap_or_else(|| self.unifier.fresh())
    }

    fn list(&mut self, items: &[Item]) -> Type {
        let types: Vec<(Type, Span)> = items
            .iter()
            .map(|item| (self.entry(&item.value, item.optional), item.value.span))
            .collect();
        Type::list(self.joined(&types, "items"))
    }

    fn map(&mut self, entries: &[Entry]) -> Type {
        let keys: Vec<(Type, Span)> = entries
            .iter()
            .map(|entry| (self.type_of(&entry.key), entry.key.span))
            .collect();
        let values: Vec<(Type, Span)> = entries
            .iter()
            .map(|entry| (self.entry(&entry.value, entry.optional), entry.value.span))
            .collect();
        // Keys are of types without parts; others are told when they are evaluated.
        let key = match self.joined(&keys, "keys") {
            key @ Type::Named(_) => key,
            _ => Type::Dyn,
        };
        Type::map(key, self.joined(&values, "values"))
    }

    /// The type of an item; of one that may be left out, that of what it is if it is there.
    fn entry(&mut self, value: &Expression, optional: bool) -> Type {
        let of = self.type_of(value);
        if !optional {
            return of;
        }
        self.requires(Library::Optional, "the syntax `?`", value.span);
        match self.unifier.resolve(&of) {
            Type::Optional(inner) => *inner,
            Type::Dyn | Type::Parameter(_) => Type::Dyn,
            other => self.refuse(
                Diagnostic::error(
                    "expression-type",
                    format!(
                        "expected an optional value after `?`, received {}",
                        article(&other)
                    ),
                )
                .at(value.span),
            ),
        }
    }

    fn comprehension(&mut self, comprehension: &Comprehension) -> Type {
        let library = comprehension.library();
        let name = format!("the macro `{}`", comprehension.kind.as_str());
        self.requires(library, &name, comprehension.name_span);
        let range = self.type_of(&comprehension.range);
        let range = self.unifier.resolve(&range);
        let Some((key, value)) = self.elements(comprehension, &range) else {
            return self.refuse(
                Diagnostic::error(
                    "expression-type",
                    format!(
                        "expected a list or map before `{}`, received {}",
                        comprehension.kind.as_str(),
                        article(&range)
                    ),
                )
                .at(comprehension.range.span),
            );
        };
        let before = self.scope.len();
        let mut names = comprehension.variables.iter().map(|name| name.text.clone());
        match comprehension.variables.len() {
            1 => self.scope.extend(names.next().zip(Some(value))),
            _ => self.scope.extend(names.zip([key.clone(), value])),
        }
        if let Some(filter) = &comprehension.filter {
            self.expect_bool(filter);
        }
        let result = match comprehension.kind {
            Macro::All | Macro::Exists | Macro::ExistsOne => {
                self.expect_bool(&comprehension.body);
                Type::named("bool")
            }
            Macro::Filter => {
                self.expect_bool(&comprehension.body);
                match &range {
                    Type::Map(key, _) => Type::List(key.clone()),
                    other => other.clone(),
                }
            }
            Macro::SortBy => {
                self.type_of(&comprehension.body);
                range
            }
            Macro::Map | Macro::TransformList => Type::list(self.type_of(&comprehension.body)),
            Macro::TransformMap => Type::map(key, self.type_of(&comprehension.body)),
            Macro::TransformMapEntry | Macro::OptionalFlatMap => self.type_of(&comprehension.body),
            Macro::OptionalMap => Type::optional(self.type_of(&comprehension.body)),
        };
        self.scope.truncate(before);
        result
    }

    /// The types of the key or index, and of what one variable alone stands for.
    fn elements(&mut self, comprehension: &Comprehension, range: &Type) -> Option<(Type, Type)> {
        let optional = matches!(
            comprehension.kind,
            Macro::OptionalMap | Macro::OptionalFlatMap
        );
        Some(match range {
            Type::Dyn | Type::Parameter(_) => (Type::Dyn, Type::Dyn),
            Type::Optional(value) if optional => (Type::Dyn, (**value).clone()),
            _ if optional => return None,
            Type::List(item) => (Type::named("int"), (**item).clone()),
            Type::Map(key, _) if comprehension.variables.len() == 1 => (Type::Dyn, (**key).clone()),
            Type::Map(key, value) => ((**key).clone(), (**value).clone()),
            _ => return None,
        })
    }
}

const NEGATE: &[&str] = &["(int) int", "(double) double", "(duration) duration"];

const ORDER: &[&str] = &[
    "(bool, bool) bool",
    "(int, int) bool",
    "(int, uint) bool",
    "(int, double) bool",
    "(uint, uint) bool",
    "(uint, int) bool",
    "(uint, double) bool",
    "(double, double) bool",
    "(double, int) bool",
    "(double, uint) bool",
    "(string, string) bool",
    "(bytes, bytes) bool",
    "(timestamp, timestamp) bool",
    "(duration, duration) bool",
];

fn signatures(operator: Operator) -> &'static [&'static str] {
    match operator {
        Operator::Equal | Operator::NotEqual => &["(A, A) bool"],
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            ORDER
        }
        Operator::In => &["(A, list(A)) bool", "(A, map(A, B)) bool"],
        Operator::Add => &[
            "(int, int) int",
            "(uint, uint) uint",
            "(double, double) double",
            "(string, string) string",
            "(bytes, bytes) bytes",
            "(list(A), list(A)) list(A)",
            "(timestamp, duration) timestamp",
            "(duration, timestamp) timestamp",
            "(duration, duration) duration",
        ],
        Operator::Subtract => &[
            "(int, int) int",
            "(uint, uint) uint",
            "(double, double) double",
            "(timestamp, timestamp) duration",
            "(timestamp, duration) timestamp",
            "(duration, duration) duration",
        ],
        Operator::Multiply | Operator::Divide => &[
            "(int, int) int",
            "(uint, uint) uint",
            "(double, double) double",
        ],
        Operator::Remainder => &["(int, int) int", "(uint, uint) uint"],
    }
}

fn fits_call(signature: &str, target: bool) -> bool {
    signature.starts_with('*') || signature.starts_with('.') == target
}

fn of_literal(literal: &Literal) -> Type {
    Type::named(match literal {
        Literal::Null => "null",
        Literal::Bool(_) => "bool",
        Literal::Int(_) => "int",
        Literal::Uint(_) => "uint",
        Literal::Double(_) => "double",
        Literal::String(_) => "string",
        Literal::Bytes(_) => "bytes",
    })
}

/// The type of the name of a type.
fn of_type_name(name: &str) -> Type {
    Type::Type(Box::new(match name {
        "google.protobuf.Timestamp" => Type::named("timestamp"),
        "google.protobuf.Duration" => Type::named("duration"),
        "null_type" => Type::named("null"),
        "list" => Type::list(Type::Dyn),
        "map" => Type::map(Type::Dyn, Type::Dyn),
        "optional_type" => Type::optional(Type::Dyn),
        name => Type::named(name),
    }))
}

/// A value that may not be there, once.
fn flat(of: Type) -> Type {
    match of {
        Type::Optional(_) => of,
        of => Type::optional(of),
    }
}

fn has_dyn(of: &Type) -> bool {
    match of {
        Type::Dyn => true,
        Type::List(of) | Type::Optional(of) | Type::Type(of) => has_dyn(of),
        Type::Map(key, value) => has_dyn(key) || has_dyn(value),
        Type::Named(_) | Type::Parameter(_) => false,
    }
}

/// A type with its article.
fn article(of: &Type) -> String {
    let name = of.to_string();
    let article = if name.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} `{name}`")
}
