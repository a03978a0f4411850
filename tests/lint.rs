//! Findings: rules against fixtures, and against each other.
//!
//! `tests/lint/RULE/fires.json` holds policies that a rule speaks of, with all that it says of
//! them, and with `fix` how the advice begins; `silent.json` those that nearly are such and that it must not speak of; `tests/lint/clean`
//! policies that are right. `ROLECALL_BLESS=1 cargo test --test lint` writes what the rules say
//! into the fixtures; read the difference aloud.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rolecall::lint::{self, Finding};
use rolecall::{Policy, Request, Severity, edit};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint")
}

fn cases(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{path:?} is missing"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// The policy of a case, whole or as the condition of an ordinary statement.
fn policy(case: &Value) -> Policy {
    let text = match (&case["policy"], &case["condition"]) {
        (Value::String(text), _) => text.clone(),
        (Value::Null, condition) => serde_json::to_string_pretty(&json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": { "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": condition,
            }]
        }))
        .unwrap(),
        (policy, _) => serde_json::to_string_pretty(policy).unwrap(),
    };
    Policy::compile(&text, None).unwrap_or_else(|error| panic!("{case}: {error}"))
}

fn at<'p>(policy: &'p Policy, finding: &Finding) -> &'p str {
    finding.span.of(policy.text()).expect("a span of the text")
}

/// What a fixture says of a finding. Of a long place it gives the beginning.
fn described(policy: &Policy, finding: &Finding) -> Value {
    let place = at(policy, finding);
    let mut described = json!({
        "at": place.lines().next().unwrap(),
        "severity": finding.severity.as_str(),
        "message": finding.message,
    });
    if let Some(change) = &finding.edit {
        described["replaces"] = json!(change.span.of(policy.text()).unwrap());
        described["with"] = json!(change.text);
    }
    described
}

fn each_rule(file: &str, mut check: impl FnMut(&'static str, &PathBuf, &mut Vec<Value>)) {
    for rule in lint::rules() {
        let path = folder().join(rule.id).join(file);
        let mut cases = cases(&path);
        assert!(!cases.is_empty(), "{path:?} has no cases");
        check(rule.id, &path, &mut cases);
    }
}

#[test]
fn rules_fire() {
    let bless = std::env::var_os("ROLECALL_BLESS").is_some();
    each_rule("fires.json", |id, path, cases| {
        for case in cases.iter_mut() {
            let policy = policy(case);
            let findings = lint::findings(&policy);
            let found: Vec<Value> = findings
                .iter()
                .filter(|finding| finding.id == id)
                .map(|finding| described(&policy, finding))
                .collect();
            assert!(!found.is_empty(), "{id} says nothing of {case}");
            if let Some(words) = case["fix"].as_str() {
                let mut fixes = findings.iter().filter(|finding| finding.id == id);
                let fix = fixes.find_map(|finding| finding.fix.as_deref());
                assert!(
                    fix.is_some_and(|fix| fix.starts_with(words)),
                    "{id}: {fix:?}"
                );
            }
            if bless {
                case["findings"] = Value::Array(found);
            } else {
                assert_eq!(case["findings"], Value::Array(found), "{id}: {case}");
            }
        }
        if bless {
            std::fs::write(path, serde_json::to_string_pretty(cases).unwrap() + "\n").unwrap();
        }
    });
}

#[test]
fn rules_are_silent() {
    each_rule("silent.json", |id, _, cases| {
        for case in cases {
            let policy = policy(case);
            let findings = lint::findings(&policy);
            let found = findings.iter().find(|finding| finding.id == id);
            assert_eq!(found, None, "{case}");
        }
    });
}

#[test]
fn no_finding_above_a_note_on_a_policy_that_is_right() {
    let paths: Vec<PathBuf> = std::fs::read_dir(folder().join("clean"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(paths.len() >= 24, "{} policies are too few", paths.len());
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let policy = Policy::compile(&text, None).unwrap();
        assert_eq!(policy.diagnostics(), [], "{path:?}");
        for finding in lint::findings(&policy) {
            assert_eq!(finding.severity, Severity::Note, "{path:?}: {finding:?}");
        }
    }
}

/// All policies of all fixtures.
fn policies() -> Vec<Policy> {
    let mut policies = Vec::new();
    for file in ["fires.json", "silent.json"] {
        each_rule(file, |_, _, cases| {
            policies.extend(cases.iter().map(policy))
        });
    }
    policies
}

const SUBJECTS: &[&str] = &[
    "repo:acme/app:ref:refs/heads/main",
    "repo:acme/app:ref:refs/heads/release",
    "repo:acme/app:ref:refs/tags/v1",
    "repo:acme/app:pull_request",
    "repo:acme/app:environment:production",
    "repo:acme/app-evil:ref:refs/heads/main",
    "repo:acme/other:environment:production",
    "repo:acme-evil/app:ref:refs/heads/main",
    "repo:acme@1/app@2:ref:refs/heads/main",
    "repo:evil/app:ref:refs/heads/main",
    "repo:evil@9/app@8:workflow:a@1/b@2:ref:refs/heads/main",
    "workflow:deploy:repo:acme/app:ref:refs/heads/main",
    "environment:production",
];

fn tokens() -> Vec<String> {
    let audiences = [
        json!("sts.amazonaws.com"),
        json!("https://github.com/acme"),
        json!("api://AzureADTokenExchange"),
        Value::Null,
    ];
    let mut tokens = Vec::new();
    for subject in SUBJECTS {
        for audience in &audiences {
            let mut token = json!({
                "iss": "https://token.actions.githubusercontent.com",
                "sub": subject,
                "repository": "acme/app",
                "repository_id": "2",
                "repository_owner_id": "1",
                "job_workflow_ref": "acme/app/.github/workflows/deploy.yml@refs/heads/main",
                "ref": "refs/heads/main",
                "actor": "octocat",
            });
            if !audience.is_null() {
                token["aud"] = audience.clone();
            }
            tokens.push(token.to_string());
        }
    }
    tokens
}

#[test]
fn edits_let_in_nobody_new() {
    let tokens = tokens();
    let mut edits = 0;
    for policy in policies() {
        let findings = lint::findings(&policy);
        for finding in &findings {
            let Some(change) = &finding.edit else {
                continue;
            };
            edits += 1;
            let text = edit::apply(policy.text(), std::slice::from_ref(change)).unwrap();
            let edited = Policy::compile(&text, None)
                .unwrap_or_else(|error| panic!("{finding:?} breaks it: {error}\n{text}"));
            let same =
                |other: &&Finding| other.id == finding.id && other.message == finding.message;
            let before = findings.iter().filter(same).count();
            let after = lint::findings(&edited).iter().filter(same).count();
            assert!(after < before, "{finding:?} is still there:\n{text}");
            for token in &tokens {
                let allowed = |policy: &Policy| policy.allows(token, &Request::default()).unwrap();
                assert!(
                    allowed(&policy) || !allowed(&edited),
                    "{finding:?} lets in {token}"
                );
            }
        }
    }
    assert!(edits > 10, "only {edits} edits were tried");
}

#[test]
fn findings_are_well_formed() {
    let ids: BTreeSet<&str> = lint::rules().iter().map(|rule| rule.id).collect();
    for policy in policies() {
        let findings = lint::findings(&policy);
        for (index, finding) in findings.iter().enumerate() {
            assert!(ids.contains(finding.id));
            assert!(!at(&policy, finding).is_empty(), "{finding:?}");
            for text in [Some(&finding.why), finding.fix.as_ref()]
                .into_iter()
                .flatten()
            {
                assert!(!text.is_empty() && !text.contains('\n'), "{finding:?}");
                assert!(!text.ends_with('.'), "{finding:?}");
            }
            assert!(!finding.message.contains('\n') && !finding.message.ends_with('.'));
            assert!(finding.url.starts_with("https://"));
            assert!(!findings[..index].contains(finding), "twice: {finding:?}");
        }
        assert!(findings.is_sorted_by_key(|finding| finding.span.start));
    }
}

#[test]
fn no_policy_takes_long() {
    let values = |count: usize, value: &dyn Fn(usize) -> String| {
        let values: Vec<String> = (0..count).map(value).collect();
        let claim = |name: &str| format!("token.actions.githubusercontent.com:{name}");
        policy(&json!({ "condition": {
            "StringLike": { claim("sub"): values, claim("environment"): values, claim("ref"): values },
            "StringNotLike": { claim("sub"): values },
        } }))
    };
    let started = std::time::Instant::now();
    for policy in [
        values(60, &|index| format!("repo:{}{index}*", "*a".repeat(20))),
        values(12, &|index| {
            format!("repo:acme/app:{}:{index}", "*a?b".repeat(75))
        }),
        values(1, &|_| format!("repo:{}", "*?".repeat(1_900))),
        values(1_000, &|index| index.to_string()),
        values(4_900, &|index| format!("repo:*{index}")),
    ] {
        lint::findings(&policy);
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
