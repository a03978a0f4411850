//! The policy tests a key that AWS never sets.

use crate::attribute::Source;
use crate::explain::{Case, Diagnosis, Fix, Kind};
use crate::issuer::Issuer;
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "key-never-set",
    diagnose,
};

const URL: &str =
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_sts.html";

/// Claims of GitHub that are no keys, and what says the same.
const INSTEAD: &[(&str, &str)] = &[
    (
        "repository_owner",
        "test `repository_owner_id`, or the owner in `sub`",
    ),
    (
        "event_name",
        "test `sub`, which ends in `:pull_request` for pull requests; other events need `event_name` in a customised subject",
    ),
    ("workflow_ref", "test `job_workflow_ref`"),
    ("head_ref", "test `ref`, or `sub`"),
    ("base_ref", "test `ref`, or `sub`"),
    ("ref_type", "test `ref` by `refs/tags/*` or `refs/heads/*`"),
    (
        "runner_environment",
        "put `runner_environment` into a customised subject and test `sub`",
    ),
    (
        "repository_visibility",
        "put `repository_visibility` into a customised subject and test `sub`",
    ),
    (
        "iss",
        "remove it: the provider in `Principal` is the issuer",
    ),
];

/// What an authorization server, whose claims are its administrator's to add, can do.
const AT_OKTA: &str = "let the authorization server put the value into a claim `https://aws.amazon.com/tags`, test `aws:RequestTag/KEY`, and allow `sts:TagSession`";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.failing()
        .into_iter()
        .filter_map(|failing| {
            let Source::Never { why } = &failing.tested.attribute.source else {
                return None;
            };
            let name = &failing.tested.attribute.name;
            // The host may be misspelled: another diagnosis tells that.
            let (host, claim) = name.split_once(':')?;
            if !case.is_issuer(host) && host.contains('.') {
                return None;
            }
            let title = format!("{} is never set, so this test can never hold", quoted(name));
            let instead = INSTEAD
                .iter()
                .find(|(known, _)| claim.eq_ignore_ascii_case(known))
                .map_or(
                    match case.is_of(Issuer::Okta) {
                        true => AT_OKTA,
                        false => "test a claim that becomes a key: `sub` always does",
                    },
                    |(_, instead)| *instead,
                );
            Some(
                Diagnosis::new(KIND.id, URL, title, why.clone())
                    .of(&failing, None)
                    .fix(Fix::told(instead)),
            )
        })
        .collect()
}
