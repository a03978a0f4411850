//! A test holds only because there is nothing to test.

use crate::evaluation::Decision;
use crate::explain::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "passes-because-missing",
    diagnose,
};

const URL: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    if case.evaluation.decision != Decision::Allow {
        return Vec::new();
    }
    let tests = case
        .statement()
        .map(|statement| statement.tests.as_slice())
        .unwrap_or_default();
    tests
        .iter()
        .filter(|tested| tested.test.holds_when_missing())
        .map(|tested| case.look(tested))
        .filter(|looked| looked.is_missing && !looked.tested.test.negated && !looked.alternatives().is_empty())
        .map(|looked| {
            let operator = looked.tested.test.operator.as_ref();
            let title = format!(
                "{} holds because the token has no {}",
                quoted(operator),
                quoted(looked.subject())
            );
            let detail = if operator.starts_with("ForAllValues:") {
                "`ForAllValues:` holds of a key that is missing: any token without it gets past this test"
            } else {
                "`IfExists` holds of a key that is missing: any token without it gets past this test"
            };
            let plain = operator
                .trim_start_matches("ForAllValues:")
                .trim_end_matches("IfExists");
            Diagnosis::new(KIND.id, URL, title, detail)
                .of(&looked, None)
                .fix(Fix::told(format!("write {} if the key must be there", quoted(plain))))
        })
        .collect()
}
