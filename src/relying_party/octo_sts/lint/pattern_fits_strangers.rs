//! A policy whose patterns let in a repository that nobody named.

use serde_json::{Value, json};

use super::super::lower::DEFAULT_DOMAIN;
use crate::attribute::Attribute;
use crate::condition::Matcher;
use crate::diagnostic::Severity;
use crate::issuer::{self, Issuer};
use crate::lint::{Finding, Review, Rule};
use crate::request::Request;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    id: "pattern-fits-strangers",
    summary: "a trust policy of octo-sts lets in the jobs of a stranger's repository",
    url: "https://docs.github.com/en/actions/reference/security/oidc",
    check,
};

const GITHUB: &str = "https://token.actions.githubusercontent.com";

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let lowered = review.policy.lowered();
    for trust in review.allowing() {
        let wants = |claim: &'static str| {
            let tests = trust
                .statement
                .tests
                .iter()
                .chain(&trust.statement.principals);
            tests
                .filter(move |tested| tested.attribute.source.claim() == Some(claim))
                .flat_map(|tested| tested.test.predicate.alternatives())
        };
        let issuers = wants("iss").filter(|alternative| {
            matches!(alternative.matcher, Matcher::Text(_))
                && issuer::recognise(&alternative.text)
                    .is_none_or(|known| known.issuer != Issuer::GitHub)
        });
        // A stranger at another issuer is nobody that can be made up.
        if issuers.count() > 0 {
            continue;
        }
        let audience = wants("aud")
            .find(|alternative| matches!(alternative.matcher, Matcher::Text(_)))
            .map_or(DEFAULT_DOMAIN, |alternative| alternative.text.as_str());
        let Some(subject) = strangers(audience, &lowered.attributes)
            .into_iter()
            .find_map(|(subject, token)| {
                let allowed = review.policy.allows(&token, &Request::default());
                allowed.unwrap_or_default().then_some(subject)
            })
        else {
            continue;
        };
        let span = wants("sub")
            .find_map(|alternative| alternative.span)
            .unwrap_or(Span::new(
                trust.statement.span.start,
                trust.statement.span.start + 1,
            ));
        findings.push(
            RULE.finding(
                Severity::Error,
                span,
                format!("a job with the subject `{subject}` gets a token"),
            )
            .why("anybody can have a repository and run jobs in it: what the pattern leaves open, he may choose")
            .fix("name owner and repository in `subject` or `subject_pattern`: `repo:OWNER/REPOSITORY:…`"),
        );
    }
}

/// Jobs of somebody whom no policy names, with what they can have in their tokens.
fn strangers(audience: &str, attributes: &[Attribute]) -> Vec<(String, String)> {
    let contexts = [
        ("ref:refs/heads/main", "refs/heads/main", "push"),
        (
            "ref:refs/heads/master",
            "refs/heads/master",
            "workflow_dispatch",
        ),
        ("ref:refs/tags/v1", "refs/tags/v1", "push"),
        ("environment:production", "refs/heads/main", "schedule"),
        ("pull_request", "refs/pull/1/merge", "pull_request"),
    ];
    let mut tokens = Vec::new();
    for (context, git_ref, event) in contexts {
        for repository in ["repo:stranger/app", "repo:stranger@9999999/app@99999999"] {
            let subject = format!("{repository}:{context}");
            let mut claims = json!({
                "iss": GITHUB,
                "aud": audience,
                "sub": subject,
                "repository": "stranger/app",
                "repository_id": "99999999",
                "repository_owner": "stranger",
                "repository_owner_id": "9999999",
                "repository_visibility": "public",
                "ref": git_ref,
                "ref_type": if git_ref.starts_with("refs/tags/") { "tag" } else { "branch" },
                "ref_protected": "true",
                "event_name": event,
                "actor": "stranger",
                "actor_id": "9999999",
                "workflow": "release",
                "workflow_ref": format!("stranger/app/.github/workflows/release.yml@{git_ref}"),
                "job_workflow_ref": format!("stranger/app/.github/workflows/release.yml@{git_ref}"),
                "runner_environment": "github-hosted",
                "run_attempt": "1",
            });
            if let Some(environment) = context.strip_prefix("environment:") {
                set(&mut claims, "environment", environment);
            }
            // A claim that is not known is one that a stranger does not have.
            let known = attributes.iter().all(|attribute| {
                let name = attribute.source.claim();
                name.is_none_or(|name| {
                    claims.get(name).is_some() || issuer::claim(Issuer::GitHub, name).is_some()
                })
            });
            if known {
                tokens.push((subject, claims.to_string()));
            }
        }
    }
    tokens
}

fn set(claims: &mut Value, name: &str, value: &str) {
    if let Some(claims) = claims.as_object_mut() {
        claims.insert(name.to_owned(), Value::from(value));
    }
}
