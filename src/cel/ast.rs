//! What an expression is made of. Everything keeps its place in the text.

use std::sync::Arc;

use super::Library;
use crate::span::Span;

/// An expression and where it stands in its own text, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// There is no literal for what is not a number, so that every expression is equal to itself.
impl Eq for Expression {}

/// What an [`Expression`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A value written down.
    Literal(Literal),
    /// A variable, or the name of a type.
    Name(Name),
    /// `operand.field`, or `operand.?field`.
    Member {
        /// What has the field.
        operand: Box<Expression>,
        /// Which field.
        field: Name,
        /// Whether nothing, rather than an error, comes of a field that is not there.
        optional: bool,
    },
    /// `has(operand.field)`.
    Has {
        /// What may have the field.
        operand: Box<Expression>,
        /// Which field.
        field: Name,
        /// Whether it is written `has(operand.?field)`.
        optional: bool,
    },
    /// `operand[index]`, or `operand[?index]`.
    Index {
        /// What is looked into.
        operand: Box<Expression>,
        /// Where.
        index: Box<Expression>,
        /// Whether nothing, rather than an error, comes of an index that is not there.
        optional: bool,
    },
    /// `function(arguments)`, or `target.function(arguments)`. A function whose name has dots
    /// (`sets.contains`) has no target.
    Call {
        /// Which function.
        function: Name,
        /// What stands before the dot.
        target: Option<Box<Expression>>,
        /// What stands between the parentheses.
        arguments: Vec<Expression>,
    },
    /// `[item, …]`
    List(Vec<Item>),
    /// `{key: value, …}`
    Map(Vec<Entry>),
    /// `TypeName{field: value, …}`: parsed, and refused as a part of a condition. What a program of
    /// OpenBao makes of it is told by where it stands.
    Message {
        /// The name of the type.
        name: Name,
        /// The values of its fields.
        fields: Vec<Expression>,
    },
    /// `!operand`
    Not(Box<Expression>),
    /// `-operand`
    Negate(Box<Expression>),
    /// `a && b && …`, in the order of the text.
    All(Vec<Expression>),
    /// `a || b || …`, in the order of the text.
    Any(Vec<Expression>),
    /// `left OPERATOR right`
    Binary {
        /// Which operator.
        operator: Operator,
        /// What stands before it.
        left: Box<Expression>,
        /// What stands after it.
        right: Box<Expression>,
    },
    /// `condition ? then : otherwise`
    Conditional {
        /// What is asked.
        condition: Box<Expression>,
        /// The value where it holds.
        then: Box<Expression>,
        /// The value where it does not.
        otherwise: Box<Expression>,
    },
    /// A macro that names variables: `range.exists(x, body)`.
    Comprehension(Box<Comprehension>),
}

/// A value written down.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// `1`
    Int(i64),
    /// `1u`
    Uint(u64),
    /// `1.0`
    Double(f64),
    /// `'text'`
    String(Arc<str>),
    /// `b'bytes'`
    Bytes(Arc<[u8]>),
}

/// A name and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name; with dots for a function of a namespace.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The value.
    pub value: Expression,
    /// Whether it is written `?value`: left out where the optional is empty.
    pub optional: bool,
}

/// An entry of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Expression,
    /// The value.
    pub value: Expression,
    /// Whether it is written `?key: value`: left out where the optional is empty.
    pub optional: bool,
}

/// An operator between two expressions, `&&` and `||` aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

impl Operator {
    /// How it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

/// A macro that names variables, over what it ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct Comprehension {
    /// Which macro.
    pub kind: Macro,
    /// Where its name stands.
    pub name_span: Span,
    /// What it ranges over.
    pub range: Expression,
    /// One variable, or two: the index or key, and the value.
    pub variables: Vec<Name>,
    /// A condition on what is taken, for those that make a list or map of what they take.
    pub filter: Option<Expression>,
    /// What is asked of, or made from, each; of [`Macro::Filter`], the condition.
    pub body: Expression,
}

impl Comprehension {
    /// The library that brings the macro.
    pub fn library(&self) -> Library {
        match self.kind {
            Macro::OptionalMap | Macro::OptionalFlatMap => Library::Optional,
            Macro::SortBy => Library::Lists,
            _ if self.variables.len() > 1 => Library::TwoVariables,
            _ => Library::Standard,
        }
    }
}

/// The macros that name variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Macro {
    /// `all`: every one.
    All,
    /// `exists`: one or more.
    Exists,
    /// `exists_one`: exactly one.
    ExistsOne,
    /// `map`: a list of what is made of each.
    Map,
    /// `filter`: a list of those for which it holds.
    Filter,
    /// `transformList`: as `map`, with two variables.
    TransformList,
    /// `transformMap`: a map with the same keys.
    TransformMap,
    /// `transformMapEntry`: a map of the entries that are made.
    TransformMapEntry,
    /// `sortBy`: the list in the order of what is made of each.
    SortBy,
    /// `optMap`: what is made of the value of an optional.
    OptionalMap,
    /// `optFlatMap`: the optional that is made of the value of an optional.
    OptionalFlatMap,
}

impl Macro {
    /// The name under which it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Exists => "exists",
            Self::ExistsOne => "exists_one",
            Self::Map => "map",
            Self::Filter => "filter",
            Self::TransformList => "transformList",
            Self::TransformMap => "transformMap",
            Self::TransformMapEntry => "transformMapEntry",
            Self::SortBy => "sortBy",
            Self::OptionalMap => "optMap",
            Self::OptionalFlatMap => "optFlatMap",
        }
    }
}

impl Expression {
    /// The dotted name that the expression is written as, if it is one: `a.b.c`.
    pub fn dotted_name(&self) -> Option<String> {
        match &self.kind {
            Kind::Name(name) => Some(name.text.to_string()),
            Kind::Member {
                operand,
                field,
                optional: false,
            } => Some(format!("{}.{}", operand.dotted_name()?, field.text)),
            _ => None,
        }
    }

    /// The parts of which it is made, in the order of the text.
    pub fn parts(&self) -> Vec<&Expression> {
        match &self.kind {
            Kind::Literal(_) | Kind::Name(_) => Vec::new(),
            Kind::Message { fields, .. } => fields.iter().collect(),
            Kind::Member { operand, .. }
            | Kind::Has { operand, .. }
            | Kind::Not(operand)
            | Kind::Negate(operand) => vec![operand],
            Kind::Index { operand, index, .. } => vec![operand, index],
            Kind::Call {
                target, arguments, ..
            } => target.as_deref().into_iter().chain(arguments).collect(),
            Kind::List(items) => items.iter().map(|item| &item.value).collect(),
            Kind::Map(entries) => entries
                .iter()
                .flat_map(|entry| [&entry.key, &entry.value])
                .collect(),
            Kind::All(operands) | Kind::Any(operands) => operands.iter().collect(),
            Kind::Binary { left, right, .. } => vec![left, right],
            Kind::Conditional {
                condition,
                then,
                otherwise,
            } => vec![condition, then, otherwise],
            Kind::Comprehension(comprehension) => [&comprehension.range]
                .into_iter()
                .chain(&comprehension.filter)
                .chain([&comprehension.body])
                .collect(),
        }
    }

    /// The same, to be changed.
    pub(crate) fn parts_mut(&mut self) -> Vec<&mut Expression> {
        match &mut self.kind {
            Kind::Literal(_) | Kind::Name(_) => Vec::new(),
            Kind::Message { fields, .. } => fields.iter_mut().collect(),
            Kind::Member { operand, .. }
            | Kind::Has { operand, .. }
            | Kind::Not(operand)
            | Kind::Negate(operand) => vec![operand],
            Kind::Index { operand, index, .. } => vec![operand, index],
            Kind::Call {
                target, arguments, ..
            } => target.as_deref_mut().into_iter().chain(arguments).collect(),
            Kind::List(items) => items.iter_mut().map(|item| &mut item.value).collect(),
            Kind::Map(entries) => entries
                .iter_mut()
                .flat_map(|entry| [&mut entry.key, &mut entry.value])
                .collect(),
            Kind::All(operands) | Kind::Any(operands) => operands.iter_mut().collect(),
            Kind::Binary { left, right, .. } => vec![left, right],
            Kind::Conditional {
                condition,
                then,
                otherwise,
            } => vec![condition, then, otherwise],
            Kind::Comprehension(comprehension) => {
                let Comprehension {
                    range,
                    filter,
                    body,
                    ..
                } = comprehension.as_mut();
                [range].into_iter().chain(filter).chain([body]).collect()
            }
        }
    }

    /// Calls `visit` on the expression and on everything in it, from the outside in.
    pub fn visit<'e>(&'e self, visit: &mut dyn FnMut(&'e Expression)) {
        visit(self);
        for part in self.parts() {
            part.visit(visit);
        }
    }
}
