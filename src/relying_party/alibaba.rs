//! Alibaba Cloud RAM: trust policies of roles, and what STS makes of a token at
//! `AssumeRoleWithOIDC`.
//!
//! The policies are written as those of AWS, and read by the same code: `dialect` says what
//! differs. Semantics follow the pages on RAM roles for identity providers, on policy elements and
//! on conditional operators. "Allow" means that the trust policy is satisfied: what the identity
//! provider asks for (its client ids, unless given, and how old a token may be) and the signature
//! are not the policy's to decide.

mod dialect;
mod explain;
#[cfg(not(target_family = "wasm"))]
mod language;
mod lint;
mod notation;

use self::dialect::ALIBABA;
use super::aws;
use super::{Advisor, Holding, Lowered, Notation, Prepared, RelyingParty};
use crate::attribute::{Attribute, Slot};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::json::Value;
use crate::request::Request;

/// Alibaba Cloud RAM.
#[derive(Debug)]
pub struct Alibaba;

impl RelyingParty for Alibaba {
    fn id(&self) -> &'static str {
        "alibaba"
    }

    fn title(&self) -> &'static str {
        "Alibaba Cloud RAM"
    }

    fn name(&self) -> &'static str {
        ALIBABA.name
    }

    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [super::language::Language] {
        language::ALL
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        aws::has_statements(document) && is_its_own(document)
    }

    fn attribute(&self, name: &str) -> Attribute {
        (ALIBABA.attribute)(name)
    }

    fn holding(&self) -> &'static Holding {
        &aws::HOLDING
    }

    fn lower(&self, text: &str) -> Result<Lowered, Error> {
        aws::lower_text(text, &ALIBABA)
    }

    fn prepare<'a>(
        &self,
        lowered: &'a Lowered,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Prepared<'a>, Error> {
        aws::prepare::prepare(&ALIBABA, lowered, claims, request)
    }

    fn attributes<'a>(
        &self,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
        aws::prepare::attributes(&ALIBABA, claims, request)
    }
}

impl Advisor for Alibaba {
    fn notation(&self) -> &'static dyn Notation {
        &notation::TrustPolicy
    }

    fn diagnoses(&self) -> &'static [&'static crate::explain::Kind] {
        explain::KINDS
    }

    fn rules(&self) -> &'static [&'static crate::lint::Rule] {
        lint::RULES
    }
}

/// Whether a trust policy is one of RAM and not of AWS: by the names of its principals, and where
/// these do not tell, by its version.
pub(super) fn is_its_own(document: &Value<'_>) -> bool {
    let names = |prefix: &str| {
        let statements = document.get("Statement").map(Value::items);
        statements
            .unwrap_or_default()
            .iter()
            .filter_map(|statement| statement.get("Principal"))
            .flat_map(Value::members)
            .flat_map(|member| member.value.items())
            .filter_map(Value::as_str)
            .any(|text| text.starts_with(prefix))
    };
    let version = document.get("Version").and_then(Value::as_str);
    names("acs:") || version == Some("1") && !names("arn:")
}
