//! The role binds no audience, and the token has one.

use super::super::lower::names::AUDIENCES;
use crate::explain::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "audience-not-bound",
    diagnose,
};

const URL: &str = "https://developer.hashicorp.com/vault/docs/upgrading/upgrade-to-1.17.x";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let failing = case.failing();
    let Some(failing) = failing
        .iter()
        .find(|failing| failing.tested.test.negated && failing.tested.test.operator == AUDIENCES)
    else {
        return Vec::new();
    };
    let audience = failing.received.unwrap_or_default();
    let title = "the token has an audience, and the role binds none".to_owned();
    let detail = "since 1.17 Vault refuses that: `audience claim found in JWT but no audiences bound to the role`";
    let bind = format!(
        "bind it: `\"bound_audiences\": [{}]`",
        match audience {
            "" => "…".to_owned(),
            audience => crate::render::json::to_string(audience),
        }
    );
    let fix = match audience.starts_with("https://github.com/") {
        false => Fix::told(bind),
        true => Fix::told(format!(
            "let the step ask for an audience of this Vault's own and bind that; {} is what every job of the owner gets",
            quoted(audience)
        ))
        .by_workflow("with:\n  jwtGithubAudience: https://vault.example.com"),
    };
    vec![
        Diagnosis::new(KIND.id, URL, title, detail)
            .fix(fix)
            .of(failing, None),
    ]
}
