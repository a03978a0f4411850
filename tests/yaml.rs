//! YAML against what Go's reader makes of it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::fs;

use rolecall::json::{Kind, Value};
use rolecall::yaml;
use serde::Deserialize;
use serde_json::Value as Json;

#[derive(Deserialize)]
struct Observed {
    source: String,
    /// A text, the JSON that Go makes of it, and what it says where it makes none.
    cases: Vec<(String, String, String)>,
}

fn to_json(value: &Value<'_>) -> Json {
    match &value.kind {
        Kind::Null => Json::Null,
        Kind::Boolean(value) => Json::Bool(*value),
        Kind::Number(text) => serde_json::from_str(text).unwrap(),
        Kind::String(text) => Json::String(text.to_string()),
        Kind::Array(items) => items.iter().map(to_json).collect(),
        Kind::Object(members) => members
            .iter()
            .map(|member| (member.key.to_string(), to_json(&member.value)))
            .collect(),
    }
}

/// What Go reads and rolecall refuses: tags, and keys that are numbers with a fraction.
const REFUSED: [&str; 3] = ["a: !", "a: !x b", "1.5: a"];

/// Numbers alike where they have the same value, however they are written.
fn alike(left: &Json, right: &Json) -> bool {
    match (left, right) {
        (Json::Number(left), Json::Number(right)) => {
            let (left, right) = (left.as_f64().unwrap(), right.as_f64().unwrap());
            (left - right).abs() <= left.abs() * f64::EPSILON
        }
        (Json::Array(left), Json::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| alike(l, r))
        }
        (Json::Object(left), Json::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, value)| right.get(key).is_some_and(|other| alike(value, other)))
        }
        _ => left == right,
    }
}

#[test]
fn as_go_does() {
    let text = fs::read_to_string("tests/yaml/go.json").unwrap();
    let observed: Observed = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for (text, json, error) in &observed.cases {
        let received = match yaml::parse(text) {
            Err(error) => Err(error.message.clone()),
            Ok(document) => match document.value.duplicate_key() {
                Some(member) => Err(format!("duplicate {}", member.key)),
                None => Ok(to_json(&document.value)),
            },
        };
        let fits = match &received {
            Err(_) => error.is_empty() == REFUSED.contains(&text.as_str()),
            Ok(value) => error.is_empty() && alike(value, &serde_json::from_str(json).unwrap()),
        };
        if !fits {
            wrong.push(format!("{text:?}: {json}{error}, not {received:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}:\n{}",
        observed.source,
        wrong.join("\n")
    );
}

#[test]
fn spans_are_places_in_the_text() {
    let text = "\u{feff}é: &x\n  - \"a b\" # c\n  - [1, yes]\nü: *x\n";
    let document = yaml::parse(text).unwrap();
    let [first, second] = document.value.members() else {
        panic!("{document:?}");
    };
    assert_eq!(first.key_span.of(text), Some("é"));
    assert_eq!(
        first.value.span.of(text),
        Some("&x\n  - \"a b\" # c\n  - [1, yes]")
    );
    let [quoted, list] = first.value.items() else {
        panic!("{document:?}");
    };
    assert_eq!(quoted.span.of(text), Some("\"a b\""));
    assert_eq!(list.span.of(text), Some("[1, yes]"));
    assert_eq!(list.items()[1].span.of(text), Some("yes"));
    // What an alias stands for stands where it is written.
    assert_eq!(second.value, first.value);
}

#[test]
fn a_comment_is_no_part_of_a_scalar() {
    for (written, value) in [
        (r#""a \"b\" \\" # "c""#, r#"a "b" \"#),
        ("'it''s ''' # 'c'", "it's '"),
        ("'' # c", ""),
        ("a b # c", "a b"),
        ("[1, 2] # c", ""),
    ] {
        let text = format!("- {written}\n- x\n");
        let document = yaml::parse(&text).unwrap();
        let first = &document.value.items()[0];
        assert_eq!(first.as_str().unwrap_or_default(), value);
        let expected = written.split(" # ").next();
        assert_eq!(first.span.of(&text), expected);
    }
}

#[test]
fn the_next_document() {
    let text = "---\na: 1\n---\nb: 2\n";
    let document = yaml::parse(text).unwrap();
    assert_eq!(document.next.map(|span| span.start), Some(9));
    assert_eq!(document.value.members().len(), 1);
    assert_eq!(yaml::parse("a: 1\n...\n").unwrap().next, None);
}

/// The code with which a text is refused.
fn refused(text: &str) -> &'static str {
    yaml::parse(text).map_or_else(|error| error.code, |_| "read")
}

#[test]
fn bounded() {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let before = level - 1;
        let aliases = vec![format!("*a{before}"); 10].join(", ");
        laughs += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    assert_eq!(refused(&laughs), "yaml-too-large");
    let mut merges = String::from("a0: &a0 {a: 1, b: 1, c: 1, d: 1}\n");
    for level in 1..20 {
        let before = level - 1;
        merges += &format!("a{level}: &a{level} {{<<: [*a{before}, *a{before}]}}\n");
    }
    assert_eq!(refused(&merges), "yaml-too-large");
    assert_eq!(refused(&"- ".repeat(129)), "nesting-too-deep");
    assert_eq!(refused(&"- ".repeat(128)), "read");
    // Each alias nests as deep as what it stands for.
    let deep = format!(
        "a: &a\n {}x\nb:\n {}*a\n",
        "- ".repeat(100),
        "- ".repeat(100)
    );
    assert_eq!(refused(&deep), "nesting-too-deep");
    for text in [
        "[".repeat(100_000),
        "{".repeat(100_000),
        "? ".repeat(100_000),
    ] {
        assert_ne!(refused(&text), "read");
    }
}
