//! What RAM has in the place of AWS's keys, names and operators.

use crate::attribute::{Attribute, Source};
use crate::condition::{Quantifier, Truth};
use crate::quote::quoted;
use crate::relying_party::aws::dialect::{Dialect, Pages};
use crate::relying_party::aws::document::Version;
use crate::relying_party::aws::operator::{Family, Operator};
use crate::relying_party::aws::principal::Federated;

pub(super) const ROLE_URL: &str =
    "https://www.alibabacloud.com/help/en/ram/user-guide/create-a-ram-role-for-a-trusted-idp";
pub(super) const OPERATORS_URL: &str =
    "https://www.alibabacloud.com/help/en/ram/conditional-operator";
const ELEMENTS_URL: &str = "https://www.alibabacloud.com/help/doc-detail/93738.htm";
const QUOTAS_URL: &str = "https://www.alibabacloud.com/help/en/ram/product-overview/limits";

/// The claims that become keys.
const CLAIMS: [&str; 3] = ["iss", "aud", "sub"];

const CURRENT_TIME: &str = "acs:currenttime";

/// Alibaba Cloud RAM.
pub(super) static ALIBABA: Dialect = Dialect {
    name: "RAM",
    command: "aliyun ram GetRole --RoleName NAME",
    versions: &[("1", Version::V1)],
    unversioned: None,
    action: "sts:AssumeRole",
    undocumented_action: Some("sts:AssumeRoleWithOIDC"),
    role_actions: &["sts:assumerole", "sts:assumerolewithoidc"],
    token_actions: &["sts:assumerole", "sts:assumerolewithoidc"],
    principal_types: &["RAM", "Federated", "Service"],
    federated,
    provider_form: "acs:ram::1234567890123456:oidc-provider/…",
    has_account,
    account_form: "the number of an account",
    issuer_key: Some("oidc:iss"),
    attribute,
    keys,
    current_time: CURRENT_TIME,
    knows_further_claims: false,
    has_sets: false,
    has_operator,
    negated_missing: Truth::Unknown,
    lengths: (2048, 2048),
    pages: Pages {
        elements: ELEMENTS_URL,
        grammar: ELEMENTS_URL,
        version: ELEMENTS_URL,
        operators: OPERATORS_URL,
        principal: ROLE_URL,
        variables: OPERATORS_URL,
        checks: ELEMENTS_URL,
        quotas: QUOTAS_URL,
    },
};

/// The attribute that a condition key is. Names are compared without regard to case.
fn attribute(key: &str) -> Attribute {
    let lower = key.to_ascii_lowercase();
    let claim = |name: &str| CLAIMS.into_iter().find(|claim| *claim == name);
    let source = match lower.split_once(':') {
        Some(("oidc", name)) => match claim(name) {
            Some(name) => Source::Claim {
                issuer: None,
                name: name.to_owned(),
            },
            None => never(key, "which are `oidc:iss`, `oidc:aud` and `oidc:sub` alone"),
        },
        Some(("acs", _)) if lower == CURRENT_TIME => Source::Derived,
        Some(("acs", _)) => Source::Request,
        _ => never(key, "whose keys all begin with `oidc:`"),
    };
    Attribute {
        name: key.to_owned(),
        source,
    }
}

fn never(key: &str, keys: &str) -> Source {
    Source::Never {
        why: format!("RAM makes no key {} of a token, {keys}", quoted(key)),
    }
}

fn keys(_issuer: Option<&str>) -> Vec<String> {
    let claims = CLAIMS.iter().map(|claim| format!("oidc:{claim}"));
    claims.chain(["acs:CurrentTime".to_owned()]).collect()
}

/// The five kinds that the documentation has, without quantifiers and without `IfExists`.
fn has_operator(operator: Operator) -> bool {
    let kind = matches!(
        operator.family,
        Family::String(_) | Family::Numeric(_) | Family::Date(_) | Family::Bool | Family::IpAddress
    );
    kind && operator.quantifier == Quantifier::Single && !operator.if_exists
}

/// `acs:ram::ACCOUNT:oidc-provider/NAME`, the name being one of its own and no URL.
fn federated(value: &str) -> Federated<'_> {
    if value == "*" {
        return Federated::Everyone;
    }
    let components: Vec<&str> = value.splitn(5, ':').collect();
    match components.as_slice() {
        ["acs", "ram", "", account, resource] if !account.contains(['*', '?']) => {
            match resource.split_once('/') {
                Some(("oidc-provider", name)) if is_name(name) => Federated::Oidc(name),
                Some(("saml-provider", name)) if is_name(name) => Federated::Saml,
                _ => Federated::Invalid,
            }
        }
        _ => Federated::Invalid,
    }
}

fn has_account(provider: &str) -> bool {
    let account = provider.split(':').nth(3).unwrap_or_default();
    !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['*', '?', '/'])
}
