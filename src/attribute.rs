//! Attributes: the names that a policy may test, where their values come from, and the values.

use std::borrow::Cow;
use std::sync::Arc;

use crate::claims::Claims;
use crate::condition::Expression;
use crate::evaluation::Caveat;
use crate::json::{Kind, Value};
use crate::pattern::number::Decimal;

/// A name that a policy tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The name in the relying party's language, as the policy spells it.
    pub name: String,
    /// Where its value comes from.
    pub source: Source,
}

/// Where the value of an attribute comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A claim of the token.
    Claim {
        /// Only in tokens of this issuer, named as the relying party names it; `None`: of any.
        issuer: Option<String>,
        /// The claim.
        name: String,
    },
    /// The relying party works it out from claims and request.
    Derived,
    /// The policy says how it is worked out from other attributes.
    Expression(Arc<Expression>),
    /// A map, of which the policy says how each entry is worked out from other attributes.
    Map(Arc<[(String, Arc<Expression>)]>),
    /// The request itself, beside the token: source address, session name, time.
    Request,
    /// The relying party never sets it for such a request.
    Never {
        /// Why not, as a sentence about the name.
        why: String,
    },
}

impl Source {
    /// The claim that the value is taken from as it stands.
    pub fn claim(&self) -> Option<&str> {
        match self {
            Self::Claim { name, .. } => Some(name),
            _ => None,
        }
    }
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A number, as it was written.
    Number(Cow<'a, str>),
    /// `true` or `false`.
    Boolean(bool),
}

impl<'a> Scalar<'a> {
    /// The value of a JSON string, number or boolean; `None` for anything else.
    pub fn of(value: &'a Value<'_>) -> Option<Self> {
        match &value.kind {
            Kind::String(text) => Some(Self::Text(Cow::Borrowed(text))),
            Kind::Number(text) => Some(Self::Number(Cow::Borrowed(text))),
            Kind::Boolean(boolean) => Some(Self::Boolean(*boolean)),
            Kind::Null | Kind::Array(_) | Kind::Object(_) => None,
        }
    }

    /// Whether it is the same value: of the same kind, numbers equal by what they count.
    pub fn is_same(&self, other: &Scalar<'_>) -> bool {
        match (self, other) {
            (Self::Text(left), Scalar::Text(right)) => left == right,
            (Self::Boolean(left), Scalar::Boolean(right)) => left == right,
            (Self::Number(left), Scalar::Number(right)) => {
                let number = Decimal::parse(left);
                left == right || number.is_some() && number == Decimal::parse(right)
            }
            _ => false,
        }
    }

    /// The value written as text.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Boolean(true) => "true",
            Self::Boolean(false) => "false",
        }
    }
}

impl<'a> From<&'a str> for Scalar<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Scalar<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

/// The values of an attribute that is there.
#[derive(Debug, Clone, PartialEq)]
pub enum Values<'a> {
    /// A single value.
    One(Scalar<'a>),
    /// A list, perhaps empty.
    Many(Vec<Scalar<'a>>),
    /// An object, or a list that holds more than scalars. A test of texts takes it for none;
    /// expressions look into it.
    Nested(&'a Value<'a>),
}

impl<'a> Values<'a> {
    /// The value of a claim; `None` for `null`.
    pub fn of(value: &'a Value<'a>) -> Option<Self> {
        match &value.kind {
            Kind::Null => None,
            Kind::Array(items) => Some(
                items
                    .iter()
                    .map(Scalar::of)
                    .collect::<Option<Vec<_>>>()
                    .map_or(Self::Nested(value), Self::Many),
            ),
            Kind::Object(_) => Some(Self::Nested(value)),
            Kind::String(_) | Kind::Number(_) | Kind::Boolean(_) => {
                Scalar::of(value).map(Self::One)
            }
        }
    }

    /// The scalars in it as a slice.
    pub fn as_slice(&self) -> &[Scalar<'a>] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
            Self::Nested(_) => &[],
        }
    }
}

/// What is known of an attribute for one token and request.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot<'a> {
    /// Its value, or why there is none.
    pub state: State<'a>,
    /// The claim that the value came from, where that is not [`Source::claim`].
    pub claim: Option<Cow<'a, str>>,
    /// What a test of it rests on that no documentation settles.
    pub caveat: Option<Caveat>,
}

/// The value of an attribute, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum State<'a> {
    /// It is there.
    Present(Values<'a>),
    /// The relying party would not have it.
    Missing(Missing),
    /// The relying party would, or might, have it.
    Unknown(Unknown),
}

/// Why an attribute is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It is not there.
    NotThere,
    /// It is an attribute of tokens of another issuer.
    OtherIssuer,
}

/// Why an attribute is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Nobody said what it is.
    NotGiven,
    /// The documentation does not say what it is made of what is known.
    Unsettled,
}

impl<'a> Slot<'a> {
    /// A value.
    pub fn present(values: Values<'a>) -> Self {
        Self::from(State::Present(values))
    }

    /// The value of a claim of the token as it stands; `null` is missing.
    pub fn of_claim(claims: &'a Claims<'_>, name: &str) -> Self {
        claims
            .get(name)
            .and_then(Values::of)
            .map_or_else(Self::missing, Self::present)
    }

    /// The audience of the token: a text or a list of texts. Anything else is none that a JWT may
    /// have.
    pub fn of_audience(claims: &'a Claims<'_>) -> Self {
        let Some(value) = claims.get("aud") else {
            return Self::missing();
        };
        match Values::of(value) {
            None => Self::missing(),
            Some(Values::Many(values))
                if values.iter().any(|value| !matches!(value, Scalar::Text(_))) =>
            {
                Self::present(Values::Nested(value))
            }
            Some(values) => Self::present(values),
        }
    }

    /// No value, for certain.
    pub fn missing() -> Self {
        Self::from(State::Missing(Missing::NotThere))
    }

    /// No value, the attribute being one of tokens of another issuer.
    pub fn of_other_issuer() -> Self {
        Self::from(State::Missing(Missing::OtherIssuer))
    }

    /// A value that nobody gave.
    pub fn not_given() -> Self {
        Self::from(State::Unknown(Unknown::NotGiven))
    }

    /// A value that the documentation does not settle, in the words of the caveat.
    pub fn unsettled(caveat: Caveat) -> Self {
        Self::from(State::Unknown(Unknown::Unsettled)).with_caveat(caveat)
    }

    /// How many bytes its values have, each counted as a few more.
    pub(crate) fn length(&self) -> usize {
        match &self.state {
            State::Present(Values::Nested(value)) => {
                value.span.end.saturating_sub(value.span.start)
            }
            State::Present(values) => values
                .as_slice()
                .iter()
                .map(|value| value.text().len() + 8)
                .sum(),
            State::Missing(_) | State::Unknown(_) => 0,
        }
    }

    /// Says which claim the value came from.
    #[must_use]
    pub fn from_claim(mut self, claim: impl Into<Cow<'a, str>>) -> Self {
        self.claim = Some(claim.into());
        self
    }

    /// Says what a test of it rests on.
    #[must_use]
    pub fn with_caveat(mut self, caveat: Caveat) -> Self {
        self.caveat = Some(caveat);
        self
    }
}

impl<'a> From<State<'a>> for Slot<'a> {
    fn from(state: State<'a>) -> Self {
        Self {
            state,
            claim: None,
            caveat: None,
        }
    }
}
