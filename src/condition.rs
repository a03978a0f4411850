//! The condition tree: what every policy of every relying party is lowered to.
//!
//! The tree is data through and through. A test keeps its attribute, its parsed patterns, its
//! quantifier and its negation apart from what a missing or an empty attribute means, and every
//! node knows where in the policy it came from: enough to evaluate one token with a trace, and to
//! ask questions about all tokens at once.

mod expression;
pub mod outline;
mod test;
mod truth;
mod walk;

use std::borrow::Cow;
use std::sync::Arc;

use ipnet::IpNet;

pub use expression::{Expression, Read, Wants};
pub(crate) use expression::{Without, texts};
pub use truth::Truth;
pub(crate) use walk::{Cause, Observer, Silent, walk, walk_all};

use crate::attribute::{Scalar, Values};
use crate::evaluation::{Caveat, ReasonCode, Refusal};
use crate::json::Kind;
use crate::pattern::Comparison;
use crate::pattern::number::Decimal;
use crate::pattern::regular_expression::RegularExpression;
use crate::pattern::template::Template;
use crate::pattern::wildcard::Wildcard;
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
    /// What such things are called there, where [`StepKind`] does not say: `credential`.
    pub noun: Option<&'static str>,
    /// Its place in the text of the policy.
    pub span: Option<Span>,
    /// What a verdict that hangs on it is called.
    pub reason: Option<ReasonCode>,
    /// How a denial that hangs on it is told, where that is not plain from the test.
    pub words: Option<Words>,
    /// What the relying party itself answers to a denial that hangs on it.
    pub refusal: Option<Refusal>,
}

/// The sentence for a denial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// The words before the value that came, and before those that the policy wants: "the token
    /// comes from …, the policy trusts …".
    Test(Cow<'static, str>, Cow<'static, str>),
    /// The whole of it.
    Whole(Cow<'static, str>),
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
    /// Rules, each of which lets in: one must hold.
    Rules,
    /// A rule of a language without statements: a credential, a binding, an identity.
    Rule,
    /// One thing that a rule asks for, by its name in the language: issuer, audience, mapping.
    Check,
    /// Whom a statement trusts.
    Principal,
    /// What a statement lets do.
    Action,
    /// All conditions of a statement.
    Conditions,
    /// One test of one attribute.
    Test,
    /// A part of an expression, with its value.
    Expression,
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
            Self::Rules => "rules",
            Self::Rule => "rule",
            Self::Check => "check",
            Self::Principal => "principal",
            Self::Action => "action",
            Self::Conditions => "conditions",
            Self::Test => "test",
            Self::Expression => "expression",
        }
    }
}

impl StepKind {
    /// Whether it is one of several things that let in, or keep out, each by itself.
    pub const fn is_alternative(self) -> bool {
        matches!(self, Self::Statement | Self::Rule)
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
    /// An error in it is a plain failure: where a language gives up on a part of a policy alone.
    Settled(Box<Node>),
    /// A test of an attribute.
    Test(Test),
    /// An expression over several attributes.
    Expression(Arc<Expression>),
    /// Cannot be evaluated.
    Opaque(Opaque),
}

/// What cannot be evaluated: unknown, never false, because false inside a denial fails open.
#[derive(Debug, Clone, PartialEq)]
pub struct Opaque {
    /// What cannot be evaluated and why.
    pub why: String,
    /// Whether the language leaves it open, or the policy is at fault.
    pub cause: OpaqueCause,
    /// What is assumed of it.
    pub caveat: Option<Caveat>,
    /// How the policy writes it. Equal texts that read equal attributes are equally true; where it
    /// is empty, nothing is known of that.
    pub text: String,
    /// The attributes that it may hang on: indexes into those of the policy.
    pub reads: Vec<usize>,
}

impl Opaque {
    /// Something that cannot be evaluated, hanging on nothing that is known.
    pub fn new(why: impl Into<String>, cause: OpaqueCause) -> Self {
        Self {
            why: why.into(),
            cause,
            caveat: None,
            text: String::new(),
            reads: Vec::new(),
        }
    }

    /// Says how the policy writes it and what it may hang on.
    #[must_use]
    pub fn written(mut self, text: impl Into<String>, reads: Vec<usize>) -> Self {
        self.text = text.into();
        self.reads = reads;
        self
    }

    /// Says what is assumed of it.
    #[must_use]
    pub fn assuming(mut self, caveat: Caveat) -> Self {
        self.caveat = Some(caveat);
        self
    }
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
    /// How the test is put into words.
    pub manner: Manner,
    /// Where the operator stands in the policy; several tests may share one.
    pub operator_span: Option<Span>,
    /// What a value is held against.
    pub predicate: Predicate,
    /// How the results for several values become one.
    pub quantifier: Quantifier,
    /// Whether a value must not fit.
    pub negated: bool,
    /// Whether a number or a boolean is none of the texts that it could be written as.
    pub typed: bool,
    /// The answer where the attribute is missing.
    pub on_missing: Truth,
    /// The answer where it is there and has no values.
    pub on_empty: Truth,
    /// The answer where a value is not of the kind that the operator compares.
    pub on_unreadable: Truth,
}

/// How a test is put into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// By its values alone, which are compared to the letter.
    Exact,
    /// By its values alone.
    Plain,
    /// By its operator and its values.
    Named,
    /// By the kind of values that it wants.
    Kind,
}

impl Test {
    /// A test that the attribute is of a kind: everything else fails, what is missing included.
    pub fn of_kind(
        attribute: usize,
        operator: impl Into<Cow<'static, str>>,
        kind: ValueKind,
    ) -> Self {
        Self {
            manner: Manner::Kind,
            predicate: Predicate::Kind(kind),
            ..Self::new(attribute, operator, Vec::new())
        }
    }

    /// Whether it holds where the attribute is missing.
    pub fn holds_when_missing(&self) -> bool {
        self.on_missing == Truth::Pass
    }

    /// A test that one of the values must fit one of these: everything else fails, what is missing
    /// included.
    pub fn new(
        attribute: usize,
        operator: impl Into<Cow<'static, str>>,
        alternatives: Vec<Alternative>,
    ) -> Self {
        Self {
            attribute,
            operator: operator.into(),
            manner: Manner::Exact,
            operator_span: None,
            predicate: Predicate::AnyOf(alternatives),
            quantifier: Quantifier::Any,
            negated: false,
            typed: false,
            on_missing: Truth::Fail,
            on_empty: Truth::Fail,
            on_unreadable: Truth::Fail,
        }
    }
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
    /// Is of this kind, whatever it holds; of any other it is unreadable.
    Kind(ValueKind),
}

/// A kind of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// A text.
    Text,
    /// A text, or a list of nothing but texts.
    Texts,
    /// `null`, where a slot has kept it.
    Null,
}

impl ValueKind {
    /// What it is, with its article.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Texts => "a text or a list of texts",
            Self::Null => "null",
        }
    }

    /// Whether values are of it.
    pub fn holds(self, values: &Values<'_>) -> bool {
        let is_text = |value: &Scalar<'_>| matches!(value, Scalar::Text(_));
        match (self, values) {
            (Self::Text | Self::Texts, Values::One(value)) => is_text(value),
            (Self::Texts, Values::Many(values)) => values.iter().all(is_text),
            (Self::Null, Values::Nested(value)) => value.kind == Kind::Null,
            _ => false,
        }
    }
}

impl Predicate {
    /// What a value may fit one of; nothing where any value will do.
    pub fn alternatives(&self) -> &[Alternative] {
        match self {
            Self::AnyOf(alternatives) => alternatives,
            Self::Present { .. } | Self::Kind(_) => &[],
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
    /// Other readings of it that the documentation leaves open.
    pub readings: Vec<Reading>,
}

/// A reading that is not the one that is assumed: where it would give another answer, that is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// How a value would be matched.
    pub matcher: Matcher,
    /// What is assumed instead.
    pub caveat: Caveat,
}

impl Matcher {
    /// How much longer it takes than a pattern of wildcards.
    fn cost(&self) -> usize {
        match self {
            Self::RegularExpression(expression) => 1 + expression.cost() / 8,
            Self::Depending {
                present, missing, ..
            } => present.cost().max(missing.cost()),
            _ => 1,
        }
    }
}

impl Alternative {
    /// One that the documentation leaves no doubt about.
    pub fn new(matcher: Matcher, text: impl Into<String>, span: Option<Span>) -> Self {
        Self {
            matcher,
            text: text.into(),
            span,
            readings: Vec::new(),
        }
    }

    /// The pattern for text that it is, unless it has variables in it.
    pub fn pattern(&self) -> Option<&Wildcard> {
        let mut matcher = &self.matcher;
        // What holds today.
        while let Matcher::Depending { missing, .. } = matcher {
            matcher = missing;
        }
        match matcher {
            Matcher::Text(template) | Matcher::TextIgnoreCase(template) => template.fixed(),
            _ => None,
        }
    }

    /// The URL of the issuer that it names, in a test of who issued a token.
    pub fn issuer(&self) -> Option<&str> {
        match &self.matcher {
            Matcher::Identity { issuer, .. } => Some(issuer),
            Matcher::Text(_) => Some(&self.text),
            _ => None,
        }
    }

    /// Whether it is text of a kind in which wildcards are characters like any other.
    pub fn is_exact_text(&self) -> bool {
        match &self.matcher {
            Matcher::Text(template) | Matcher::TextIgnoreCase(template) => {
                !template.has_wildcards()
            }
            _ => false,
        }
    }
}

/// How a value is matched.
#[derive(Debug, Clone, PartialEq)]
pub enum Matcher {
    /// The whole text fits the pattern.
    Text(Template),
    /// The whole text is this, letters of either case alike.
    TextIgnoreCase(Template),
    /// This very value: a text is no number and no boolean, numbers are equal by what they count.
    Value(Scalar<'static>),
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
    /// The text has a match of this in it, where its anchors say. One that is not evaluated is
    /// unknown.
    RegularExpression(Box<RegularExpression>),
    /// One of two, by whether another attribute is there.
    Depending {
        /// Which attribute: an index into the attributes of the policy.
        attribute: usize,
        /// Where it is there.
        present: Box<Matcher>,
        /// Where it is missing.
        missing: Box<Matcher>,
    },
    /// An identity that no token stands for: no text fits.
    Nobody,
    /// A number that compares so with this one.
    Number(Comparison, Decimal),
    /// A number written in just these digits.
    Digits(String),
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

impl Node {
    /// A node that takes a step of its own.
    pub fn new(condition: Condition, origin: Origin) -> Self {
        Self {
            condition,
            origin: Some(origin),
        }
    }

    /// How many patterns the tests in it hold values against, one that takes longer counted for
    /// more.
    pub(crate) fn patterns(&self) -> usize {
        match &self.condition {
            Condition::All { nodes, .. } | Condition::Any(nodes) => {
                nodes.iter().map(Self::patterns).sum()
            }
            Condition::Not(node) | Condition::Settled(node) => node.patterns(),
            Condition::Test(test) => test
                .predicate
                .alternatives()
                .iter()
                .map(|alternative| alternative.matcher.cost())
                .sum(),
            Condition::Expression(_) => 1,
            Condition::Constant(_) | Condition::Opaque(_) => 0,
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
            noun: None,
            span: None,
            reason: None,
            words: None,
            refusal: None,
        }
    }

    /// Says what such things are called.
    #[must_use]
    pub fn noun(mut self, noun: &'static str) -> Self {
        self.noun = Some(noun);
        self
    }

    /// Says how a denial that hangs on it is told: what stands before the value that came, and
    /// before those that are wanted.
    #[must_use]
    pub fn words(
        mut self,
        came: impl Into<Cow<'static, str>>,
        wanted: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.words = Some(Words::Test(came.into(), wanted.into()));
        self
    }

    /// Tells a denial that hangs on it in one sentence.
    #[must_use]
    pub fn sentence(mut self, sentence: impl Into<Cow<'static, str>>) -> Self {
        self.words = Some(Words::Whole(sentence.into()));
        self
    }

    /// Says what the relying party itself answers.
    #[must_use]
    pub fn refusal(mut self, refusal: Refusal) -> Self {
        self.refusal = Some(refusal);
        self
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
