//! A subject that is bound twice, the first time perhaps long ago.

use super::super::lower::SUBJECT;
use crate::condition::outline::Tested;
use crate::diagnostic::Severity;
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

pub(super) const RULE: Rule = Rule {
    id: "stale-bound-subject",
    summary: "a role of Vault binds the subject by `bound_subject` and by `bound_claims`",
    url: "https://github.com/hashicorp/vault-plugin-auth-jwt/issues/382",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing() {
        let subjects = || {
            let tests = trust.statement.tests.iter();
            tests.filter(|tested| tested.attribute.source.claim() == Some("sub"))
        };
        let bound = |tested: &&Tested<'_>| !tested.test.predicate.alternatives().is_empty();
        let Some(subject) = subjects().find(|tested| tested.test.operator == SUBJECT) else {
            continue;
        };
        let Some(claim) = subjects()
            .filter(bound)
            .find(|tested| tested.test.operator != SUBJECT)
        else {
            continue;
        };
        let text = subject
            .test
            .predicate
            .alternatives()
            .first()
            .map_or("", |alternative| alternative.text.as_str());
        let patterns = claim.test.predicate.alternatives();
        let fits = patterns
            .iter()
            .filter_map(|alternative| alternative.pattern())
            .any(|pattern| pattern.is_match(text));
        let (severity, message) = match fits {
            true => (
                Severity::Warning,
                format!(
                    "of all that `bound_claims` would take, `bound_subject` leaves {} alone",
                    quoted(text)
                ),
            ),
            false => (
                Severity::Error,
                format!(
                    "{} in `bound_subject` fits nothing that `bound_claims` takes",
                    quoted(text)
                ),
            ),
        };
        findings.push(
            RULE.finding(severity, subject.span, message)
                .why("both must hold, and `bound_subject` is no pattern; Vault keeps a field that a later `vault write` leaves out, so that it may be from before")
                .fix("bind the subject in one place: to unset the other, write `bound_subject=\"\"`"),
        );
    }
}
