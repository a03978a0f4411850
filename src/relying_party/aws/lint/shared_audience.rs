//! An audience that others share.

use crate::diagnostic::Severity;
use crate::lint::language::{meet, pieces};
use crate::lint::trust::{pattern, place};
use crate::lint::{Finding, Review, Rule};
use crate::quote::quoted;

pub(super) const RULE: Rule = Rule {
    id: "shared-audience",
    summary: "the audience is one that tokens for other parties have",
    url: "https://docs.github.com/en/actions/reference/security/oidc#customizing-the-audience-value",
    check,
};

/// What the audiences that well-known relying parties ask for begin with.
const OF_OTHERS: &[&str] = &[
    "api://AzureADTokenExchange",
    "https://iam.googleapis.com/",
    "crates.io",
    "octo-sts",
    "pypi",
    "rubygems.org",
    "sigstore",
];

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for (trust, tested) in review.wanting() {
        let Some((service, "aud")) = trust.service_of(tested) else {
            continue;
        };
        let alternatives = tested.test.predicate.alternatives();
        let mut is_told = false;
        for alternative in alternatives {
            let text = alternative.text.as_str();
            let is_open = pattern(alternative)
                .is_some_and(|pattern| meet(pattern.symbols(), &pieces("FR")) == Some(true));
            let why = if is_open {
                "the wildcard fits the audience of every token, so the test asks nothing"
            } else if service.is_github() && text.starts_with("https://github.com/") {
                "GitHub gives it to every step that asks for no audience, whichever party it talks to: any of them can use the token here"
            } else if OF_OTHERS.iter().any(|other| text.starts_with(other)) {
                "another relying party asks for it: whoever gets a token for that one can use it here"
            } else {
                continue;
            };
            is_told = true;
            findings.push(
                RULE.finding(
                    Severity::Warning,
                    place(tested, alternative),
                    format!("the audience {} is not that of this role alone", quoted(text)),
                )
                .why(why)
                .fix("ask for an audience of AWS's own, `sts.amazonaws.com` as a rule, and test that"),
            );
        }
        if alternatives.len() > 1 && !is_told {
            findings.push(
                RULE.finding(
                    Severity::Note,
                    tested.span,
                    format!("any of {} audiences will do", alternatives.len()),
                )
                .why("a token made for any of them is good here, whoever it was sent to")
                .fix("keep the one that the workflow asks for"),
            );
        }
    }
}
