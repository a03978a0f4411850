//! A number where tokens hold text.

use super::{Finding, Review, Rule};
use crate::attribute::Scalar;
use crate::condition::Matcher;
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::issuer::{self, JsonType};
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "number-for-text",
    summary: "a claim that is text is compared with a number, to which no text is equal",
    url: "https://github.com/google/cel-spec/blob/master/doc/langdef.md#equality",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let issuers: Vec<String> = review
        .allowing()
        .flat_map(|trust| &trust.issuers)
        .map(|issuer| format!("https://{}", issuer.name))
        .collect();
    for tested in review.every_test() {
        let Some(claim) = tested.attribute.source.claim() else {
            continue;
        };
        for alternative in tested.test.predicate.alternatives() {
            let Matcher::Value(Scalar::Number(number)) = &alternative.matcher else {
                continue;
            };
            if !issuers.iter().any(|issuer| is_text(issuer, claim)) {
                continue;
            }
            let (severity, why) = match tested.test.negated {
                false => (
                    Severity::Error,
                    "it is true of no token, so that nobody gets in by it",
                ),
                true => (
                    Severity::Error,
                    "it is true of every token, so that nobody is kept out by it",
                ),
            };
            let span = alternative.span.unwrap_or(tested.span);
            // Where it lets in nobody new.
            let edit = tested
                .test
                .negated
                .then(|| Edit::new(span, format!("'{number}'")));
            findings.push(
                RULE.finding(
                    severity,
                    span,
                    format!(
                        "{} is text in the tokens, and `{number}` is a number",
                        quoted(claim)
                    ),
                )
                .why(why)
                .fix(format!("write `'{number}'`"))
                .edit(edit),
            );
        }
    }
}

/// Whether the claim is text in all tokens of the issuer.
fn is_text(issuer: &str, claim: &str) -> bool {
    let known = issuer::recognise(issuer).and_then(|known| issuer::claim(known.issuer, claim));
    match known {
        Some(entry) => entry.json == JsonType::String,
        // An id of somebody whose tokens are not known may be either.
        None => false,
    }
}
