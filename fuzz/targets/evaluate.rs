//! Evaluation: a policy, a token and a request, with blank lines between.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rolecall::render::json::{Head, to_string};
use rolecall::render::text::{self, Colour};
use rolecall::{Decision, Policy, Request, relying_party};
use rolecall_fuzz::{assert_error, assert_harmless, assert_json, assert_span, split};

fuzz_target!(|input: &str| {
    let [policy, token, request] = split(input);
    let request = match request {
        "" => Ok(Request::default()),
        text => Request::from_json(text).map_err(|error| assert_error(text, &error)),
    };
    let Ok(request) = request else {
        return;
    };
    // Whoever takes the text for a policy is asked, not only whoever is told by it.
    for party in relying_party::all() {
        if let Ok(compiled) = Policy::compile(policy, Some(party.id())) {
            evaluate(&compiled, token, &request);
        }
    }
});

fn evaluate(compiled: &Policy, token: &str, request: &Request) {
    let evaluation = match compiled.evaluate(token, request) {
        Ok(evaluation) => evaluation,
        Err(error) => {
            let same = compiled.allows(token, request).map_err(|error| error.code);
            return assert_eq!(same, Err(error.code));
        }
    };
    assert_eq!(
        compiled.allows(token, request).ok(),
        Some(evaluation.decision == Decision::Allow),
        "trace and boolean disagree"
    );
    let mut steps = vec![&evaluation.trace];
    while let Some(step) = steps.pop() {
        assert_span(compiled.text(), step.span);
        steps.extend(&step.children);
    }
    assert_json(&to_string(&Head(&evaluation)));
    assert_json(&to_string(&compiled.place().locate(&evaluation.trace)));
    assert_harmless(&evaluation.reason.message);
    for caveat in &evaluation.caveats {
        assert_harmless(&caveat.message);
    }
    let shown = text::evaluation(&evaluation, None, compiled.place(), Colour::Never);
    assert_harmless(&shown);

    // What is not known can only be found out.
    let complete = Request {
        complete: true,
        ..request.clone()
    };
    let known = compiled.evaluate(token, &complete).unwrap();
    assert!(
        evaluation.decision == Decision::Indeterminate || evaluation.decision == known.decision,
        "{:?} became {:?}",
        evaluation.decision,
        known.decision
    );
}
