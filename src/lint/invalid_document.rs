//! What AWS would say of the document beside.

use super::{Finding, Review, Rule, document_too_long, identity_provider_control, placeholder};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    id: "invalid-document",
    summary: "what AWS refuses, or takes for something else than it seems",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
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
        let is_told = diagnostic.code == document_too_long::CODE
            || diagnostic.code == identity_provider_control::CODE
            || told_as(&placeholder::RULE, "invalid-principal")
            || told_as(&placeholder::RULE, "invalid-variable");
        if is_told {
            continue;
        }
        let mut finding = RULE
            .finding(diagnostic.severity, span, diagnostic.message.clone())
            .why(match diagnostic.severity {
                Severity::Error => {
                    "AWS refuses to write such a policy; rolecall takes what cannot be evaluated for unknown"
                }
                Severity::Warning => "AWS takes it, and does not say what comes of it",
                Severity::Note => "it changes nothing",
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
