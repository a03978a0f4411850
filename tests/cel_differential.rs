//! CEL against the crate `cel`: made-up expressions over the claims of a token. Where the two
//! disagree, `cel/disagreements.json` must know about it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

#[path = "cel/generate.rs"]
mod generate;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use cel::Context;
use rolecall::cel::{Binding, Numbers, Value};
use serde_json::json;

/// How many expressions are made up; `ROLECALL_DIFFERENTIAL_CASES` asks for another number. The
/// first of them are the same in every run, so that a class that never occurs is one that cannot.
const CASES: usize = 2_000;

#[test]
fn every_disagreement_is_known() {
    let count =
        std::env::var("ROLECALL_DIFFERENTIAL_CASES").map_or(CASES, |count| count.parse().unwrap());
    let mut cases = Vec::new();
    let mut answers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut unknown = Vec::new();
    let (ours, theirs) = (Ours::new(), Theirs::new());
    for expression in generate::expressions(count) {
        let ours = ours.answer(&expression);
        let theirs = theirs.answer(&expression);
        *answers.entry(ours).or_default() += 1;
        if ours != theirs {
            match class_of(&expression, ours, theirs) {
                Some(class) => *seen.entry(class).or_default() += 1,
                None => unknown.push(format!("{expression}\n    ours {ours}, theirs {theirs}")),
            }
        }
        cases.push(json!({ "expression": expression, "ours": ours }));
    }
    println!("{answers:?}, disagreements: {seen:?}");
    assert!(
        unknown.is_empty(),
        "{} disagreements of no known class:\n{}",
        unknown.len(),
        unknown[..unknown.len().min(20)].join("\n")
    );
    for class in listed() {
        assert!(
            seen.contains_key(&class.class),
            "the class `{}` never occurs: take it off the list",
            class.class
        );
    }
    // What the other implementation is asked, in the tests of the folder `cel`.
    if let Ok(path) = std::env::var("ROLECALL_CEL_OUT") {
        let claims: serde_json::Value = serde_json::from_str(generate::CLAIMS).unwrap();
        let out = json!({ "claims": claims, "cases": cases });
        std::fs::write(path, out.to_string()).unwrap();
    }
}

/// A class of disagreements.
#[derive(serde::Deserialize)]
struct Class {
    class: String,
    /// Whom it is with.
    with: String,
    /// What an expression of the class holds, one of these.
    holds: Vec<String>,
    ours: String,
    theirs: String,
}

/// The classes that are listed for the crate.
fn listed() -> impl Iterator<Item = Class> {
    let all: Vec<Class> = serde_json::from_str(include_str!("cel/disagreements.json")).unwrap();
    all.into_iter().filter(|class| class.with == "cel")
}

fn class_of(expression: &str, ours: &str, theirs: &str) -> Option<String> {
    listed()
        .find(|class| {
            class.ours.split('|').any(|answer| answer == ours)
                && class.theirs.split('|').any(|answer| answer == theirs)
                && class
                    .holds
                    .iter()
                    .any(|part| expression.contains(part.as_str()))
        })
        .map(|class| class.class)
}

struct Ours([Binding<'static>; 1]);

impl Ours {
    fn new() -> Self {
        let claims = rolecall::json::parse(generate::CLAIMS).unwrap();
        Self([Binding::new(
            "assertion",
            Value::of_json(&claims, Numbers::Int),
        )])
    }

    fn answer(&self, expression: &str) -> &'static str {
        match rolecall::cel::parse(expression)
            .map(|parsed| rolecall::cel::evaluate(&parsed, &self.0))
        {
            Ok(Ok(Value::Bool(true))) => "true",
            Ok(Ok(Value::Bool(false))) => "false",
            Ok(Ok(_)) => "other",
            Ok(Err(_)) | Err(_) => "error",
        }
    }
}

struct Theirs {
    environment: Arc<cel::Env>,
    claims: cel::Value,
}

impl Theirs {
    fn new() -> Self {
        let claims: serde_json::Value = serde_json::from_str(generate::CLAIMS).unwrap();
        let mut environment = cel::Env::stdlib();
        environment.add_extension(cel::extensions::strings).unwrap();
        Self {
            environment: environment.into(),
            claims: theirs(&claims),
        }
    }

    fn answer(&self, expression: &str) -> &'static str {
        let mut context = Context::with_env(self.environment.clone());
        context.add_variable_from_value("assertion", self.claims.clone());
        let answer = self
            .environment
            .compile(expression)
            .map(|program| program.execute(&context));
        match answer {
            Ok(Ok(cel::Value::Bool(true))) => "true",
            Ok(Ok(cel::Value::Bool(false))) => "false",
            Ok(Ok(_)) => "other",
            Ok(Err(_)) | Err(_) => "error",
        }
    }
}

/// The value of JSON, whole numbers being ints.
fn theirs(json: &serde_json::Value) -> cel::Value {
    match json {
        serde_json::Value::Null => cel::Value::Null,
        serde_json::Value::Bool(value) => cel::Value::Bool(*value),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(int) => cel::Value::Int(int),
            None => cel::Value::Float(number.as_f64().unwrap()),
        },
        serde_json::Value::String(text) => text.clone().into(),
        serde_json::Value::Array(items) => items.iter().map(theirs).collect::<Vec<_>>().into(),
        serde_json::Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), theirs(value)))
            .collect::<HashMap<_, _>>()
            .into(),
    }
}
