//! A `*` in a `subject`, which has no wildcards.

use crate::edit::Edit;
use crate::explain::{Case, Diagnosis, Fix, Kind};
use crate::pattern::wildcard::{Fold, Wildcard};
use crate::quote::quoted;
use crate::relying_party::entra::notation::in_json;
use crate::relying_party::entra::{CONSIDERATIONS_URL, accepted, expression};

pub(super) const KIND: Kind = Kind {
    id: "wildcard-in-subject",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let failing = case.failing();
    let found = failing.iter().find_map(|failing| {
        let received = failing.received?;
        let [alternative] = failing.alternatives() else {
            return None;
        };
        let fits = failing.tested.attribute.name == "subject"
            && alternative.text.contains(['*', '?'])
            && Wildcard::parse(&alternative.text, Fold::None).is_match(received);
        fits.then_some((failing, alternative, received))
    });
    let Some((failing, alternative, received)) = found else {
        return Vec::new();
    };
    let title = format!(
        "a `subject` has no wildcards, and {} is compared to the letter",
        quoted(&alternative.text)
    );
    let detail = format!(
        "only under `matches` in a `claimsMatchingExpression` would it fit {}",
        quoted(received)
    );
    let mut diagnosis = Diagnosis::new(KIND.id, CONSIDERATIONS_URL, title, detail)
        .of(failing, Some(alternative))
        .fix(
            Fix::told(format!(
                "write {}, which lets in no other",
                quoted(received)
            ))
            .by_policy(failing.replace(alternative, received)),
        );
    let issuer = case.claims.text("iss").unwrap_or_default();
    let known = accepted::claims(issuer);
    if known.is_empty() {
        return vec![diagnosis];
    }
    let needs_id = known.iter().any(|claim| claim.name == "repository_id");
    let id = case.claims.text("repository_id").filter(|_| needs_id);
    let pattern = expression::written(&alternative.text);
    let value = match id {
        Some(id) => format!(
            "claims['sub'] matches {pattern} and claims['repository_id'] eq {}",
            expression::written(id)
        ),
        None if needs_id => {
            format!("claims['sub'] matches {pattern} and claims['repository_id'] eq 'ID'")
        }
        None => format!("claims['sub'] matches {pattern}"),
    };
    let edit = (id.is_some() || !needs_id).then(|| {
        Edit::new(
            failing.tested.span,
            format!(
                "\"claimsMatchingExpression\": {{ \"value\": \"{}\", \"languageVersion\": 1 }}",
                in_json(&value)
            ),
        )
    });
    diagnosis = diagnosis.fix(
        Fix::told(format!(
            "or, if all that the pattern fits may come in, put a `claimsMatchingExpression` in the place of `subject`: {}",
            quoted(&value)
        ))
        .by_policy(edit)
        .widening(),
    );
    vec![diagnosis]
}
