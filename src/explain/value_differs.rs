//! Another value, and nothing more particular to say of it.

use super::difference::first_difference;
use super::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "value-differs",
    diagnose,
};

const URL: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.failing()
        .into_iter()
        .filter(|failing| !failing.tested.test.negated)
        .filter_map(|failing| {
            let received = failing.received?;
            let alternative = failing.nearest_alternative(received)?;
            let title = format!(
                "{} is {}, the policy wants {}",
                quoted(failing.subject()),
                quoted(received),
                quoted(&alternative.text)
            );
            let detail = first_difference(alternative, received)
                .unwrap_or_else(|| "no value of the policy fits it".to_owned());
            Some(
                Diagnosis::new(KIND.id, URL, title, detail)
                    .of(&failing, Some(alternative))
                    .fix(
                        Fix::told(format!(
                            "if tokens like this one are to get in, add {}",
                            quoted(received)
                        ))
                        .by_policy(failing.add(case.policy, received)),
                    ),
            )
        })
        .collect()
}
