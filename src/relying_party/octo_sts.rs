//! octo-sts: trust policies under `.github/chainguard`, by which a job gets a token of GitHub.
//!
//! Semantics follow the code: `pkg/octosts/trust_policy.go`, `pattern.go` and
//! `pkg/oidcvalidate/validate.go` of `octo-sts/app`. A policy that octo-sts refuses lets in nobody,
//! since it is read anew for each exchange. Patterns are Go's regular expressions over the whole
//! value; until September 2026 they were not, where they hold alternatives, and where that matters
//! it is told.

mod document;
mod explain;
mod identifier;
#[cfg(not(target_family = "wasm"))]
mod language;
mod lint;
mod lower;
mod notation;
mod pattern;
mod prepare;

use super::holding::{self, Holding};
use super::notation::Notation;
use super::{Advisor, Lowered, Prepared, RelyingParty};
use crate::attribute::{Attribute, Slot};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::evaluation::{Evaluation, Refusal};
use crate::json::Value;
use crate::request::Request;
use crate::yaml;

const DOCS_URL: &str = "https://github.com/octo-sts/app#the-trust-policy";

/// Policies in JSON, which is YAML.
static HOLDING: Holding = Holding {
    keys: &[],
    names: &[],
    members: document::MEMBERS,
    is_policy: document::is_policy,
    anywhere: false,
    wrapper: None,
    lists: false,
};

/// octo-sts.
#[derive(Debug)]
pub struct OctoSts;

impl RelyingParty for OctoSts {
    fn id(&self) -> &'static str {
        "octo-sts"
    }

    fn title(&self) -> &'static str {
        "octo-sts"
    }

    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [super::language::Language] {
        language::ALL
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        document::is_policy(&|name| document.get(name).is_some())
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
        if value.members().is_empty() {
            return Err(holding::not_a_policy(
                value,
                "expected a trust policy with `issuer` and `subject`, or patterns of these",
                "give the file `.github/chainguard/NAME.sts.yaml`",
            ));
        }
        holding::check_document(value, "octo-sts refuses the policy: remove one")?;
        Ok(lower::lower(text, &read))
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
        claims: &Claims<'_>,
        evaluation: &Evaluation,
    ) -> Option<Refusal> {
        prepare::refusal(claims, evaluation)
    }
}

impl Advisor for OctoSts {
    fn notation(&self) -> &'static dyn Notation {
        &notation::Policy
    }

    fn diagnoses(&self) -> &'static [&'static crate::explain::Kind] {
        explain::KINDS
    }

    fn rules(&self) -> &'static [&'static crate::lint::Rule] {
        lint::RULES
    }
}
