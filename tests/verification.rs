//! Runs every case under `tests/verification` with the backend of the crate jsonwebtoken and, where
//! `ROLECALL_VERIFICATION_OUT` names a file, writes there what came out, for other hosts to be held
//! against.

#![cfg(feature = "verify")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test ends where its data are not what it takes them for"
)]

#[path = "verification/laws.rs"]
mod laws;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rolecall::diagnostic::Error;
use rolecall::render::json::{Place, to_string};
use rolecall::render::{markdown, text};
use rolecall::span::LineIndex;
use rolecall::verify::{Expectations, KeySet, verify};
use rolecall::{Policy, Request};
use serde_json::{Map, Value, json};

fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verification");
    let mut files: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == "json"))
        .filter(|path| path.file_stem().unwrap() != "keys")
        .collect();
    files.sort();
    files
}

/// What is asked: a token, the text of a key set, and expectations.
fn asked(file: &Value, case: &Value) -> (String, String, String) {
    let jwks = case.get("jwks").unwrap_or(&file["jwks"]);
    let jwks = jwks
        .as_str()
        .map_or_else(|| jwks.to_string(), str::to_owned);
    let mut options: Map<String, Value> = file["options"].as_object().unwrap().clone();
    if let Some(own) = case["options"].as_object() {
        options.extend(own.clone());
    }
    let token = case["token"].as_str().unwrap().to_owned();
    (token, jwks, Value::Object(options).to_string())
}

/// The claims of a token that is verified.
fn answer(token: &str, jwks: &str, options: &str) -> Result<Value, Error> {
    let keys = KeySet::parse(jwks)?;
    let verified = verify(token, &keys, &Expectations::from_json(options)?)?;
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let header = parsed(verified.header());
    assert_eq!(header["kid"].as_str(), verified.key_id());
    Ok(json!({ "header": header, "claims": parsed(verified.claims()) }))
}

/// An error as JavaScript gets it, places aside.
fn told(error: &Error) -> Value {
    let lines = LineIndex::new("");
    let place = Place {
        text: "",
        lines: &lines,
    };
    let mut told: Value = serde_json::from_str(&to_string(&place.locate(error))).unwrap();
    told.as_object_mut().unwrap().remove("diagnostics");
    told
}

#[test]
fn every_case_holds() {
    let mut ids = BTreeSet::new();
    let mut out = Vec::new();
    let mut failures = Vec::new();
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let file: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in file["cases"].as_array().expect("a list of cases") {
            let id = case["id"].as_str().expect("an id");
            assert!(ids.insert(id.to_owned()), "the id `{id}` stands twice");
            assert!(matches!(
                case["standing"].as_str(),
                Some("documented" | "inferred")
            ));
            assert!(case["source"].as_str().unwrap().starts_with("https://"));
            let (token, jwks, options) = asked(&file, case);
            let came = match answer(&token, &jwks, &options) {
                Ok(verified) => json!({ "verified": verified }),
                Err(error) => json!({ "error": told(&error) }),
            };
            if let Err(why) = compare(&case["expect"], &came) {
                failures.push(format!("{id}: {why}"));
            }
            out.push(json!({
                "id": id, "token": token, "jwks": case.get("jwks").unwrap_or(&file["jwks"]),
                "options": serde_json::from_str::<Value>(&options).unwrap(), "came": came,
            }));
        }
    }
    if let Some(path) = std::env::var_os("ROLECALL_VERIFICATION_OUT") {
        std::fs::write(path, serde_json::to_string(&out).unwrap()).unwrap();
    }
    let total = out.len();
    assert!(
        failures.is_empty(),
        "{} of {total}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(total >= 400, "only {total} cases: some were lost");
}

fn compare(expected: &Value, came: &Value) -> Result<(), String> {
    if expected == "verified" {
        return match came.get("verified") {
            Some(_) => Ok(()),
            None => Err(format!("expected it to be verified, received {came}")),
        };
    }
    let Some(error) = came.get("error") else {
        return Err(format!("expected {expected}, and it was verified"));
    };
    let names = [
        "code",
        "claim",
        "parameter",
        "reason",
        "expected",
        "received",
    ];
    // 1.0 and 1 are one number.
    let same = |name: &str| match (error.get(name), expected.get(name)) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => left.as_f64() == right.as_f64(),
        (left, right) => left == right,
    };
    match names.iter().find(|name| !same(name)) {
        None => Ok(()),
        Some(name) => Err(format!(
            "`{name}` differs: expected {expected}, received {error}"
        )),
    }
}

/// What policies make of a verified token, and of the same text without verification.
#[test]
fn policies_say_whether_a_token_was_verified() {
    let example = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join(name);
        std::fs::read_to_string(path).unwrap()
    };
    let policy = Policy::compile(&example("trust-policy.json"), None).unwrap();
    let token = example("signed.jwt");
    let token = token.trim();
    let issuer = "https://token.actions.githubusercontent.com";
    let expectations = Expectations::new(issuer, ["sts.amazonaws.com"], 1_795_000_400).unwrap();
    let verified = verify(
        token,
        &KeySet::parse(&example("jwks.json")).unwrap(),
        &expectations,
    );
    let verified = verified.unwrap();
    let request = Request::default();
    for (evaluation, checked) in [
        (policy.evaluate_verified(&verified, &request).unwrap(), true),
        (policy.evaluate(token, &request).unwrap(), false),
        (policy.evaluate(verified.claims(), &request).unwrap(), false),
    ] {
        assert_eq!(evaluation.decision, rolecall::Decision::Allow);
        assert_eq!(evaluation.token_verified, checked);
        let shown = [
            text::evaluation(&evaluation, None, policy.place(), text::Colour::Never),
            markdown::evaluation(&evaluation, None),
        ];
        for shown in shown {
            assert_eq!(
                shown.contains("signature of the token was not checked"),
                !checked
            );
        }
    }
}

/// The table of reasons in `docs/codes.md` has those of the cases, and no others.
#[test]
fn every_reason_is_documented() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes.md"));
    let text = text.unwrap();
    let (_, table) = text.split_once("## Why a token is not verified").unwrap();
    let quoted = |cell: &str| -> Vec<String> {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let mut documented = BTreeSet::new();
    for row in table.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        for reason in quoted(cells[2]) {
            documented.insert((quoted(cells[0])[0].clone(), reason));
        }
    }
    // What no other host than JavaScript's can say.
    documented.remove(&(
        "algorithm-not-supported".to_owned(),
        "not-supported".to_owned(),
    ));
    let mut seen = BTreeSet::new();
    for path in files() {
        let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for case in file["cases"].as_array().unwrap() {
            if let Some(reason) = case["expect"]["reason"].as_str() {
                let code = case["expect"]["code"].as_str().unwrap().to_owned();
                seen.insert((code, reason.to_owned()));
            }
        }
    }
    assert_eq!(documented, seen);
}
