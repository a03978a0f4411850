//! Google Cloud: providers of workload identity pools, and the bindings that go with them.
//!
//! A token passes two gates. The provider takes it: its issuer and audience are right, its claims
//! can be mapped to attributes, and the attribute condition is true. Then IAM looks for a binding
//! that names the attributes. Mappings and conditions are CEL; what Google has of it is a table
//! in the module `environment`.
//!
//! Semantics follow <https://docs.cloud.google.com/iam/docs/workload-identity-federation> and the
//! specification of CEL; where they leave something open, the evaluation says so in a caveat.

mod document;
mod explain;
#[cfg(not(target_family = "wasm"))]
mod language;
mod lint;
mod lower;
mod member;
mod notation;
mod prepare;
mod refusal;
mod validate;

use super::holding::{self, Holding, HoldingKey};
use super::notation::Notation;
use super::{Advisor, Lowered, Prepared, RelyingParty};
use crate::attribute::{Attribute, Slot};
use crate::cel::{Environment, Library};
use crate::claims::Claims;
use crate::condition::StepKind;
use crate::diagnostic::Error;
use crate::evaluation::{Evaluation, ReasonCode, Refusal, Step};
use crate::find;
use crate::json::{self, Kind, Value};
use crate::request::Request;
use crate::yaml;

/// The variable that holds the claims.
const ASSERTION: &str = "assertion";

/// All variables; mappings have the first alone.
const VARIABLES: &[&str] = &[ASSERTION, "google", "attribute"];

/// The attributes that every policy has, in this order.
const ISS: usize = 0;
const AUD: usize = 1;
const PROVIDER_INDEX: usize = 2;
const PROVIDER: &str = "provider";

/// Longest `google.subject`, in bytes of UTF-8.
const MAX_SUBJECT: usize = 127;

/// What Google has of CEL. Its pages name the standard definitions and three functions more; of
/// others nobody has said whether they are there.
fn environment<'t>(variables: &'t [(&'t str, &'t str)]) -> Environment<'t> {
    Environment {
        title: "Google Cloud",
        variables,
        objects: &[],
        libraries: &[Library::Standard, Library::SplitAndJoin, Library::Extract],
        functions: &[],
        closed: false,
        homogeneous: false,
    }
}

/// Whether one of the checks of a provider did.
fn ended_in_an_error(step: &Step) -> bool {
    step.kind == StepKind::Check && step.error.is_some()
        || step.children.iter().any(ended_in_an_error)
}

/// `gcloud iam workload-identity-pools providers list`, Terraform plans and states.
static HOLDING: Holding = Holding {
    keys: &[] as &[HoldingKey],
    names: &["displayName", "address"],
    members: &["oidc", "attributeMapping", "attribute_mapping"],
    is_policy: |has| has("oidc") && (has("attributeMapping") || has("attribute_mapping")),
    anywhere: true,
    wrapper: Some("provider"),
    lists: false,
};

/// Google Cloud.
#[derive(Debug)]
pub struct GoogleCloud;

impl RelyingParty for GoogleCloud {
    fn id(&self) -> &'static str {
        "google-cloud"
    }

    fn title(&self) -> &'static str {
        "Google Cloud"
    }

    fn holding(&self) -> &'static Holding {
        &HOLDING
    }

    fn reads_yaml(&self) -> bool {
        true
    }

    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [super::language::Language] {
        language::ALL
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        document::recognises(document)
    }

    fn lower(&self, text: &str) -> Result<Lowered, Error> {
        let value = if find::begins_as_json(text) {
            json::parse(text)?
        } else {
            match find::not_json(text) {
                Some(error) => return Err(error),
                None => yaml::parse(text)?.value,
            }
        };
        holding::check_document(
            &value,
            "which of the two counts hangs on who reads the document",
        )?;
        let mut diagnostics = Vec::new();
        let document = document::read(&value, &mut diagnostics)?;
        Ok(lower::lower(text, &document, diagnostics))
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

    fn refusal(
        &self,
        _: &Lowered,
        claims: &Claims<'_>,
        evaluation: &Evaluation,
    ) -> Option<Refusal> {
        match evaluation.reason.code {
            ReasonCode::AudienceNotAccepted => {}
            // What it says of a claim that is not there has not been published.
            ReasonCode::MappingFailed if ended_in_an_error(&evaluation.trace) => return None,
            _ => return evaluation.reason.refusal.clone(),
        }
        let audience = claims.get("aud")?;
        let audiences: Vec<&str> = match &audience.kind {
            Kind::Array(items) => items.iter().filter_map(Value::as_str).collect(),
            _ => vec![audience.as_str()?],
        };
        Some(refusal::audience(&audiences.join(", ")))
    }
}

impl Advisor for GoogleCloud {
    fn notation(&self) -> &'static dyn Notation {
        &notation::Provider
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
