//! A claim that a role asks for and no token of GitHub has.

use crate::attribute::Source;
use crate::condition::Truth;
use crate::diagnostic::Severity;
use crate::issuer::{self, Issuer};
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

pub(super) const RULE: Rule = Rule {
    id: "claim-of-no-token",
    summary: "a role of Vault asks for a claim that no token of GitHub has",
    url: "https://docs.github.com/en/actions/reference/security/oidc",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.allowing() {
        if !trust
            .issuers
            .iter()
            .all(|issuer| issuer.service.is_github())
            || trust.issuers.is_empty()
        {
            continue;
        }
        for tested in &trust.statement.tests {
            let Source::Claim { name, .. } = &tested.attribute.source else {
                continue;
            };
            let wanted = !tested.test.negated && tested.test.on_missing == Truth::Fail;
            if !wanted || issuer::claim(Issuer::GitHub, name).is_some() {
                continue;
            }
            let operator = tested.test.operator.as_ref();
            findings.push(
                RULE.finding(
                    Severity::Error,
                    tested.span,
                    match operator {
                        "string" | "glob" => {
                            format!("no token of GitHub has a claim {}", quoted(name))
                        }
                        field => format!(
                            "no token of GitHub has a claim {}, which {} asks for",
                            quoted(name),
                            quoted(field)
                        ),
                    },
                )
                .why("a claim that is asked for and missing denies, whatever it is asked for")
                .fix("correct the name, or take it out; the claims are listed in the reference"),
            );
        }
    }
}
