//! A claim that is text is compared with a number.

use super::{Case, Diagnosis, Fix, Kind};
use crate::attribute::{Scalar, State, Values};
use crate::condition::Matcher;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::relying_party::Topic;
use crate::relying_party::notation::json_string;

pub(crate) const KIND: Kind = Kind {
    id: "number-for-text",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.failing()
        .into_iter()
        .filter(|failing| !failing.tested.test.negated)
        .filter_map(|failing| {
            let is_text = matches!(
                case.state(&failing),
                Some(State::Present(Values::One(Scalar::Text(_))))
            );
            let received = failing.received.filter(|_| is_text)?;
            let [alternative] = failing.alternatives() else {
                return None;
            };
            let number: &str = match &alternative.matcher {
                Matcher::Value(Scalar::Number(number)) => number,
                Matcher::Digits(number) => number,
                _ => return None,
            };
            let title = format!(
                "{} is the text {}, and the policy compares it with the number `{number}`",
                quoted(failing.subject()),
                quoted(received)
            );
            let mut diagnosis = Diagnosis::new(
                KIND.id,
                case.url(Topic::Comparison),
                title,
                "no text is equal to a number, whatever its digits",
            )
            .of(&failing, Some(alternative));
            if received == number {
                // An expression stands in double quotes itself.
                let text = match &*failing.tested.test.operator {
                    "==" => format!("'{number}'"),
                    _ => json_string(number),
                };
                let fix = Fix::told(format!("write `{text}`"));
                let edit = alternative.span.map(|span| Edit::new(span, text));
                diagnosis = diagnosis.fix(fix.by_policy(edit));
            }
            Some(diagnosis)
        })
        .collect()
}
