//! Sigstore: whose signatures are taken, by the identity in the certificate.
//!
//! Semantics follow the code: `pkg/cosign/verify.go` of `sigstore/cosign`, the
//! `ClusterImagePolicy` of `sigstore/policy-controller`, `pkg/verify/certificate_identity.go` of
//! `sigstore/sigstore-go`; and for what Fulcio makes of a token, the configuration of the public
//! service. "Allow" means that a certificate for the token would be one of the identities.
//! Signature, transparency log and images are not decided here.

mod document;
#[cfg(not(target_family = "wasm"))]
mod language;
mod lint;
mod lower;
mod notation;
mod prepare;

use super::holding::{self, Holding};
use super::notation::Notation;
use super::{Advisor, Lowered, Prepared, RelyingParty};
use crate::attribute::{Attribute, Slot};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::json::Value;
use crate::request::Request;
use crate::yaml;

/// Documents in JSON, which is YAML.
static HOLDING: Holding = Holding {
    keys: &[],
    names: &[],
    members: document::MEMBERS,
    is_policy: document::is_policy,
    anywhere: false,
    wrapper: None,
    lists: false,
};

/// Sigstore.
#[derive(Debug)]
pub struct Sigstore;

impl RelyingParty for Sigstore {
    fn id(&self) -> &'static str {
        "sigstore"
    }

    fn title(&self) -> &'static str {
        "Sigstore"
    }

    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [super::language::Language] {
        language::ALL
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        document::recognises(document)
    }

    fn reads_yaml(&self) -> bool {
        true
    }

    fn holding(&self) -> &'static Holding {
        &HOLDING
    }

    fn lower(&self, text: &str) -> Result<Lowered, Error> {
        let read = yaml::parse(text)?;
        let value = &read.value;
        if !document::recognises(value) && value.get("identities").is_none() {
            return Err(holding::not_a_policy(
                value,
                "expected a `ClusterImagePolicy`, `identities` with `verifier`, or the flags of cosign",
                "write `certificate-identity: …` and `certificate-oidc-issuer: …`, as the flags are called",
            ));
        }
        holding::check_document(
            value,
            "whoever reads it may take the one or the other: remove one",
        )?;
        let mut diagnostics = Vec::new();
        let document = document::read(value, &mut diagnostics);
        Ok(lower::lower(&document, diagnostics))
    }

    fn prepare<'a>(
        &self,
        lowered: &'a Lowered,
        claims: &'a Claims<'_>,
        _request: &'a Request,
    ) -> Result<Prepared<'a>, Error> {
        Ok(prepare::prepare(lowered, claims))
    }

    fn attributes<'a>(
        &self,
        claims: &'a Claims<'_>,
        _request: &'a Request,
    ) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
        Ok(prepare::attributes(claims))
    }
}

impl Advisor for Sigstore {
    fn notation(&self) -> &'static dyn Notation {
        &notation::Identities
    }

    fn rules(&self) -> &'static [&'static crate::lint::Rule] {
        lint::RULES
    }
}
