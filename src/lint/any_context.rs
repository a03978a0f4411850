//! Everything that a repository runs.

use super::language::{meet, pieces};
use super::reach::Reach;
use super::trust::{pattern, place};
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::placeholder;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "any-context",
    summary: "every branch, tag, environment and pull request of a repository is trusted",
    url: "https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting().filter(|trust| !trust.pins_workflow()) {
        let is_narrowed = ["ref", "environment", "workflow"]
            .iter()
            .any(|claim| trust.wants(claim).next().is_some());
        let open = trust
            .reaching
            .iter()
            .filter(|reaching| reaching.claim == "sub" && reaching.service.is_github())
            .flat_map(|reaching| {
                let alternatives = reaching.alternatives.iter();
                alternatives
                    .filter(|(_, reach)| *reach == Reach::Named)
                    .map(move |(alternative, _)| (reaching, *alternative))
            });
        for (reaching, alternative) in open {
            let fits = |context: &str| {
                pattern(alternative).is_some_and(|pattern| {
                    ["repo:N/N:", "repo:N@D/N@D:"].iter().any(|repository| {
                        meet(
                            pattern.symbols(),
                            &pieces(&format!("{repository}{context}")),
                        ) == Some(true)
                    })
                })
            };
            if placeholder::find(&alternative.text).is_some()
                || is_narrowed
                || !fits("pull_request")
                || !fits("ref:refs/heads/F")
            {
                continue;
            }
            findings.push(
                RULE.finding(
                    Severity::Note,
                    place(&reaching.tested, alternative),
                    format!(
                        "{} fits every branch, tag, environment and pull request",
                        quoted(&alternative.text)
                    ),
                )
                .why(format!(
                    "whoever can push a branch to the repository can {}, with no review and no environment in between",
                    review.notation().getting_in()
                ))
                .fix("say which: `:environment:NAME`, `:ref:refs/heads/BRANCH`"),
            );
        }
    }
}
