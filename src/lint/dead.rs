//! Tests and values that nothing fits: why a key is never there, why no claim has such a value.

use super::language::{meet, pieces};
use super::service::Service;
use super::trust::{Trust, Trusted, key_parts, pattern, service_of};
use crate::attribute::Source;
use crate::condition::Alternative;
use crate::condition::outline::Tested;
use crate::issuer;
use crate::pattern::wildcard::Symbol;
use crate::quote::quoted;

/// Why nothing fits a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dead {
    /// A `*` that is itself.
    Wildcard,
    /// A subject with the ref of a pull request.
    PullRequestRef,
    /// Not in the form that the claim has, which is this.
    Form(&'static str),
}

impl Dead {
    /// The reason, to follow a value.
    pub(crate) fn reason(self) -> String {
        match self {
            Self::Wildcard => "holds a `*` that the operator takes for itself".to_owned(),
            Self::PullRequestRef => {
                "names the ref of a pull request, which no subject of the default form does"
                    .to_owned()
            }
            Self::Form(form) => format!("is not in the form {form}"),
        }
    }
}

/// Why a key is never there.
pub(crate) enum NeverThere<'t> {
    /// It is a key of this issuer, which the statement does not trust.
    OtherIssuer(&'t str),
    /// The relying party does not set it: why.
    NotSet(&'t str),
}

impl NeverThere<'_> {
    /// The reason, as a sentence.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::OtherIssuer(issuer) => {
                format!(
                    "the statement does not trust {}, whose key it is",
                    quoted(issuer)
                )
            }
            Self::NotSet(why) => (*why).to_owned(),
        }
    }
}

impl<'p> Trust<'p> {
    /// Why the key of a test is never there.
    pub(crate) fn never_there(&self, tested: &Tested<'p>) -> Option<NeverThere<'p>> {
        // Other principals bring other keys.
        if self.issuers.is_empty() || self.has_others {
            return None;
        }
        let other_issuer = key_parts(tested.attribute)
            .map(|(issuer, _)| issuer)
            .filter(|issuer| {
                !self
                    .issuers
                    .iter()
                    .any(|trusted| trusted.name.eq_ignore_ascii_case(issuer))
            });
        match (&tested.attribute.source, other_issuer) {
            (Source::Claim { .. } | Source::Never { .. }, Some(issuer)) => {
                Some(NeverThere::OtherIssuer(issuer))
            }
            (Source::Never { why }, None) => Some(NeverThere::NotSet(why)),
            _ => None,
        }
    }

    /// The values of a test that nothing fits, with the reasons.
    pub(crate) fn dead_values<'t>(
        &'t self,
        tested: &'t Tested<'p>,
    ) -> impl Iterator<Item = (&'p Alternative, Dead)> + 't {
        let values = tested.test.predicate.alternatives().iter();
        values
            .zip(self.verdicts(tested))
            .filter_map(|(value, dead)| Some((value, (*dead)?)))
    }

    /// Whether nothing fits any value of a test.
    pub(crate) fn is_dead(&self, tested: &Tested<'p>) -> bool {
        let verdicts = self.verdicts(tested);
        !verdicts.is_empty() && verdicts.iter().all(Option::is_some)
    }

    fn verdicts(&self, tested: &Tested<'_>) -> &[Option<Dead>] {
        let mut tests = self.statement.tests.iter().zip(&self.dead);
        tests
            .find(|(other, _)| std::ptr::eq(other.test, tested.test))
            .map_or(&[], |(_, verdicts)| verdicts)
    }

    /// Whether a test of the statement never holds, or it is about other actions than that of a
    /// token.
    pub(crate) fn never_applies(&self) -> bool {
        let mut actions = self.statement.actions.iter();
        let is_for_others = self.action.is_some_and(|action| {
            actions.any(|tested| {
                let mut values = tested.test.predicate.alternatives().iter();
                !tested.test.negated
                    && !values
                        .any(|value| pattern(value).is_none_or(|pattern| pattern.is_match(action)))
            })
        });
        if is_for_others {
            return true;
        }
        let mut tests = self.statement.tests.iter();
        tests.any(|tested| {
            let is_never_there =
                !tested.test.holds_when_missing() && self.never_there(tested).is_some();
            !tested.test.negated && (is_never_there || self.is_dead(tested))
        })
    }
}

/// Why nothing fits the values of a test, one by one.
pub(crate) fn verdicts(tested: &Tested<'_>, issuers: &[Trusted<'_>]) -> Vec<Option<Dead>> {
    let about = service_of(tested, issuers);
    let values = tested.test.predicate.alternatives().iter();
    values
        .map(|value| {
            let (service, claim) = about?;
            dead(service, claim, value)
        })
        .collect()
}

fn dead(service: Service, claim: &str, alternative: &Alternative) -> Option<Dead> {
    let pattern = pattern(alternative)?;
    let symbols = pattern.symbols();
    let is_exact = alternative.is_exact_text();
    if is_exact && symbols.contains(&Symbol::Literal('*')) && !alternative.text.contains("${*}") {
        return Some(Dead::Wildcard);
    }
    let fits = |form: &str| meet(symbols, &pieces(form)).unwrap_or(true);
    if let Some(literal) = super::trust::literal(pattern)
        && literal.trim() != literal
    {
        return Some(Dead::Form("a value without white space around it"));
    }
    if claim == "sub" {
        return dead_subject(service, &fits);
    }
    let (forms, described): (&[&str], _) = match claim {
        _ if !service.is_github() => return None,
        "repository" => (&["N/N"], "`OWNER/REPOSITORY`"),
        "repository_id" | "repository_owner_id" | "actor_id" => (&["D"], "a number"),
        "ref" => (
            &["refs/heads/R", "refs/tags/R", "refs/pull/R"],
            "a full ref such as `refs/heads/main`",
        ),
        "job_workflow_ref" => (&["N/N/P@R"], "`OWNER/REPOSITORY/PATH@REF`"),
        _ => return None,
    };
    (!forms.iter().any(|form| fits(form))).then_some(Dead::Form(described))
}

fn dead_subject(service: Service, fits: &dyn Fn(&str) -> bool) -> Option<Dead> {
    let (form, described) = match service {
        Service::GitHub | Service::GitHubEnterprise => return dead_at_github(fits),
        Service::GitLab => ("project_path:R", "`project_path:GROUP/PROJECT:…`"),
        Service::Terraform => ("organization:R", "`organization:ORGANIZATION:…`"),
        Service::Eks => (
            "system:serviceaccount:N:N",
            "`system:serviceaccount:NAMESPACE:SERVICE_ACCOUNT`",
        ),
        Service::CircleCi => ("org/R", "`org/ORGANIZATION/project/…`"),
        _ => return None,
    };
    (!fits(form)).then_some(Dead::Form(described))
}

/// Claims that a customised subject may hold, each behind its name. Of the ref that is the context's
/// form.
pub(crate) fn subject_keys() -> impl Iterator<Item = &'static str> {
    const NEVER: &[&str] = &["aud", "exp", "iat", "iss", "jti", "nbf", "ref", "sub"];
    issuer::claims(issuer::Issuer::GitHub)
        .iter()
        .map(|entry| entry.name.trim_end_matches('*'))
        .filter(|name| !NEVER.contains(name))
}

/// A claim in a subject, in the notation of `pieces`. Of a family of claims the name goes on.
pub(crate) fn key_and_value(key: &str) -> String {
    let more = if key.ends_with('_') { "R" } else { "" };
    format!("{key}{more}:R")
}

fn dead_at_github(fits: &dyn Fn(&str) -> bool) -> Option<Dead> {
    const REPOSITORIES: [&str; 2] = ["repo:N/N", "repo:N@D/N@D"];
    const CONTEXTS: [&str; 4] = [
        "ref:refs/heads/R",
        "ref:refs/tags/R",
        "pull_request",
        "pull_request:R",
    ];
    let behind = |rest: &str| {
        REPOSITORIES
            .iter()
            .any(|repo| fits(&format!("{repo}:{rest}")))
    };
    let is_alive = CONTEXTS
        .iter()
        .any(|context| behind(context) || fits(context))
        || subject_keys().any(|key| {
            let claim = key_and_value(key);
            fits(&claim) || behind(&claim)
        });
    if is_alive {
        None
    } else if behind("ref:refs/pull/R") || fits("ref:refs/pull/R") {
        Some(Dead::PullRequestRef)
    } else {
        Some(Dead::Form(
            "`repo:OWNER/REPOSITORY:`, then `ref:refs/…`, `environment:…` or `pull_request`",
        ))
    }
}
