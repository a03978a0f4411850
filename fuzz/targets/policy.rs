//! Policies: compiled, and what is said of them written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rolecall::render::json::to_string;
use rolecall::render::text::{self, Colour};
use rolecall::{Policy, lint, relying_party};
use rolecall_fuzz::{assert_error, assert_harmless, assert_json, assert_span};

fuzz_target!(|input: &str| {
    let mut is_taken = false;
    for party in relying_party::all() {
        match Policy::compile(input, Some(party.id())) {
            Ok(policy) => {
                is_taken = true;
                for diagnostic in policy.diagnostics() {
                    assert_span(input, diagnostic.span);
                    assert_harmless(&diagnostic.message);
                    assert_harmless(diagnostic.help.as_deref().unwrap_or_default());
                }
                for finding in lint::findings(&policy) {
                    assert_span(input, Some(finding.span));
                    assert_span(input, finding.edit.map(|edit| edit.span));
                    assert_harmless(&finding.message);
                    assert_harmless(finding.fix.as_deref().unwrap_or_default());
                }
                let place = policy.place();
                assert_json(&to_string(&place.locate_each(policy.diagnostics())));
                let shown = text::diagnostics(policy.diagnostics(), place, "policy", Colour::Never);
                assert_harmless(&shown);
            }
            Err(error) => assert_error(input, &error),
        }
    }
    // What nobody takes, nobody is told to be the owner of.
    assert!(is_taken || Policy::compile(input, None).is_err());
});
