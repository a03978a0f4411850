//! Findings: what there is to say about a policy without any token.
//!
//! A rule is a file here; its id is the file's name, a heading of `docs/findings.md` and a folder
//! of fixtures in `tests/lint`. Those that speak of one relying party alone stand in its folder.
//! Rules read the outline of the condition tree, so they see every operator, every value and every
//! statement, and what an operator makes of its values. Six files are no rules: `language` decides what patterns have in common, `dead` what nothing fits, `reach`
//! whom a statement lets in, `customised` reads subjects that are not of the default form, `service`
//! who issues tokens, `trust` is a statement as rules look at it.

pub(crate) mod any_caller;
pub(crate) mod any_context;
pub(crate) mod any_owner;
pub(crate) mod any_subject;
pub(crate) mod attacker_chosen_claim;
pub(crate) mod case_differs;
pub(crate) mod customised;
pub(crate) mod dead;
pub(crate) mod dead_alternative;
pub(crate) mod immutable_subject_mismatch;
pub(crate) mod impossible_conjunction;
pub(crate) mod impossible_value;
pub(crate) mod invalid_document;
pub(crate) mod language;
pub(crate) mod number_for_text;
pub(crate) mod only_excludes;
pub(crate) mod organization_server;
pub(crate) mod owner_prefix;
pub(crate) mod owner_wide;
pub(crate) mod placeholder;
pub(crate) mod provider_misspelled;
pub(crate) mod pull_request_ref;
pub(crate) mod pull_request_target;
pub(crate) mod reach;
pub(crate) mod recyclable_name;
pub(crate) mod regular_expression_in_pattern;
pub(crate) mod repository_prefix;
pub(crate) mod service;
pub(crate) mod trust;
pub(crate) mod unanchored_matches;
pub(crate) mod unanchored_pattern;
pub(crate) mod unescaped_dot;
pub(crate) mod unpinned_workflow;
pub(crate) mod wildcard_in_exact_value;
pub(crate) mod withdrawn_subject_form;
pub(crate) mod workflow_name;

use std::borrow::Cow;
use std::collections::HashSet;

use crate::condition::Alternative;
use crate::condition::Matcher;
use crate::condition::outline::{Effect, Outline, Tested};
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::policy::Policy;
use crate::relying_party::{self, Advisor, Notation, RelyingParty};
use crate::span::Span;
use trust::Trust;

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
    pub(crate) check: fn(&Review<'_>, &mut Vec<Finding>),
}

/// The rules for every relying party: what tests and values mean, wherever they stand.
pub static SHARED: &[&Rule] = &[
    &any_subject::RULE,
    &only_excludes::RULE,
    &any_owner::RULE,
    &attacker_chosen_claim::RULE,
    &owner_prefix::RULE,
    &owner_wide::RULE,
    &any_caller::RULE,
    &repository_prefix::RULE,
    &any_context::RULE,
    &organization_server::RULE,
    &provider_misspelled::RULE,
    &wildcard_in_exact_value::RULE,
    &regular_expression_in_pattern::RULE,
    &pull_request_ref::RULE,
    &impossible_value::RULE,
    &withdrawn_subject_form::RULE,
    &impossible_conjunction::RULE,
    &dead_alternative::RULE,
    &case_differs::RULE,
    &immutable_subject_mismatch::RULE,
    &placeholder::RULE,
    &recyclable_name::RULE,
    &unescaped_dot::RULE,
    &unpinned_workflow::RULE,
    &workflow_name::RULE,
    &pull_request_target::RULE,
    &invalid_document::RULE,
];

/// All rules of all relying parties, each once.
pub fn rules() -> Vec<&'static Rule> {
    rules_of(relying_party::advisors())
}

/// The rules of some relying parties, each once.
pub(crate) fn rules_of(advisors: impl Iterator<Item = &'static dyn Advisor>) -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> = Vec::new();
    for rule in advisors.flat_map(Advisor::rules) {
        if !rules.iter().any(|known| known.id == rule.id) {
            rules.push(rule);
        }
    }
    rules
}

/// A policy under review.
pub(crate) struct Review<'p> {
    pub(crate) policy: &'p Policy,
    pub(crate) advisor: &'static dyn Advisor,
    pub(crate) statements: Vec<Trust<'p>>,
}

impl<'p> Review<'p> {
    /// Whose policy it is.
    pub(crate) fn party(&self) -> &'static dyn RelyingParty {
        self.policy.relying_party()
    }

    /// How it is written.
    pub(crate) fn notation(&self) -> &'static dyn Notation {
        self.advisor.notation()
    }

    /// The statements that allow.
    pub(crate) fn allowing(&self) -> impl Iterator<Item = &Trust<'p>> {
        self.statements
            .iter()
            .filter(|trust| trust.statement.effect == Effect::Allow)
    }

    /// The statements that deny.
    pub(crate) fn denying(&self) -> impl Iterator<Item = &Trust<'p>> {
        self.statements
            .iter()
            .filter(|trust| trust.statement.effect == Effect::Deny)
    }

    /// The statements that let somebody in. Of one that lets in nobody only that is told.
    pub(crate) fn admitting(&self) -> impl Iterator<Item = &Trust<'p>> {
        self.allowing().filter(|trust| !trust.never_applies())
    }

    /// All tests, those among alternatives too.
    pub(crate) fn every_test(&self) -> impl Iterator<Item = &Tested<'p>> {
        self.allowing().flat_map(|trust| {
            let statement = &trust.statement;
            statement.tests.iter().chain(&statement.alternatives)
        })
    }

    /// The tests that must hold for somebody to be let in, none of them negated.
    pub(crate) fn wanting(&self) -> impl Iterator<Item = (&Trust<'p>, &Tested<'p>)> {
        self.allowing().flat_map(|trust| {
            let tests = trust.statement.tests.iter();
            tests
                .filter(|tested| !tested.test.negated)
                .map(move |tested| (trust, tested))
        })
    }
}

/// How much a value that nothing fits weighs: all of them, and the statement never applies.
pub(crate) fn dead_severity<'p>(trust: &Trust<'p>, tested: &Tested<'p>) -> Severity {
    if trust.is_dead(tested) {
        Severity::Error
    } else {
        Severity::Warning
    }
}

/// Where more may follow, in words: a beginning is a pattern without a wildcard.
pub(crate) fn where_it_goes_on(alternative: &Alternative) -> &'static str {
    match alternative.text.contains(['*', '?']) {
        true => "where the wildcard stands",
        false => "behind it",
    }
}

impl Rule {
    pub(crate) fn finding(
        &self,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
    ) -> Finding {
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

impl Rule {
    /// What the relying party says of the document under a code, as findings.
    pub(crate) fn of_diagnostics(
        &'static self,
        review: &Review<'_>,
        code: &'static str,
        why: &'static str,
    ) -> impl Iterator<Item = Finding> {
        let diagnostics = review.policy.diagnostics().iter();
        diagnostics
            .filter(move |diagnostic| diagnostic.code == code)
            .map(move |diagnostic| {
                let span = diagnostic.span.unwrap_or_default();
                self.finding(diagnostic.severity, span, diagnostic.message.clone())
                    .why(why)
            })
    }
}

impl Finding {
    #[must_use]
    pub(crate) fn why(mut self, why: impl Into<Cow<'static, str>>) -> Self {
        self.why = why.into();
        self
    }

    #[must_use]
    pub(crate) fn fix(mut self, fix: impl Into<Cow<'static, str>>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    #[must_use]
    pub(crate) fn edit(mut self, edit: Option<Edit>) -> Self {
        self.edit = edit;
        self
    }
}

/// Whose tokens a policy is about: the issuers that it names to let them in, in its order, each once;
/// a pattern where it has one. Where it names none, the one that its tests speak of, if they do.
/// Accounts and services of the relying party itself are no issuers.
pub fn issuers(policy: &Policy) -> Vec<&str> {
    let lowered = policy.lowered();
    let outline = Outline::new(&lowered.root, &lowered.attributes);
    let mut issuers: Vec<&str> = outline
        .allowing()
        .flat_map(|statement| &statement.principals)
        .filter(|tested| !tested.test.negated)
        .flat_map(|tested| tested.test.predicate.alternatives())
        .filter(|alternative| alternative.matcher != Matcher::Nobody)
        .map(|alternative| alternative.issuer().unwrap_or(&alternative.text))
        .collect();
    if issuers.is_empty() {
        issuers.extend(relying_party::advisor(policy.relying_party()).presumed_issuer(lowered));
    }
    let mut seen = HashSet::new();
    issuers.retain(|issuer| seen.insert(*issuer));
    issuers
}

/// The longest policy whose statements are looked at, in characters beside white space: four times
/// what AWS ever takes. Patterns are compared with each other, which takes time.
const LONGEST: usize = 16 * 1024;

/// Everything that the rules say of a policy, in the order of its text.
pub fn findings(policy: &Policy) -> Vec<Finding> {
    let lowered = policy.lowered();
    let advisor = relying_party::advisor(policy.relying_party());
    let length = policy
        .text()
        .chars()
        .filter(|character| !character.is_whitespace())
        .count();
    let statements = if length > LONGEST {
        Vec::new()
    } else {
        let outline = Outline::new(&lowered.root, &lowered.attributes);
        let presumed = advisor.presumed_issuer(lowered);
        let action = advisor.notation().action();
        let statements = outline.statements.into_iter();
        statements
            .map(|statement| Trust::new(statement, presumed, action))
            .collect()
    };
    let review = Review {
        policy,
        advisor,
        statements,
    };
    let mut findings = Vec::new();
    for rule in advisor.rules() {
        let first = findings.len();
        (rule.check)(&review, &mut findings);
        let Some(url) = review.notation().rule_url(rule.id) else {
            continue;
        };
        for finding in findings.iter_mut().skip(first) {
            if finding.url == rule.url {
                finding.url = url;
            }
        }
    }
    findings.sort_by_key(|finding| (finding.span.start, finding.severity));
    findings
}
