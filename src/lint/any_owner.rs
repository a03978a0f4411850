//! A test of whose token it is that fits everybody's.

use super::customised::chosen_first;
use super::reach::Reach;
use super::trust::{pattern, place};
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "any-owner",
    summary: "a value fits the tokens of everybody whom the issuer knows",
    url: "https://docs.github.com/en/actions/reference/security/oidc#filtering-for-a-specific-branch",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting() {
        for (reaching, alternative) in trust.values_that_reach(Reach::Anyone) {
            // Told by a rule of its own.
            let chosen = pattern(alternative)
                .is_some_and(|pattern| chosen_first(pattern.symbols()).is_some());
            if chosen && reaching.claim == "sub" && reaching.service.is_github() {
                continue;
            }
            let service = reaching.service;
            let (owner, thing) = service.nouns();
            findings.push(
                RULE.finding(
                    if service.is_public() {
                        Severity::Error
                    } else {
                        Severity::Warning
                    },
                    place(&reaching.tested, alternative),
                    format!("{} fits tokens of any {owner}", quoted(&alternative.text)),
                )
                .why(if service.is_public() {
                    "a wildcard stands where the owner is named, and whoever signs up is an owner; `*` does not stop at `/` or `:`"
                } else {
                    "a wildcard stands where the name should: everybody who gets a token of this issuer is let in"
                })
                .fix(format!("name the {owner} and the {thing}")),
            );
        }
    }
}
