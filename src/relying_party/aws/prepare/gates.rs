//! What must hold before STS reads the trust policy, and what it then asks of it.

use super::super::context_key::{ROLES_CLAIM, SOURCE_IDENTITY_CLAIM, TAGS_CLAIM};
use super::super::lower::ACTION;
use super::super::principal::provider_url;
use super::facts::Facts;
use crate::attribute::{Attribute, Scalar, Slot, Source, State, Values};
use crate::condition::{
    Alternative, Condition, Matcher, Node, OpaqueCause, Origin, Predicate, Quantifier, StepKind,
    Test,
};
use crate::evaluation::ReasonCode;
use crate::json::{Kind, Value};
use crate::pattern::template::Template;
use crate::relying_party::Round;

impl<'a> Facts<'a> {
    /// What must hold before STS reads the trust policy.
    pub(super) fn gates(&self, gates: &mut Gates<'a>) {
        match (
            &self.issuer,
            &self.request.principal,
            self.claims.text("iss"),
        ) {
            (None, ..) => gates.opaque(
                "the token has no `iss` and the request names no identity provider",
                ReasonCode::IssuerUnknown,
            ),
            (Some(issuer), Some(principal), Some(_)) => {
                gates.test(
                    ("identity provider", Some("iss")),
                    Slot::present(Values::One(Scalar::Text(issuer.clone()))),
                    vec![(provider_url(principal), principal.clone())],
                    ReasonCode::ProviderMismatch,
                );
            }
            _ => {}
        }
        if let Some(client_ids) = &self.request.client_ids {
            self.client_id_gate(client_ids, gates);
        }
        if !self.tags_are_readable() || !self.source_identity_is_readable() {
            gates.opaque(
                "the session tags or the source identity of the token are not written as documented",
                ReasonCode::Undocumented,
            );
        }
        let Some(roles) = self.claim(ROLES_CLAIM) else {
            return;
        };
        match &self.request.role_arn {
            None => gates.opaque(
                "the token names the roles it may be used for, and the request does not say which role is asked for",
                ReasonCode::RoleUnknown,
            ),
            Some(role) => {
                let roles = roles.items().iter().filter_map(Value::as_str);
                gates.test(
                    ("role", None),
                    Slot::present(Values::One(role.as_str().into())),
                    roles.map(|role| (role.to_owned(), role.to_owned())).collect(),
                    ReasonCode::RoleNotInToken,
                );
            }
        }
    }

    /// STS compares `azp` where the token has one, else `aud`, with the client ids of the provider.
    fn client_id_gate(&self, client_ids: &[String], gates: &mut Gates<'a>) {
        let claim = if self.claim("azp").is_some() {
            "azp"
        } else {
            "aud"
        };
        let slot = self.plain_claim(claim);
        if let State::Present(Values::Many(values)) = &slot.state {
            let registered = |value: &Scalar<'_>| client_ids.iter().any(|id| id == value.text());
            let known = values.iter().filter(|value| registered(value)).count();
            if known > 0 && known < values.len() {
                return gates.opaque(
                    "the token has several audiences, of which the identity provider knows some; the documentation does not say whether one suffices",
                    ReasonCode::Undocumented,
                );
            }
        }
        let ids = client_ids.iter().map(|id| (id.clone(), id.clone()));
        gates.test(
            ("client id", Some(claim)),
            slot,
            ids.collect(),
            ReasonCode::AudienceNotRegistered,
        );
    }

    /// `{ "principal_tags": { KEY: [VALUE] }, "transitive_tag_keys": [KEY] }`
    fn tags_are_readable(&self) -> bool {
        let texts = |value: &Value<'_>| value.items().iter().all(|item| item.as_str().is_some());
        let Some(claim) = self.claim(TAGS_CLAIM) else {
            return true;
        };
        let tags = claim.get("principal_tags");
        matches!(claim.kind, Kind::Object(_))
            && tags.is_none_or(|tags| matches!(tags.kind, Kind::Object(_)))
            && self.tags().iter().all(|(_, value)| texts(value))
            && claim.get("transitive_tag_keys").is_none_or(texts)
    }

    fn source_identity_is_readable(&self) -> bool {
        self.claim(SOURCE_IDENTITY_CLAIM)
            .is_none_or(|value| value.as_str().is_some())
    }

    /// Session tags and a source identity are actions of their own, which the policy must allow too.
    pub(super) fn rounds(&self) -> Vec<Round<'a>> {
        let round = |action: &'a str, reason| Round {
            name: action.to_owned(),
            slots: vec![(ACTION, Slot::present(Values::One(action.into())))],
            reason,
        };
        let mut rounds = vec![round(self.action(), None)];
        if !self.tags().is_empty() {
            rounds.push(round(
                "sts:TagSession",
                Some(ReasonCode::SessionTagsNotAllowed),
            ));
        }
        if self.claim(SOURCE_IDENTITY_CLAIM).is_some() {
            rounds.push(round(
                "sts:SetSourceIdentity",
                Some(ReasonCode::SourceIdentityNotAllowed),
            ));
        }
        rounds
    }
}

/// Gathers gates and the attributes that they test.
pub(super) struct Gates<'a> {
    /// How many attributes the policy has: those of gates follow.
    pub(super) first: usize,
    pub(super) attributes: Vec<Attribute>,
    pub(super) slots: Vec<Slot<'a>>,
    pub(super) nodes: Vec<Node>,
}

impl<'a> Gates<'a> {
    /// The value must equal one of the texts, each given as it is compared and as it is shown.
    fn test(
        &mut self,
        (name, claim): (&str, Option<&str>),
        slot: Slot<'a>,
        accepted: Vec<(String, String)>,
        reason: ReasonCode,
    ) {
        let attribute = self.first + self.attributes.len();
        self.attributes.push(Attribute {
            name: name.to_owned(),
            source: match claim {
                Some(claim) => Source::Claim {
                    issuer: None,
                    name: claim.to_owned(),
                },
                None => Source::Request,
            },
        });
        self.slots.push(slot);
        let alternatives = accepted
            .into_iter()
            .map(|(compared, shown)| Alternative {
                matcher: Matcher::Text(Template::literal(&compared)),
                text: shown,
                span: None,
            })
            .collect();
        self.nodes.push(Node::new(
            Condition::Test(Test {
                attribute,
                operator: "equals".into(),
                operator_span: None,
                predicate: Predicate::AnyOf(alternatives),
                quantifier: Quantifier::Any,
                negated: false,
                on_missing: false,
                on_empty: false,
            }),
            Origin::new(StepKind::Gate).named(name).reason(reason),
        ));
    }

    fn opaque(&mut self, why: &str, reason: ReasonCode) {
        self.nodes.push(Node::new(
            Condition::Opaque {
                why: why.to_owned(),
                cause: OpaqueCause::Documentation,
                caveat: None,
            },
            Origin::new(StepKind::Gate).reason(reason),
        ));
    }
}
