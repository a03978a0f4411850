//! CEL against the conformance cases of its specification.
//!
//! `cel/conformance` holds the cases (see `cel/README.md`); `cel/ratchet.json` those that do not
//! pass, each with its reason. A listed case that passes fails the test: the list only shrinks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

#[path = "cel/conformance.rs"]
mod conformance;

use std::collections::{BTreeMap, BTreeSet};

use conformance::{Case, Verdict};
use rolecall::cel::{self, Binding, Numbers, Value};
use serde::Deserialize;

/// What does not pass, and why.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Ratchet {
    /// Reason → in words.
    reasons: BTreeMap<String, String>,
    /// Case → its reason.
    cases: BTreeMap<String, String>,
}

fn ratchet() -> Ratchet {
    serde_json::from_str(include_str!("cel/ratchet.json")).unwrap()
}

#[test]
fn conformance_cases_pass_or_are_listed() {
    let ratchet = ratchet();
    let cases: Vec<Case> = conformance::read();
    let mut complaints = Vec::new();
    let mut passed = 0;
    for case in &cases {
        let listed = ratchet.cases.get(&case.id);
        match (conformance::verdict(case), listed) {
            (Verdict::Pass, None) => passed += 1,
            (Verdict::Pass, Some(_)) => {
                complaints.push(format!("{} passes: take it off the list", case.id));
            }
            (Verdict::Fail(_), Some(_)) => {}
            (Verdict::Fail(why), None) => {
                complaints.push(format!("{}\n    {}\n    {why}", case.id, case.expr));
            }
        }
    }
    println!(
        "{passed} of {} cases pass, {} are listed",
        cases.len(),
        ratchet.cases.len()
    );
    assert!(
        complaints.is_empty(),
        "{} complaints:\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}

#[test]
fn the_list_speaks_of_what_there_is() {
    let ratchet = ratchet();
    let ids: BTreeSet<String> = conformance::read()
        .into_iter()
        .map(|case| case.id)
        .collect();
    for (id, reason) in &ratchet.cases {
        assert!(ids.contains(id), "there is no case `{id}`");
        assert!(
            ratchet.reasons.contains_key(reason),
            "there is no reason `{reason}`"
        );
    }
    for reason in ratchet.reasons.keys() {
        assert!(
            ratchet.cases.values().any(|used| used == reason),
            "no case has the reason `{reason}`"
        );
    }
}

/// What an expression comes to, in a word.
fn answer(text: &str, claims: &str) -> String {
    let expression = match cel::parse(text) {
        Ok(expression) => expression,
        Err(error) => return error.code.to_owned(),
    };
    let claims = rolecall::json::parse(claims).unwrap();
    let bindings = [Binding::new(
        "assertion",
        Value::of_json(&claims, Numbers::Double),
    )];
    match cel::evaluate(&expression, &bindings) {
        Ok(Value::Bool(value)) => value.to_string(),
        Ok(value) => value.type_name().to_owned(),
        Err(fault) => format!("{:?}", fault.kind),
    }
}

#[test]
fn nesting_is_bounded_and_breadth_is_not() {
    let deep = |opening: &str, closing: &str, levels: usize| {
        format!("{}true{}", opening.repeat(levels), closing.repeat(levels))
    };
    for (opening, closing) in [("(", ")"), ("[", "]"), ("{1: ", "}"), ("size([", "])")] {
        assert_eq!(
            answer(&deep(opening, closing, 10_000), "{}"),
            "nesting-too-deep"
        );
        assert_ne!(
            answer(&deep(opening, closing, 60), "{}"),
            "nesting-too-deep"
        );
    }
    for part in [".a", "[0]", " + 1", " ? 1 : 1", ".f()"] {
        let chain = format!("a{}", part.repeat(5_000));
        assert_eq!(answer(&chain, "{}"), "nesting-too-deep", "{part}");
    }
    assert_eq!(
        answer(&format!("true{}", " && true".repeat(5_000)), "{}"),
        "true"
    );
    assert_eq!(
        answer(&format!("false{}", " || false".repeat(5_000)), "{}"),
        "false"
    );
    assert_eq!(answer(&format!("{}true", "!".repeat(90_000)), "{}"), "true");
    assert_eq!(
        answer(&format!("size([{}]) > 0", "1, ".repeat(20_000)), "{}"),
        "true"
    );
    assert_eq!(
        answer(&" ".repeat(cel::MAX_EXPRESSION + 1), "{}"),
        "expression-too-large"
    );
}

/// Each takes more than all steps; none takes long.
#[test]
fn cost_is_bounded() {
    let items: Vec<String> = (0..2_000).map(|item| item.to_string()).collect();
    let list = format!("[{}]", items.join(","));
    let text = "a".repeat(100_000);
    let claims = format!("{{\"l\": {list}, \"t\": \"{text}\"}}");
    let start = std::time::Instant::now();
    for expression in [
        "assertion.l.all(a, assertion.l.all(b, assertion.l.all(c, true)))",
        "assertion.l.map(a, assertion.t + assertion.t).size() == 0",
        "assertion.l.map(a, assertion.l.map(b, [a, b])).size() == 0",
        "assertion.l.all(a, assertion.t.matches('(a|b|c)*d') == false)",
        "assertion.l.all(a, assertion.t.replace('a', assertion.t) == '')",
        "lists.range(1000000).map(a, lists.range(1000000)).size() == 0",
        "assertion.l.all(a, assertion.l.distinct().size() == 2000)",
        "assertion.l.all(a, a in assertion.l.map(b, b))",
        "assertion.l.all(a, '%s'.format([assertion.l]) != '')",
        "assertion.l.all(a, assertion.t.split('').size() != 0)",
    ] {
        assert_eq!(answer(expression, &claims), "TooCostly", "{expression}");
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// What is not known is no error: `&&` and `||` decide only where the other side does.
#[test]
fn what_is_not_given_is_not_known() {
    for (text, expected) in [
        ("given == 1.0", "true"),
        ("other == 1.0", "NotGiven"),
        ("other == 1.0 && false", "false"),
        ("other == 1.0 || true", "true"),
        ("other == 1.0 && given.x", "NotGiven"),
        ("given.x || other == 1.0", "NotGiven"),
        ("[1, 2].exists(e, e == 2 || other)", "true"),
        ("[1, 2].all(e, other)", "NotGiven"),
        ("has(other.x)", "NotGiven"),
    ] {
        let bindings = [
            Binding::new("given", Value::Double(1.0)),
            Binding {
                name: "other",
                value: None,
            },
        ];
        let came = match cel::evaluate(&cel::parse(text).unwrap(), &bindings) {
            Ok(Value::Bool(value)) => value.to_string(),
            Ok(value) => value.type_name().to_owned(),
            Err(fault) => format!("{:?}", fault.kind),
        };
        assert_eq!(came, expected, "{text}");
    }
}
