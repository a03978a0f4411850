//! A statement denies it.

use crate::evaluation::ReasonCode;
use crate::explain::{Case, Diagnosis, Fix, Kind};

pub(super) const KIND: Kind = Kind {
    id: "denied-by-statement",
    diagnose,
};

const URL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html";

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    if case.evaluation.reason.code != ReasonCode::ExplicitDeny {
        return Vec::new();
    }
    let detail = "a statement with `\"Effect\": \"Deny\"` that applies wins over every one that allows: nothing added elsewhere changes it";
    let mut diagnosis =
        Diagnosis::new(KIND.id, URL, case.evaluation.reason.message.clone(), detail);
    diagnosis.span = case.statement().map(|statement| statement.span);
    vec![
        diagnosis.fix(
            Fix::told("if tokens like this one are to get in, narrow that statement").widening(),
        ),
    ]
}
