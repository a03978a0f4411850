//! A subject of GitHub's that a policy does not take, and the pattern that was meant for it.

use super::{Case, Failing};
use crate::condition::{Alternative, Matcher};
use crate::issuer::github::subject::{
    ContextKind, ContextPattern, Part, Repository, Subject, SubjectPattern,
};
use crate::issuer::{self, Issuer};
use crate::pattern::wildcard::{Fold, Wildcard};

/// Which subjects there are, and what each stands for.
pub(crate) const SUBJECTS_URL: &str =
    "https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims";

/// A test of `sub` that fails, taken apart.
pub(crate) struct SubjectTest<'c> {
    pub(crate) failing: Failing<'c>,
    pub(crate) text: &'c str,
    pub(crate) subject: Subject<'c>,
    pub(crate) alternative: &'c Alternative,
    pub(crate) pattern: SubjectPattern<'c>,
}

/// The test of `sub` that fails, where it takes the repository: what it does not take is the rest.
pub(crate) fn context_test<'c>(case: &'c Case<'_>) -> Option<SubjectTest<'c>> {
    subject_test(case).filter(SubjectTest::takes_repository)
}

/// The test of `sub` that fails, where the token is GitHub's.
pub(crate) fn subject_test<'c>(case: &'c Case<'_>) -> Option<SubjectTest<'c>> {
    let iss = case.claims.text("iss")?;
    let github = issuer::recognise(iss).is_some_and(|known| known.issuer == Issuer::GitHub);
    if !github {
        return None;
    }
    let failing = case
        .failing()
        .into_iter()
        .find(|failing| failing.is_of("sub") && !failing.tested.test.negated)?;
    let text = failing.received?;
    let subject = Subject::parse(text);
    let (alternative, pattern) = failing
        .alternatives()
        .iter()
        .filter(|alternative| {
            matches!(
                alternative.matcher,
                Matcher::Text(_) | Matcher::TextIgnoreCase(_)
            )
        })
        .map(|alternative| (alternative, SubjectPattern::parse(&alternative.text)))
        // Of equals the first.
        .rev()
        .max_by_key(|(_, pattern)| likeness(pattern, &subject))?;
    Some(SubjectTest {
        failing,
        text,
        subject,
        alternative,
        pattern,
    })
}

/// How much a pattern is about a subject: the repository first, then the context.
fn likeness(pattern: &SubjectPattern<'_>, subject: &Subject<'_>) -> u32 {
    let mut points = 0;
    if let Some(repository) = &subject.repository {
        points += 8 * likeness_of(&pattern.owner, repository.owner);
        points += 8 * likeness_of(&pattern.name, repository.name);
    }
    if let Some(context) = &subject.context {
        points += 4 * u32::from(pattern.context.allows(context.kind()));
        points += u32::from(context_fits(pattern, subject));
    }
    points
}

fn likeness_of(part: &Part<'_>, text: &str) -> u32 {
    match part {
        Part::Literal(_) if part.fits(text) => 3,
        Part::Wildcard(pattern) if part.fits(text) => 1 + u32::from(pattern.len() > 1),
        Part::Open => 1,
        _ if fits_ignoring_case(part, text) => 2,
        _ => 0,
    }
}

pub(crate) fn fits_ignoring_case(part: &Part<'_>, text: &str) -> bool {
    match part {
        Part::Literal(pattern) | Part::Wildcard(pattern) => {
            Wildcard::parse(pattern, Fold::Ascii).is_match(text)
        }
        Part::Open => true,
        Part::Absent => false,
    }
}

/// Whether the value of the context fits, its kind being right.
fn context_fits(pattern: &SubjectPattern<'_>, subject: &Subject<'_>) -> bool {
    let value = subject
        .segments
        .iter()
        .find(|segment| matches!(segment.key, "ref" | "environment"))
        .and_then(|segment| segment.value);
    match (&pattern.context, value) {
        (ContextPattern::Ref(part) | ContextPattern::Environment(part), Some(value)) => {
            part.fits(value)
        }
        (ContextPattern::PullRequest, None) | (ContextPattern::Open, _) => true,
        _ => false,
    }
}

impl<'c> SubjectTest<'c> {
    /// The repository of the subject, where the pattern is about it: names alike, case aside.
    pub(crate) fn shared_repository(&self) -> Option<Repository<'c>> {
        self.subject.repository.filter(|repository| {
            fits_ignoring_case(&self.pattern.owner, repository.owner)
                && fits_ignoring_case(&self.pattern.name, repository.name)
        })
    }

    /// Whether the pattern takes repositories such as the one of the subject: its names, and its
    /// ids or their absence.
    pub(crate) fn takes_repository(&self) -> bool {
        self.shared_repository()
            .is_some_and(|repository| match repository.has_ids() {
                true => !self.pattern.excludes_ids(),
                false => !self.pattern.requires_ids(),
            })
    }

    /// The kind of context that the subject has.
    pub(crate) fn kind(&self) -> Option<ContextKind> {
        self.subject.context.as_ref().map(|context| context.kind())
    }

    /// Whether the test, with this text as a pattern of it, would take the subject.
    pub(crate) fn would_take(&self, pattern: &str) -> bool {
        match self.alternative.is_exact_text() {
            true => pattern == self.text,
            false => Wildcard::parse(pattern, Fold::None).is_match(self.text),
        }
    }
}
