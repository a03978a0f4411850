//! More actions than the one that a token needs.

use crate::diagnostic::Severity;
use crate::lint::trust::{pattern, place, replace};
use crate::lint::{Finding, Review, Rule};
use crate::pattern::wildcard::Symbol;
use crate::quote::quoted;
use crate::relying_party::aws::DEFAULT_ACTION;

pub(super) const RULE: Rule = Rule {
    id: "wildcard-action",
    summary: "an action with a wildcard, or all but some",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing().filter(|trust| !trust.issuers.is_empty()) {
        for tested in &trust.statement.actions {
            if tested.test.negated {
                findings.push(
                    RULE.finding(
                        Severity::Warning,
                        tested.span,
                        "`NotAction` allows every action but those that it names",
                    )
                    .why("a token may then set session tags and a source identity of its issuer's choice")
                    .fix(format!("write `\"Action\": \"{DEFAULT_ACTION}\"`")),
                );
                continue;
            }
            for alternative in tested.test.predicate.alternatives() {
                let Some(pattern) = pattern(alternative) else {
                    continue;
                };
                let symbols = pattern.symbols();
                if !symbols.contains(&Symbol::Star) && !symbols.contains(&Symbol::One) {
                    continue;
                }
                let span = place(tested, alternative);
                let tags = pattern.is_match("sts:tagsession");
                let finding = RULE
                    .finding(
                        if tags { Severity::Warning } else { Severity::Note },
                        span,
                        format!("{} allows more than `{DEFAULT_ACTION}`", quoted(&alternative.text)),
                    )
                    .why(if tags {
                        "a token may then set session tags and a source identity of its issuer's choice, which other policies may trust"
                    } else {
                        "an identity provider is assumed from by that action alone"
                    })
                    .fix(format!(
                        "write `{DEFAULT_ACTION}`, and `sts:TagSession` where the tokens carry session tags"
                    ));
                let only_tokens = !trust.has_others && pattern.is_match(DEFAULT_ACTION);
                findings.push(
                    finding.edit(
                        only_tokens
                            .then(|| {
                                replace(
                                    review.policy.text(),
                                    span,
                                    &alternative.text,
                                    DEFAULT_ACTION,
                                )
                            })
                            .flatten(),
                    ),
                );
            }
        }
    }
}
