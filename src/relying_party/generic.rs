//! Relying parties whose rules are an issuer, audiences, a subject and claims: a notation for them
//! all, and what Databricks, Snowflake, Anthropic, OpenAI, Tailscale and Buildkite make of them.
//!
//! One rule that fits suffices. What a product makes of its rules is data (`preset`): what `*`
//! means in a subject, which audience is taken where none is named, what values of claims may be,
//! and whether there is a condition in CEL. "Allow" means that the rule is satisfied: signature and
//! lifetime are not the rule's to decide.

mod document;
#[cfg(not(target_family = "wasm"))]
mod language;
mod lower;
mod notation;
mod prepare;
mod preset;

use self::document::MEMBERS;
use super::holding::{self, Holding};
use super::notation::Notation;
use super::{Advisor, Lowered, Prepared, RelyingParty};
use crate::attribute::{Attribute, Slot};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::json::{self, Kind, Value};
use crate::request::Request;

/// Attributes of the release: whether it is of before stars were patterns, and whether it is known.
const BEFORE: &str = "release before stars";
const SETTLED: &str = "release known";
/// The issuer, where the document names it by an id.
const ISSUER_ID: &str = "issuer_id";

/// The answers of `databricks account federation-policy list`, of Anthropic's and Tailscale's APIs.
static HOLDING: Holding = Holding {
    keys: &[],
    names: &[],
    members: MEMBERS,
    is_policy: document::is_rule,
    anywhere: true,
    wrapper: None,
    lists: true,
};

/// Rules of an issuer, audiences, a subject and claims.
#[derive(Debug)]
pub struct Generic;

impl RelyingParty for Generic {
    fn id(&self) -> &'static str {
        "generic"
    }

    fn title(&self) -> &'static str {
        "a relying party with an issuer, a subject and claims"
    }

    fn name(&self) -> &'static str {
        "the relying party"
    }

    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [super::language::Language] {
        language::ALL
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        let mut rules = document::rules_in(document).iter();
        rules.len() > 0 && rules.all(|rule| document::is_rule(&|name| rule.get(name).is_some()))
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
            "readers differ in which of the two counts: remove one",
        )?;
        let mut diagnostics = Vec::new();
        let mut rules = Vec::new();
        for (index, rule) in document::rules_in(&value).iter().enumerate() {
            let is_known = MEMBERS.iter().any(|member| rule.get(member).is_some());
            if !matches!(rule.kind, Kind::Object(_)) || !is_known {
                return Err(holding::not_a_policy(
                    rule,
                    "expected a rule with `issuer`",
                    "give `{\"preset\": …, \"issuer\": …, \"audiences\": […], \"subject\": …}`, or the document of the product: `docs/relying-parties.md` shows them",
                ));
            }
            rules.push(document::read(rule, index + 1, &mut diagnostics)?);
        }
        Ok(lower::lower(text, &rules, diagnostics))
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
}

impl Advisor for Generic {
    fn notation(&self) -> &'static dyn Notation {
        &notation::Rule
    }
}
