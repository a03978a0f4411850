//! `Principal`: whom a statement trusts.

use super::super::document::{Effect, Element, nothing_listed, wrong_kind};
use super::super::principal::{Federated, federated, has_account};
use super::{CHECKS_URL, Lowering, PRINCIPAL, opaque};
use crate::condition::{
    Alternative, Condition, Matcher, Node, OpaqueCause, Origin, Quantifier, StepKind, Test,
};
use crate::diagnostic::Diagnostic;
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::{Kind, Member, Value};
use crate::quote::quoted;
use crate::span::Span;

const PRINCIPAL_URL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";

impl Lowering {
    pub(super) fn principal(&mut self, element: &Element<'_>, statement: Span) -> Node {
        let (value, span) = match element {
            Element::Plain(value, span) => (value, *span),
            Element::Negated(_, span) => {
                return opaque(
                    Origin::new(StepKind::Principal).at(*span),
                    "`NotPrincipal` has no place in a trust policy",
                    OpaqueCause::Policy,
                );
            }
            Element::Unclear(why) => {
                return opaque(
                    Origin::new(StepKind::Principal).at(statement),
                    why,
                    OpaqueCause::Policy,
                );
            }
        };
        let mut identities = Vec::new();
        let mut everyone = None;
        let mut unclear = false;
        match &value.kind {
            Kind::String(text) if text == "*" => everyone = Some(value.span),
            Kind::Object(members) if !members.is_empty() => {
                for member in members {
                    self.principal_type(member, &mut identities, &mut everyone, &mut unclear);
                }
            }
            _ => {
                unclear = true;
                self.diagnostics.push(
                    Diagnostic::error(
                        "invalid-principal",
                        format!(
                            "expected an object such as `{{\"Federated\": \"arn:aws:iam::…\"}}` in `Principal`, received {}",
                            described(value)
                        ),
                    )
                    .url(PRINCIPAL_URL)
                    .at(value.span),
                );
            }
        }
        if let Some(span) = everyone {
            self.diagnostics.push(
                Diagnostic::error(
                    "principal-wildcard",
                    "expected a named principal in a trust policy, received `*`",
                )
                .help("name the identity provider by its ARN in `Federated`")
                .url(CHECKS_URL)
                .at(span),
            );
        }
        let trusted = Node::new(
            Condition::Test(Test {
                quantifier: Quantifier::Single,
                ..Test::new(PRINCIPAL, "Principal", identities)
            }),
            Origin::new(StepKind::Principal)
                .at(span)
                .reason(ReasonCode::IssuerNotTrusted)
                .words("the token comes from", "the policy trusts"),
        );
        if everyone.is_none() && !unclear {
            return trusted;
        }
        let rest = match everyone {
            Some(span) => {
                let mut rest = opaque(
                    Origin::new(StepKind::Principal).at(span),
                    "it hangs on whether the principal `*` means web identities too, which the documentation does not settle",
                    OpaqueCause::Documentation,
                );
                if let Condition::Opaque(opaque) = &mut rest.condition {
                    opaque.caveat = Some(
                        Caveat::new(
                            "principal-wildcard",
                            "the documentation does not say whether the principal `*` of a trust policy ever lets in a web identity",
                        )
                        .url(PRINCIPAL_URL),
                    );
                }
                rest
            }
            None => opaque(
                Origin::new(StepKind::Principal).at(span),
                "it hangs on a `Principal` that AWS does not have",
                OpaqueCause::Policy,
            ),
        };
        Node::new(
            Condition::Any(vec![trusted, rest]),
            Origin::new(StepKind::Principal).at(span),
        )
    }

    /// Reads `"Federated": …` and its kin. Only federated principals are web identities.
    fn principal_type(
        &mut self,
        member: &Member<'_>,
        identities: &mut Vec<Alternative>,
        everyone: &mut Option<Span>,
        unclear: &mut bool,
    ) {
        let known = ["AWS", "CanonicalUser", "Federated", "Service"];
        let key = member.key.as_ref();
        if !known.contains(&key) {
            *unclear = true;
            let diagnostic = Diagnostic::error(
                "invalid-principal",
                format!(
                    "expected one of `{}` in `Principal`, received {key}",
                    known.join("`, `"),
                    key = quoted(&key)
                ),
            )
            .url(PRINCIPAL_URL)
            .at(member.key_span);
            self.diagnostics
                .push(match crate::spelling::nearest(key, known.into_iter()) {
                    Some(near) => {
                        diagnostic.help(format!("did you mean {near}?", near = quoted(&near)))
                    }
                    None => diagnostic,
                });
            return;
        }
        if member.value.items().is_empty() {
            // To trust nobody lets nobody in; whom else it may mean is not known.
            *unclear |= self.effect != Effect::Allow;
            self.diagnostics.push(nothing_listed(key, &member.value));
        }
        for value in member.value.items() {
            let Some(text) = value.as_str() else {
                *unclear = true;
                self.diagnostics.push(wrong_kind(key, "a string", value));
                continue;
            };
            let matcher = match (key, federated(text)) {
                ("Federated" | "AWS", Federated::Everyone) => {
                    *everyone = Some(value.span);
                    continue;
                }
                ("Federated", Federated::Oidc(url)) => {
                    if !has_account(text) {
                        self.diagnostics.push(no_account(text, value.span));
                    }
                    Matcher::Identity {
                        full: text.to_owned(),
                        issuer: format!("https://{url}"),
                    }
                }
                ("Federated", Federated::Invalid) => {
                    self.diagnostics.push(invalid_federated(text, value.span));
                    self.unreadable()
                }
                // A provider in a place where only accounts and their roles have one.
                ("AWS" | "CanonicalUser" | "Service", Federated::Oidc(_)) => {
                    self.diagnostics.push(invalid_federated(text, value.span));
                    self.unreadable()
                }
                // Accounts, services and SAML providers are somebody else.
                _ => Matcher::Nobody,
            };
            identities.push(Alternative::new(matcher, text, Some(value.span)));
        }
    }
}

fn described(value: &Value<'_>) -> String {
    value.as_str().map_or_else(
        || value.describe().to_owned(),
        |text| quoted(text).to_string(),
    )
}

fn no_account(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "invalid-principal",
        format!("expected an account of twelve digits in the ARN of the identity provider, received {text}",
 text = quoted(&text)),
    )
    .help("fill in the account id; until then AWS refuses the policy, and the answer is for any account")
    .url(PRINCIPAL_URL)
    .at(span)
}

fn invalid_federated(text: &str, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "invalid-principal",
        format!(
            "expected the ARN of an identity provider such as `arn:aws:iam::123456789012:oidc-provider/…` in `Federated`, received {text}"
        ,
 text = quoted(&text)),
    )
    .url(PRINCIPAL_URL)
    .at(span);
    if text.contains('*') {
        diagnostic.help("a principal is named whole: wildcards match nothing")
    } else {
        diagnostic
    }
}
