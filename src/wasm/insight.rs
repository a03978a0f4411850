//! Questions about all tokens of an issuer.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{CompiledPolicy, error_answer, ok_text};
use crate::diagnostic::Error;
use crate::insight::{self, Question};
use crate::policy::Policy;

/// Whom a policy lets in, as JSON.
#[wasm_bindgen(js_name = whoGetsIn)]
pub fn who_gets_in(policy: &CompiledPolicy, question: &str) -> String {
    answer(question, |question| {
        let policy = compiled(policy)?;
        let found = insight::who_gets_in(policy, &question.model(), &question.request)?;
        Ok(ok_text(&found))
    })
}

/// What a change does to whom a policy lets in, as JSON.
#[wasm_bindgen(js_name = comparePolicies)]
pub fn compare(before: &CompiledPolicy, after: &CompiledPolicy, question: &str) -> String {
    answer(question, |question| {
        let (before, after) = (compiled(before)?, compiled(after)?);
        let found = insight::compare(before, after, &question.model(), &question.request)?;
        Ok(ok_text(&found))
    })
}

/// Whether a policy keeps to what is asked, as JSON.
#[wasm_bindgen(js_name = provePolicy)]
pub fn prove(policy: &CompiledPolicy, question: &str) -> String {
    answer(question, |question| {
        let policy = compiled(policy)?;
        let found = insight::prove(
            policy,
            &question.model(),
            &question.invariants,
            &question.request,
        )?;
        Ok(ok_text(&found))
    })
}

/// Tokens that differ in one thing from one, with the decision about each, as JSON.
#[wasm_bindgen(js_name = breakTest)]
pub fn break_test(policy: &CompiledPolicy, token: &str, question: &str) -> String {
    let found = || {
        let question = Question::from_json(question)?;
        let policy = compiled(policy)?;
        let found = insight::break_test(policy, token, &question.model(), &question.request)?;
        Ok(ok_text(&found))
    };
    found().unwrap_or_else(|error: Error| error_answer(&error, token))
}

fn compiled(policy: &CompiledPolicy) -> Result<&Policy, Error> {
    policy.compiled.as_ref().map_err(Clone::clone)
}

/// An answer, or the error in its place. Spans of errors lie in `input`.
fn answer(input: &str, answer: impl FnOnce(Question) -> Result<String, Error>) -> String {
    Question::from_json(input)
        .and_then(answer)
        .unwrap_or_else(|error| error_answer(&error, input))
}
