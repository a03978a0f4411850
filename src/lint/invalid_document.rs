//! What the relying party would say of the document beside.

use super::{Finding, Review, Rule, placeholder};
use crate::diagnostic::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "invalid-document",
    summary: "what the relying party refuses, or takes for something else than it seems",
    url: "https://docs.github.com/en/actions/reference/security/oidc",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for diagnostic in review.policy.diagnostics() {
        let span = diagnostic.span.unwrap_or_default();
        let told_as = |rule: &Rule, code: &str| {
            let told = findings
                .iter()
                .any(|finding| finding.id == rule.id && finding.span == span);
            told && diagnostic.code == code
        };
        let is_told = review.advisor.told_by_rules().contains(&diagnostic.code)
            || told_as(&placeholder::RULE, "invalid-principal")
            || told_as(&placeholder::RULE, "invalid-variable");
        if is_told {
            continue;
        }
        let mut finding = RULE
            .finding(diagnostic.severity, span, diagnostic.message.clone())
            .why(match diagnostic.severity {
                Severity::Error => format!(
                    "{} refuses {}",
                    review.party().name(),
                    review.notation().what_is_refused()
                ),
                Severity::Warning => format!(
                    "{} takes it, and does not say what comes of it",
                    review.party().name()
                ),
                Severity::Note => "it changes nothing".to_owned(),
            });
        if let Some(help) = &diagnostic.help {
            finding = finding.fix(help.clone());
        }
        if let Some(url) = diagnostic.url {
            finding.url = url;
        }
        findings.push(finding);
    }
}
