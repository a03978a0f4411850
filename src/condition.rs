//! The condition tree: what every policy of every relying party is lowered to.
//!
//! The tree is data through and through. A test keeps its attribute, its parsed patterns, its
//! quantifier and its negation apart from what a missing or an empty attribute means, and every
//! node knows where in the policy it came from: enough to evaluate one token with a trace, and to
//! ask questions about all tokens at once.

pub mod outline;
mod test;
mod walk;

use std::borrow::Cow;

use ipnet::IpNet;

pub(crate) use walk::{Cause, Observer, Silent, walk, walk_all};

use crate::evaluation::{Caveat, ReasonCode};
use crate::pattern::Comparison;
use crate::pattern::number::Decimal;
use crate::pattern::template::Template;
use crate::span::Span;

/// A condition and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The condition.
    pub condition: Condition,
    /// Where it comes from; a node without origin takes no step of its own in a trace.
    pub origin: Option<Origin>,
}

/// Where in a policy a node comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What it is in the relying party's language.
    pub kind: StepKind,
    /// Its name there.
    pub name: Option<String>,
    /// Its place in the text of the policy.
    pub span: Option<Span>,
    /// What a verdict that hangs on it is called.
    pub reason: Option<ReasonCode>,
}

/// What a step of a trace, and so a node with an origin, is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Everything that must hold for one request.
    Request,
    /// The whole policy, for one action.
    Policy,
    /// A condition on the token or request from before the policy is read.
    Gate,
    /// The statements that allow: one must hold.
    Allow,
    /// The statements that deny: none may hold.
    Deny,
    /// A statement.
    Statement,
    /// Whom a statement trusts.
    Principal,
    /// What a statement lets do.
    Action,
    /// All conditions of a statement.
    Conditions,
    /// One test of one attribute.
    Test,
}

impl StepKind {
    /// The name in traces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Policy => "policy",
            Self::Gate => "gate",
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Statement => "statement",
            Self::Principal => "principal",
            Self::Action => "action",
            Self::Conditions => "conditions",
            Self::Test => "test",
        }
    }
}

/// A condition over attributes.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Always so.
    Constant(bool),
    /// All must hold. The order means nothing to the truth; where it is `ordered`, a trace stops
    /// at the first that fails, because what follows is beside the point.
    All {
        /// The conditions.
        nodes: Vec<Node>,
        /// Whether a trace stops at the first that fails.
        ordered: bool,
    },
    /// One must hold.
    Any(Vec<Node>),
    /// It must not hold.
    Not(Box<Node>),
    /// A test of an attribute.
    Test(Test),
    /// Cannot be evaluated: unknown, never false, because false inside a denial fails open.
    Opaque {
        /// What cannot be evaluated and why.
        why: String,
        /// Whether the language leaves it open, or the policy is at fault.
        cause: OpaqueCause,
        /// What is assumed of it.
        caveat: Option<Caveat>,
    },
}

/// Why a condition cannot be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpaqueCause {
    /// The policy holds what its language does not have.
    Policy,
    /// The documentation of the language does not settle it.
    Documentation,
}

/// A test of one attribute.
///
/// In this order: each value is held against the predicate, the result negated, the results
/// gathered by the quantifier; a missing attribute and an empty list have answers of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Which attribute: an index into the attributes of the policy.
    pub attribute: usize,
    /// The operator, as the policy spells it.
    pub operator: Cow<'static, str>,
    /// Where the operator stands in the policy; several tests may share one.
    pub operator_span: Option<Span>,
    /// What a value is held against.
    pub predicate: Predicate,
    /// How the results for several values become one.
    pub quantifier: Quantifier,
    /// Whether a value must not fit.
    pub negated: bool,
    /// The answer where the attribute is missing.
    pub on_missing: bool,
    /// The answer where it is there and has no values.
    pub on_empty: bool,
    /// The answer where a value is not of the kind that the operator compares.
    pub on_unreadable: Truth,
}

/// What a value is held against.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// Fits one of these.
    AnyOf(Vec<Alternative>),
    /// Is there, whatever it is.
    Present {
        /// How the policy writes what it asks.
        written: String,
    },
}

impl Predicate {
    /// What a value may fit one of; nothing where any value will do.
    pub fn alternatives(&self) -> &[Alternative] {
        match self {
            Self::AnyOf(alternatives) => alternatives,
            Self::Present { .. } => &[],
        }
    }
}

/// One thing that a value may fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// How it is matched.
    pub matcher: Matcher,
    /// How the policy writes it.
    pub text: String,
    /// Where it stands in the policy.
    pub span: Option<Span>,
}

/// How a value is matched.
#[derive(Debug, Clone, PartialEq)]
pub enum Matcher {
    /// The whole text fits the pattern.
    Text(Template),
    /// The whole text is this, letters of either case alike.
    TextIgnoreCase(Template),
    /// The text is an ARN: six components with `:` between, the last keeping further colons, each
    /// of which fits its own pattern.
    Arn(Vec<Template>),
    /// The text names this identity: in full, or by the URL of the issuer that vouches for it.
    Identity {
        /// The full name.
        full: String,
        /// The URL of the issuer.
        issuer: String,
    },
    /// An identity that no token stands for: no text fits.
    Nobody,
    /// A number that compares so with this one.
    Number(Comparison, Decimal),
    /// A date that compares so with this one, in seconds since 1970.
    Date(Comparison, Decimal),
    /// `true` or `false`.
    Boolean(bool),
    /// The bytes that the text encodes in base64.
    Bytes(Vec<u8>),
    /// An address in this range.
    Address(IpNet),
    /// The policy's own value is not of the kind that the operator takes.
    Unreadable,
}

/// How the results for several values become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// The language has tests of single values here; what it does with a list is not settled.
    Single,
    /// At least one value.
    Any,
    /// Every value.
    All,
}

/// Three values: what is not known stays not known until something else decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not hold.
    Fail,
    /// Not known.
    Unknown,
    /// It holds.
    Pass,
}

impl Truth {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// One holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Fail => Self::Pass,
            Self::Unknown => Self::Unknown,
            Self::Pass => Self::Fail,
        }
    }
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Self {
        if truth { Self::Pass } else { Self::Fail }
    }
}

impl Node {
    /// A node that takes a step of its own.
    pub fn new(condition: Condition, origin: Origin) -> Self {
        Self {
            condition,
            origin: Some(origin),
        }
    }

    /// How many patterns the tests in it hold values against.
    pub(crate) fn patterns(&self) -> usize {
        match &self.condition {
            Condition::All { nodes, .. } | Condition::Any(nodes) => {
                nodes.iter().map(Self::patterns).sum()
            }
            Condition::Not(node) => node.patterns(),
            Condition::Test(test) => test.predicate.alternatives().len(),
            Condition::Constant(_) | Condition::Opaque { .. } => 0,
        }
    }

    /// A node that takes none.
    pub fn plain(condition: Condition) -> Self {
        Self {
            condition,
            origin: None,
        }
    }
}

impl Origin {
    /// An origin of this kind, nameless and nowhere.
    pub fn new(kind: StepKind) -> Self {
        Self {
            kind,
            name: None,
            span: None,
            reason: None,
        }
    }

    /// Says where it stands.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Says what it is called.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Says what a verdict that hangs on it is called.
    #[must_use]
    pub fn reason(mut self, reason: ReasonCode) -> Self {
        self.reason = Some(reason);
        self
    }
}
