//! The policy tests a key that RAM never sets: one of AWS, or a claim that becomes no key.

use super::super::dialect::ROLE_URL;
use crate::attribute::Source;
use crate::explain::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "key-never-set",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.failing()
        .into_iter()
        .filter_map(|failing| {
            let Source::Never { why } = &failing.tested.attribute.source else {
                return None;
            };
            let name = &failing.tested.attribute.name;
            let title = format!("{} is never set, so this test can never hold", quoted(name));
            let key = name
                .rsplit_once(':')
                .map(|(_, claim)| claim)
                .filter(|claim| ["aud", "sub"].contains(claim))
                .unwrap_or("sub");
            Some(
                Diagnosis::new(KIND.id, ROLE_URL, title, why.clone())
                    .of(&failing, None)
                    .fix(Fix::told(format!("test `oidc:{key}`"))),
            )
        })
        .collect()
}
