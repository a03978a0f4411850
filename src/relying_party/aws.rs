//! AWS IAM: role trust policies, and what STS makes of a token at `AssumeRoleWithWebIdentity`.
//!
//! Semantics follow the IAM User Guide and the Service Authorization Reference; where they leave
//! something open, the evaluation says so in a caveat. "Allow" means that the trust policy is
//! satisfied: organisation policies, the provider's client ids (unless given) and the signature
//! are not the policy's to decide.

mod claim_map;
mod context_key;
pub(super) mod dialect;
pub(super) mod document;
mod explain;
mod identity_provider_control;
#[cfg(not(target_family = "wasm"))]
mod language;
pub(super) mod lint;
mod lower;
mod notation;
pub(super) mod operator;
pub(super) mod prepare;
pub(super) mod principal;
mod value;

use self::dialect::{AWS, Dialect};
use super::holding::{self, Holding, HoldingKey};
use super::notation::Notation;
use super::{Advisor, Lowered, Prepared, RelyingParty};
use crate::attribute::{Attribute, Slot};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::json::{self, Kind, Value};
use crate::request::Request;

/// What a web identity asks for unless the request says otherwise.
pub const DEFAULT_ACTION: &str = "sts:AssumeRoleWithWebIdentity";

/// `aws iam get-role` and its kin, `aliyun ram GetRole`, CloudFormation, Terraform plans and states.
pub(super) static HOLDING: Holding = Holding {
    keys: &[
        HoldingKey {
            name: "AssumeRolePolicyDocument",
            objects: true,
        },
        // An object here is an expression of the configuration, not a policy.
        HoldingKey {
            name: "assume_role_policy",
            objects: false,
        },
        HoldingKey {
            name: "assume_role_policy_document",
            objects: false,
        },
    ],
    names: &["RoleName", "address"],
    members: &["Statement"],
    is_policy: |has| has("Statement"),
    anywhere: false,
    wrapper: None,
    lists: false,
};

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

    fn name(&self) -> &'static str {
        "AWS"
    }

    fn holding(&self) -> &'static Holding {
        &HOLDING
    }

    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [super::language::Language] {
        language::ALL
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        has_statements(document) && !super::alibaba::is_its_own(document)
    }

    fn attribute(&self, name: &str) -> Attribute {
        context_key::attribute(name)
    }

    fn lower(&self, text: &str) -> Result<Lowered, Error> {
        lower_text(text, &AWS)
    }

    fn prepare<'a>(
        &self,
        lowered: &'a Lowered,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Prepared<'a>, Error> {
        prepare::prepare(&AWS, lowered, claims, request)
    }

    fn attributes<'a>(
        &self,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
        prepare::attributes(&AWS, claims, request)
    }
}

impl Advisor for Aws {
    fn notation(&self) -> &'static dyn Notation {
        &notation::TrustPolicy
    }

    fn diagnoses(&self) -> &'static [&'static crate::explain::Kind] {
        explain::KINDS
    }

    fn rules(&self) -> &'static [&'static crate::lint::Rule] {
        lint::RULES
    }

    fn told_by_rules(&self) -> &'static [&'static str] {
        lint::TOLD
    }
}

/// Whether a document is written as trust policies are.
pub(super) fn has_statements(document: &Value<'_>) -> bool {
    document
        .get("Statement")
        .is_some_and(|statement| matches!(statement.kind, Kind::Object(_) | Kind::Array(_)))
}

/// Lowers a trust policy in a dialect.
pub(super) fn lower_text(text: &str, dialect: &'static Dialect) -> Result<Lowered, Error> {
    if let Some(error) = crate::find::not_json(text) {
        return Err(error);
    }
    let value = json::parse(text)?;
    if !matches!(value.kind, Kind::Object(_)) || value.get("Statement").is_none() {
        return Err(holding::not_a_policy(
            &value,
            "expected a policy with `Statement`",
            &format!(
                "give the trust policy of the role: `{}` prints it",
                dialect.command
            ),
        ));
    }
    holding::check_document(
        &value,
        &format!(
            "{} does not say which of the two counts: remove one, or make the values a list",
            dialect.name
        ),
    )?;
    let mut diagnostics = Vec::new();
    let document = document::read(&value, dialect, &mut diagnostics)?;
    lower::lower(text, dialect, &document, diagnostics)
}
