//! Whose word a guard takes for an attribute.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use rolecall::request::ContextValue;
use rolecall::{Policy, Request};
use serde_json::Value;

#[test]
fn a_context_speaks_for_the_request_alone() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(folder.join("tests/guard/aws.json")).unwrap();
    let cases: Value = serde_json::from_str(&text).unwrap();
    let policy = std::fs::read_to_string(folder.join("examples/trust-policy.json")).unwrap();
    let policy = Policy::compile(&policy, None).unwrap();
    let check = |name: &str| {
        let mut request = Request::default();
        for name in ["aws:SourceArn", name] {
            let value = ContextValue::One("x".to_owned());
            request.context.push((name.to_owned(), value));
        }
        policy.check_context(&request)
    };
    let names = |who: &str| cases[who].as_array().unwrap().clone();
    for name in names("request") {
        let checked = check(name.as_str().unwrap());
        assert!(checked.is_ok(), "{name}: {checked:?}");
    }
    for name in names("token") {
        let error = check(name.as_str().unwrap()).expect_err("{name}");
        assert_eq!(error.code, "issuer-attribute-in-context", "{name}");
        let quoted = format!("received `{}`: ", name.as_str().unwrap());
        assert!(error.message.contains(&quoted), "{}", error.message);
    }
}
