//! The nearest edits: the least that would have to change, in the policy or in the token, for the
//! verdict to be another.
//!
//! Both begin at the statement that came closest: each of its tests that fails has to change, and
//! no other. A change is told only if it was made and the verdict was seen to turn.

use std::borrow::Cow;

use super::{Case, Failing};
use crate::condition::Matcher;
use crate::edit::{self, Edit};
use crate::evaluation::Decision;
use crate::issuer::github::GitRef;
use crate::issuer::github::subject::{Context, Form, Subject};
use crate::issuer::{self, Issuer};
use crate::json::{Kind, Value};
use crate::pattern::wildcard::Symbol;
use crate::placeholder;
use crate::policy::Policy;
use crate::span::Span;

/// The least that would have to change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nearest {
    /// Changes of the policy that let this token in, and no other that was kept out by the same
    /// tests: each adds the very value that the token has, or puts it in the place of another where
    /// there is room for one.
    pub policy: Option<Vec<Edit>>,
    /// Claims of a token like this one that the policy lets in as it is.
    pub token: Option<Vec<(String, String)>>,
}

pub(crate) fn nearest(case: &Case<'_>, failing: &[Failing<'_>]) -> Nearest {
    if failing.is_empty() {
        return Nearest::default();
    }
    Nearest {
        policy: policy(case, failing),
        token: token(case, failing),
    }
}

fn policy(case: &Case<'_>, failing: &[Failing<'_>]) -> Option<Vec<Edit>> {
    let edits = failing
        .iter()
        .map(|failing| match failing.tested.test.negated {
            false => failing.admit(failing.received?),
            true => None,
        })
        .collect::<Option<Vec<Edit>>>()?;
    let text = edit::apply(case.policy.text(), &edits)?;
    let policy = Policy::compile(&text, Some(case.policy.relying_party().id())).ok()?;
    let evaluation = policy.evaluate_claims(case.claims, case.request).ok()?;
    (evaluation.decision == Decision::Allow).then_some(edits)
}

fn token(case: &Case<'_>, failing: &[Failing<'_>]) -> Option<Vec<(String, String)>> {
    let mut claims = case.claims.clone();
    let mut changed = Vec::new();
    for failing in failing {
        let name = failing.tested.attribute.source.claim()?;
        if failing.tested.test.negated || name == "iss" {
            return None;
        }
        let received = failing.received.unwrap_or_default();
        let alternative = failing.nearest_alternative(received)?;
        if placeholder::find(&alternative.text).is_some_and(|found| found.is_plain()) {
            return None;
        }
        let value = match &alternative.matcher {
            Matcher::Text(template) | Matcher::TextIgnoreCase(template) => {
                filled(template.fixed()?.symbols(), received)
            }
            _ => alternative.text.clone(),
        };
        if name == "sub" && is_github(case) && !is_issued(&value) {
            return None;
        }
        claims = claims.with(
            name.to_owned(),
            Value {
                span: Span::default(),
                kind: Kind::String(Cow::Owned(value.clone())),
            },
        );
        changed.push((name.to_owned(), value));
    }
    let evaluation = case.policy.evaluate_claims(&claims, case.request).ok()?;
    (evaluation.decision == Decision::Allow).then_some(changed)
}

/// Whether GitHub could issue such a subject.
fn is_issued(subject: &str) -> bool {
    let subject = Subject::parse(subject);
    let git_ref = subject.context.as_ref().and_then(Context::git_ref);
    let known = !matches!(git_ref, Some(GitRef::PullRequest { .. } | GitRef::Other(_)));
    subject.form != Form::Other && subject.context.is_some() && known
}

/// Whether the token is GitHub's, whose subjects are known.
fn is_github(case: &Case<'_>) -> bool {
    let known = case.claims.text("iss").and_then(issuer::recognise);
    known.is_some_and(|known| known.issuer == Issuer::GitHub)
}

/// A text that fits the pattern: what its last star leaves open is taken from the text that did
/// not fit, where it is plain which part that is.
fn filled(symbols: &[Symbol], received: &str) -> String {
    let mut text = String::new();
    for (index, symbol) in symbols.iter().enumerate() {
        match symbol {
            Symbol::Literal(character) => text.push(*character),
            Symbol::One => text.push('x'),
            Symbol::Star if index + 1 < symbols.len() => text.push_str("example"),
            Symbol::Star => {
                let rest = match text.chars().next_back() {
                    Some(':') => {
                        let parts = text.matches(':').count();
                        received.splitn(parts + 1, ':').nth(parts)
                    }
                    Some('@') => received.rsplit_once('@').map(|(_, rest)| rest),
                    _ => None,
                };
                text.push_str(rest.unwrap_or("example"));
            }
        }
    }
    text
}
