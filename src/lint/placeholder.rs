//! What somebody was to fill in.

use super::trust::place;
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::placeholder::{self, Placeholder};
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "placeholder",
    summary: "a part of an example that was never filled in",
    url: "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in &review.statements {
        let statement = &trust.statement;
        let principals = statement.principals.iter().map(|tested| (tested, true));
        let tests = statement.tests.iter().map(|tested| (tested, false));
        for (tested, is_principal) in principals.chain(tests) {
            for alternative in tested.test.predicate.alternatives() {
                let Some(Placeholder { text, is_marked }) = placeholder::find(&alternative.text)
                else {
                    continue;
                };
                findings.push(
                    RULE.finding(
                        if is_marked {
                            Severity::Error
                        } else {
                            Severity::Warning
                        },
                        place(tested, alternative),
                        format!("{} looks like something to be filled in", quoted(text)),
                    )
                    .why(if is_principal {
                        review.notation().placeholder_issuer()
                    } else if is_marked {
                        "it is compared as it stands, and no token has it"
                    } else {
                        "it is compared as it stands: your tokens do not have it, and whoever has taken the name is let in"
                    })
                    .fix("write your own name or number in its place"),
                );
            }
        }
    }
}
