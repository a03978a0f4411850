//! What owners of policies ask, with the answers: `tests/insight/*.json`.

use rolecall::insight::{self, Invariants, Model, Proof};
use rolecall::{Policy, Request};
use serde_json::{Value, json};

const HOST: &str = "token.actions.githubusercontent.com";

/// A policy of AWS, from its conditions; any other as it stands.
fn policy(case: &Value, name: &str) -> Policy {
    if let Some(conditions) = case.get(name) {
        let statements: Vec<Value> = conditions
            .as_array()
            .unwrap()
            .iter()
            .map(|condition| {
                let mut condition = condition.as_object().unwrap().clone();
                let effect = condition.remove("effect").unwrap_or_else(|| json!("Allow"));
                json!({
                    "Effect": effect,
                    "Principal": { "Federated": format!("arn:aws:iam::123456789012:oidc-provider/{HOST}") },
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": condition,
                })
            })
            .collect();
        let document = json!({ "Version": "2012-10-17", "Statement": statements });
        let text = document.to_string().replace("gh:", &format!("{HOST}:"));
        return Policy::compile(&text, Some("aws")).unwrap();
    }
    let document = &case["policy"];
    let text = document
        .as_str()
        .map_or_else(|| document.to_string(), str::to_owned);
    Policy::compile(&text, case["relyingParty"].as_str()).unwrap()
}

pub(crate) fn invariants(question: &Value) -> Invariants {
    let read = |name: &str| {
        question.get(name).map_or_else(Vec::new, |claims| {
            claims
                .as_object()
                .unwrap()
                .iter()
                .map(|(claim, value)| {
                    let texts = match value {
                        Value::Array(values) => values
                            .iter()
                            .map(|it| it.as_str().unwrap().to_owned())
                            .collect(),
                        one => vec![one.as_str().unwrap().to_owned()],
                    };
                    (claim.clone(), texts)
                })
                .collect()
        })
    };
    Invariants {
        only: read("only"),
        never: read("never"),
    }
}

/// Whether everything that is expected is there.
fn holds(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(_)) => expected
            .iter()
            .all(|(name, value)| holds(value, found.get(name).unwrap_or(&Value::Null))),
        (expected, found) => expected == found,
    }
}

/// A case, ready to be asked.
pub(crate) struct Asked {
    pub(crate) model: Model,
    pub(crate) request: Request,
    pub(crate) first: Policy,
}

impl Asked {
    pub(crate) fn new(case: &Value) -> Self {
        let template: Option<Vec<String>> = case
            .get("template")
            .map(|keys| serde_json::from_value(keys.clone()).unwrap());
        let request = case
            .get("request")
            .map_or_else(Request::default, |request| {
                Request::from_json(&request.to_string()).unwrap()
            });
        Self {
            model: Model::github(template.as_deref()),
            request,
            first: policy(case, "allow"),
        }
    }
}

/// Every case, with the name of its file.
pub(crate) fn cases() -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/insight");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|file| file.extension().is_some_and(|it| it == "json"))
        .collect();
    files.sort();
    files
        .into_iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(&file).unwrap();
            let cases: Value = serde_json::from_str(&text).unwrap();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let cases = cases["cases"].as_array().unwrap().clone();
            cases.into_iter().map(move |case| (name.clone(), case))
        })
        .collect()
}

fn ask(case: &Value) -> Value {
    let Asked {
        model,
        request,
        first,
    } = Asked::new(case);
    if let Some(question) = case.get("prove") {
        let proof = insight::prove(&first, &model, &invariants(question), &request).unwrap();
        if let Proof::Refuted { token, .. } = &proof {
            assert!(first.allows(&token.json(), &request).unwrap());
        }
        return serde_json::to_value(&proof).unwrap();
    }
    if case.get("after").is_some() {
        let after = policy(case, "after");
        let found = insight::compare(&first, &after, &model, &request).unwrap();
        for (tokens, lets, keeps_out) in [
            (&found.gained, &after, &first),
            (&found.lost, &first, &after),
        ] {
            for token in tokens {
                assert!(lets.allows(&token.json(), &request).unwrap());
                assert!(!keeps_out.allows(&token.json(), &request).unwrap());
            }
        }
        return serde_json::to_value(&found).unwrap();
    }
    if let Some(token) = case.get("break") {
        let found = insight::break_test(&first, &token.to_string(), &model, &request).unwrap();
        let mut gets_in: Vec<String> = found
            .iter()
            .filter(|miss| miss.gets_in)
            .map(|miss| match miss.change {
                "missing-claim" => miss.words.clone(),
                change => change.to_owned(),
            })
            .collect();
        gets_in.sort();
        return json!({ "getsIn": gets_in, "tried": found.len() });
    }
    let found = insight::who_gets_in(&first, &model, &request).unwrap();
    for kind in &found.kinds {
        assert!(first.allows(&kind.token.json(), &request).unwrap());
    }
    serde_json::to_value(&found).unwrap()
}

#[test]
fn what_owners_ask() {
    let mut failures = Vec::new();
    let cases = cases();
    assert!(cases.len() > 30, "{} cases", cases.len());
    for (file, case) in cases {
        let found = ask(&case);
        if !holds(&case["expected"], &found) {
            failures.push(format!(
                "{file}, {}: expected {}, received {found}",
                case["name"], case["expected"]
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
