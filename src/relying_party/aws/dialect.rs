//! What differs between relying parties whose policies are written as those of AWS IAM: names,
//! keys and pages, and what their documentation settles. What policies mean is the same code.

use super::context_key;
use super::document::Version;
use super::operator::Operator;
use super::principal::{self, Federated};
use super::{DEFAULT_ACTION, claim_map};
use crate::attribute::Attribute;
use crate::condition::Truth;

/// A way in which such policies are written and read.
#[derive(Debug)]
pub(in crate::relying_party) struct Dialect {
    /// Its name in a sentence.
    pub(in crate::relying_party) name: &'static str,
    /// The command that prints a policy.
    pub(in crate::relying_party) command: &'static str,
    /// The names of versions.
    pub(in crate::relying_party) versions: &'static [(&'static str, Version)],
    /// The version of a document that names none; `None`: it must name one.
    pub(in crate::relying_party) unversioned: Option<Version>,
    /// The action that a token asks for.
    pub(in crate::relying_party) action: &'static str,
    /// Another name for it that policies use, though the documentation does not.
    pub(in crate::relying_party) undocumented_action: Option<&'static str>,
    /// Actions that a trust policy can be about, in lower case.
    pub(in crate::relying_party) role_actions: &'static [&'static str],
    /// Those of them that a token needs, in lower case.
    pub(in crate::relying_party) token_actions: &'static [&'static str],
    /// What principals are called, accounts first.
    pub(in crate::relying_party) principal_types: &'static [&'static str],
    /// Reads what `Federated` names.
    pub(in crate::relying_party) federated: fn(&str) -> Federated<'_>,
    /// How the name of a provider looks.
    pub(in crate::relying_party) provider_form: &'static str,
    /// Whether such a name names an account, and how one looks.
    pub(in crate::relying_party) has_account: fn(&str) -> bool,
    pub(in crate::relying_party) account_form: &'static str,
    /// The key of the issuer, where a provider is not named by its URL. A statement must then say
    /// by it whose tokens the provider stands for.
    pub(in crate::relying_party) issuer_key: Option<&'static str>,
    /// The attribute that a condition key is.
    pub(in crate::relying_party) attribute: fn(&str) -> Attribute,
    /// The keys that tokens of an issuer, named without `https://`, bring.
    pub(in crate::relying_party) keys: fn(Option<&str>) -> Vec<String>,
    /// The key of the time, in lower case.
    pub(in crate::relying_party) current_time: &'static str,
    /// Whether tokens may name roles, session tags and a source identity, and whom they were
    /// issued to.
    pub(in crate::relying_party) knows_further_claims: bool,
    /// Whether there are operators for sets of values.
    pub(in crate::relying_party) has_sets: bool,
    pub(in crate::relying_party) has_operator: fn(Operator) -> bool,
    /// What a negated test makes of a missing key.
    pub(in crate::relying_party) negated_missing: Truth,
    /// The lengths from which a document is warned about and refused, in characters beside white
    /// space.
    pub(in crate::relying_party) lengths: (usize, usize),
    pub(in crate::relying_party) pages: Pages,
}

/// Where it is written.
#[derive(Debug)]
pub(in crate::relying_party) struct Pages {
    pub(in crate::relying_party) elements: &'static str,
    pub(in crate::relying_party) grammar: &'static str,
    pub(in crate::relying_party) version: &'static str,
    pub(in crate::relying_party) operators: &'static str,
    pub(in crate::relying_party) principal: &'static str,
    pub(in crate::relying_party) variables: &'static str,
    pub(in crate::relying_party) checks: &'static str,
    pub(in crate::relying_party) quotas: &'static str,
}

/// AWS IAM itself.
pub(super) static AWS: Dialect = Dialect {
    name: "AWS",
    command: "aws iam get-role --role-name NAME",
    versions: &[
        ("2012-10-17", Version::V2012),
        ("2008-10-17", Version::V2008),
    ],
    unversioned: Some(Version::V2008),
    action: DEFAULT_ACTION,
    undocumented_action: None,
    role_actions: &[
        "sts:assumerole",
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
        "sts:tagsession",
        "sts:setsourceidentity",
        "sts:setcontext",
    ],
    token_actions: &[
        "sts:assumerolewithwebidentity",
        "sts:tagsession",
        "sts:setsourceidentity",
    ],
    principal_types: &["AWS", "CanonicalUser", "Federated", "Service"],
    federated: principal::federated,
    provider_form: "arn:aws:iam::123456789012:oidc-provider/…",
    has_account: principal::has_account,
    account_form: "an account of twelve digits",
    issuer_key: None,
    attribute: context_key::attribute,
    keys,
    current_time: context_key::CURRENT_TIME,
    knows_further_claims: true,
    has_sets: true,
    has_operator: |_| true,
    negated_missing: Truth::Pass,
    lengths: (2048, 4096),
    pages: Pages {
        elements: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html",
        grammar: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
        version: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
        operators: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        principal: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        variables: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
        checks: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
        quotas: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    },
};

fn keys(issuer: Option<&str>) -> Vec<String> {
    let of_issuer = issuer.into_iter().flat_map(|host| {
        claim_map::claims(&host.to_ascii_lowercase())
            .map(|claim| format!("{host}:{claim}"))
            .collect::<Vec<_>>()
    });
    let others = [
        "aws:TagKeys",
        "sts:TransitiveTagKeys",
        "sts:SourceIdentity",
        "sts:RoleAuthorizedByIdp",
        "aws:CurrentTime",
        "aws:EpochTime",
    ];
    of_issuer.chain(others.map(str::to_owned)).collect()
}
