//! A binding for everybody of a pool.

use crate::condition::{Condition, Node, StepKind};
use crate::diagnostic::Severity;
use crate::lint::{Finding, Review, Rule};

pub(super) const RULE: Rule = Rule {
    id: "whole-pool-binding",
    summary: "a binding gives a role to everybody of a pool",
    url: "https://docs.cloud.google.com/iam/docs/best-practices-for-using-workload-identity-federation",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    everybody(&review.policy.lowered().root, &mut |node| {
        let span = node.origin.as_ref().and_then(|origin| origin.span);
        findings.push(
            RULE.finding(
                Severity::Warning,
                span.unwrap_or_default(),
                "the binding is for everybody of the pool",
            )
            .why("whoever any provider of the pool takes has the role, providers that are made later among them")
            .fix("bind an attribute: `principalSet://…/attribute.repository/OWNER/REPOSITORY`"),
        );
    });
}

/// Finds the members that ask for nothing.
fn everybody(node: &Node, found: &mut dyn FnMut(&Node)) {
    let is_member = node
        .origin
        .as_ref()
        .is_some_and(|origin| origin.kind == StepKind::Test && origin.name.is_some());
    match &node.condition {
        Condition::Constant(true) if is_member => found(node),
        Condition::All { nodes, .. } | Condition::Any(nodes) => {
            for node in nodes {
                everybody(node, found);
            }
        }
        _ => {}
    }
}
