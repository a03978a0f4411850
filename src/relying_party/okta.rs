//! Okta Privileged Access: workload connections, which trust tokens of an issuer, and workload
//! roles, which say whose.
//!
//! Okta shows both as forms and publishes no document for them, so that the notation is our own.
//! Semantics follow the help pages on workload connections and workload roles; what these leave
//! open (the case of letters, values other than texts, an empty text, several requirements) is told
//! where it matters. "Allow" means that connection and role take the claims: signature and lifetime,
//! and what a security policy makes of the role, are not theirs to decide.

mod document;
#[cfg(not(target_family = "wasm"))]
mod language;
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

const ROLE_URL: &str = "https://help.okta.com/oie/en-us/content/topics/privileged-access/pam-configure-workload-role.htm";
const CONNECTION_URL: &str = "https://help.okta.com/oie/en-us/content/topics/privileged-access/pam-configure-workload-connection.htm";

static HOLDING: Holding = Holding {
    keys: &[],
    names: &[],
    members: document::MEMBERS,
    is_policy: document::is_policy,
    anywhere: false,
    wrapper: None,
    lists: false,
};

/// Okta Privileged Access.
#[derive(Debug)]
pub struct Okta;

impl RelyingParty for Okta {
    fn id(&self) -> &'static str {
        "okta"
    }

    fn title(&self) -> &'static str {
        "Okta Privileged Access"
    }

    fn name(&self) -> &'static str {
        "Okta"
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
        if !self.recognises(&read.value) {
            return Err(holding::not_a_policy(
                &read.value,
                "expected `connection` or `connections`",
                "give `connection` with `required_claims`, and `role` with `requirements`: `docs/relying-parties.md` shows them",
            ));
        }
        holding::check_document(
            &read.value,
            "readers differ in which of the two counts: remove one",
        )?;
        Ok(lower::lower(&read.value))
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
        let names = claims.iter().map(|(name, _)| name);
        Ok(names
            .map(|name| (prepare::attribute(name), Slot::of_claim(claims, name)))
            .collect())
    }
}

impl Advisor for Okta {
    fn notation(&self) -> &'static dyn Notation {
        &notation::Role
    }

    fn presumed_issuer<'l>(&self, lowered: &'l Lowered) -> Option<&'l str> {
        lowered.resource.as_deref()
    }
}
