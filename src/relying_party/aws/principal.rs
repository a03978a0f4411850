//! Principals: whom a statement trusts.

/// Identity providers that are known by their host alone.
const BUILT_IN: &[&str] = &[
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

/// What a value of `Principal.Federated` names.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::relying_party) enum Federated<'a> {
    /// An OpenID Connect provider, by its URL without `https://`.
    Oidc(&'a str),
    /// A SAML provider, which no web identity comes from.
    Saml,
    /// `*`, which is no identity provider.
    Everyone,
    /// Nothing that an identity provider is called by.
    Invalid,
}

/// Reads a value of `Principal.Federated`.
pub(super) fn federated(value: &str) -> Federated<'_> {
    if value == "*" {
        return Federated::Everyone;
    }
    if BUILT_IN.contains(&value) {
        return Federated::Oidc(value);
    }
    match provider_resource(value) {
        Some(resource) => match resource.split_once('/') {
            Some(("oidc-provider", url)) if is_provider_url(url) => Federated::Oidc(url),
            Some(("saml-provider", name)) if !name.is_empty() => Federated::Saml,
            _ => Federated::Invalid,
        },
        None => Federated::Invalid,
    }
}

/// Whether it may be the URL of a provider, which is named without `https://`.
fn is_provider_url(url: &str) -> bool {
    !url.is_empty() && !url.contains(['*', '?']) && !url.contains("://")
}

/// The resource of `arn:PARTITION:iam::ACCOUNT:RESOURCE`.
fn provider_resource(arn: &str) -> Option<&str> {
    let components: Vec<&str> = arn.splitn(6, ':').collect();
    match components.as_slice() {
        // An account that is no number yet is a template's: the rest of it can be evaluated.
        ["arn", partition, "iam", "", account, resource]
            if partition.starts_with("aws") && !account.contains(['*', '?']) =>
        {
            Some(resource)
        }
        _ => None,
    }
}

/// Whether the ARN of a provider names an account: twelve digits.
pub(super) fn has_account(principal: &str) -> bool {
    BUILT_IN.contains(&principal)
        || principal.split(':').nth(4).is_some_and(|account| {
            account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// The URL of the provider that a request names, by ARN or as a built-in one; what it says as it
/// stands otherwise.
pub(super) fn provider_url(principal: &str) -> String {
    match federated(principal) {
        Federated::Oidc(url) => format!("https://{url}"),
        _ => principal.to_owned(),
    }
}

/// The URL of the issuer of a token. Google's tokens may leave out the scheme, those of nobody else.
pub(super) fn issuer_url(iss: &str) -> &str {
    match iss {
        "accounts.google.com" => "https://accounts.google.com",
        _ => iss,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_federated_principal_names() {
        let arn = "arn:aws:iam::123456789012:oidc-provider/idp.example.com/path";
        assert_eq!(federated(arn), Federated::Oidc("idp.example.com/path"));
        assert_eq!(
            federated("accounts.google.com"),
            Federated::Oidc("accounts.google.com")
        );
        assert_eq!(
            federated("arn:aws-us-gov:iam::123456789012:oidc-provider/a.example"),
            Federated::Oidc("a.example")
        );
        assert_eq!(
            federated("arn:aws:iam::123456789012:saml-provider/x"),
            Federated::Saml
        );
        assert_eq!(federated("*"), Federated::Everyone);
        for invalid in [
            "",
            "token.actions.githubusercontent.com",
            "arn:aws:iam::123456789012:oidc-provider/",
            "arn:aws:iam::123456789012:role/x",
            "arn:aws:iam::*:oidc-provider/idp.example.com",
            "arn:aws:s3:::oidc-provider/idp.example.com",
        ] {
            assert_eq!(federated(invalid), Federated::Invalid, "{invalid}");
        }
    }
}
