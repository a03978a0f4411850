//! The control that IAM applies when a trust policy is written: a provider that many tenants share
//! must be trusted under a condition on the claim that tells tenants apart. Policies from before
//! the control keep working until they are edited, so this never enters an evaluation.
//!
//! Source: IAM User Guide, "Identity-provider controls for shared OIDC providers".

use super::document::{ConditionPart, Effect, Element, Statement};
use super::operator::{Family, Text};
use super::principal::{Federated, federated};
use crate::condition::Quantifier;
use crate::diagnostic::Diagnostic;
use crate::json::Value;
use crate::quote::quoted;

const URL: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html";

/// A condition key that tells tenants apart.
enum Key {
    /// `ISSUER:CLAIM`.
    Claim(&'static str),
    /// A key of its own name.
    Named(&'static str),
}

use Key::{Claim, Named};

/// Issuers, without `https://`, and the keys of which one must be tested.
const SHARED: &[(&str, &[Key])] = &[
    (
        "token.actions.githubusercontent.com",
        &[Claim("sub"), Claim("job_workflow_ref")],
    ),
    ("vstoken.actions.githubusercontent.com", &[Claim("sub")]),
    (
        "oidc-configuration.audit-log.githubusercontent.com",
        &[Claim("sub")],
    ),
    ("gitlab.com", &[Claim("sub")]),
    ("app.terraform.io", &[Claim("sub")]),
    ("agent.buildkite.com", &[Claim("sub")]),
    ("oidc.codefresh.io", &[Claim("sub")]),
    ("studio.datachain.ai/api", &[Claim("sub")]),
    ("scalr.io", &[Claim("sub")]),
    ("tokens.cloud.shisho.dev", &[Claim("sub")]),
    ("proidc.upbound.io", &[Claim("sub")]),
    (
        "oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb",
        &[Claim("sub")],
    ),
    (
        "oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu",
        &[Claim("sub")],
    ),
    (
        "rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7",
        &[Claim("sub")],
    ),
    (
        "rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr",
        &[Claim("sub")],
    ),
    (
        "rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg",
        &[Claim("sub")],
    ),
    (
        "rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26",
        &[Claim("sub")],
    ),
    ("api.pulumi.com/oidc", &[Claim("aud")]),
    ("sandboxes.cloud", &[Claim("aud")]),
    ("oidc.vercel.com", &[Claim("aud")]),
    ("cognito-identity.amazonaws.com", &[Claim("aud")]),
    (
        "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d",
        &[Named("sts:RoleSessionName")],
    ),
    // The older rule for the built-in providers: an application id.
    (
        "accounts.google.com",
        &[Claim("aud"), Claim("oaud"), Claim("sub")],
    ),
    ("www.amazon.com", &[Claim("app_id"), Claim("sub")]),
    ("graph.facebook.com", &[Claim("app_id"), Claim("sub")]),
];

/// The keys of which one must be tested to trust `issuer`. The slug of a GitHub enterprise makes
/// no difference.
fn required(issuer: &str) -> Option<&'static [Key]> {
    SHARED
        .iter()
        .find(|(shared, _)| {
            issuer == *shared
                || (*shared == "token.actions.githubusercontent.com"
                    && issuer
                        .strip_prefix(shared)
                        .is_some_and(|rest| rest.starts_with('/')))
        })
        .map(|(_, keys)| *keys)
}

/// Reports each provider that the statement trusts and that IAM would want a condition for.
pub(super) fn check(statement: &Statement<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let (Effect::Allow, Element::Plain(principal, _)) = (statement.effect, &statement.principal)
    else {
        return;
    };
    let trusted = principal
        .get("Federated")
        .into_iter()
        .flat_map(Value::items);
    for value in trusted {
        let Some(Federated::Oidc(issuer)) = value.as_str().map(federated) else {
            continue;
        };
        let Some(keys) = required(issuer) else {
            continue;
        };
        let names: Vec<String> = keys
            .iter()
            .map(|key| match key {
                Claim(claim) => format!("{issuer}:{claim}"),
                Named(name) => (*name).to_owned(),
            })
            .collect();
        if names.iter().any(|name| is_scoped(statement, name)) {
            continue;
        }
        diagnostics.push(
            Diagnostic::error(
                "identity-provider-control",
                format!(
                    "{issuer} serves many tenants: expected a test of `{}` that is not all wildcards, received none",
                    names.join("` or `")
                ,
 issuer = quoted(&issuer)),
            )
            .help("test it by `StringEquals`, `StringLike` or `StringEqualsIgnoreCase`; AWS refuses to write the policy otherwise, and lets older ones be")
            .url(URL)
            .at(value.span),
        );
    }
}

/// Whether the statement tests the key by an operator that counts, every value being more than
/// wildcards.
fn is_scoped(statement: &Statement<'_>, key: &str) -> bool {
    statement.conditions.iter().any(|part| {
        let ConditionPart::Test {
            operator, member, ..
        } = part
        else {
            return false;
        };
        let counts = matches!(operator.family, Family::String(_))
            && !operator.negated
            && !operator.if_exists
            && operator.quantifier == Quantifier::Single;
        let wildcards_alone = |text: &str| {
            let meant = operator.family == Family::String(Text::Like);
            text.trim().is_empty()
                || text
                    .chars()
                    .all(|mark| mark == '*' || (meant && mark == '?'))
        };
        let values = member.value.items();
        counts
            && member.key.eq_ignore_ascii_case(key)
            && !values.is_empty()
            && values
                .iter()
                .all(|value| value.as_str().is_some_and(|text| !wildcards_alone(text)))
    })
}
