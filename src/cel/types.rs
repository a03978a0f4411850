//! Types, as far as they can be told before anything has a value.

use std::fmt;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Not told before there is a value.
    Dyn,
    /// A type without parts, by its name: `string`, `int`, or one of a relying party.
    Named(String),
    /// A list of such items.
    List(Box<Type>),
    /// A map of such keys and values.
    Map(Box<Type>, Box<Type>),
    /// Such a value, or none.
    Optional(Box<Type>),
    /// The type of such values.
    Type(Box<Type>),
    /// Whatever the arguments make of it; by its number.
    Parameter(usize),
}

impl Type {
    /// The type without parts of that name.
    pub fn named(name: &str) -> Self {
        match name {
            "dyn" => Self::Dyn,
            name => Self::Named(name.to_owned()),
        }
    }

    /// A list of such items.
    pub fn list(item: Self) -> Self {
        Self::List(Box::new(item))
    }

    /// A map of such keys and values.
    pub fn map(key: Self, value: Self) -> Self {
        Self::Map(Box::new(key), Box::new(value))
    }

    /// Such a value, or none.
    pub fn optional(value: Self) -> Self {
        Self::Optional(Box::new(value))
    }

    /// Reads a type as it is written: `map(string, list(int))`, a capital letter being a
    /// parameter. `None` where the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (parsed, rest) = Self::read(text)?;
        rest.is_empty().then_some(parsed)
    }

    fn read(text: &str) -> Option<(Self, &str)> {
        let length = text
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
            .count();
        let (name, rest) = text.split_at_checked(length).filter(|_| length > 0)?;
        if let [letter @ b'A'..=b'Z'] = name.as_bytes() {
            return Some((Self::Parameter(usize::from(letter - b'A')), rest));
        }
        if !matches!(name, "list" | "map" | "optional" | "type") || !rest.starts_with('(') {
            return Some((Self::named(name), rest));
        }
        let (first, rest) = Self::read(rest.get(1..)?)?;
        let (parsed, rest) = match name {
            "list" => (Self::list(first), rest),
            "optional" => (Self::optional(first), rest),
            "type" => (Self::Type(Box::new(first)), rest),
            _ => {
                let (second, rest) = Self::read(rest.strip_prefix(", ")?)?;
                (Self::map(first, second), rest)
            }
        };
        Some((parsed, rest.strip_prefix(')')?))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dyn | Self::Parameter(_) => formatter.write_str("dyn"),
            Self::Named(name) => formatter.write_str(name),
            Self::List(item) => write!(formatter, "list({item})"),
            Self::Map(key, value) => write!(formatter, "map({key}, {value})"),
            Self::Optional(value) => write!(formatter, "optional_type({value})"),
            Self::Type(of) => write!(formatter, "type({of})"),
        }
    }
}

/// What a function takes and gives.
pub(super) struct Signature {
    pub(super) arguments: Vec<Type>,
    pub(super) result: Type,
}

impl Signature {
    /// Reads `(int, string) bool`, with a mark before it that says how the function is called.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim_start_matches(['.', '*']).strip_prefix('(')?;
        let mut arguments = Vec::new();
        while !rest.starts_with(')') {
            let (argument, after) = Type::read(rest)?;
            arguments.push(argument);
            rest = after.strip_prefix(", ").unwrap_or(after);
        }
        let result = Type::parse(rest.strip_prefix(") ")?)?;
        Some(Self { arguments, result })
    }
}

/// What is known of parameters, and in which order it came to be known.
#[derive(Debug, Default)]
pub(super) struct Unifier {
    known: Vec<Option<Type>>,
    trail: Vec<usize>,
}

/// How much was known at some time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    known: usize,
    trail: usize,
}

impl Unifier {
    /// A parameter that nothing is known of.
    pub(super) fn fresh(&mut self) -> Type {
        self.known.push(None);
        Type::Parameter(self.known.len() - 1)
    }

    /// What is known now, to come back to.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            known: self.known.len(),
            trail: self.trail.len(),
        }
    }

    /// Comes back to what was known.
    pub(super) fn reset(&mut self, mark: Mark) {
        for index in self.trail.drain(mark.trail..) {
            if let Some(place) = self.known.get_mut(index) {
                *place = None;
            }
        }
        self.known.truncate(mark.known);
    }

    /// The same signature with parameters of its own.
    pub(super) fn instantiate(&mut self, signature: &Signature) -> Signature {
        let first = self.known.len();
        let rename = |of: &Type| renamed(of, first);
        let arguments: Vec<Type> = signature.arguments.iter().map(rename).collect();
        let result = rename(&signature.result);
        // A signature has no more than the letters of the alphabet, and most have two.
        self.known.resize(first + 3, None);
        Signature { arguments, result }
    }

    /// The type with what is known of its parameters filled in.
    pub(super) fn resolve(&self, of: &Type) -> Type {
        match of {
            Type::Parameter(index) => match self.known.get(*index) {
                Some(Some(known)) => self.resolve(known),
                _ => of.clone(),
            },
            Type::List(item) => Type::list(self.resolve(item)),
            Type::Map(key, value) => Type::map(self.resolve(key), self.resolve(value)),
            Type::Optional(value) => Type::optional(self.resolve(value)),
            Type::Type(of) => Type::Type(Box::new(self.resolve(of))),
            Type::Dyn | Type::Named(_) => of.clone(),
        }
    }

    /// Whether a value of type `actual` can stand where `expected` is wanted, given what that
    /// would make of parameters.
    pub(super) fn fits(&mut self, expected: &Type, actual: &Type) -> bool {
        let (expected, actual) = (self.resolve(expected), self.resolve(actual));
        match (&expected, &actual) {
            (one, other) if one == other => true,
            (Type::Parameter(index), other) | (other, Type::Parameter(index)) => {
                if occurs(*index, other) {
                    return false;
                }
                if let Some(place) = self.known.get_mut(*index) {
                    *place = Some(other.clone());
                    self.trail.push(*index);
                }
                true
            }
            (Type::Dyn, _) | (_, Type::Dyn) => true,
            (Type::List(one), Type::List(other)) | (Type::Optional(one), Type::Optional(other)) => {
                self.fits(one, other)
            }
            (Type::Map(key, value), Type::Map(other_key, other_value)) => {
                self.fits(key, other_key) && self.fits(value, other_value)
            }
            // Types are values of one type, whatever they are types of.
            (Type::Type(_), Type::Type(_)) => true,
            _ => false,
        }
    }
}

fn renamed(of: &Type, first: usize) -> Type {
    match of {
        Type::Parameter(index) => Type::Parameter(first + index),
        Type::List(item) => Type::list(renamed(item, first)),
        Type::Map(key, value) => Type::map(renamed(key, first), renamed(value, first)),
        Type::Optional(value) => Type::optional(renamed(value, first)),
        Type::Type(of) => Type::Type(Box::new(renamed(of, first))),
        Type::Dyn | Type::Named(_) => of.clone(),
    }
}

fn occurs(parameter: usize, inside: &Type) -> bool {
    match inside {
        Type::Parameter(index) => *index == parameter,
        Type::List(of) | Type::Optional(of) | Type::Type(of) => occurs(parameter, of),
        Type::Map(key, value) => occurs(parameter, key) || occurs(parameter, value),
        Type::Dyn | Type::Named(_) => false,
    }
}
