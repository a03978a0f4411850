//! The policy keeps out the very value that came.

use super::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "value-excluded",
    diagnose,
};

const URL: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.failing()
        .into_iter()
        .filter(|failing| failing.tested.test.negated)
        .filter_map(|failing| {
            let received = failing.received?;
            let operator = failing.tested.test.operator.as_ref();
            let title = format!(
                "the policy keeps out {} {}",
                quoted(failing.subject()),
                quoted(received)
            );
            let detail = format!(
                "{} holds only where none of its values fits",
                quoted(operator)
            );
            Some(
                Diagnosis::new(KIND.id, URL, title, detail)
                    .of(&failing, None)
                    .fix(
                        Fix::told("if tokens like this one are to get in, narrow that test")
                            .widening(),
                    ),
            )
        })
        .collect()
}
