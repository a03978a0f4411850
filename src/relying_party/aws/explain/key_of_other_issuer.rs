//! The policy tests a key of another issuer than the token's: a slug, another host, a slip.

use crate::edit::Edit;
use crate::explain::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "key-of-other-issuer",
    diagnose,
};

const URL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(issuer) = case.issuer() else {
        return Vec::new();
    };
    case.failing()
        .into_iter()
        .filter(|failing| failing.is_missing)
        .filter_map(|failing| {
            let name = &failing.tested.attribute.name;
            let (host, claim) = name.split_once(':')?;
            if !host.contains('.') || case.is_issuer(host) {
                return None;
            }
            let meant = format!("{issuer}:{claim}");
            let title = format!(
                "{} is no key of this token: its keys begin with {}",
                quoted(name),
                quoted(&format!("{issuer}:"))
            );
            let slip = crate::spelling::nearest(host, std::iter::once(issuer)).is_some();
            let detail = if issuer.starts_with(&format!("{host}/")) || host.starts_with(&format!("{issuer}/")) {
                "an enterprise that has its slug in the issuer has it in the keys too"
            } else if slip {
                "the host is misspelled: a key is the issuer without `https://`, a colon and the claim"
            } else {
                "a key is the issuer without `https://`, a colon and the claim; this one belongs to another issuer"
            };
            let edit = key_span(case, failing.tested.span)
                .map(|span| Edit::new(span, crate::relying_party::notation::json_string(&meant)));
            Some(
                Diagnosis::new(KIND.id, URL, title, detail)
                    .of(&failing, None)
                    .fix(Fix::told(format!("write {}", quoted(&meant))).by_policy(edit)),
            )
        })
        .collect()
}

/// The key of a test: the first string of its text.
fn key_span(case: &Case<'_>, test: crate::span::Span) -> Option<crate::span::Span> {
    let text = test.of(case.policy.text())?;
    let end = text.get(1..)?.find('"')? + 2;
    Some(crate::span::Span::new(test.start, test.start + end))
}
