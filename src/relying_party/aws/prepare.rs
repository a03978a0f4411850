//! What STS knows when it reads the trust policy: attributes, and what must hold before.

use std::borrow::Cow;

use super::DEFAULT_ACTION;
use super::claim_map::{self, GOOGLE_ISSUER};
use super::context_key::{
    self, CURRENT_TIME, EPOCH_TIME, REQUEST_TAG, ROLE_AUTHORIZED_BY_IDP, ROLES_CLAIM,
    SOURCE_IDENTITY_CLAIM, TAG_KEYS, TAGS_CLAIM, TRANSITIVE_TAG_KEYS,
};
use super::lower::{ACTION, PRINCIPAL};
use super::principal::{issuer_url, provider_url};
use crate::attribute::{Attribute, Scalar, Slot, Source, State, Values};
use crate::claims::Claims;
use crate::condition::{
    Alternative, Condition, Matcher, Node, OpaqueCause, Origin, Predicate, Quantifier, StepKind,
    Test,
};
use crate::diagnostic::Error;
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::{Kind, Value};
use crate::pattern::date;
use crate::pattern::template::Template;
use crate::quote::quoted;
use crate::relying_party::{Lowered, Prepared, Round};
use crate::request::{ContextValue, Request};

pub(super) fn prepare<'a>(
    lowered: &'a Lowered,
    claims: &'a Claims<'_>,
    request: &'a Request,
) -> Result<Prepared<'a>, Error> {
    check_context(request)?;
    let facts = Facts::new(claims, request);
    let mut slots: Vec<Slot<'a>> = lowered
        .attributes
        .iter()
        .enumerate()
        .map(|(index, attribute)| match index {
            PRINCIPAL => facts.principal(),
            ACTION => Slot::present(Values::One(facts.action().into())),
            _ => facts.slot(attribute),
        })
        .collect();
    let mut gates = Gates {
        first: slots.len(),
        attributes: Vec::new(),
        slots: Vec::new(),
        nodes: Vec::new(),
    };
    facts.gates(&mut gates);
    slots.append(&mut gates.slots);
    Ok(Prepared {
        slots,
        further: gates.attributes,
        gates: gates.nodes,
        rounds: facts.rounds(),
        caveats: Vec::new(),
    })
}

pub(super) fn attributes<'a>(
    claims: &'a Claims<'_>,
    request: &'a Request,
) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
    check_context(request)?;
    let facts = Facts::new(claims, request);
    let mut names: Vec<String> = request
        .context
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    if let Some(host) = facts.issuer.as_deref().and_then(host) {
        names.extend(
            claim_map::claims(&host.to_ascii_lowercase()).map(|claim| format!("{host}:{claim}")),
        );
    }
    names.extend(
        facts
            .tags()
            .into_iter()
            .map(|(key, _)| format!("aws:RequestTag/{key}")),
    );
    names.extend(
        [
            "aws:TagKeys",
            "sts:TransitiveTagKeys",
            "sts:SourceIdentity",
            "sts:RoleAuthorizedByIdp",
            "aws:CurrentTime",
            "aws:EpochTime",
        ]
        .map(str::to_owned),
    );
    let mut found: Vec<(Attribute, Slot<'a>)> = Vec::new();
    for name in names {
        let attribute = context_key::attribute(&name);
        let slot = facts.slot(&attribute);
        let known = found
            .iter()
            .any(|(known, _)| known.name.eq_ignore_ascii_case(&name));
        if !known && matches!(slot.state, State::Present(_)) {
            found.push((attribute, slot));
        }
    }
    Ok(found)
}

/// Names in the context are keys, and keys do not differ by case.
fn check_context(request: &Request) -> Result<(), Error> {
    for (index, (name, _)) in request.context.iter().enumerate() {
        let twin = request
            .context
            .iter()
            .take(index)
            .find(|(other, _)| other.eq_ignore_ascii_case(name));
        if let Some((other, _)) = twin {
            return Err(Error::new(
                "invalid-request",
                format!(
                    "expected each key once in `context`, received {other} and {name}",
                    other = quoted(&other),
                    name = quoted(&name)
                ),
            )
            .help("the names of condition keys are compared without regard to case"));
        }
    }
    Ok(())
}

/// The part of an issuer's URL by which AWS names it.
fn host(url: &str) -> Option<&str> {
    url.strip_prefix("https://")
}

/// A token and a request, as STS sees them.
struct Facts<'a> {
    claims: &'a Claims<'a>,
    request: &'a Request,
    /// The URL of the issuer: the token's, else that of the provider that the request names.
    issuer: Option<Cow<'a, str>>,
}

impl<'a> Facts<'a> {
    fn new(claims: &'a Claims<'_>, request: &'a Request) -> Self {
        let named = || {
            request
                .principal
                .as_deref()
                .map(|name| Cow::Owned(provider_url(name)))
        };
        Self {
            claims,
            request,
            issuer: claims
                .text("iss")
                .map(|iss| Cow::Borrowed(issuer_url(iss)))
                .or_else(named),
        }
    }

    fn claim(&self, name: &str) -> Option<&'a Value<'a>> {
        self.claims
            .get(name)
            .filter(|value| value.kind != Kind::Null)
    }

    fn action(&self) -> &'a str {
        self.request.action.as_deref().unwrap_or(DEFAULT_ACTION)
    }

    /// Who comes: the provider by its ARN where the request names it, else by its URL alone.
    fn principal(&self) -> Slot<'a> {
        match (&self.request.principal, &self.issuer) {
            (Some(principal), _) => Slot::present(Values::One(principal.as_str().into())),
            (None, Some(issuer)) => Slot::present(Values::One(Scalar::Text(issuer.clone()))),
            (None, None) => Slot::not_given(),
        }
    }

    fn slot(&self, attribute: &Attribute) -> Slot<'a> {
        if let Some((_, value)) = self
            .request
            .context
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(&attribute.name))
        {
            return Slot::present(match value {
                ContextValue::One(text) => Values::One(text.as_str().into()),
                ContextValue::Many(texts) => {
                    Values::Many(texts.iter().map(|text| text.as_str().into()).collect())
                }
            });
        }
        match &attribute.source {
            Source::Claim {
                issuer: Some(issuer),
                name,
            } => {
                let ours = self.issuer.as_deref().and_then(host);
                if ours.is_some_and(|ours| ours.eq_ignore_ascii_case(issuer)) {
                    self.issuer_claim(issuer, name)
                } else {
                    Slot::of_other_issuer()
                }
            }
            Source::Claim { issuer: None, name } => self.plain_claim(name),
            Source::Never { .. } => Slot::missing(),
            Source::Request => self.not_given(&attribute.name),
            Source::Derived => self.derived(&attribute.name.to_ascii_lowercase()),
        }
    }

    /// A request attribute that nobody supplied.
    fn not_given(&self, name: &str) -> Slot<'a> {
        if self.request.complete {
            return Slot::missing();
        }
        if name.eq_ignore_ascii_case("aws:FederatedProvider") {
            return Slot::not_given().with_caveat(
                Caveat::new(
                    "federated-provider",
                    "`aws:FederatedProvider` is documented for sessions; whether it is set while the role is being assumed is not",
                )
                .url("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"),
            );
        }
        Slot::not_given()
    }

    fn plain_claim(&self, name: &str) -> Slot<'a> {
        self.claim(name)
            .map_or_else(Slot::missing, |value| claim_values(name, value))
    }

    /// A claim under the key of its issuer, where it is not always the claim of that name.
    fn issuer_claim(&self, issuer: &str, name: &str) -> Slot<'a> {
        let google = issuer == GOOGLE_ISSUER;
        match name {
            "aud" if google && self.claim("azp").is_some() => {
                self.plain_claim("azp").from_claim("azp")
            }
            "aud" => {
                let slot = self.plain_claim("aud");
                let differs = self
                    .claim("azp")
                    .is_some_and(|azp| azp.as_str() != self.claim("aud").and_then(Value::as_str));
                if differs {
                    slot.with_caveat(azp_audience())
                } else {
                    slot
                }
            }
            "oaud" => {
                let slot = self.plain_claim("aud").from_claim("aud");
                if google {
                    slot
                } else {
                    undocumented_if_there(slot, name)
                }
            }
            // Google's tokens hold an object `google` with the number in it.
            "google/organization_number" => self
                .claim("google")
                .and_then(|google| google.get("organization_number"))
                .map_or_else(Slot::missing, |number| {
                    claim_values("google", number).from_claim("google")
                }),
            "email" if !google => undocumented_if_there(self.plain_claim(name), name),
            _ => self.plain_claim(name),
        }
    }

    /// Keys that are worked out. `name` in lower case.
    fn derived(&self, name: &str) -> Slot<'a> {
        match name {
            TAG_KEYS => match self.tags() {
                tags if tags.is_empty() => Slot::missing(),
                tags => Slot::present(Values::Many(
                    tags.into_iter().map(|(key, _)| key.into()).collect(),
                ))
                .from_claim(TAGS_CLAIM),
            },
            TRANSITIVE_TAG_KEYS => self
                .claim(TAGS_CLAIM)
                .and_then(|tags| tags.get("transitive_tag_keys"))
                .map_or_else(Slot::missing, |keys| {
                    let keys = Values::Many(keys.items().iter().filter_map(Scalar::of).collect());
                    Slot::present(keys).from_claim(TAGS_CLAIM)
                }),
            ROLE_AUTHORIZED_BY_IDP => self.role_authorized(),
            CURRENT_TIME | EPOCH_TIME => match self.request.now {
                Some(now) if name == EPOCH_TIME => {
                    Slot::present(Values::One(now.to_string().into()))
                }
                Some(now) => Slot::present(Values::One(date::format(now).into())),
                None => self.not_given(name),
            },
            _ => match name.strip_prefix(REQUEST_TAG) {
                Some(tag) => self
                    .tags()
                    .into_iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(tag))
                    .map_or_else(Slot::missing, |(_, value)| {
                        // Each tag has one value, written as a list of one.
                        let value = match value.items() {
                            [only] => only,
                            _ => value,
                        };
                        claim_values(TAGS_CLAIM, value).from_claim(TAGS_CLAIM)
                    }),
                None => Slot::missing(),
            },
        }
    }

    /// The session tags of the token.
    fn tags(&self) -> Vec<(&'a str, &'a Value<'a>)> {
        self.claim(TAGS_CLAIM)
            .and_then(|tags| tags.get("principal_tags"))
            .map(Value::members)
            .unwrap_or_default()
            .iter()
            .map(|member| (member.key.as_ref(), &member.value))
            .collect()
    }

    fn role_authorized(&self) -> Slot<'a> {
        match (self.claim(ROLES_CLAIM), self.request.complete) {
            // The gate has seen to it that the role is among them.
            (Some(_), _) => Slot::present(Values::One("true".into())).from_claim(ROLES_CLAIM),
            (None, true) => Slot::missing(),
            (None, false) => Slot::unsettled(Caveat::new(
                "role-authorized-by-idp",
                "the documentation does not say whether `sts:RoleAuthorizedByIdp` is false or missing where the token names no roles",
            )),
        }
    }

    /// What must hold before STS reads the trust policy.
    fn gates(&self, gates: &mut Gates<'a>) {
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
    fn rounds(&self) -> Vec<Round<'a>> {
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
struct Gates<'a> {
    /// How many attributes the policy has: those of gates follow.
    first: usize,
    attributes: Vec<Attribute>,
    slots: Vec<Slot<'a>>,
    nodes: Vec<Node>,
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

/// A claim as values of a key: AWS has texts alone, and lists of them.
fn claim_values<'a>(name: &str, value: &'a Value<'a>) -> Slot<'a> {
    let values = match &value.kind {
        Kind::Array(items) => items
            .iter()
            .map(Scalar::of)
            .collect::<Option<Vec<_>>>()
            .map(Values::Many),
        _ => Scalar::of(value).map(Values::One),
    };
    match values {
        Some(values) => Slot::present(values),
        None => Slot::unsettled(Caveat::new(
            "claim-type",
            format!(
                "the claim {name} is no text; the documentation does not say what becomes of it",
                name = quoted(&name)
            ),
        )),
    }
}

fn undocumented_if_there<'a>(slot: Slot<'a>, claim: &str) -> Slot<'a> {
    match slot.state {
        State::Present(_) => slot.with_caveat(
            Caveat::new(
                "undocumented-claim-mapping",
                format!("the key {claim} is documented for Google alone; assumed that other issuers have it too",
 claim = quoted(&claim)),
            )
            .url("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html"),
        ),
        _ => slot,
    }
}

fn azp_audience() -> Caveat {
    Caveat::new(
        "azp-audience",
        "the token has an `azp` that differs from its `aud`; only for Google is it documented that `azp` is then compared, so `aud` is assumed",
    )
    .url("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html")
}
