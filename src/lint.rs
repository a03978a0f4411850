//! Findings: what there is to say about a policy without any token.
//!
//! A rule is a file here; its id is the file's name, a heading of `docs/findings.md` and a folder
//! of fixtures in `tests/lint`. Rules read the outline of the condition tree and never the text of
//! a policy, so they see every operator, every value and every statement, and what an operator
//! makes of its values.

mod any_subject;

use crate::condition::outline::Outline;
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::policy::Policy;
use crate::span::Span;

/// What a rule says of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is the matter, in one line.
    pub message: String,
    /// What comes of it.
    pub why: String,
    /// Where in the policy, in bytes.
    pub span: Span,
    /// What to do about it.
    pub fix: Option<String>,
    /// The change that does it, where it is safe to make without asking.
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
    check: fn(&Review<'_>) -> Vec<Finding>,
}

/// A policy under review.
#[derive(Debug)]
pub(crate) struct Review<'p> {
    pub(crate) policy: &'p Policy,
    pub(crate) outline: Outline<'p>,
}

/// All rules, in the order in which their findings are told.
pub static RULES: &[Rule] = &[any_subject::RULE];

/// Everything that the rules say of a policy, in the order of its text.
pub fn findings(policy: &Policy) -> Vec<Finding> {
    let lowered = policy.lowered();
    let review = Review {
        policy,
        outline: Outline::new(&lowered.root, &lowered.attributes),
    };
    let mut findings: Vec<Finding> = RULES
        .iter()
        .flat_map(|rule| (rule.check)(&review))
        .collect();
    findings.sort_by_key(|finding| (finding.span.start, finding.severity));
    findings
}
