//! Evaluations: the decision, the reason, the trace and what they rest on.

mod reason;
mod tracer;

pub(crate) use reason::{Blame, Shape, decided, decisive_statement, reason, statement_name};
pub(crate) use tracer::Tracer;

use std::borrow::Cow;

use crate::condition::StepKind;
use crate::span::Span;

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The policy is satisfied.
    Allow,
    /// It is not.
    Deny,
    /// What is known does not decide.
    Indeterminate,
}

impl Decision {
    /// `allow`, `deny` or `indeterminate`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Indeterminate => "indeterminate",
        }
    }
}

macro_rules! reason_codes {
    ($($(#[doc = $doc:literal])+ $name:ident => $code:literal,)+) => {
        /// Why the decision is what it is. A closed list: match on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ReasonCode {
            $($(#[doc = $doc])+ $name,)+
        }

        impl ReasonCode {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// What the code means.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc,)+),)+
                }
            }
        }
    };
}

reason_codes! {
    /// Allow: a statement or rule allows it and none denies it.
    Allowed => "allowed",
    /// Deny: a statement denies it, which no other statement can undo.
    ExplicitDeny => "explicit-deny",
    /// Deny: the statement or rule that comes closest has a condition that is not met.
    ConditionNotMet => "condition-not-met",
    /// Deny: nothing in the policy that allows trusts the issuer of the token.
    IssuerNotTrusted => "issuer-not-trusted",
    /// Deny: statements trust the issuer, but for another action.
    ActionNotAllowed => "action-not-allowed",
    /// Deny: the policy has no statement that allows anything.
    NoAllowStatement => "no-allow-statement",
    /// Deny: the audience of the token is not one that the policy accepts.
    AudienceNotAccepted => "audience-not-accepted",
    /// Deny: the provider is disabled or deleted.
    ProviderOff => "provider-off",
    /// Deny: an attribute cannot be mapped from the token.
    MappingFailed => "mapping-failed",
    /// Deny: the subject that the token is mapped to is too long.
    SubjectTooLong => "subject-too-long",
    /// Deny: no binding gives a role to what the token is mapped to.
    NotBound => "not-bound",
    /// Deny: the policy has no rule that could let anybody in.
    NoRule => "no-rule",
    /// Deny: a test ended in an error, for which the relying party rejects the token.
    EvaluationError => "evaluation-error",
    /// Deny: the identity provider of the request is not the one that issued the token.
    ProviderMismatch => "provider-mismatch",
    /// Deny: the audience of the token is not on the identity provider's list of client ids.
    AudienceNotRegistered => "audience-not-registered",
    /// Deny: the token names the roles it may be used for, and this one is not among them.
    RoleNotInToken => "role-not-in-token",
    /// Deny: the token carries session tags, and the policy does not allow `sts:TagSession`.
    SessionTagsNotAllowed => "session-tags-not-allowed",
    /// Deny: the token carries a source identity, and the policy does not allow `sts:SetSourceIdentity`.
    SourceIdentityNotAllowed => "source-identity-not-allowed",
    /// Indeterminate: the token has no issuer and the request names no identity provider.
    IssuerUnknown => "issuer-unknown",
    /// Indeterminate: the token names the roles it may be used for, and the request does not name the role.
    RoleUnknown => "role-unknown",
    /// Indeterminate: it hangs on a request attribute that was not supplied.
    AttributeUnknown => "attribute-unknown",
    /// Indeterminate: it hangs on a part of the policy that its language does not have.
    NotEvaluable => "not-evaluable",
    /// Indeterminate: it hangs on a case that the relying party's documentation does not settle.
    Undocumented => "undocumented",
}

/// Why the decision is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Stable name.
    pub code: ReasonCode,
    /// One sentence, lower case, without the decision itself.
    pub message: String,
    /// What the relying party itself answers, as far as it is known.
    pub refusal: Option<Refusal>,
}

/// What a relying party answers to a token that it does not let in: what people see, and look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its own name for it, such as `AADSTS700213`, where it has one.
    pub code: Option<Cow<'static, str>>,
    /// The sentence, as the relying party writes it. Vendors change theirs at any time.
    pub message: Cow<'static, str>,
}

/// "The documentation does not settle this": what was assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caveat {
    /// Stable name; `docs/codes.md` lists them all.
    pub code: &'static str,
    /// What was assumed, and what is not known.
    pub message: String,
    /// The documentation that falls short.
    pub url: Option<&'static str>,
}

impl Caveat {
    /// A caveat without a place to read on.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            url: None,
        }
    }

    /// Says where the documentation falls short.
    #[must_use]
    pub fn url(mut self, url: &'static str) -> Self {
        self.url = Some(url);
        self
    }
}

/// The answer to "would this token be let in", with its grounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// The answer.
    pub decision: Decision,
    /// Why.
    pub reason: Reason,
    /// Every test that was made.
    pub trace: Step,
    /// What the answer rests on that no documentation settles.
    pub caveats: Vec<Caveat>,
    /// Whether the signature of the token was checked.
    pub token_verified: bool,
}

/// How a step of a trace came out. It is the truth of the step itself: `Pass` in a statement that
/// denies means that the denial applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// Not known.
    Unknown,
    /// Beside the point, because a step before it failed.
    NotReached,
}

impl Outcome {
    /// `pass`, `fail`, `unknown` or `not-reached`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::NotReached => "not-reached",
        }
    }
}

/// What a test was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// Nothing to say: no test, or an attribute that nobody supplied.
    Unsaid,
    /// The attribute is missing.
    Missing,
    /// One value.
    One(String),
    /// A list.
    Many(Vec<String>),
}

/// A step of a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it is.
    pub kind: StepKind,
    /// What the policy calls it.
    pub name: Option<String>,
    /// How it came out.
    pub outcome: Outcome,
    /// Where it stands in the policy, in bytes.
    pub span: Option<Span>,
    /// The operator of a test, as the policy spells it.
    pub operator: Option<String>,
    /// The attribute of a test, as the policy spells it.
    pub attribute: Option<String>,
    /// The claim that the attribute comes from.
    pub claim: Option<String>,
    /// What a value may fit, as the policy spells it.
    pub expected: Vec<String>,
    /// What came.
    pub received: Received,
    /// What else there is to know about it, in a sentence.
    pub note: Option<String>,
    /// The error that it ended in: its outcome is then [`Outcome::Fail`], as that of all whose error
    /// it becomes.
    pub error: Option<String>,
    /// The steps inside.
    pub children: Vec<Step>,
    pub(crate) blame: Blame,
}

impl Step {
    /// What such things are called: `statement`, or as the relying party's language says.
    pub(crate) fn noun(&self) -> &'static str {
        self.blame.noun.unwrap_or("statement")
    }

    /// Whether a value, or several, came.
    pub fn received_is_value(&self) -> bool {
        matches!(&self.received, Received::One(value) if !value.is_empty())
            || matches!(&self.received, Received::Many(values) if !values.is_empty())
    }
}
