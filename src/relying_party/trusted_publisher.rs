//! Trusted publishers: which workflows may publish to PyPI, crates.io, RubyGems.org and npm, and
//! the access policies of API key roles of RubyGems.
//!
//! Semantics follow the code where it is public: `warehouse/oidc` of `pypi/warehouse`,
//! `trustpub` of `rust-lang/crates.io`, `app/models/oidc` of `rubygems/rubygems.org`; and the
//! documentation of npm. They are one relying party, because a publisher is the same few names
//! everywhere and a registry is what those are held against; the document says which. There is
//! no file that all registries know: the notation is ours, with the names that registries use in
//! their answers taken as well. Replay (`jti` counts once) and the lifetime are not decided here.

mod access_policy;
mod document;
#[cfg(not(target_family = "wasm"))]
mod language;
mod lint;
mod lower;
mod notation;
mod prepare;
mod registry;
mod ruby;

use self::document::Document;
use super::holding::{self, Holding};
use super::notation::Notation;
use super::{Advisor, Lowered, Prepared, RelyingParty};
use crate::attribute::{Attribute, Slot, Source};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::json::{self, Value};
use crate::request::Request;

/// Documents as they are, and as registries answer.
static HOLDING: Holding = Holding {
    keys: &[],
    names: &[],
    members: &["registry", "github_config", "github_configs", "statements"],
    is_policy: |has| {
        ["registry", "github_config", "github_configs", "statements"]
            .iter()
            .any(|member| has(member))
    },
    anywhere: false,
    wrapper: None,
    lists: true,
};

/// Trusted publishers.
#[derive(Debug)]
pub struct TrustedPublisher;

impl RelyingParty for TrustedPublisher {
    fn id(&self) -> &'static str {
        "trusted-publisher"
    }

    fn title(&self) -> &'static str {
        "a registry of packages (trusted publishing)"
    }

    fn name(&self) -> &'static str {
        "the registry"
    }

    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [super::language::Language] {
        language::ALL
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        // A registry that nobody knows is one of ours, told when the document is read.
        document::find(document).map_or(true, |found| found.is_some())
    }

    fn attribute(&self, name: &str) -> Attribute {
        Attribute {
            name: name.to_owned(),
            source: Source::Claim {
                issuer: None,
                name: name.to_owned(),
            },
        }
    }

    fn holding(&self) -> &'static Holding {
        &HOLDING
    }

    fn lower(&self, text: &str) -> Result<Lowered, Error> {
        if let Some(error) = crate::find::not_json(text) {
            return Err(error);
        }
        let value = json::parse(text)?;
        holding::check_document(
            &value,
            "whoever reads it may take the one or the other: remove one",
        )?;
        match document::find(&value)? {
            Some(Document::Publishers(registry, publishers)) => {
                Ok(lower::lower(registry, &publishers))
            }
            Some(Document::AccessPolicy(statements)) => access_policy::lower(statements),
            None => Err(holding::not_a_policy(
                &value,
                "expected a trusted publisher with `registry`, or an access policy with `statements`,",
                "write `{ \"registry\": \"pypi\", \"owner\": …, \"owner_id\": …, \"repository\": …, \"workflow\": …, \"environment\": … }`",
            )),
        }
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

impl Advisor for TrustedPublisher {
    fn notation(&self) -> &'static dyn Notation {
        &notation::Publishers
    }

    fn rules(&self) -> &'static [&'static crate::lint::Rule] {
        lint::RULES
    }
}
