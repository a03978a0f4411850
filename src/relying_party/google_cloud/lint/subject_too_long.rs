//! A subject that is longer than Google takes, for the tokens that are likely to come.

use crate::condition::{Condition, Node, Wants};
use crate::diagnostic::Severity;
use crate::lint::trust::Trust;
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;
use crate::relying_party::expression::whole_claim;
use crate::relying_party::google_cloud::ASSERTION;
use crate::relying_party::google_cloud::MAX_SUBJECT;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    id: "subject-too-long",
    summary: "the subject of a likely token has more than 127 bytes",
    url: "https://docs.cloud.google.com/iam/docs/troubleshooting-workload-identity-federation",
    check,
};

/// Ids of owners and repositories have nine or ten digits by now.
const ID: usize = "@123456789".len();

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let Some((claim, span)) = subject(&review.policy.lowered().root) else {
        return;
    };
    for trust in review.admitting() {
        if !trust
            .issuers
            .iter()
            .any(|issuer| issuer.service.is_github())
        {
            continue;
        }
        for repository in repositories(trust) {
            let (context, length) = match &*claim {
                "sub" => (
                    ":ref:refs/heads/main",
                    "repo:".len() + repository.len() + 2 * ID + ":ref:refs/heads/main".len(),
                ),
                "workflow_ref" | "job_workflow_ref" => {
                    let rest = "/.github/workflows/deploy.yml@refs/heads/main";
                    (rest, repository.len() + rest.len())
                }
                _ => continue,
            };
            if length > MAX_SUBJECT {
                findings.push(
                    RULE.finding(
                        Severity::Warning,
                        span,
                        format!(
                            "`google.subject` of {} has {length} bytes where the token ends in {}, and may have {MAX_SUBJECT}",
                            quoted(repository),
                            quoted(context)
                        ),
                    )
                    .why("Google rejects a token whose subject is longer, whatever the condition says")
                    .fix("map what is shorter and still says whose token it is: `assertion.repository_id + ':' + assertion.ref`"),
                );
            }
        }
    }
}

/// The claim that the subject is mapped from, and where that stands.
fn subject(node: &Node) -> Option<(String, Span)> {
    match &node.condition {
        Condition::Expression(expression) if matches!(expression.wants, Wants::TextUpTo(_)) => {
            let span = node.origin.as_ref()?.span?;
            Some((whole_claim(&expression.program, ASSERTION)?, span))
        }
        Condition::All { nodes, .. } | Condition::Any(nodes) => nodes.iter().find_map(subject),
        Condition::Settled(node) => subject(node),
        _ => None,
    }
}

/// The repositories that are named, by claim or binding.
fn repositories<'p>(trust: &Trust<'p>) -> impl Iterator<Item = &'p str> {
    let statement = &trust.statement;
    statement
        .tests
        .iter()
        .chain(&statement.alternatives)
        .copied()
        .filter(|tested| {
            !tested.test.negated && tested.attribute.source.claim() == Some("repository")
        })
        .flat_map(|tested| tested.test.predicate.alternatives())
        .filter(|alternative| alternative.is_exact_text())
        .map(|alternative| alternative.text.as_str())
        .collect::<Vec<_>>()
        .into_iter()
}
