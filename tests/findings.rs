//! Findings as people and programs get them, and their documentation.
//!
//! `ROLECALL_BLESS=1 cargo test --test findings` writes the files in `tests/findings` anew; read
//! the difference.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rolecall::lint;
use rolecall::relying_party;
use rolecall::render::findings::{self, Document};
use rolecall::render::text::Colour;
use rolecall::{Policy, Request, edit};
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|_| panic!("{path} is missing"))
}

fn held_against(name: &str, received: &str) {
    let path = format!("tests/findings/{name}");
    if std::env::var_os("ROLECALL_BLESS").is_some() {
        std::fs::write(root().join(&path), received).unwrap();
    }
    assert!(
        read(&path) == received,
        "{name} differs: ROLECALL_BLESS=1 writes it anew"
    );
}

#[test]
fn for_people() {
    let policy = Policy::compile(&read("tests/findings/policy.json"), None).unwrap();
    let found = lint::findings(&policy);
    let document = Document {
        label: "infra/trust policy.json",
        place: policy.place(),
        relying_party: policy.relying_party(),
        findings: &found,
    };
    held_against("text.txt", &findings::text(document, Colour::Never));
    held_against("markdown.md", &findings::markdown(document));
    let coloured = findings::text(document, Colour::Always);
    assert!(coloured.contains('\u{1b}'));
}

/// A region of a log as a range of UTF-16 units.
fn units(text: &str, region: &Value) -> std::ops::Range<usize> {
    let place = |line: &str, column: &str| {
        let (line, column) = (
            region[line].as_u64().unwrap(),
            region[column].as_u64().unwrap(),
        );
        assert!(line >= 1 && column >= 1);
        let before: usize = text
            .split_inclusive('\n')
            .take(usize::try_from(line - 1).unwrap())
            .map(|line| line.encode_utf16().count())
            .sum();
        before + usize::try_from(column - 1).unwrap()
    };
    place("startLine", "startColumn")..place("endLine", "endColumn")
}

fn of_units(text: &str, range: std::ops::Range<usize>) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[range]).unwrap()
}

#[test]
fn for_programs() {
    let text = read("tests/findings/policy.json");
    let policy = Policy::compile(&text, None).unwrap();
    let found = lint::findings(&policy);
    let document = Document {
        label: "infra/trust policy.json",
        place: policy.place(),
        relying_party: policy.relying_party(),
        findings: &found,
    };
    let objects: Vec<Value> = serde_json::from_str(&findings::json(document)).unwrap();
    assert_eq!(objects.len(), found.len());
    for (object, finding) in objects.iter().zip(&found) {
        assert_eq!(object["id"], finding.id);
        let unit =
            |place: &Value, name: &str| usize::try_from(place[name].as_u64().unwrap()).unwrap();
        let span = &object["span"];
        assert_eq!(
            of_units(&text, unit(span, "start")..unit(span, "end")),
            finding.span.of(&text).unwrap()
        );
        assert_eq!(object.get("edit").is_some(), finding.edit.is_some());
    }

    let mut log: Value = serde_json::from_str(&findings::sarif(&[document])).unwrap();
    // What changes with every rule and release.
    log["runs"][0]["tool"]["driver"] = json!({});
    held_against(
        "log.sarif",
        &(serde_json::to_string_pretty(&log).unwrap() + "\n"),
    );
}

/// What the format asks of a log, and of the parts that are in this one.
#[test]
fn the_log_is_sarif() {
    let text = read("tests/findings/policy.json");
    let policy = Policy::compile(&text, None).unwrap();
    let found = lint::findings(&policy);
    let document = Document {
        label: "infra/trust policy.json",
        place: policy.place(),
        relying_party: policy.relying_party(),
        findings: &found,
    };
    let log: Value = serde_json::from_str(&findings::sarif(&[document])).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().starts_with("https://"));
    let [run] = log["runs"].as_array().unwrap().as_slice() else {
        panic!("one run");
    };
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "rolecall");
    let rules = driver["rules"].as_array().unwrap();
    let ids: BTreeSet<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids.len(),
        relying_party::advisor(policy.relying_party()).rules().len()
    );
    for rule in rules {
        assert!(
            !rule["shortDescription"]["text"]
                .as_str()
                .unwrap()
                .is_empty()
        );
        assert!(rule["helpUri"].as_str().unwrap().starts_with("https://"));
    }
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), found.len());
    let mut changes = 0;
    for (result, finding) in results.iter().zip(&found) {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let location = &result["locations"][0]["physicalLocation"];
        let uri = "infra/trust%20policy.json";
        assert_eq!(location["artifactLocation"]["uri"], uri);
        assert_eq!(
            of_units(&text, units(&text, &location["region"])),
            finding.span.of(&text).unwrap()
        );
        let Some(change) = &finding.edit else {
            assert!(result.get("fixes").is_none());
            continue;
        };
        changes += 1;
        let fix = &result["fixes"][0];
        assert!(!fix["description"]["text"].as_str().unwrap().is_empty());
        let artifact = &fix["artifactChanges"][0];
        assert_eq!(artifact["artifactLocation"]["uri"], uri);
        let replacement = &artifact["replacements"][0];
        let range = units(&text, &replacement["deletedRegion"]);
        let mut units: Vec<u16> = text.encode_utf16().collect();
        let inserted = replacement["insertedContent"]["text"].as_str().unwrap();
        units.splice(range, inserted.encode_utf16());
        assert_eq!(
            String::from_utf16(&units).ok(),
            edit::apply(&text, std::slice::from_ref(change))
        );
    }
    assert!(changes >= 3, "{changes} changes");
}

#[test]
fn every_rule_has_a_file_fixtures_and_a_heading() {
    let ids: BTreeSet<String> = lint::rules()
        .iter()
        .map(|rule| rule.id.to_owned())
        .collect();
    assert_eq!(ids.len(), lint::rules().len(), "an id stands twice");
    let names = |folder: PathBuf| -> BTreeSet<String> {
        std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                path.file_stem()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('_', "-")
            })
            .collect()
    };
    let mut folders = ids.clone();
    folders.insert("clean".to_owned());
    assert_eq!(names(root().join("tests/lint")), folders);
    let mut files = ids.clone();
    files.extend(
        [
            "customised",
            "dead",
            "language",
            "reach",
            "service",
            "trust",
        ]
        .map(str::to_owned),
    );
    // Those that are shared, and those of each relying party.
    let mut found = names(root().join("src/lint"));
    for party in relying_party::all() {
        let folder = party.id().replace('-', "_");
        let own = root().join("src/relying_party").join(folder).join("lint");
        found.extend(names(own));
    }
    assert_eq!(found, files);
    let documentation = read("docs/findings.md");
    let headings: BTreeSet<String> = documentation
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .map(str::to_owned)
        .collect();
    assert_eq!(headings, ids);
}

/// An ordinary statement under a condition.
fn of_condition(condition: Value) -> Policy {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition,
        }]
    });
    Policy::compile(&policy.to_string(), None).unwrap()
}

/// What stands under the heading of a rule.
fn section<'d>(documentation: &'d str, id: &str) -> &'d str {
    let (_, section) = documentation.split_once(&format!("\n### {id}\n")).unwrap();
    section.split("\n##").next().unwrap()
}

#[test]
fn the_documentation_says_what_the_rules_do() {
    let documentation = read("docs/findings.md");
    for rule in lint::rules() {
        let section = section(&documentation, rule.id);
        let (first, rest) = rule.summary.split_at(1);
        let summary = format!("{}{rest}.", first.to_uppercase());
        assert!(section.contains(&summary), "{}: {summary}", rule.id);
        assert!(section.contains(rule.url), "{}: {}", rule.id, rule.url);
        let examples: Vec<&str> = section
            .split("```json\n")
            .skip(1)
            .map(|block| block.split("\n```").next().unwrap())
            .collect();
        let fires = |example: &str| {
            let example: Value = serde_json::from_str(example).unwrap();
            let policy = Policy::compile(&example.to_string(), None)
                .unwrap_or_else(|_| of_condition(example));
            lint::findings(&policy)
                .iter()
                .any(|finding| finding.id == rule.id)
        };
        match examples.as_slice() {
            [bad, good] => assert!(fires(bad) && !fires(good), "{}", rule.id),
            [] => assert_eq!(rule.id, "document-too-long"),
            _ => panic!("{}: expected a bad example and a good one", rule.id),
        }
    }
}

/// Strangers are let in wherever a rule says that they are.
#[test]
fn the_stranger_is_let_in() {
    let strangers = [
        "repo:evil/app:ref:refs/heads/main",
        "repo:evil/app:environment:production",
        "repo:acme-evil/app:ref:refs/heads/main",
        "repo:evil@9/x@8:workflow:a@1/b@2:ref:refs/heads/main",
    ];
    for rule in ["any-owner", "any-subject", "only-excludes", "owner-prefix"] {
        let cases: Vec<Value> =
            serde_json::from_str(&read(&format!("tests/lint/{rule}/fires.json"))).unwrap();
        let conditions = cases.iter().filter_map(|case| case.get("condition"));
        for policy in conditions.map(|condition| of_condition(condition.clone())) {
            let is_let_in = strangers.iter().any(|subject| {
                let (_, repository) = subject.split_once(':').unwrap();
                let token = json!({
                    "iss": "https://token.actions.githubusercontent.com",
                    "aud": "sts.amazonaws.com",
                    "sub": subject,
                    "actor": "octocat",
                    "ref": "refs/heads/main",
                    "environment": "production",
                    "repository": repository.split(':').next().unwrap(),
                    "repository_owner_id": "9",
                });
                policy
                    .allows(&token.to_string(), &Request::default())
                    .unwrap()
            });
            assert!(is_let_in, "{rule}: {}", policy.text());
        }
    }
}
