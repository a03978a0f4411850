//! CEL: an expression and the claims of a token, with a blank line between.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rolecall::cel::{self, Binding, Environment, Library, Numbers, Step, Value};
use rolecall::json;
use rolecall_fuzz::{assert_error, assert_harmless, assert_span, split};

const ENVIRONMENT: Environment<'_> = Environment {
    title: "a relying party",
    variables: &[("assertion", "map(string, dyn)")],
    objects: &[],
    libraries: Library::ALL,
    functions: &[],
    closed: true,
    homogeneous: true,
};

fuzz_target!(|input: &str| {
    let [text, claims] = split(input);
    let expression = match cel::parse(text) {
        Ok(expression) => expression,
        Err(error) => return assert_error(text, &error),
    };
    expression.visit(&mut |part| assert_span(text, Some(part.span)));
    for diagnostic in cel::check(&expression, &ENVIRONMENT).diagnostics {
        assert_span(text, diagnostic.span);
        assert_harmless(&diagnostic.message);
        assert_harmless(diagnostic.help.as_deref().unwrap_or_default());
    }
    let Ok(claims) = json::parse(claims) else {
        return;
    };
    for numbers in [Numbers::Double, Numbers::Int] {
        let bindings = [Binding::new("assertion", Value::of_json(&claims, numbers))];
        let outcome = cel::evaluate(&expression, &bindings);
        let step = cel::trace(&expression, &bindings);
        assert_eq!(format!("{outcome:?}"), format!("{:?}", step.outcome));
        assert_step(text, &step);
    }
});

/// Every step has its place, and lies in the one around it.
fn assert_step(text: &str, step: &Step) {
    assert_span(text, Some(step.span));
    for child in &step.children {
        assert!(step.span.start <= child.span.start && child.span.end <= step.span.end);
        assert_step(text, child);
    }
}
