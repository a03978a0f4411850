//! A statement that trusts an issuer and asks for nobody in particular.

use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "any-subject",
    summary: "a statement trusts an issuer and tests no claim that says whose token it is",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting() {
        // What cannot be evaluated, or excludes, may be meant to identify.
        let says_something = |claim: &str| {
            trust
                .statement
                .tests
                .iter()
                .any(|tested| tested.test.negated && trust.is_of(tested, claim))
        };
        if trust.statement.is_opaque || !trust.reaching.is_empty() {
            continue;
        }
        for issuer in &trust.issuers {
            let identifying = issuer.service.identifying();
            if identifying.iter().any(|claim| says_something(claim)) {
                continue;
            }
            let severity = if issuer.service.is_public() {
                Severity::Error
            } else {
                Severity::Warning
            };
            findings.push(
                RULE.finding(
                    severity,
                    issuer.span,
                    format!(
                        "nothing in the {} says whose tokens of {} it trusts",
                        review.notation().noun(),
                        quoted(issuer.name)
                    ),
                )
                .why(if issuer.service.is_public() {
                    "anybody can get a token of this issuer: other claims say how a job runs, and the audience is chosen by who asks for the token"
                } else {
                    "everybody who gets a token of this issuer is let in"
                })
                .fix(format!(
                    "test {}",
                    quoted(&review.notation().attribute(issuer.name, "sub"))
                )),
            );
        }
    }
}
