//! `*` under an operator that knows no wildcards.

use super::{Case, Diagnosis, Fix, Kind};
use crate::condition::Matcher;
use crate::edit::Edit;
use crate::pattern::wildcard::{Fold, Wildcard};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "wildcard-under-exact-operator",
    diagnose,
};

const URL: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.failing()
        .into_iter()
        .filter_map(|failing| {
            let received = failing.received?;
            let operator = failing.tested.test.operator.as_ref();
            let like = operator
                .strip_suffix("StringEquals")
                .map(|prefix| format!("{prefix}StringLike"));
            let alternative = failing.alternatives().iter().find(|alternative| {
                let exact = matches!(
                    &alternative.matcher,
                    Matcher::Text(_) | Matcher::TextIgnoreCase(_)
                ) && !operator.contains("Like");
                exact
                    && alternative.text.contains(['*', '?'])
                    && Wildcard::parse(&alternative.text, Fold::None).is_match(received)
            })?;
            let title = format!(
                "{} has no wildcards, and {} is compared to the letter",
                quoted(operator),
                quoted(&alternative.text)
            );
            let detail = format!(
                "under `StringLike` it would fit {} of the token",
                quoted(received)
            );
            let mut diagnosis =
                Diagnosis::new(KIND.id, URL, title, detail).of(&failing, Some(alternative));
            if let Some(like) = like {
                let edit = case
                    .stands_alone(&failing)
                    .then_some(failing.tested.test.operator_span)
                    .flatten()
                    .map(|span| Edit::new(span, super::case::json_string(&like)));
                diagnosis = diagnosis.fix(
                    Fix::told(format!(
                        "write {} in the place of {}",
                        quoted(&like),
                        quoted(operator)
                    ))
                    .by_policy(edit)
                    .widening(),
                );
            }
            Some(
                diagnosis.fix(
                    Fix::told(format!(
                        "or write {}, which lets in no other",
                        quoted(received)
                    ))
                    .by_policy(failing.replace(alternative, received)),
                ),
            )
        })
        .collect()
}
