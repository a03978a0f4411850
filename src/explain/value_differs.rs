//! Another value, and nothing more particular to say of it.

use super::difference::first_difference;
use super::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;
use crate::relying_party::Topic;

pub(crate) const KIND: Kind = Kind {
    id: "value-differs",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.failing()
        .into_iter()
        .filter(|failing| !failing.tested.test.negated)
        .filter_map(|failing| {
            let received = failing.received?;
            let alternative = failing.nearest_alternative(received)?;
            let plain = format!(
                "{} is {}, the policy wants {}",
                quoted(failing.subject()),
                quoted(received),
                quoted(&alternative.text)
            );
            // Of texts that have nothing in common it is no help to know where they part.
            let difference = first_difference(alternative, received)
                .filter(|_| are_alike(&alternative.text, received));
            let title = match &difference {
                Some(difference) => format!("{} {difference}", quoted(failing.subject())),
                None => plain.clone(),
            };
            let detail = match &difference {
                Some(_) => plain,
                None => "no value of the policy fits it".to_owned(),
            };
            Some(
                Diagnosis::new(KIND.id, case.url(Topic::Comparison), title, detail)
                    .of(&failing, Some(alternative))
                    .fix(
                        Fix::told(format!(
                            "if tokens like this one are to get in, {}",
                            failing.adding(received)
                        ))
                        .by_policy(failing.add(received)),
                    ),
            )
        })
        .collect()
}

/// Whether two texts are meant to be the same: most of them is, from either end.
fn are_alike(left: &str, right: &str) -> bool {
    let same = |(left, right): &(char, char)| left == right;
    let head = left.chars().zip(right.chars()).take_while(same).count();
    let tail = left
        .chars()
        .rev()
        .zip(right.chars().rev())
        .take_while(same)
        .count();
    let shorter = left.chars().count().min(right.chars().count());
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !(is_number(left) && is_number(right)) && 2 * (head + tail) >= shorter && shorter > 0
}
