//! The statement is for another action, mostly `sts:AssumeRole`.

use crate::explain::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "action-differs",
    diagnose,
};

const URL: &str =
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let failing = case
        .failing()
        .into_iter()
        .find(|failing| failing.tested.test.operator == "Action");
    let Some((failing, asked, alternative)) = failing
        .and_then(|failing| Some((failing, failing.received?, failing.alternatives().first()?)))
    else {
        return Vec::new();
    };
    let title = format!(
        "the statement is for {}, and a web identity asks for {}",
        quoted(&alternative.text),
        quoted(asked)
    );
    let detail = "`sts:AssumeRole` is what AWS principals ask for; an OIDC token is exchanged by `sts:AssumeRoleWithWebIdentity`";
    let edit = match failing.alternatives().len() {
        1 => failing.replace(alternative, asked),
        _ => failing.add(asked),
    };
    vec![
        Diagnosis::new(KIND.id, URL, title, detail)
            .of(&failing, Some(alternative))
            .fix(Fix::told(format!("write {} in `Action`", quoted(asked))).by_policy(edit)),
    ]
}
