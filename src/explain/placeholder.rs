//! The policy still holds what somebody was to fill in.

use super::{Case, Diagnosis, Fix, Kind};
use crate::placeholder;
use crate::quote::quoted;
use crate::relying_party::Topic;

pub(crate) const KIND: Kind = Kind {
    id: "placeholder",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let mut diagnoses = Vec::new();
    for failing in case.failing() {
        let found = failing
            .alternatives()
            .iter()
            .find_map(|alternative| {
                let found = placeholder::find(&alternative.text)?;
                found.is_plain().then_some((alternative, found.text))
            })
            // What the token has too is a name, however it looks.
            .filter(|(_, word)| !failing.received.is_some_and(|text| text.contains(word)));
        if let Some((alternative, placeholder)) = found {
            let title = format!("{} in the policy was never filled in", quoted(placeholder));
            let detail = "it is compared as it stands, and no token holds it";
            let fix = format!(
                "write the name or number that {} stands for",
                quoted(placeholder)
            );
            diagnoses.push(
                Diagnosis::new(KIND.id, case.url(Topic::Setup), title, detail)
                    .of(&failing, Some(alternative))
                    .fix(Fix::told(fix)),
            );
        }
    }
    diagnoses
}
