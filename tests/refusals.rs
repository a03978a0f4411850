//! What relying parties answer themselves, word for word: `refusals.json`, each case with the code
//! that says so.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use rolecall::claims::Claims;
use rolecall::{Decision, Policy, Request, token};
use serde_json::Value;

#[test]
fn every_refusal_is_told_word_for_word() {
    let text = std::fs::read_to_string("tests/refusals.json").unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    for case in cases {
        let policy = Policy::compile(case["policy"].as_str().unwrap(), None).unwrap();
        let text = case["token"].to_string();
        let token = token::decode(&text).unwrap();
        let claims = Claims::read(&token).unwrap();
        let evaluation = policy
            .evaluate_claims(&claims, &Request::default())
            .unwrap();
        assert_eq!(evaluation.decision, Decision::Deny, "{case}");
        let refusal = evaluation.reason.refusal.unwrap();
        assert_eq!(refusal.message, case["message"].as_str().unwrap(), "{case}");
        assert_eq!(refusal.code.as_deref(), case["code"].as_str(), "{case}");
        assert!(case["source"].as_str().unwrap().starts_with("https://"));
    }
}
