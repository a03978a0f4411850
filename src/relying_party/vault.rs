//! HashiCorp Vault and OpenBao: roles of the JWT auth method.
//!
//! Semantics follow the code: `path_login.go`, `path_role.go` and `claims.go` of
//! `hashicorp/vault-plugin-auth-jwt`, `jwt/jwt.go` of `hashicorp/cap`, and their kin in
//! `openbao/openbao`. "Allow" means that the role takes the token: the signature, the lifetime and
//! the namespace are not the role's to decide. Where versions differ, the one of the request
//! counts, and without one the newest, with a caveat.

mod document;
mod explain;
#[cfg(not(target_family = "wasm"))]
mod language;
mod lint;
mod lower;
mod notation;
mod number;
mod pointer;
mod prepare;
mod program;
mod refusal;
mod role;
mod version;

use super::holding::{self, Holding};
use super::notation::Notation;
use super::{Advisor, Lowered, Prepared, RelyingParty};
use crate::attribute::{Attribute, Slot};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::evaluation::{Evaluation, Refusal};
use crate::json::{self, Value};
use crate::request::Request;

const DOCS_URL: &str = "https://developer.hashicorp.com/vault/api-docs/auth/jwt#create-update-role";

const CEL_URL: &str = "https://openbao.org/api-docs/auth/jwt/";

/// Members of which each tells a role.
const MEMBERS: &[&str] = &[
    "user_claim",
    "bound_audiences",
    "bound_claims",
    "bound_subject",
    "cel_program",
];

/// The answers of `vault read` and `bao read`, and resources of Terraform.
static HOLDING: Holding = Holding {
    keys: &[],
    names: &["address", "role_name"],
    members: MEMBERS,
    is_policy: |has| MEMBERS.iter().any(|member| has(member)),
    anywhere: true,
    wrapper: Some("data"),
    lists: false,
};

/// HashiCorp Vault and OpenBao.
#[derive(Debug)]
pub struct Vault;

impl RelyingParty for Vault {
    fn id(&self) -> &'static str {
        "vault"
    }

    fn title(&self) -> &'static str {
        "HashiCorp Vault or OpenBao"
    }

    fn name(&self) -> &'static str {
        "Vault"
    }

    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [super::language::Language] {
        language::ALL
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        document::find(document).is_some()
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
            "Vault keeps the last of the two, and other readers the first: remove one",
        )?;
        let Some(document) = document::find(&value) else {
            return Err(holding::not_a_policy(
                &value,
                "expected a role with `user_claim`",
                "give the role as `vault read -format=json auth/jwt/role/NAME` prints it",
            ));
        };
        Ok(lower::lower(text, &document))
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
        _request: &'a Request,
    ) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
        Ok(prepare::attributes(claims))
    }

    fn refusal(
        &self,
        _lowered: &Lowered,
        _claims: &Claims<'_>,
        evaluation: &Evaluation,
    ) -> Option<Refusal> {
        refusal::of(evaluation)
    }
}

impl Advisor for Vault {
    fn notation(&self) -> &'static dyn Notation {
        &notation::Role
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

    fn presumed_issuer<'l>(&self, lowered: &'l Lowered) -> Option<&'l str> {
        lower::presumed_issuer(lowered)
    }
}
