//! Findings: what there is to say about a policy without any token.
//!
//! A rule is a file here; its id is the file's name, a heading of `docs/findings.md` and a folder
//! of fixtures in `tests/lint`. Rules read the outline of the condition tree, so they see every
//! operator, every value and every statement, and what an operator makes of its values. Three
//! files are no rules: `language` decides what patterns have in common, `reach` whom a statement
//! lets in, `trust` is a statement as rules look at it.

mod language;
mod reach;
mod trust;

use std::borrow::Cow;

use crate::condition::outline::{Effect, Outline};
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::policy::Policy;
use crate::span::Span;
use trust::Trust;

/// Declares the rules, in the order in which their findings are told.
macro_rules! rules {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*
        /// All rules, in the order in which their findings are told.
        pub static RULES: &[Rule] = &[$($name::RULE),*];
    };
}

rules![any_subject, any_owner, owner_prefix, owner_wide, repository_prefix];

/// What a rule says of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub id: &'static str,
    /// How much it weighs: an error lets in anybody or nearly anybody, or never works; a warning
    /// is wider, or other, than its author is likely to mean; a note is worth knowing.
    pub severity: Severity,
    /// What is the matter, in one line.
    pub message: String,
    /// What comes of it.
    pub why: Cow<'static, str>,
    /// Where in the policy, in bytes.
    pub span: Span,
    /// What to do about it.
    pub fix: Option<Cow<'static, str>>,
    /// The change that does it, where it is safe to make without asking: it lets in nobody new.
    pub edit: Option<Edit>,
    /// Where to read on.
    pub url: &'static str,
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// What it looks for, in one line.
    pub summary: &'static str,
    /// Where to read on.
    pub url: &'static str,
    check: fn(&Review<'_>, &mut Vec<Finding>),
}

/// A policy under review.
#[derive(Debug)]
pub(crate) struct Review<'p> {
    pub(crate) policy: &'p Policy,
    pub(crate) statements: Vec<Trust<'p>>,
}

impl<'p> Review<'p> {
    /// The statements that let somebody in.
    fn allowing(&self) -> impl Iterator<Item = &Trust<'p>> {
        self.statements
            .iter()
            .filter(|trust| trust.statement.effect == Effect::Allow)
    }
}

impl Rule {
    fn finding(&self, severity: Severity, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            id: self.id,
            severity,
            message: message.into(),
            why: Cow::Borrowed(""),
            span,
            fix: None,
            edit: None,
            url: self.url,
        }
    }
}

impl Finding {
    #[must_use]
    fn why(mut self, why: impl Into<Cow<'static, str>>) -> Self {
        self.why = why.into();
        self
    }

    #[must_use]
    fn fix(mut self, fix: impl Into<Cow<'static, str>>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    #[must_use]
    fn edit(mut self, edit: Option<Edit>) -> Self {
        self.edit = edit;
        self
    }
}

/// Everything that the rules say of a policy, in the order of its text.
pub fn findings(policy: &Policy) -> Vec<Finding> {
    let lowered = policy.lowered();
    let outline = Outline::new(&lowered.root, &lowered.attributes);
    let review = Review {
        policy,
        statements: outline.statements.into_iter().map(Trust::new).collect(),
    };
    let mut findings = Vec::new();
    for rule in RULES {
        (rule.check)(&review, &mut findings);
    }
    findings.sort_by_key(|finding| (finding.span.start, finding.severity));
    findings
}
