//! What Fulcio writes into the certificate for a token.
//!
//! By `config/identity/config.yaml` of `sigstore/fulcio`, which is that of the public service.

use super::lower::SUBJECT;
use crate::attribute::{Attribute, Slot, Source, Values};
use crate::claims::Claims;
use crate::condition::{Condition, Node, Opaque, OpaqueCause, Origin, StepKind};
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::Kind;
use crate::quote::quoted;
use crate::relying_party::{Lowered, Prepared, Round};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: [&str; 4] = [
    "https://gitlab.com",
    "https://dev.gitlab.org",
    "https://gitlab.archlinux.org",
    "https://ops.gitlab.net",
];
const BUILDKITE: &str = "https://agent.buildkite.com";
const GOOGLE: &str = "https://accounts.google.com";
const FULCIO_URL: &str = "https://github.com/sigstore/fulcio/blob/main/config/identity/config.yaml";

pub(super) fn prepare<'a>(lowered: &'a Lowered, claims: &'a Claims<'_>) -> Prepared<'a> {
    let has_issuer = claims.text("iss").is_some();
    let slots = lowered.attributes.iter().map(|attribute| {
        match (&attribute.source, attribute.name.as_str()) {
            (Source::Claim { .. }, "iss") | (Source::Derived, _) if !has_issuer => {
                Slot::not_given()
            }
            (Source::Claim { name, .. }, _) => Slot::of_claim(claims, name),
            _ => subject(claims),
        }
    });
    Prepared {
        slots: slots.collect(),
        further: Vec::new(),
        gates: match has_issuer {
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
        },
        rounds: vec![Round {
            name: None,
            slots: Vec::new(),
            reason: None,
        }],
        caveats: Vec::new(),
    }
}

/// Issuer and subject of the certificate.
pub(super) fn attributes<'a>(claims: &'a Claims<'_>) -> Vec<(Attribute, Slot<'a>)> {
    let issuer = Attribute {
        name: "issuer".to_owned(),
        source: Source::Claim {
            issuer: None,
            name: "iss".to_owned(),
        },
    };
    let name = Attribute {
        name: SUBJECT.to_owned(),
        source: Source::Derived,
    };
    vec![
        (issuer, Slot::of_claim(claims, "iss")),
        (name, subject(claims)),
    ]
}

/// The subject of the certificate.
fn subject<'a>(claims: &'a Claims<'_>) -> Slot<'a> {
    let issuer = claims.text("iss").unwrap_or_default();
    let (claim, subject) = match issuer {
        _ if issuer == GITHUB || issuer.starts_with(&format!("{GITHUB}/")) => {
            let claim = "job_workflow_ref";
            let workflow = claims.text(claim);
            (
                claim,
                workflow.map(|name| format!("https://github.com/{name}")),
            )
        }
        _ if GITLAB.contains(&issuer) => {
            let claim = "ci_config_ref_uri";
            (
                claim,
                claims.text(claim).map(|uri| format!("https://{uri}")),
            )
        }
        BUILDKITE => {
            let pipeline = claims.text("pipeline_slug");
            let named = claims.text("organization_slug").zip(pipeline);
            let subject =
                named.map(|(owner, pipeline)| format!("https://buildkite.com/{owner}/{pipeline}"));
            ("pipeline_slug", subject)
        }
        GOOGLE => {
            let verified = match claims.get("email_verified").map(|value| &value.kind) {
                Some(Kind::Boolean(verified)) => *verified,
                Some(Kind::String(text)) => text == "true",
                _ => false,
            };
            let email = claims.text("email").filter(|_| verified);
            ("email", email.map(str::to_owned))
        }
        _ => {
            return Slot::unsettled(
                Caveat::new(
                    "certificate-not-known",
                    format!(
                        "what a certificate for a token of {} holds is not known here",
                        quoted(issuer)
                    ),
                )
                .url(FULCIO_URL),
            );
        }
    };
    subject
        .map_or_else(Slot::missing, |subject| {
            Slot::present(Values::One(subject.into()))
        })
        .from_claim(claim)
}
