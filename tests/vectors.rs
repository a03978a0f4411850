//! Runs every vector under `tests/vectors` and, where `ROLECALL_VECTORS_OUT` names a file, writes
//! there what came out, for other hosts to be held against.

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
use rolecall::diagnostic::Severity;
use rolecall::render::json::{Attributes, Head, to_string};
use rolecall::{Error, Policy, Request, token};
use serde_json::{Value, json};

#[test]
fn every_vector_holds() {
    let mut out = Vec::new();
    let mut ids = BTreeSet::new();
    let mut standings: BTreeMap<String, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        let vectors: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for case in vectors["cases"].as_array().expect("a list of cases") {
            let id = case["id"].as_str().expect("an id").to_owned();
            assert!(ids.insert(id.clone()), "the id `{id}` stands twice");
            let standing = case["standing"].as_str().unwrap_or_default().to_owned();
            assert!(
                ["documented", "observed", "inferred"].contains(&standing.as_str()),
                "{id}: no such standing: `{standing}`"
            );
            assert!(
                case["source"]
                    .as_str()
                    .is_some_and(|source| !source.is_empty()),
                "{id} names no source"
            );
            *standings.entry(standing).or_default() += 1;
            let asked = Asked::new(case, vectors["relyingParty"].as_str().unwrap());
            let came = asked.answer();
            if let Err(why) = compare(&case["expect"], &came) {
                failures.push(format!(
                    "{} {id}: {why}",
                    file.file_name().unwrap().to_string_lossy()
                ));
            }
            out.push(came.record(&id, &asked));
        }
    }
    let total: usize = standings.values().sum();
    println!("{total} vectors: {standings:?}");
    if let Some(path) = std::env::var_os("ROLECALL_VECTORS_OUT") {
        std::fs::write(path, serde_json::to_string(&out).unwrap()).unwrap();
    }
    assert!(
        failures.is_empty(),
        "{} of {total}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(total >= 250, "only {total} vectors: some were lost");
}

/// `ROLECALL_BLESS=1 cargo test --test vectors` writes the figures anew.
#[test]
fn the_readme_counts_the_vectors() {
    let mut counts = BTreeMap::from([("documented", 0), ("observed", 0), ("inferred", 0)]);
    for file in files() {
        let vectors: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        for case in vectors["cases"].as_array().unwrap() {
            *counts.get_mut(case["standing"].as_str().unwrap()).unwrap() += 1;
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once("<!-- standing -->\n").unwrap();
    let (table, after) = rest.split_once("<!-- /standing -->").unwrap();
    let wanted = format!(
        "| standing | cases |\n|---|---|\n| documented | {} |\n| observed | {} |\n| inferred | {} |\n",
        counts["documented"], counts["observed"], counts["inferred"]
    );
    if std::env::var_os("ROLECALL_BLESS").is_some() {
        let readme = format!("{before}<!-- standing -->\n{wanted}<!-- /standing -->{after}");
        std::fs::write(&path, readme).unwrap();
    } else {
        assert_eq!(table, wanted);
    }
}

fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut files: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    files
}

/// What a case asks.
struct Asked {
    relying_party: String,
    policy: String,
    token: String,
    request: Value,
}

impl Asked {
    fn new(case: &Value, relying_party: &str) -> Self {
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let github = json!({ "iss": "https://token.actions.githubusercontent.com" });
        let (policy, request) = if case["condition"].is_null() {
            let policy = case
                .get("policyText")
                .or(case.get("policy"))
                .expect("a policy");
            (
                text(policy),
                case.get("request").cloned().unwrap_or(json!({})),
            )
        } else {
            let version = case.get("version").cloned().unwrap_or(json!("2012-10-17"));
            let policy = json!({
                "Version": version,
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": { "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": case["condition"],
                }],
            });
            let context = case.get("context").cloned().unwrap_or(json!({}));
            (
                policy.to_string(),
                json!({ "context": context, "complete": true }),
            )
        };
        Self {
            relying_party: relying_party.to_owned(),
            policy,
            token: text(case.get("token").unwrap_or(&github)),
            request,
        }
    }

    fn answer(&self) -> Came {
        let policy = match Policy::compile(&self.policy, Some(&self.relying_party)) {
            Ok(policy) => policy,
            Err(error) => return Came::error(&error, vec![], json!([])),
        };
        let mut diagnostics: Vec<String> = policy
            .diagnostics()
            .iter()
            .filter(|diagnostic| diagnostic.severity != Severity::Note)
            .map(|diagnostic| diagnostic.code.to_owned())
            .collect();
        diagnostics.sort();
        diagnostics.dedup();
        let all = to_string(&policy.place().locate_each(policy.diagnostics()));
        let all: Value = serde_json::from_str(&all).unwrap();
        let request = match Request::from_json(&self.request.to_string()) {
            Ok(request) => request,
            Err(error) => return Came::error(&error, diagnostics, all),
        };
        let evaluation = match policy.evaluate(&self.token, &request) {
            Ok(evaluation) => evaluation,
            Err(error) => {
                assert!(policy.allows(&self.token, &request).is_err());
                return Came::error(&error, diagnostics, all);
            }
        };
        let parsed = |text: String| serde_json::from_str::<Value>(&text).unwrap();
        let token = token::decode(&self.token).unwrap();
        let claims = Claims::read(&token).unwrap();
        let attributes = policy.attributes(&claims, &request).unwrap();
        let explanation = policy.explain(&claims, &request, &evaluation).unwrap();
        let allows = policy.allows(&self.token, &request).unwrap();
        let head = parsed(to_string(&Head(&evaluation)));
        assert_eq!(
            allows,
            head["decision"] == "allow",
            "trace and boolean disagree"
        );
        Came {
            error: None,
            diagnostics,
            all,
            allows,
            head,
            trace: parsed(to_string(&policy.place().locate(&evaluation.trace))),
            explanation: parsed(to_string(&policy.place().locate(&explanation))),
            attributes: parsed(to_string(&Attributes(&attributes))),
        }
    }
}

/// What came of it.
struct Came {
    error: Option<String>,
    diagnostics: Vec<String>,
    all: Value,
    allows: bool,
    head: Value,
    trace: Value,
    explanation: Value,
    attributes: Value,
}

impl Came {
    fn error(error: &Error, diagnostics: Vec<String>, all: Value) -> Self {
        Self {
            error: Some(error.code.to_owned()),
            diagnostics,
            all,
            allows: false,
            head: Value::Null,
            trace: Value::Null,
            explanation: Value::Null,
            attributes: Value::Null,
        }
    }

    fn record(&self, id: &str, asked: &Asked) -> Value {
        json!({
            "id": id,
            "relyingParty": asked.relying_party,
            "policyText": asked.policy,
            "token": asked.token,
            "request": asked.request,
            "error": self.error,
            "head": self.head,
            "trace": self.trace,
            "explanation": self.explanation,
            "allows": u8::from(self.allows),
            "diagnostics": self.all,
        })
    }
}

fn compare(expect: &Value, came: &Came) -> Result<(), String> {
    let known = [
        "decision",
        "reason",
        "refusal",
        "caveats",
        "diagnostics",
        "attributes",
        "absent",
        "diagnoses",
        "error",
    ];
    for key in expect.as_object().expect("an expectation").keys() {
        if !known.contains(&key.as_str()) {
            return Err(format!("no such expectation: `{key}`"));
        }
    }
    let error = expect.get("error").and_then(Value::as_str);
    if came.error.as_deref() != error {
        return Err(format!(
            "error: expected {error:?}, received {:?}",
            came.error
        ));
    }
    if let Some(wanted) = expect.get("diagnoses") {
        let diagnoses = came.explanation["diagnoses"].as_array().unwrap();
        let told: Vec<&Value> = diagnoses.iter().map(|diagnosis| &diagnosis["id"]).collect();
        let wanted: Vec<&Value> = wanted.as_array().unwrap().iter().collect();
        if wanted != told {
            return Err(format!("diagnoses: expected {wanted:?}, received {told:?}"));
        }
    }
    if let Some(wanted) = expect.get("diagnostics") {
        let wanted: Vec<String> = serde_json::from_value(wanted.clone()).unwrap();
        if wanted != came.diagnostics {
            return Err(format!(
                "diagnostics: expected {wanted:?}, received {:?}",
                came.diagnostics
            ));
        }
    }
    if error.is_some() {
        return Ok(());
    }
    let (decision, reason) = (&came.head["decision"], &came.head["reason"]["code"]);
    if &expect["decision"] != decision {
        return Err(format!(
            "expected {}, received {decision}: {}",
            expect["decision"], came.head["reason"]["message"]
        ));
    }
    if expect.get("reason").is_some_and(|wanted| wanted != reason) {
        return Err(format!(
            "reason: expected {}, received {reason}",
            expect["reason"]
        ));
    }
    let refusal = &came.head["reason"]["refusal"]["code"];
    if expect
        .get("refusal")
        .is_some_and(|wanted| wanted != refusal)
    {
        return Err(format!(
            "refusal: expected {}, received {refusal}",
            expect["refusal"]
        ));
    }
    let codes = |list: &Value, code: &dyn Fn(&Value) -> Value| -> BTreeSet<String> {
        let list = list.as_array().cloned().unwrap_or_default();
        list.iter()
            .map(|item| code(item).as_str().unwrap().to_owned())
            .collect()
    };
    let wanted = codes(&expect["caveats"], &Value::clone);
    let received = codes(&came.head["caveats"], &|caveat| caveat["code"].clone());
    if wanted != received {
        return Err(format!(
            "caveats: expected {wanted:?}, received {received:?}"
        ));
    }
    for (name, value) in expect["attributes"].as_object().into_iter().flatten() {
        let received = &came.attributes[name]["value"];
        if value != received {
            return Err(format!(
                "attribute `{name}`: expected {value}, received {received}"
            ));
        }
    }
    for name in expect["absent"].as_array().into_iter().flatten() {
        if came.attributes.get(name.as_str().unwrap()).is_some() {
            return Err(format!("attribute {name}: expected none, received one"));
        }
    }
    Ok(())
}
