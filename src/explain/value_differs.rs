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
            let title = match first_difference(alternative, received) {
                Some(difference) => format!("{} {difference}", quoted(failing.subject())),
                None => format!("no value of the policy fits {}", quoted(failing.subject())),
            };
            let detail = format!(
                "the token has {}, the policy wants {}",
                quoted(received),
                quoted(&alternative.text)
            );
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
