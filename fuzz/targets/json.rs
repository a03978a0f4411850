//! JSON: what is read is what another reader reads, and spans are where the values stand.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rolecall::json::{self, Kind, Value};
use rolecall_fuzz::{assert_error, assert_span};
use serde::de::{Deserialize, IgnoredAny};

fuzz_target!(|text: &str| {
    let ours = json::parse(text);
    match &ours {
        Ok(value) => {
            assert_value(text, value);
            assert!(
                json::parse(value.span.of(text).unwrap()).is_ok(),
                "the span of the whole is no value"
            );
        }
        Err(error) => assert_error(text, error),
    }
    // The mark is skipped by us alone.
    let unmarked = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut other = serde_json::Deserializer::from_str(unmarked);
    other.disable_recursion_limit();
    let theirs = IgnoredAny::deserialize(&mut other).and_then(|_| other.end());
    match (&ours, theirs) {
        (Ok(_), Err(error)) => panic!("read, though {error}"),
        (Err(error), Ok(())) => assert!(
            ["invalid-unicode", "nesting-too-deep"].contains(&error.code),
            "not read: {error:?}"
        ),
        _ => {}
    }
});

fn assert_value(text: &str, value: &Value<'_>) {
    assert_span(text, Some(value.span));
    match &value.kind {
        Kind::Array(items) => items.iter().for_each(|item| assert_value(text, item)),
        Kind::Object(members) => {
            for member in members {
                assert_span(text, Some(member.key_span));
                assert_value(text, &member.value);
            }
        }
        Kind::Number(number) => assert_eq!(value.span.of(text), Some(number.as_ref())),
        _ => {}
    }
}
