//! A statement as rules look at it: whose tokens it is about, and which claims it tests.

use super::dead::{self, Dead};
use super::reach::{self, Reach, Reaching};
use super::service::Service;
use crate::attribute::{Attribute, Source};
use crate::condition::outline::{Statement, Tested};
use crate::condition::{Alternative, Matcher};
use crate::edit::Edit;
use crate::pattern::wildcard::{Symbol, Wildcard};
use crate::span::Span;

/// A statement.
#[derive(Debug)]
pub(crate) struct Trust<'p> {
    pub(crate) statement: Statement<'p>,
    /// The action that a token asks for, where statements name actions.
    pub(crate) action: Option<&'static str>,
    /// The issuers that it trusts.
    pub(crate) issuers: Vec<Trusted<'p>>,
    /// Whether it names principals that are no issuers: accounts, services.
    pub(crate) has_others: bool,
    /// Why nothing fits the values of its tests, test by test and value by value.
    pub(crate) dead: Vec<Vec<Option<Dead>>>,
    /// Its tests of claims that identify.
    pub(crate) reaching: Vec<Reaching<'p>>,
}

/// An issuer that a statement trusts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trusted<'p> {
    /// Its URL without `https://`.
    pub(crate) name: &'p str,
    /// Which service it is.
    pub(crate) service: Service,
    /// The value that names it.
    pub(crate) span: Span,
}

impl<'p> Trust<'p> {
    /// `presumed`: the issuer where the statement names none.
    pub(crate) fn new(
        statement: Statement<'p>,
        presumed: Option<&'p str>,
        action: Option<&'static str>,
    ) -> Self {
        let named = || {
            statement
                .principals
                .iter()
                .flat_map(|tested| tested.test.predicate.alternatives())
        };
        let presumed = presumed.filter(|_| statement.principals.is_empty());
        let issuers: Vec<Trusted<'p>> = named()
            .filter_map(|alternative| Some((alternative.issuer()?, alternative.span)))
            .chain(presumed.map(|issuer| (issuer, None)))
            .map(|(issuer, span)| {
                let name = issuer.strip_prefix("https://").unwrap_or(issuer);
                Trusted {
                    name,
                    service: Service::of(name),
                    span: span.unwrap_or(statement.span),
                }
            })
            .collect();
        let has_others = named().any(|alternative| alternative.matcher == Matcher::Nobody);
        let dead: Vec<_> = statement
            .tests
            .iter()
            .map(|tested| dead::verdicts(tested, &issuers))
            .collect();
        Self {
            reaching: reach::tests(&statement.tests, &dead, &issuers),
            dead,
            issuers,
            has_others,
            action,
            statement,
        }
    }

    /// The service and the claim that a test is about.
    pub(crate) fn service_of(&self, tested: &Tested<'p>) -> Option<(Service, &'p str)> {
        service_of(tested, &self.issuers)
    }

    /// Whether it names, by file and ref, the workflow that may assume the role.
    pub(crate) fn pins_workflow(&self) -> bool {
        self.reaching.iter().any(|reaching| {
            reaching.claim == "job_workflow_ref" && reaching.reach() <= Reach::Caller
        })
    }

    /// The tests that a value must fit, of a claim of an issuer that the statement trusts.
    pub(crate) fn wants<'t>(&'t self, claim: &'t str) -> impl Iterator<Item = &'t Tested<'p>> {
        self.statement.tests.iter().filter(move |tested| {
            let has_values = !tested.test.predicate.alternatives().is_empty();
            has_values && !tested.test.negated && self.is_of(tested, claim)
        })
    }

    /// Whether it tests the claim of an issuer that the statement trusts.
    pub(crate) fn is_of(&self, tested: &Tested<'_>, claim: &str) -> bool {
        match &tested.attribute.source {
            Source::Claim { issuer, name } => {
                name == claim
                    && issuer.as_deref().is_none_or(|issuer| {
                        self.issuers
                            .iter()
                            .any(|trusted| trusted.name.eq_ignore_ascii_case(issuer))
                    })
            }
            _ => false,
        }
    }
}

/// The service and the claim that a test is about, of an issuer that is trusted.
pub(crate) fn service_of<'p>(
    tested: &Tested<'p>,
    issuers: &[Trusted<'_>],
) -> Option<(Service, &'p str)> {
    let Source::Claim { issuer, name } = &tested.attribute.source else {
        return None;
    };
    let is_its = |trusted: &&Trusted<'_>| match issuer {
        Some(issuer) => trusted.name.eq_ignore_ascii_case(issuer),
        // A claim whose name is a URL is for one relying party, whoever issues it.
        None => !name.contains("://"),
    };
    issuers
        .iter()
        .find(is_its)
        .map(|trusted| (trusted.service, name.as_str()))
}

/// The issuer and the claim that a key names.
pub(crate) fn key_parts(attribute: &Attribute) -> Option<(&str, &str)> {
    attribute
        .name
        .split_once(':')
        .filter(|(issuer, _)| issuer.contains('.'))
}

/// The pattern of an alternative under an operator for text, unless it has variables in it.
pub(crate) fn pattern(alternative: &Alternative) -> Option<&Wildcard> {
    alternative.pattern()
}

/// The text that a pattern without wildcards is.
pub(crate) fn literal(pattern: &Wildcard) -> Option<String> {
    pattern
        .symbols()
        .iter()
        .map(|symbol| match symbol {
            Symbol::Literal(character) => Some(*character),
            Symbol::One | Symbol::Star => None,
        })
        .collect()
}

/// Where a value stands, and else where its test does.
pub(crate) fn place(tested: &Tested<'_>, alternative: &Alternative) -> Span {
    alternative.span.unwrap_or(tested.span)
}

/// Replaces a part of the text of a value, where the policy writes it without escapes.
pub(crate) fn replace(text: &str, span: Span, from: &str, to: &str) -> Option<Edit> {
    let inner = Span::new(span.start + 1, span.end.checked_sub(1)?);
    (inner.of(text)? == from).then(|| Edit::new(inner, to))
}

/// Takes a value out of a list with a comma beside it, unless nothing would be left.
pub(crate) fn remove(text: &str, tested: &Tested<'_>, span: Span) -> Option<Edit> {
    if tested.test.predicate.alternatives().len() < 2 {
        return None;
    }
    let after = text.get(span.end..)?;
    let blank = after.len() - after.trim_start().len();
    if let Some(rest) = after.trim_start().strip_prefix(',') {
        let gap = rest.len() - rest.trim_start().len();
        return Some(Edit::new(
            Span::new(span.start, span.end + blank + 1 + gap),
            "",
        ));
    }
    let before = text.get(..span.start)?.trim_end();
    before
        .strip_suffix(',')
        .map(|kept| Edit::new(Span::new(kept.trim_end().len(), span.end), ""))
}
