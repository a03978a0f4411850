//! The request goes through a provider of another account than the policy trusts.

use crate::explain::{Case, Diagnosis, Failing, Fix, Kind};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "provider-of-other-account",
    diagnose,
};

const URL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(principal) = case.request.principal.as_deref() else {
        return Vec::new();
    };
    let failing = case.failing().into_iter().find(Failing::is_of_issuer);
    let Some(failing) = failing else {
        return Vec::new();
    };
    let found = failing.alternatives().iter().find_map(|alternative| {
        let (ours, theirs) = (account(principal)?, account(&alternative.text)?);
        (ours.1 == theirs.1 && ours.0 != theirs.0).then_some((alternative, ours.0, theirs.0))
    });
    let Some((alternative, ours, theirs)) = found else {
        return Vec::new();
    };
    let title = format!(
        "the policy trusts the provider of account {}, the request comes through that of account {}",
        quoted(theirs),
        quoted(ours)
    );
    let detail = "each account has identity providers of its own; the role and its provider are in the same account";
    vec![
        Diagnosis::new(KIND.id, URL, title, detail)
            .of(&failing, Some(alternative))
            .fix(
                Fix::told(format!("trust {}", quoted(principal)))
                    .by_policy(failing.replace(alternative, principal)),
            ),
    ]
}

/// The account of a provider's ARN, and what follows it.
fn account(arn: &str) -> Option<(&str, &str)> {
    arn.split_once(":iam::")?.1.split_once(':')
}
