//! YAML: what is read stands where it is said to stand.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rolecall::json::{Kind, MAX_NESTING, Value};
use rolecall::yaml;
use rolecall_fuzz::{assert_error, assert_json, assert_span};

fuzz_target!(|text: &str| {
    match yaml::parse(text) {
        Err(error) => assert_error(text, &error),
        Ok(document) => {
            assert!(document.value.size() <= yaml::MAX_VALUES);
            assert_span(text, document.next);
            check(text, &document.value, 0);
        }
    }
});

fn check(text: &str, value: &Value<'_>, depth: usize) {
    assert!(depth <= MAX_NESTING);
    assert_span(text, Some(value.span));
    match &value.kind {
        Kind::Number(number) => assert_json(number),
        Kind::Array(items) => items.iter().for_each(|item| check(text, item, depth + 1)),
        Kind::Object(members) => members.iter().for_each(|member| {
            assert_span(text, Some(member.key_span));
            check(text, &member.value, depth + 1);
        }),
        Kind::Null | Kind::Boolean(_) | Kind::String(_) => {}
    }
}
