//! What must hold before STS reads the trust policy, and what it then asks of it.

use std::collections::HashSet;

use super::super::context_key::{ROLES_CLAIM, SOURCE_IDENTITY_CLAIM, TAGS_CLAIM};
use super::super::lower::ACTION;
use super::super::principal::{issuer_url, provider_url};
use super::facts::Facts;
use crate::attribute::{Attribute, Scalar, Slot, Source, State, Values};
use crate::condition::{
    Alternative, Condition, Matcher, Node, Opaque, OpaqueCause, Origin, StepKind, Test,
};
use crate::evaluation::ReasonCode;
use crate::json::{Kind, Value};
use crate::pattern::template::Template;
use crate::quote::quoted;
use crate::relying_party::Round;

impl<'a> Facts<'a> {
    /// What must hold before STS reads the trust policy.
    pub(super) fn gates(&self, gates: &mut Gates<'a>) {
        match (self.claims.get("iss"), &self.request.principal) {
            (Some(iss), principal) => self.issuer_gate(iss, principal.as_deref(), gates),
            (None, Some(_)) => {}
            (None, None) => gates.opaque(
                "the token has no `iss` and the request names no identity provider",
                ReasonCode::IssuerUnknown,
            ),
        }
        if let Some(client_ids) = &self.request.client_ids {
            self.client_id_gate(client_ids, gates);
        }
        if !self.dialect.knows_further_claims {
            return;
        }
        if !(self.tags_are_readable() && self.source_identity_is_readable()) {
            gates.opaque(
                "the session tags or the source identity of the token are not written as documented",
                ReasonCode::Undocumented,
            );
        }
        if let Some(roles) = self.claims.get(ROLES_CLAIM) {
            self.roles_gate(roles, gates);
        }
    }

    /// The issuer is a URL, and that of the provider which the request names.
    fn issuer_gate(&self, iss: &'a Value<'a>, principal: Option<&str>, gates: &mut Gates<'a>) {
        let Some(iss) = iss.as_str() else {
            return gates.opaque(
                "the `iss` of the token is no text; the documentation does not say what becomes of it",
                ReasonCode::Undocumented,
            );
        };
        let issuer = issuer_url(iss);
        if self.dialect.issuer_key.is_none() && !issuer.starts_with("https://") {
            return gates.test(
                ("issuer", Some("iss")),
                Slot::present(Values::One(iss.into())),
                vec![],
                ReasonCode::IssuerNotTrusted,
            );
        }
        if let Some(principal) = principal.filter(|_| self.dialect.issuer_key.is_none()) {
            gates.test(
                ("identity provider", Some("iss")),
                Slot::present(Values::One(issuer.into())),
                vec![(provider_url(principal), principal.to_owned())],
                ReasonCode::ProviderMismatch,
            );
        }
    }

    /// A token that names roles is for these alone.
    fn roles_gate(&self, roles: &'a Value<'a>, gates: &mut Gates<'a>) {
        let texts: Option<Vec<&str>> = roles.items().iter().map(Value::as_str).collect();
        let Some(texts) = texts else {
            return gates.opaque(
                "the roles that the token names are not written as documented",
                ReasonCode::Undocumented,
            );
        };
        match &self.request.role_arn {
            None => gates.opaque(
                "the token names the roles it may be used for, and the request does not say which role is asked for",
                ReasonCode::RoleUnknown,
            ),
            Some(role) => gates.test(
                ("role", None),
                Slot::present(Values::One(role.as_str().into())),
                texts
                    .into_iter()
                    .map(|role| (role.to_owned(), role.to_owned()))
                    .collect(),
                ReasonCode::RoleNotInToken,
            ),
        }
    }

    /// STS compares `azp` where the token has one, else `aud`, with the client ids of the provider.
    fn client_id_gate(&self, client_ids: &[String], gates: &mut Gates<'a>) {
        let claim = if self.dialect.knows_further_claims && self.claim("azp").is_some() {
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

    /// `{ "principal_tags": { KEY: [VALUE] }, "transitive_tag_keys": [KEY] }`: at most 50 tags with
    /// keys of up to 128 characters, one value of up to 256 each, no key twice.
    fn tags_are_readable(&self) -> bool {
        let Some(claim) = self.claims.get(TAGS_CLAIM) else {
            return true;
        };
        let tags = self.tags();
        let mut keys = HashSet::new();
        let is_tag = |(key, value): &(&str, &Value<'_>)| match value.items() {
            [only] => {
                let fits = |text: &str| text.chars().count() <= 256;
                key.chars().count() <= 128 && only.as_str().is_some_and(fits)
            }
            _ => false,
        };
        let transitive = claim.get("transitive_tag_keys").map(Value::items);
        let is_tagged = |key: &Value<'_>| {
            key.as_str()
                .is_some_and(|key| tags.iter().any(|(tag, _)| tag.eq_ignore_ascii_case(key)))
        };
        matches!(claim.kind, Kind::Object(_))
            && claim
                .get("principal_tags")
                .is_none_or(|tags| matches!(tags.kind, Kind::Object(_)))
            && claim.duplicate_key().is_none()
            && tags.len() <= 50
            && tags.iter().all(is_tag)
            && tags
                .iter()
                .all(|(key, _)| keys.insert(key.to_ascii_lowercase()))
            && transitive.unwrap_or_default().iter().all(is_tagged)
    }

    /// A text of 2 to 64 characters.
    fn source_identity_is_readable(&self) -> bool {
        let Some(identity) = self.claims.get(SOURCE_IDENTITY_CLAIM) else {
            return true;
        };
        identity
            .as_str()
            .is_some_and(|text| (2..=64).contains(&text.chars().count()))
    }

    /// Session tags and a source identity are actions of their own, which the policy must allow too.
    pub(super) fn rounds(&self) -> Vec<Round<'a>> {
        let round = |action: &'a str, reason| Round {
            name: Some(action.into()),
            slots: vec![(ACTION, Slot::present(Values::One(action.into())))],
            reason: Some(reason),
        };
        // Its action stands among the slots from the beginning.
        let mut rounds = vec![Round {
            name: Some(self.action().into()),
            slots: Vec::new(),
            reason: None,
        }];
        if !self.tags().is_empty() {
            rounds.push(round("sts:TagSession", ReasonCode::SessionTagsNotAllowed));
        }
        if self.dialect.knows_further_claims && self.claim(SOURCE_IDENTITY_CLAIM).is_some() {
            rounds.push(round(
                "sts:SetSourceIdentity",
                ReasonCode::SourceIdentityNotAllowed,
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
            .map(|(compared, shown)| {
                Alternative::new(Matcher::Text(Template::literal(&compared)), shown, None)
            })
            .collect();
        let origin = Origin::new(StepKind::Gate).named(name).reason(reason);
        let origin = match (reason, claim) {
            (ReasonCode::ProviderMismatch, _) => origin.words(
                "the token comes from",
                "the request names the identity provider",
            ),
            (ReasonCode::AudienceNotRegistered, Some(claim)) => origin.words(
                format!("{} is", quoted(claim)),
                "the identity provider knows",
            ),
            (ReasonCode::RoleNotInToken, _) => {
                origin.words("the role is", "the token may be used for")
            }
            _ => origin,
        };
        self.nodes.push(Node::new(
            Condition::Test(Test::new(attribute, "equals", alternatives)),
            origin,
        ));
    }

    fn opaque(&mut self, why: &str, reason: ReasonCode) {
        self.nodes.push(Node::new(
            Condition::Opaque(Opaque::new(why, OpaqueCause::Documentation)),
            Origin::new(StepKind::Gate).reason(reason),
        ));
    }
}
