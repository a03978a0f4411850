//! Microsoft Entra ID: federated identity credentials of applications and managed identities, exact
//! and flexible.
//!
//! Semantics follow Microsoft's documentation of workload identity federation. What decides is
//! closed: where the documentation leaves something open, the evaluation says so in a caveat.
//! "Allow" means that a credential fits the token. That the signature is good, that the issuer signs
//! by RS256 and publishes its keys, and what the identity may do, are beyond the document. Whether
//! Entra would take the document today is another question, which the diagnostics answer: older
//! credentials work on that could not be made anew.

mod accepted;
mod answer;
mod document;
mod explain;
mod expression;
#[cfg(not(target_family = "wasm"))]
mod language;
mod lint;
mod lower;
mod notation;

use super::holding::{self, Holding};
use super::notation::Notation;
use super::{Advisor, Lowered, Prepared, RelyingParty};
use crate::attribute::{Attribute, Scalar, Slot, Source, State, Values};
use crate::claims::Claims;
use crate::condition::{Condition, Node, Opaque, OpaqueCause, Origin, StepKind};
use crate::diagnostic::Error;
use crate::evaluation::{Caveat, Evaluation, ReasonCode, Refusal};
use crate::json::{self, Kind, Value};
use crate::quote::quoted;
use crate::request::{ContextValue, Request};

/// How credentials are compared, and what they may hold.
const CONSIDERATIONS_URL: &str =
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations";
/// How they are made.
const SETUP_URL: &str =
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust";
/// Claims matching expressions.
const FLEXIBLE_URL: &str = "https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials";
/// That the case of letters counts.
const CASE_URL: &str =
    "https://learn.microsoft.com/entra/identity-platform/reference-breaking-changes#august-2024";

/// The audience that tokens for Entra are asked for with.
const USUAL_AUDIENCE: &str = "api://AzureADTokenExchange";

/// Microsoft Entra ID.
#[derive(Debug)]
pub struct Entra;

/// `az`, Microsoft Graph, Azure Resource Manager, Terraform: an object is told by its members,
/// wherever it stands.
static HOLDING: Holding = Holding {
    keys: &[],
    names: &["address", "displayName", "name"],
    members: document::MEMBERS,
    is_policy: document::is_credential,
    anywhere: true,
    wrapper: Some("properties"),
    lists: true,
};

impl RelyingParty for Entra {
    fn id(&self) -> &'static str {
        "entra"
    }

    fn title(&self) -> &'static str {
        "Microsoft Entra ID"
    }

    fn name(&self) -> &'static str {
        "Entra ID"
    }

    fn holding(&self) -> &'static Holding {
        &HOLDING
    }

    fn attribute(&self, name: &str) -> Attribute {
        let mut properties = lower::properties().into_iter();
        let looked_up = || {
            let claim = name.strip_prefix("claims['")?;
            claim.strip_suffix("']")
        };
        properties
            .find(|property| property.name == name)
            .unwrap_or_else(|| lower::lookup(looked_up().unwrap_or(name)))
    }

    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [super::language::Language] {
        language::ALL
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        let mut credentials = document::credentials_in(document).into_iter().peekable();
        credentials.peek().is_some() && credentials.all(document::looks_like_credential)
    }

    fn lower(&self, text: &str) -> Result<Lowered, Error> {
        if let Some(error) = crate::find::not_json(text) {
            return Err(error);
        }
        let value = json::parse(text)?;
        let credentials = document::credentials_in(&value);
        let is_list = document::list_in(&value).is_some();
        if !credentials
            .iter()
            .all(|value| matches!(value.kind, Kind::Object(_)))
            || !is_list && !credentials.iter().any(|value| document::has_member(value))
        {
            return Err(holding::not_a_policy(
                &value,
                "expected a federated identity credential, or a list of them,",
                "give what `az ad app federated-credential list --id APP` or `az identity federated-credential list` prints, or the file that was given to `--parameters`",
            ));
        }
        holding::check_document(
            &value,
            "whoever reads it may take the one or the other: remove one",
        )?;
        Ok(lower::lower(text, &credentials))
    }

    fn prepare<'a>(
        &self,
        lowered: &'a Lowered,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Prepared<'a>, Error> {
        let facts = Facts { claims, request };
        let slots: Vec<Slot<'a>> = lowered
            .attributes
            .iter()
            .map(|attribute| facts.slot(attribute))
            .collect();
        let has_issuer = !matches!(facts.claim("iss").state, State::Unknown(_));
        let gates = match has_issuer {
            true => Vec::new(),
            false => vec![Node::new(
                Condition::Opaque(Opaque::new(
                    "the token has no `iss`",
                    OpaqueCause::Documentation,
                )),
                Origin::new(StepKind::Gate)
                    .named("issuer")
                    .reason(ReasonCode::IssuerUnknown),
            )],
        };
        Ok(Prepared {
            slots,
            further: Vec::new(),
            gates,
            rounds: vec![super::Round {
                name: None,
                slots: Vec::new(),
                reason: None,
            }],
            caveats: Vec::new(),
        })
    }

    fn attributes<'a>(
        &self,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
        let facts = Facts { claims, request };
        let issuer = claims.text("iss").unwrap_or_default();
        let known = accepted::claims(issuer)
            .iter()
            .map(|claim| lower::lookup(claim.name));
        Ok(lower::properties()
            .into_iter()
            .chain(known)
            .map(|attribute| {
                let slot = facts.slot(&attribute);
                (attribute, slot)
            })
            .filter(|(_, slot)| matches!(slot.state, State::Present(_)))
            .collect())
    }

    fn refusal(
        &self,
        _lowered: &Lowered,
        claims: &Claims<'_>,
        evaluation: &Evaluation,
    ) -> Option<Refusal> {
        answer::refusal(claims, &evaluation.trace)
    }
}

impl Advisor for Entra {
    fn notation(&self) -> &'static dyn Notation {
        &notation::Credentials
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

/// A token and a request, as Entra sees them.
struct Facts<'a> {
    claims: &'a Claims<'a>,
    request: &'a Request,
}

impl<'a> Facts<'a> {
    fn slot(&self, attribute: &Attribute) -> Slot<'a> {
        let Source::Claim { name, .. } = &attribute.source else {
            return Slot::missing();
        };
        self.given(&attribute.name)
            .unwrap_or_else(|| self.claim(name))
    }

    fn claim(&self, name: &str) -> Slot<'a> {
        if let Some(slot) = self.given(name) {
            return slot;
        }
        let slot = Slot::of_claim(self.claims, name);
        match &slot.state {
            State::Present(Values::Many(values)) if name == "aud" && values.len() > 1 => {
                slot.with_caveat(
                    Caveat::new(
                        "audience-list",
                        "the token has several audiences; the documentation speaks of one, and it is assumed that one of them suffices",
                    )
                    .url(CONSIDERATIONS_URL),
                )
            }
            State::Present(Values::Many(_) | Values::Nested(_)) if name != "aud" => {
                Slot::unsettled(Caveat::new(
                    "claim-list",
                    format!(
                        "the claim {} is no single value; the documentation does not say how such are compared",
                        quoted(name)
                    ),
                ))
            }
            // Every token has an issuer: without it the claims are not whole.
            State::Missing(_) if name == "iss" => Slot::not_given(),
            _ => slot,
        }
    }

    /// What the request says instead of the token, by the name of the attribute or of the claim.
    fn given(&self, name: &str) -> Option<Slot<'a>> {
        let (_, value) = self
            .request
            .context
            .iter()
            .find(|(given, _)| given == name)?;
        Some(Slot::present(match value {
            ContextValue::One(text) => Values::One(text.as_str().into()),
            ContextValue::Many(texts) => Values::Many(
                texts
                    .iter()
                    .map(|text| Scalar::from(text.as_str()))
                    .collect(),
            ),
        }))
    }
}
