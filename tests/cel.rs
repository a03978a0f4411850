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
