//! Functions of Kubernetes in CEL against what Go's own libraries say, which Kubernetes calls:
//! `cel/go/main.go` writes `cel/go.json`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use rolecall::cel::{self, Binding, FaultKind, Numbers, Value};
use rolecall::json;

/// The value of an expression where `x` is a case; `None` where it ends in an error.
fn value(expression: &str, case: &serde_json::Value) -> Option<Value> {
    let text = case.to_string();
    let x = Value::of_json(&json::parse(&text).unwrap(), Numbers::Int);
    let expression = cel::parse_kubernetes(expression).unwrap();
    match cel::evaluate(&expression, &[Binding::new("x", x)]) {
        Ok(value) => Some(value),
        Err(fault) => {
            assert_eq!(fault.kind, FaultKind::Error, "{}: {text}", fault.message);
            None
        }
    }
}

/// Whether an expression is true of a case, and not an error.
fn holds(expression: &str, case: &serde_json::Value) -> bool {
    matches!(value(expression, case), Some(Value::Bool(true)))
}

fn cases(kind: &str) -> Vec<serde_json::Value> {
    let all: serde_json::Value = serde_json::from_str(include_str!("cel/go.json")).unwrap();
    all[kind].as_array().unwrap().clone()
}

#[test]
fn searches_find_what_go_finds() {
    let wrong: Vec<String> = cases("searches")
        .iter()
        .filter(|case| !holds("x.text.findAll(x.pattern) == x.found && x.text.find(x.pattern) == (x.found + [''])[0]", case))
        .map(|case| format!("{case}: {:?}", value("x.text.findAll(x.pattern)", case)))
        .collect();
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn urls_are_read_as_go_reads_them() {
    let mut wrong = Vec::new();
    for case in cases("urls") {
        let mut check = |expression: &str| {
            if !holds(expression, &case) {
                wrong.push(format!("{expression}: {case}"));
            }
        };
        check("isURL(x.url) == x.is");
        if case["parses"] == true {
            check("url(x.url).getScheme() == x.scheme");
            check("url(x.url).getHost() == x.host");
            check("url(x.url).getHostname() == x.hostname");
            check("url(x.url).getPort() == x.port");
            check("url(x.url).getEscapedPath() == x.path");
            check("url(x.url).getQuery() == x.query");
        } else if value("url(x.url)", &case).is_some() {
            wrong.push(format!("parses: {case}"));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn addresses_are_read_as_go_reads_them() {
    let mut wrong = Vec::new();
    for case in cases("addresses") {
        let mut check = |expression: &str| {
            if !holds(expression, &case) {
                wrong.push(format!("{expression}: {case}"));
            }
        };
        check("isIP(x.address) == x.is");
        check("isCIDR(x.range) == x.isRange");
        if case["is"] == true {
            check("string(ip(x.address)) == x.text");
            check("ip.isCanonical(x.address) == (x.text == x.address)");
            check(
                "[ip(x.address).isUnspecified(), ip(x.address).isLoopback(), ip(x.address).isLinkLocalMulticast(), ip(x.address).isLinkLocalUnicast(), ip(x.address).isGlobalUnicast()] == x.facts",
            );
        }
        if case["isRange"] == true {
            check("string(cidr(x.range).masked()) == x.masked");
            check("cidr(x.range).prefixLength() == x.length");
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}
