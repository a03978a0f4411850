//! `*` under an operator that knows no wildcards.

use super::{Case, Diagnosis, Fix, Kind};
use crate::edit::Edit;
use crate::pattern::wildcard::{Fold, Wildcard};
use crate::quote::quoted;
use crate::relying_party::Topic;

pub(crate) const KIND: Kind = Kind {
    id: "wildcard-under-exact-operator",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.failing()
        .into_iter()
        .filter_map(|failing| {
            let received = failing.received?;
            let operator = failing.tested.test.operator.as_ref();
            let notation = case.notation();
            let alternative = failing.alternatives().iter().find(|alternative| {
                alternative.is_exact_text()
                    && alternative.text.contains(['*', '?'])
                    && Wildcard::parse(&alternative.text, Fold::None).is_match(received)
            })?;
            let title = format!(
                "{} has no wildcards, and {} is compared to the letter",
                quoted(operator),
                quoted(&alternative.text)
            );
            let detail = format!(
                "under {} it would fit {} of the token",
                notation.patterns_stand_under(),
                quoted(received)
            );
            let mut diagnosis = Diagnosis::new(KIND.id, case.url(Topic::Comparison), title, detail)
                .of(&failing, Some(alternative));
            if let Some(told) = notation.as_pattern(&failing.tested, &alternative.text) {
                let edit = case
                    .stands_alone(&failing)
                    .then_some(failing.tested.test.operator_span)
                    .flatten()
                    .zip(notation.pattern_operator(operator))
                    .map(|(span, like)| Edit::new(span, notation.operator(&like)));
                diagnosis = diagnosis.fix(Fix::told(told).by_policy(edit).widening());
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
