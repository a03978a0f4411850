//! `Principal`: whom a statement trusts.

use super::super::dialect::Dialect;
use super::super::document::{Effect, Element, nothing_listed, wrong_kind};
use super::super::principal::Federated;
use super::{Lowering, PRINCIPAL, opaque};
use crate::condition::{
    Alternative, Condition, Matcher, Node, OpaqueCause, Origin, Quantifier, StepKind, Test,
};
use crate::diagnostic::Diagnostic;
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::{Kind, Member, Value};
use crate::quote::quoted;
use crate::span::Span;

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
                            "expected an object such as `{{\"Federated\": \"{}\"}}` in `Principal`, received {}",
                            self.dialect.provider_form,
                            described(value)
                        ),
                    )
                    .url(self.dialect.pages.principal)
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
                .url(self.dialect.pages.checks)
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
        let issuer_key = self.dialect.issuer_key.filter(|_| self.issuers.is_empty());
        if let Some(key) = issuer_key.filter(|_| self.trusts_oidc(value)) {
            self.diagnostics
                .push(issuer_not_named(self.dialect, key, span));
            return opaque(
                Origin::new(StepKind::Principal).at(span),
                format!(
                    "the statement does not say by {key} whose tokens it is about, which {} asks for",
                    self.dialect.name,
                    key = quoted(key)
                ),
                OpaqueCause::Policy,
            );
        }
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
                        .url(self.dialect.pages.principal),
                    );
                }
                rest
            }
            None => opaque(
                Origin::new(StepKind::Principal).at(span),
                format!(
                    "it hangs on a `Principal` that {} does not have",
                    self.dialect.name
                ),
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
        let dialect = self.dialect;
        let known = dialect.principal_types;
        let accounts = known.first().copied().unwrap_or_default();
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
            .url(self.dialect.pages.principal)
            .at(member.key_span);
            self.diagnostics
                .push(match crate::spelling::nearest(key, known.iter().copied()) {
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
            self.diagnostics
                .push(nothing_listed(dialect, key, &member.value));
        }
        for value in member.value.items() {
            let Some(text) = value.as_str() else {
                *unclear = true;
                self.diagnostics
                    .push(wrong_kind(dialect, key, "a string", value));
                continue;
            };
            let matcher = match (key, (dialect.federated)(text)) {
                (_, Federated::Everyone) if key == "Federated" || key == accounts => {
                    *everyone = Some(value.span);
                    continue;
                }
                ("Federated", Federated::Oidc(url)) => {
                    if !(dialect.has_account)(text) {
                        self.diagnostics.push(no_account(dialect, text, value.span));
                    }
                    let named = match dialect.issuer_key {
                        None => &[format!("https://{url}")][..],
                        Some(_) => &self.issuers,
                    };
                    identities.extend(named.iter().map(|issuer| {
                        let matcher = Matcher::Identity {
                            full: text.to_owned(),
                            issuer: issuer.clone(),
                        };
                        Alternative::new(matcher, text, Some(value.span))
                    }));
                    continue;
                }
                ("Federated", Federated::Invalid) => {
                    self.diagnostics
                        .push(invalid_federated(dialect, text, value.span));
                    self.unreadable()
                }
                // A provider in a place where only accounts and their roles have one.
                (_, Federated::Oidc(_)) => {
                    self.diagnostics
                        .push(invalid_federated(dialect, text, value.span));
                    self.unreadable()
                }
                // Accounts, services and SAML providers are somebody else.
                _ => Matcher::Nobody,
            };
            identities.push(Alternative::new(matcher, text, Some(value.span)));
        }
    }
}

fn issuer_not_named(dialect: &Dialect, key: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "issuer-not-named",
        format!(
            "expected {key} under `StringEquals` beside an OIDC identity provider, received none",
            key = quoted(key)
        ),
    )
    .help("a provider is called by a name of its own, which does not tell the issuer")
    .url(dialect.pages.principal)
    .at(span)
}

fn described(value: &Value<'_>) -> String {
    value.as_str().map_or_else(
        || value.describe().to_owned(),
        |text| quoted(text).to_string(),
    )
}

fn no_account(dialect: &Dialect, text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "invalid-principal",
        format!(
            "expected {} in the ARN of the identity provider, received {text}",
            dialect.account_form,
            text = quoted(&text)
        ),
    )
    .help(format!(
        "fill in the account id; until then {} refuses the policy, and the answer is for any account",
        dialect.name
    ))
    .url(dialect.pages.principal)
    .at(span)
}

fn invalid_federated(dialect: &Dialect, text: &str, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "invalid-principal",
        format!(
            "expected the ARN of an identity provider such as `{}` in `Federated`, received {text}",
            dialect.provider_form,
            text = quoted(&text)
        ),
    )
    .url(dialect.pages.principal)
    .at(span);
    if text.contains('*') {
        diagnostic.help("a principal is named whole: wildcards match nothing")
    } else {
        diagnostic
    }
}
