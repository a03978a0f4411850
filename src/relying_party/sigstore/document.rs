//! Where in a document the identities are, and what they say.

use crate::diagnostic::Diagnostic;
use crate::json::{Kind, Value};
use crate::quote::quoted;
use crate::relying_party::holding::Has;
use crate::span::Span;

/// Who holds a certificate against identities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verifier {
    Cosign,
    PolicyController,
    SigstoreGo,
}

impl Verifier {
    pub(super) fn url(self) -> &'static str {
        match self {
            Self::Cosign => "https://docs.sigstore.dev/cosign/verifying/verify/",
            Self::PolicyController => "https://docs.sigstore.dev/policy-controller/overview/",
            Self::SigstoreGo => {
                "https://github.com/sigstore/sigstore-go/blob/main/docs/verification.md"
            }
        }
    }
}

/// A text and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) span: Span,
    /// Key and value.
    pub(super) whole: Span,
}

/// An identity.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) span: Span,
    /// Its number, from 1.
    pub(super) label: String,
    pub(super) issuer: Wanted,
    pub(super) subject: Wanted,
}

/// A part of an identity: compared, matched, both or neither.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) exact: Option<Text>,
    pub(super) regular: Option<Text>,
}

/// What a document asks for.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) verifier: Verifier,
    pub(super) span: Span,
    pub(super) identities: Vec<Identity>,
    /// Whether it asks for no identity at all, and so takes any.
    pub(super) takes_any: bool,
    /// Claims of GitHub that the certificate repeats.
    pub(super) workflow: Vec<(&'static str, Text)>,
}

/// The flags of cosign, without the dashes before them.
const FLAGS: [&str; 4] = [
    "certificate-oidc-issuer",
    "certificate-oidc-issuer-regexp",
    "certificate-identity",
    "certificate-identity-regexp",
];
const FIELDS: [&str; 4] = ["issuer", "issuerRegExp", "subject", "subjectRegExp"];

/// What certificates repeat of GitHub's tokens: the name in documents, the flag, the claim.
const WORKFLOW: [(&str, &str, &str); 5] = [
    (
        "trigger",
        "certificate-github-workflow-trigger",
        "event_name",
    ),
    ("sha", "certificate-github-workflow-sha", "sha"),
    ("name", "certificate-github-workflow-name", "workflow"),
    (
        "repository",
        "certificate-github-workflow-repository",
        "repository",
    ),
    ("ref", "certificate-github-workflow-ref", "ref"),
];

/// Members by which a document is told.
pub(super) const MEMBERS: &[&str] = &[
    "verifier",
    "identities",
    FLAGS[0],
    FLAGS[1],
    FLAGS[2],
    FLAGS[3],
];

/// Whether an object with such members is one of ours.
pub(super) fn is_policy(has: &Has<'_>) -> bool {
    has("identities") && has("verifier") || FLAGS.iter().any(|flag| has(flag))
}

/// Whether a document is one of ours.
pub(super) fn recognises(value: &Value<'_>) -> bool {
    is_policy(&|name| value.get(name).is_some()) || is_cluster_image_policy(value)
}

fn is_cluster_image_policy(value: &Value<'_>) -> bool {
    value.get("kind").and_then(Value::as_str) == Some("ClusterImagePolicy")
}

/// Reads a document.
pub(super) fn read(value: &Value<'_>, diagnostics: &mut Vec<Diagnostic>) -> Document {
    let named = value.get("verifier").and_then(Value::as_str);
    let verifier = match named {
        _ if is_cluster_image_policy(value) => Verifier::PolicyController,
        Some("sigstore-go") => Verifier::SigstoreGo,
        Some("policy-controller") => Verifier::PolicyController,
        Some("cosign") | None => Verifier::Cosign,
        Some(other) => {
            let span = value.get("verifier").map_or(value.span, |named| named.span);
            diagnostics.push(
                Diagnostic::error(
                    "invalid-element",
                    format!(
                        "expected `cosign`, `policy-controller` or `sigstore-go` in `verifier`, received {}",
                        quoted(other)
                    ),
                )
                .at(span),
            );
            Verifier::Cosign
        }
    };
    let mut reader = Reader {
        verifier,
        diagnostics,
    };
    let mut document = Document {
        verifier,
        span: value.span,
        identities: Vec::new(),
        takes_any: false,
        workflow: Vec::new(),
    };
    if is_cluster_image_policy(value) {
        let authorities = value.get("spec").and_then(|spec| spec.get("authorities"));
        for authority in authorities.map_or(&[][..], Value::items) {
            match authority.get("keyless") {
                Some(keyless) => {
                    reader.identities(
                        keyless.get("identities"),
                        keyless.beginning(),
                        &mut document,
                    );
                }
                None => reader.diagnostics.push(
                    Diagnostic::note(
                        "authority-without-identity",
                        "an authority without `keyless` says nothing of identities: it is left out",
                    )
                    .url(verifier.url())
                    .at(authority.beginning()),
                ),
            }
        }
    } else if value.get("identities").is_some() {
        reader.identities(value.get("identities"), value.beginning(), &mut document);
    } else {
        let identity = reader.identity(value, FLAGS, 1);
        document.identities.push(identity);
    }
    let names = value.get("githubWorkflow");
    for (name, flag, claim) in WORKFLOW {
        let found = names
            .and_then(|names| reader.text(names, name))
            .or_else(|| reader.text(value, flag));
        document.workflow.extend(found.map(|text| (claim, text)));
    }
    document
}

struct Reader<'d> {
    verifier: Verifier,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn identities(&mut self, list: Option<&Value<'_>>, span: Span, document: &mut Document) {
        let items = match list.map(|list| &list.kind) {
            None | Some(Kind::Null) => &[][..],
            Some(_) => list.map_or(&[][..], Value::items),
        };
        if items.is_empty() {
            document.takes_any |= self.verifier != Verifier::SigstoreGo;
            self.diagnostics.push(
                Diagnostic::warning(
                    "no-identities",
                    match self.verifier {
                        Verifier::SigstoreGo => "there are no identities: sigstore-go takes none",
                        _ => "there are no identities: whoever signed is taken",
                    },
                )
                .url(self.verifier.url())
                .at(span),
            );
        }
        for item in items {
            let identity = self.identity(item, FIELDS, document.identities.len() + 1);
            document.identities.push(identity);
            self.unknown(item);
        }
    }

    fn identity(&mut self, value: &Value<'_>, fields: [&str; 4], number: usize) -> Identity {
        let [issuer, issuer_regular, subject, subject_regular] = fields;
        let mut part = |exact: &str, regular: &str| {
            let wanted = Wanted {
                exact: self.text(value, exact),
                regular: self.text(value, regular),
            };
            self.check(&wanted, exact, regular, value.beginning());
            wanted
        };
        Identity {
            span: value.span,
            label: number.to_string(),
            issuer: part(issuer, issuer_regular),
            subject: part(subject, subject_regular),
        }
    }

    /// What the verifier says of a part that is not there, or there twice.
    fn check(&mut self, wanted: &Wanted, exact: &str, regular: &str, span: Span) {
        let diagnostic = match (&wanted.exact, &wanted.regular, self.verifier) {
            (None, None, _) => Diagnostic::error(
                "missing-element",
                format!("expected `{exact}` or `{regular}`, received none"),
            )
            .at(span),
            (Some(_), Some(text), Verifier::PolicyController) => Diagnostic::error(
                "invalid-element",
                format!("expected `{exact}` or `{regular}`, received both"),
            )
            .at(text.whole),
            (Some(text), Some(_), Verifier::Cosign) => Diagnostic::warning(
                "value-ignored",
                format!("cosign ignores `{exact}` beside `{regular}`"),
            )
            .at(text.whole),
            _ => return,
        };
        self.diagnostics.push(diagnostic.url(self.verifier.url()));
    }

    /// A field that is there; none where it is empty, which stands for unset.
    fn text(&mut self, value: &Value<'_>, name: &str) -> Option<Text> {
        let mut members = value.members().iter();
        let member = members.find(|member| member.key == name)?;
        match &member.value.kind {
            Kind::String(text) if text.is_empty() => None,
            Kind::String(text) => Some(Text {
                text: text.to_string(),
                span: member.value.span,
                whole: Span::new(member.key_span.start, member.value.span.end),
            }),
            Kind::Null => None,
            _ => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "invalid-element",
                        format!(
                            "expected a text in {}, received {}",
                            quoted(name),
                            member.value.describe()
                        ),
                    )
                    .url(self.verifier.url())
                    .at(member.value.span),
                );
                None
            }
        }
    }

    fn unknown(&mut self, identity: &Value<'_>) {
        let members = identity.members().iter();
        for member in members.filter(|member| !FIELDS.contains(&member.key.as_ref())) {
            let diagnostic = Diagnostic::error(
                "unknown-element",
                format!("an identity has no {}", quoted(&member.key)),
            )
            .url(self.verifier.url())
            .at(member.key_span);
            let near = crate::spelling::nearest(&member.key, FIELDS.into_iter());
            self.diagnostics.push(match near {
                Some(near) => diagnostic.help(format!("did you mean {}?", quoted(near))),
                None => diagnostic,
            });
        }
    }
}
