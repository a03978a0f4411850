//! Policies in documents: what is found stands where it is said to stand.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rolecall::{Policy, find};
use rolecall_fuzz::{assert_error, assert_span};

fuzz_target!(|text: &str| {
    match find::find(text) {
        Ok(found) => {
            for policy in found {
                assert_span(text, Some(policy.span));
                if let Err(error) = Policy::compile(&policy.text, Some(policy.relying_party)) {
                    assert_error(&policy.text, &error);
                }
            }
        }
        Err(error) => assert_error(text, &error),
    }
});
