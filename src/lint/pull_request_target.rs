//! A branch is trusted, and `pull_request_target` runs on it.

use super::customised::segments;
use super::reach::Reach;
use super::trust::{pattern, place};
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "pull-request-target",
    summary: "a branch is trusted, in whose name workflows for pull requests of strangers may run",
    url: "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting().filter(|trust| !trust.pins_workflow()) {
        let on_branch = trust
            .reaching
            .iter()
            .filter(|reaching| reaching.claim == "sub" && reaching.service.is_github())
            .find_map(|reaching| {
                let mut branches = reaching.alternatives.iter().filter(|(alternative, reach)| {
                    *reach > Reach::Nobody
                        && *reach <= Reach::Owner
                        && pattern(alternative).is_some_and(|pattern| {
                            let segments = segments(pattern.symbols());
                            segments.windows(2).any(|pair| match pair {
                                [Some(key), Some(value)] => {
                                    key == "ref" && value.starts_with("refs/heads/")
                                }
                                _ => false,
                            })
                        })
                });
                branches
                    .next()
                    .map(|(alternative, _)| (reaching, alternative))
            });
        if let Some((reaching, alternative)) = on_branch {
            findings.push(
                RULE.finding(
                    Severity::Note,
                    place(&reaching.tested, alternative),
                    format!(
                        "runs on `pull_request_target` may have the subject {} too",
                        quoted(&alternative.text)
                    ),
                )
                .why(format!(
                    "a run on `pull_request_target` has the subject of the default branch (on GitHub Enterprise Server before 3.20, of the branch that the pull request is for): a workflow that then runs what the pull request brings gives a fork {}",
                    review.notation().grant()
                ))
                .fix("trust an environment that is bound to the branch instead, or pin `job_workflow_ref`; and let no `pull_request_target` workflow run the code of a pull request"),
            );
        }
    }
}
