//! Diagnoses: each has cases in which it is told and near misses in which it is not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rolecall::claims::Claims;
use rolecall::explain::{self, Explanation};
use rolecall::{Decision, Policy, Request, edit, token};
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("tests/diagnoses"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// A case of a file, ready to be asked.
struct Case {
    name: String,
    policy: String,
    token: String,
    request: String,
    expected: Value,
}

fn cases(file: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).unwrap();
    let cases: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
    cases
        .as_array()
        .unwrap()
        .iter()
        .map(|case| {
            let policy = match case.get("condition") {
                Some(condition) => json!({
                    "Version": "2012-10-17",
                    "Statement": [{
                        "Effect": "Allow",
                        "Principal": { "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
                        "Action": "sts:AssumeRoleWithWebIdentity",
                        "Condition": condition,
                    }],
                }),
                None => case["policy"].clone(),
            };
            let mut token = case["token"].clone();
            if token.get("iss").is_none() {
                token["iss"] = json!("https://token.actions.githubusercontent.com");
            }
            Case {
                name: format!("{stem}: {}", case["about"].as_str().unwrap()),
                policy: match policy {
                    Value::String(text) => text,
                    policy => policy.to_string(),
                },
                token: token.to_string(),
                request: case.get("request").unwrap_or(&json!({})).to_string(),
                expected: case.clone(),
            }
        })
        .collect()
}

fn explain(case: &Case, policy: &str) -> (Decision, Explanation) {
    let policy =
        Policy::compile(policy, None).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    let request = Request::from_json(&case.request).unwrap();
    let token = token::decode(&case.token).unwrap();
    let claims = Claims::read(&token).unwrap();
    let evaluation = policy.evaluate_claims(&claims, &request).unwrap();
    let explanation = policy.explain(&claims, &request, &evaluation).unwrap();
    (evaluation.decision, explanation)
}

#[test]
fn every_case_is_told_as_expected() {
    let mut failures = Vec::new();
    for file in files() {
        for case in cases(&file) {
            let (_, explanation) = explain(&case, &case.policy);
            let told: Vec<&str> = explanation
                .diagnoses
                .iter()
                .map(|diagnosis| diagnosis.id)
                .collect();
            let expected: Vec<&str> = case.expected["diagnoses"]
                .as_array()
                .unwrap_or_else(|| panic!("{}: expects no diagnoses", case.name))
                .iter()
                .map(|id| id.as_str().unwrap())
                .collect();
            if told != expected {
                failures.push(format!(
                    "{}: expected {expected:?}, received {told:?}",
                    case.name
                ));
                continue;
            }
            for (key, text) in [
                (
                    "says",
                    explanation
                        .diagnoses
                        .iter()
                        .map(|d| format!("{}\n{}", d.title, d.detail))
                        .collect::<Vec<_>>()
                        .join("\n"),
                ),
                (
                    "fix",
                    explanation
                        .diagnoses
                        .iter()
                        .flat_map(|d| &d.fixes)
                        .map(|f| f.text.clone())
                        .collect::<Vec<_>>()
                        .join("\n"),
                ),
            ] {
                for wanted in case
                    .expected
                    .get(key)
                    .into_iter()
                    .flat_map(|value| match value {
                        Value::Array(items) => items.clone(),
                        other => vec![other.clone()],
                    })
                {
                    let wanted = wanted.as_str().unwrap();
                    if !text.contains(wanted) {
                        failures.push(format!(
                            "{}: {key} expected `{wanted}` in\n{text}",
                            case.name
                        ));
                    }
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Each edit was seen to help when it was offered; here it is made once more, and where a case says
/// so the first of them lets the token in.
#[test]
fn every_edit_does_what_it_says() {
    let mut edits = 0;
    for file in files() {
        for case in cases(&file) {
            let (before, explanation) = explain(&case, &case.policy);
            let mut first = true;
            for fix in explanation
                .diagnoses
                .iter()
                .flat_map(|diagnosis| &diagnosis.fixes)
            {
                let Some(edit) = &fix.policy_edit else {
                    continue;
                };
                edits += 1;
                let changed = edit::apply(&case.policy, std::slice::from_ref(edit)).unwrap();
                let (after, _) = explain(&case, &changed);
                assert_ne!(before, Decision::Allow, "{}", case.name);
                if first && case.expected["flips"] == true {
                    assert_eq!(after, Decision::Allow, "{}: {}", case.name, fix.text);
                }
                first = false;
                wrong_cures(&case, &changed);
            }
            assert!(
                !first || case.expected["flips"] != true,
                "{}: no edit",
                case.name
            );
            if let Some(edits) = &explanation.nearest.policy {
                let changed = edit::apply(&case.policy, edits).unwrap();
                assert_eq!(explain(&case, &changed).0, Decision::Allow, "{}", case.name);
                wrong_cures(&case, &changed);
            }
        }
    }
    assert!(edits > 20, "only {edits} edits were tried");
}

/// What people are told on the internet and must not be told here.
fn wrong_cures(case: &Case, changed: &str) {
    let count = |text: &str, part: &str| text.matches(part).count();
    for part in [
        "ForAllValues",
        "ForAnyValue",
        "IfExists",
        "\"*\"",
        "\"repo:*\"",
    ] {
        assert!(
            count(changed, part) <= count(&case.policy, part),
            "{}: an edit brings in {part}",
            case.name
        );
    }
    for kept in [":aud\"", ":sub\""] {
        assert!(
            count(changed, kept) >= count(&case.policy, kept),
            "{}: an edit drops a test of {kept}",
            case.name
        );
    }
}

#[test]
fn every_diagnosis_has_cases_near_misses_and_a_place_in_the_documentation() {
    let mut told: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for file in files() {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        for case in cases(&file) {
            let is_told = case.expected["diagnoses"]
                .as_array()
                .unwrap()
                .iter()
                .any(|id| *id == stem);
            let counts = told.entry(stem.clone()).or_default();
            if is_told {
                counts.0 += 1
            } else {
                counts.1 += 1
            }
        }
    }
    let kinds: BTreeSet<String> = explain::kinds()
        .iter()
        .map(|kind| kind.id.to_owned())
        .collect();
    assert_eq!(
        told.keys().cloned().collect::<BTreeSet<_>>(),
        kinds,
        "files and diagnoses"
    );
    for (id, (told, not)) in &told {
        assert!(
            *told > 0 && *not > 0,
            "{id} is told {told} times and not told {not} times"
        );
    }
    let documentation = std::fs::read_to_string(root().join("docs/diagnoses.md")).unwrap();
    let documented: Vec<&str> = documentation
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect();
    assert_eq!(
        documented,
        kinds.iter().map(String::as_str).collect::<Vec<_>>()
    );
}
