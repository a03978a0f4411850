//! Patterns against what others make of them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::fs;
use std::time::{Duration, Instant};

use rolecall::pattern::regular_expression::{Anchoring, Kind, MAX_PROGRAM, RegularExpression};
use serde::Deserialize;

/// What Go's own `regexp` said: see `tests/patterns/go/main.go`.
#[derive(Deserialize)]
struct Observed {
    source: String,
    texts: Vec<String>,
    /// Anchoring, pattern, and the error or a mark for each text.
    cases: Vec<(String, String, String)>,
}

fn anchoring(name: &str) -> Anchoring {
    match name {
        "search" => Anchoring::Search,
        "ungrouped" => Anchoring::Ungrouped,
        "whole" => Anchoring::Whole,
        other => panic!("no anchoring {other:?}"),
    }
}

#[test]
fn as_go_does() {
    let text = fs::read_to_string("tests/patterns/go.json").unwrap();
    let observed: Observed = serde_json::from_str(&text).unwrap();
    let mut unsupported = Vec::new();
    let mut wrong = Vec::new();
    for (name, pattern, expected) in &observed.cases {
        let received = match RegularExpression::parse(pattern, anchoring(name)) {
            Err(refusal) => format!("error parsing regexp: {}: `{}`", refusal.code, refusal.text),
            Ok(expression) if expression.unsupported().is_some() => {
                unsupported.push(pattern.as_str());
                continue;
            }
            Ok(expression) => observed
                .texts
                .iter()
                .map(|text| match expression.is_match(text) {
                    Some(true) => '1',
                    Some(false) => '0',
                    None => '?',
                })
                .collect(),
        };
        if received != *expected {
            wrong.push(format!("{name} {pattern:?}: {expected}, not {received}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}: {}",
        observed.source,
        wrong[..wrong.len().min(20)].join("\n")
    );
    // What is not evaluated is what the documentation says, and no more.
    for pattern in &unsupported {
        assert!(
            pattern.contains("(?i") && pattern.contains('é') || pattern.contains("{1000}"),
            "{pattern:?} is not evaluated"
        );
    }
    assert!(
        unsupported.len() * 20 < observed.cases.len(),
        "{}",
        unsupported.len()
    );
}

fn search(pattern: &str) -> RegularExpression {
    RegularExpression::parse(pattern, Anchoring::Search).unwrap()
}

/// What hangs on tables of Unicode, by <https://pkg.go.dev/regexp/syntax>, has no answer; what does
/// not has one.
#[test]
fn what_is_not_evaluated() {
    for (pattern, part) in [
        (r"a\pL", r"\pL"),
        (r"[\p{Greek}a]", r"\p{Greek}"),
        (r"\P{Lu}", r"\P{Lu}"),
        (r"(?i)é", "é"),
        (r"(?i:[α-ω])", "α-ω"),
    ] {
        let expression = search(pattern);
        let span = expression.unsupported().unwrap().span;
        assert_eq!(span.of(pattern), Some(part));
        assert_eq!(expression.is_match("a"), None);
    }
    for pattern in [
        r"\p{Any}",
        "é",
        "(?i)日本",
        "(?i)[^é-ü]|a",
        "(?i:k)é",
        r"(?i)[\x80-\x{10ffff}]|a",
    ] {
        let evaluated = search(pattern).is_match("a").is_some();
        assert_eq!(evaluated, !pattern.contains("é-ü"), "{pattern}");
    }
    // No name of a class looks so, in any version.
    for pattern in [r"\p", r"\p{}", r"\pX", r"\p{1}", r"\p{Greek", r"\pé"] {
        let refusal = RegularExpression::parse(pattern, Anchoring::Search).unwrap_err();
        assert_eq!(refusal.code, "invalid character class range", "{pattern}");
    }
    // Go reads these since 1.22, which `go.json` does not know yet.
    assert_eq!(search("(?<name>a)b").is_match("ab"), Some(true));
    assert!(RegularExpression::parse("(?<=a)b", Anchoring::Search).is_err());
}

#[test]
fn places_are_told_in_the_pattern() {
    let refused = |pattern, anchoring| {
        let refusal = RegularExpression::parse(pattern, anchoring).unwrap_err();
        (
            refusal.to_string(),
            refusal.span.of(pattern).map(str::to_owned),
        )
    };
    for anchoring in [Anchoring::Search, Anchoring::Ungrouped, Anchoring::Whole] {
        assert_eq!(
            refused("ab**", anchoring),
            (
                "error parsing regexp: invalid nested repetition operator: `**`".to_owned(),
                Some("**".to_owned())
            )
        );
    }
    // Not an expression of its own, though it is one with anchors around it.
    assert!(RegularExpression::parse("x)|(?:y", Anchoring::Whole).is_err());
    // The quotation takes in what was put behind it.
    assert!(RegularExpression::parse(r"\Qa", Anchoring::Whole).is_err());
    let swallowed = RegularExpression::parse(r"\Qa", Anchoring::Ungrouped).unwrap();
    assert_eq!(swallowed.is_match("a"), Some(false));
    assert_eq!(swallowed.is_match("a$b"), Some(true));
}

#[test]
fn the_tree_is_kept() {
    let expression = RegularExpression::parse("a|b", Anchoring::Ungrouped).unwrap();
    let Kind::Alternatives(alternatives) = &expression.expression().kind else {
        panic!("{expression:?}");
    };
    let parts: Vec<_> = alternatives
        .iter()
        .map(|part| part.span.of(expression.written()))
        .collect();
    assert_eq!(parts, [Some("^a"), Some("b$")]);
    let Kind::Capture { name, of } = &search("(?P<n>a{2,}?)").expression().kind.clone() else {
        panic!("no group");
    };
    assert_eq!(name.as_deref(), Some("n"));
    assert!(matches!(
        of.kind,
        Kind::Repeat {
            least: 2,
            most: None,
            ..
        }
    ));
}

/// No pattern takes more than its size times that of the text, and none is deep enough to exhaust
/// the stack.
#[test]
fn bounded() {
    let begin = Instant::now();
    let text = "a".repeat(2_000);
    for pattern in [
        "(a*)*b",
        "(a|aa)+b",
        "(.*)(.*)(.*)(.*)b$",
        "((a{0,30}){0,30})b",
        "(?:a?){500}a{500}b",
    ] {
        assert_eq!(search(pattern).is_match(&text), Some(false), "{pattern}");
    }
    for pattern in [
        "(a{1000}|b{1000}){0,1}(c{1000}){1}".repeat(10),
        "x".repeat(MAX_PROGRAM),
    ] {
        assert_eq!(search(&pattern).is_match(&text), None);
    }
    for pattern in [
        "(?:){1000}".repeat(50_000),
        "(?:a(?:".repeat(50_000) + &"b))".repeat(50_000),
    ] {
        drop(search(&pattern));
    }
    for (open, close, code) in [
        ("(", ")", "expression nests too deeply"),
        ("(?:", ")*", "expression nests too deeply"),
        ("(?:a|b(?:", "))", "expression nests too deeply"),
        ("(", "", "missing closing )"),
        ("[", "", "missing closing ]"),
    ] {
        let pattern = open.repeat(100_000) + "a" + &close.repeat(100_000);
        let refusal = RegularExpression::parse(&pattern, Anchoring::Whole).unwrap_err();
        assert_eq!(refusal.code, code, "{open}");
    }
    let folded = "(?i)[\\x{80}-\\x{1e943}]".to_owned() + &"[\\x{81}-\\x{1e942}]".repeat(20_000);
    assert_eq!(search(&folded).is_match("a"), None);
    assert!(
        begin.elapsed() < Duration::from_secs(20),
        "{:?}",
        begin.elapsed()
    );
}
