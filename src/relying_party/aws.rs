//! AWS IAM: role trust policies, and what STS makes of a token at `AssumeRoleWithWebIdentity`.
//!
//! Semantics follow the IAM User Guide and the Service Authorization Reference; where they leave
//! something open, the evaluation says so in a caveat. "Allow" means that the trust policy is
//! satisfied: organisation policies, the provider's client ids (unless given) and the signature
//! are not the policy's to decide.

mod claim_map;
mod context_key;
mod document;
mod identity_provider_control;
mod lower;
mod operator;
mod prepare;
mod principal;
mod value;

use super::{Lowered, Prepared, RelyingParty};
use crate::attribute::{Attribute, Slot};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::json::{self, Kind, Value};
use crate::quote::quoted;
use crate::request::Request;

/// What a web identity asks for unless the request says otherwise.
pub const DEFAULT_ACTION: &str = "sts:AssumeRoleWithWebIdentity";

/// Most JSON values of a policy: far more than the 4,096 characters that IAM takes can hold.
pub const MAX_VALUES: usize = 20_000;

/// AWS IAM.
#[derive(Debug)]
pub struct Aws;

impl RelyingParty for Aws {
    fn id(&self) -> &'static str {
        "aws"
    }

    fn title(&self) -> &'static str {
        "AWS IAM"
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        document
            .get("Statement")
            .is_some_and(|statement| matches!(statement.kind, Kind::Object(_) | Kind::Array(_)))
    }

    fn attribute(&self, name: &str) -> Attribute {
        context_key::attribute(name)
    }

    fn lower(&self, text: &str) -> Result<Lowered, Error> {
        if let Some(error) = crate::find::not_json(text) {
            return Err(error);
        }
        let value = json::parse(text)?;
        if !matches!(value.kind, Kind::Object(_)) || value.get("Statement").is_none() {
            return Err(crate::find::not_a_policy(&value));
        }
        let size = value.size();
        if size > MAX_VALUES {
            return Err(Error::new(
                "policy-too-complex",
                format!("expected at most {MAX_VALUES} JSON values in a policy, received {size}"),
            ));
        }
        if let Some(member) = value.duplicate_key() {
            return Err(Error::new(
                "duplicate-key",
                format!(
                    "expected each key once, received {} twice",
                    quoted(&member.key)
                ),
            )
            .help("AWS does not say which of the two counts: remove one, or make the values a list")
            .at(member.key_span));
        }
        let mut diagnostics = Vec::new();
        let document = document::read(&value, &mut diagnostics)?;
        lower::lower(text, &document, diagnostics)
    }

    fn prepare<'a>(
        &self,
        lowered: &'a Lowered,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Prepared<'a>, Error> {
        prepare::prepare(lowered, claims, request)
    }

    fn attributes<'a>(
        &self,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
        prepare::attributes(claims, request)
    }
}
