//! Holds rolecall against the crate `iam-rs`: every vector for AWS that it can be asked, and made-up
//! policies and requests. Where the two disagree, `differential/iam-rs.json` must know about it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

#[path = "differential/classes.rs"]
mod classes;
#[path = "differential/engines.rs"]
mod engines;
#[path = "differential/generate.rs"]
mod generate;
#[path = "differential/parts.rs"]
mod parts;
#[path = "differential/restate.rs"]
mod restate;

use std::collections::BTreeMap;
use std::path::Path;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use classes::{CLASSES, is_unread_denial};
use engines::{Answer, Asked};
use parts::{Comparison, Part, What, parts};

/// How many policies are made up; `ROLECALL_DIFFERENTIAL_CASES` asks for another number. The first
/// of them are the same in every run, so that a class that never occurs is one that cannot.
const CASES: usize = 3_000;

#[test]
fn every_disagreement_is_known() {
    let mut tally = Tally::default();
    vectors(&mut tally);
    let from_vectors = tally.wholes;
    generated(&mut tally);

    println!(
        "{from_vectors} vectors and {} made-up policies; of {} parts, both allow {}, both deny {}, {} are disputed",
        tally.wholes - from_vectors,
        tally.parts,
        tally.both_allow,
        tally.both_deny,
        tally.disagreements,
    );
    for (class, count) in &tally.classes {
        println!("{count:>6}  {class}");
    }
    println!("not asked: {:?}", tally.skipped);
    assert!(
        tally.unknown.is_empty(),
        "{} disagreements of no known class:\n{}",
        tally.unknown.len(),
        tally.unknown[..tally.unknown.len().min(20)].join("\n")
    );
    for class in CLASSES {
        assert!(
            tally.classes.contains_key(class.name),
            "the class `{}` never occurs: take it off the list",
            class.name
        );
    }
}

/// The list names each class once, and its examples are what it says they are.
#[test]
fn the_list_is_true() {
    let listed = listed();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names: Vec<String> = listed.iter().map(|entry| text(&entry["class"])).collect();
    let classes: Vec<&str> = CLASSES.iter().map(|class| class.name).collect();
    assert_eq!(names, classes);
    for entry in &listed {
        let class = text(&entry["class"]);
        let settled_by = &entry["settledBy"];
        assert!(
            settled_by.is_null() || text(settled_by).starts_with("https://"),
            "{class}: expected the address of the documentation, or null where it leaves it open"
        );
        for member in ["about", "says"] {
            assert!(!text(&entry[member]).is_empty(), "{class}: no `{member}`");
        }
        let (policy, asked) = example(&entry["example"]);
        let found: Vec<[String; 3]> = compare(&policy, &asked)
            .1
            .into_iter()
            .map(|case| {
                let (ours, theirs) = (case.ours.to_string(), case.theirs.to_string());
                [classify(case).unwrap()[0].to_owned(), ours, theirs]
            })
            .collect();
        let said = ["ours", "theirs"].map(|whose| text(&entry["example"][whose]));
        let expected = [vec![class], said.to_vec()].concat();
        assert_eq!(found, [expected.as_slice()], "of {}", entry["example"]);
    }
}

fn listed() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential/iam-rs.json");
    let list: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    list["classes"].as_array().unwrap().clone()
}

/// An example is a policy, a statement or a condition, and the context it is asked in.
fn example(example: &Value) -> (String, Asked) {
    let policy = match (example.get("policyText"), example.get("statement")) {
        (Some(policy), _) => policy.as_str().unwrap().to_owned(),
        (None, Some(statement)) => {
            json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
        }
        (None, None) => policy_of(&example["condition"], &json!("2012-10-17")),
    };
    let context = example.get("context").cloned().unwrap_or(json!({}));
    let asked = Asked::new(&bare_token(), json!({ "context": context })).unwrap();
    (policy, asked)
}

/// A policy that hangs on a condition alone.
fn policy_of(condition: &Value, version: &Value) -> String {
    json!({
        "Version": version,
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Federated": generate::PROVIDER },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition,
        }],
    })
    .to_string()
}

/// A token with an issuer and nothing else: the context has the rest.
fn bare_token() -> String {
    json!({ "iss": format!("https://{}", generate::ISSUER) }).to_string()
}

/// What was compared, and what came of it.
#[derive(Default)]
struct Tally {
    wholes: usize,
    parts: usize,
    both_allow: usize,
    both_deny: usize,
    disagreements: usize,
    classes: BTreeMap<&'static str, usize>,
    skipped: BTreeMap<&'static str, usize>,
    unknown: Vec<String>,
}

impl Tally {
    fn compare(&mut self, label: &str, policy: &str, asked: &Asked) {
        self.wholes += 1;
        let (agreed, disputed) = compare(policy, asked);
        let both = |answer: &Answer| agreed.iter().filter(|case| case.ours == *answer).count();
        self.parts += agreed.len() + disputed.len();
        self.both_allow += both(&Answer::Allow);
        self.both_deny += both(&Answer::Deny);
        for disagreement in disputed {
            self.disagreements += 1;
            match classify(disagreement) {
                Ok(classes) => {
                    for class in classes {
                        *self.classes.entry(class).or_default() += 1;
                    }
                }
                Err(why) => self.unknown.push(format!("{label}: {why}")),
            }
        }
    }
}

/// The parts of a policy on which the engines agree, and those that they dispute; or else whether
/// they agree on the whole.
fn compare(policy: &str, asked: &Asked) -> (Vec<Comparison>, Vec<Comparison>) {
    let document: Option<Value> = serde_json::from_str(policy).ok();
    let (mut agreed, mut disputed): (Vec<Comparison>, Vec<Comparison>) = document
        .iter()
        .flat_map(|document| parts(document, asked))
        .map(|part| Comparison::of(part, asked))
        .partition(Comparison::agrees);
    if disputed.is_empty() {
        let what = What::Whole {
            has_open_part: agreed.iter().any(Comparison::is_left_open),
            has_unread_denial: agreed.iter().any(|case| is_unread_denial(&case.part)),
        };
        let whole = Part::new(policy.to_owned(), what);
        let whole = Comparison::of(whole, asked);
        if whole.agrees() {
            agreed.push(whole);
        } else {
            disputed.push(whole);
        }
    }
    (agreed, disputed)
}

/// The class of a disagreement, and those of what is left of it once it is said in words that
/// iam-rs understands. `Err` says what nobody knows of.
fn classify(disagreement: Comparison) -> Result<Vec<&'static str>, String> {
    let mut classes = Vec::new();
    let mut case = disagreement;
    loop {
        let Some(class) = CLASSES.iter().find(|class| (class.takes)(&case)) else {
            return Err(format!("{case}\n  (after {classes:?})"));
        };
        if classes.contains(&class.name) {
            return Err(format!("{case}\n  is restated as itself ({classes:?})"));
        }
        classes.push(class.name);
        let Some((part, asked)) = class.restate.and_then(|restate| restate(&case)) else {
            return Ok(classes);
        };
        let restated = Comparison::of(part, &asked);
        if restated.ours != case.ours {
            return Err(format!(
                "{case}\n  is restated ({classes:?}) as\n{restated}"
            ));
        }
        if restated.agrees() {
            return Ok(classes);
        }
        case = restated;
    }
}

fn vectors(tally: &mut Tally) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/aws");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let vectors: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        for case in vectors["cases"].as_array().unwrap() {
            let text = |value: &Value| {
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned)
            };
            let member = |name: &str| case.get(name).cloned();
            let (policy, request) = match &case["condition"] {
                Value::Null => (
                    text(case.get("policyText").unwrap_or(&case["policy"])),
                    member("request").unwrap_or(json!({})),
                ),
                condition => (
                    policy_of(condition, &member("version").unwrap_or(json!("2012-10-17"))),
                    json!({ "context": member("context").unwrap_or(json!({})) }),
                ),
            };
            let token = case.get("token").map_or_else(bare_token, text);
            match Asked::new(&token, request) {
                Ok(asked) => tally.compare(case["id"].as_str().unwrap(), &policy, &asked),
                Err(why) => *tally.skipped.entry(why).or_default() += 1,
            }
        }
    }
}

fn generated(tally: &mut Tally) {
    let cases = std::env::var("ROLECALL_DIFFERENTIAL_CASES")
        .map_or(CASES, |cases| cases.parse().expect("a number of cases"));
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = (generate::policy(), generate::context());
    for number in 0..cases {
        let (policy, context) = strategy.new_tree(&mut runner).unwrap().current();
        let asked = Asked::new(&bare_token(), json!({ "context": context })).unwrap();
        tally.compare(
            &format!("made-up policy {number}"),
            &policy.to_string(),
            &asked,
        );
    }
}
