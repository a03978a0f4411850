//! What STS makes of a token and a request: the values of condition keys.

use super::super::claim_map::GOOGLE_ISSUER;
use super::super::context_key::{
    EPOCH_TIME, FEDERATED_PROVIDER, REQUEST_TAG, ROLE_AUTHORIZED_BY_IDP, ROLES_CLAIM, TAG_KEYS,
    TAGS_CLAIM, TRANSITIVE_TAG_KEYS,
};
use super::super::dialect::Dialect;
use super::super::principal::{issuer_url, provider_url};
use super::host;
use crate::attribute::{Attribute, Scalar, Slot, Source, State, Unknown, Values};
use crate::claims::Claims;
use crate::evaluation::Caveat;
use crate::json::{Kind, Value};
use crate::pattern::date;
use crate::quote::quoted;
use crate::request::{ContextValue, Request};
use std::borrow::Cow;

/// A token and a request, as STS sees them.
pub(super) struct Facts<'a> {
    pub(super) dialect: &'static Dialect,
    pub(super) claims: &'a Claims<'a>,
    pub(super) request: &'a Request,
    /// The URL of the issuer: the token's, else that of the provider that the request names.
    pub(super) issuer: Option<Cow<'a, str>>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(
        dialect: &'static Dialect,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Self {
        let named = || {
            let principal = request.principal.as_deref();
            principal
                .filter(|_| dialect.issuer_key.is_none())
                .map(|name| Cow::Owned(provider_url(name)))
        };
        Self {
            dialect,
            claims,
            request,
            issuer: claims
                .text("iss")
                .map(|iss| Cow::Borrowed(issuer_url(iss)))
                .or_else(named),
        }
    }

    pub(super) fn claim(&self, name: &str) -> Option<&'a Value<'a>> {
        self.claims
            .get(name)
            .filter(|value| value.kind != Kind::Null)
    }

    pub(super) fn action(&self) -> &'a str {
        let asked = self.request.action.as_deref();
        let other = self.dialect.undocumented_action;
        asked
            .filter(|asked| !other.is_some_and(|other| other.eq_ignore_ascii_case(asked)))
            .unwrap_or(self.dialect.action)
    }

    /// Who comes: the provider by its ARN where the request names it, else by its URL alone.
    pub(super) fn principal(&self) -> Slot<'a> {
        match (&self.request.principal, &self.issuer) {
            (Some(principal), _) => Slot::present(Values::One(principal.as_str().into())),
            (None, Some(issuer)) => Slot::present(Values::One(Scalar::Text(issuer.clone()))),
            (None, None) => Slot::not_given(),
        }
    }

    pub(super) fn slot(&self, attribute: &Attribute) -> Slot<'a> {
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
                if ours.is_some_and(|ours| ours == issuer || ours.eq_ignore_ascii_case(issuer)) {
                    self.issuer_claim(issuer, name)
                } else {
                    Slot::of_other_issuer()
                }
            }
            Source::Claim { issuer: None, name } => self.plain_claim(name),
            Source::Never { .. } | Source::Expression(_) | Source::Map(_) => Slot::missing(),
            Source::Request => self.not_given(&attribute.name),
            Source::Derived => self.derived(&attribute.name.to_ascii_lowercase()),
        }
    }

    /// A request attribute that nobody supplied.
    fn not_given(&self, name: &str) -> Slot<'a> {
        // That a request is complete settles what was not given, not what is not documented.
        if name.eq_ignore_ascii_case(FEDERATED_PROVIDER) {
            let slot = match self.request.complete {
                true => Slot::from(State::Unknown(Unknown::Unsettled)),
                false => Slot::not_given(),
            };
            return slot.with_caveat(
                Caveat::new(
                    "federated-provider",
                    "`aws:FederatedProvider` is documented for sessions; whether it is set while the role is being assumed is not",
                )
                .url("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"),
            );
        }
        match self.request.complete {
            true => Slot::missing(),
            false => Slot::not_given(),
        }
    }

    pub(super) fn plain_claim(&self, name: &str) -> Slot<'a> {
        let slot = self
            .claim(name)
            .map_or_else(Slot::missing, |value| claim_values(name, value));
        let is_several =
            matches!(&slot.state, State::Present(Values::Many(values)) if values.len() != 1);
        if !is_several || self.dialect.has_sets {
            return slot;
        }
        Slot::unsettled(Caveat::new(
            "claim-type",
            format!(
                "the claim {name} has several values; the documentation does not say how they are compared",
                name = quoted(name)
            ),
        ))
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
                let audiences = self.claim("aud").map(Value::items).unwrap_or_default();
                let is_azp = |azp: &Value<'_>| match audiences {
                    [only] => only.as_str() == azp.as_str(),
                    _ => false,
                };
                let differs = self.claim("azp").is_some_and(|azp| !is_azp(azp));
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
            _ if name == EPOCH_TIME || name == self.dialect.current_time => {
                match self.request.now {
                    Some(now) if name == EPOCH_TIME => {
                        Slot::present(Values::One(now.to_string().into()))
                    }
                    Some(now) => Slot::present(Values::One(date::format(now).into())),
                    None => self.not_given(name),
                }
            }
            FEDERATED_PROVIDER => self.not_given(name),
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
    pub(super) fn tags(&self) -> Vec<(&'a str, &'a Value<'a>)> {
        self.claim(TAGS_CLAIM)
            .filter(|_| self.dialect.knows_further_claims)
            .and_then(|tags| tags.get("principal_tags"))
            .map(Value::members)
            .unwrap_or_default()
            .iter()
            .map(|member| (member.key.as_ref(), &member.value))
            .collect()
    }

    fn role_authorized(&self) -> Slot<'a> {
        match self.claim(ROLES_CLAIM) {
            // The gate has seen to it that the role is among them.
            Some(_) => Slot::present(Values::One("true".into())).from_claim(ROLES_CLAIM),
            None => Slot::unsettled(Caveat::new(
                "role-authorized-by-idp",
                "the documentation does not say whether `sts:RoleAuthorizedByIdp` is false or missing where the token names no roles",
            )),
        }
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
