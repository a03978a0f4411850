//! What an editor shows beside a trace: how each step reads, and where value and pattern part.

use std::collections::BTreeMap;

use serde::Serialize;

use super::json::Place;
use super::text::{Paint, application, brief, paint, title};
use crate::condition::{Alternative, Condition, Matcher, Node, StepKind, Test};
use crate::evaluation::{Outcome, Received, Step};
use crate::pattern::wildcard::Wildcard;
use crate::policy::Policy;
use crate::quote::shown;
use crate::span::{Span, Utf16Span};

/// A step in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// What it is.
    pub title: String,
    /// `good`, `bad`, `doubtful`, or `none` where it was not reached.
    pub tone: &'static str,
    /// What else its line says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// Where each of the values that it expects stands in the policy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Option<Utf16Span>>,
    /// Where the value that came stops fitting each of those expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partings: Vec<Option<Parting>>,
}

/// Where a value stops fitting a pattern, in UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Parting {
    /// In the pattern as the policy writes it; none where it is written otherwise than it is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<usize>,
    /// In the value.
    pub received: usize,
}

/// Most alternatives whose partings are sought in one trace.
const MAX_PARTINGS: usize = 1_000;

/// The tests of a policy, by where they stand.
type Tests<'p> = BTreeMap<(usize, usize), &'p Test>;

/// The steps of a trace in words, each before those inside it.
pub fn readings(policy: &Policy, trace: &Step) -> Vec<Reading> {
    let mut tests = Tests::new();
    collect(&policy.lowered().root, &mut tests);
    let mut reader = Reader {
        policy,
        tests,
        partings: 0,
        out: Vec::new(),
    };
    reader.read(trace, false);
    reader.out
}

fn collect<'p>(node: &'p Node, tests: &mut Tests<'p>) {
    match &node.condition {
        Condition::All { nodes, .. } | Condition::Any(nodes) => {
            nodes.iter().for_each(|node| collect(node, tests));
        }
        Condition::Not(node) | Condition::Settled(node) => collect(node, tests),
        Condition::Test(test) => {
            let span = node.origin.as_ref().and_then(|origin| origin.span);
            if let Some(span) = span {
                tests.entry(place(span)).or_insert(test);
            }
        }
        Condition::Constant(_) | Condition::Expression(_) | Condition::Opaque(_) => {}
    }
}

const fn place(span: Span) -> (usize, usize) {
    (span.start, span.end)
}

struct Reader<'p> {
    policy: &'p Policy,
    tests: Tests<'p>,
    /// How many have been sought.
    partings: usize,
    out: Vec<Reading>,
}

impl Reader<'_> {
    fn read(&mut self, step: &Step, denies: bool) {
        let alternatives = step
            .span
            .filter(|_| step.attribute.is_some())
            .and_then(|span| self.tests.get(&place(span)))
            .map_or(&[][..], |test| test.predicate.alternatives());
        let mut says = Vec::new();
        if step.outcome == Outcome::Pass {
            says.extend(brief(step));
        }
        if denies {
            says.push(application(step).to_owned());
        }
        if step.outcome == Outcome::NotReached {
            says.push("(not reached)".to_owned());
        }
        let Place { text, lines } = self.policy.place();
        let places = alternatives
            .iter()
            .map(|alternative| Some(lines.utf16(text, alternative.span?)))
            .collect();
        let partings = match (&step.received, step.outcome) {
            (Received::One(value), Outcome::Fail) if self.partings < MAX_PARTINGS => {
                self.partings += alternatives.len();
                alternatives
                    .iter()
                    .map(|alternative| parting(alternative, value))
                    .collect()
            }
            _ => Vec::new(),
        };
        self.out.push(Reading {
            title: shown(&title(step)),
            tone: match paint(step) {
                Paint::Good => "good",
                Paint::Bad => "bad",
                Paint::Doubtful => "doubtful",
                Paint::Bold | Paint::Dim => "none",
            },
            says: (!says.is_empty()).then(|| shown(&says.join(" "))),
            places,
            partings,
        });
        for child in &step.children {
            self.read(child, step.kind == StepKind::Deny);
        }
    }
}

fn parting(alternative: &Alternative, value: &str) -> Option<Parting> {
    let (Matcher::Text(template) | Matcher::TextIgnoreCase(template)) = &alternative.matcher else {
        return None;
    };
    let pattern = template.fixed()?;
    let reach = pattern.reach(value)?;
    Some(Parting {
        expected: as_written(pattern, &alternative.text)
            .then(|| units(&alternative.text, reach.symbols)),
        received: units(value, reach.characters),
    })
}

/// Whether each character of `text` is a symbol of the pattern.
fn as_written(pattern: &Wildcard, text: &str) -> bool {
    text.chars().count() == pattern.symbols().len()
}

fn units(text: &str, characters: usize) -> usize {
    text.chars().take(characters).map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Request;

    #[test]
    fn each_step_has_a_reading_and_values_part_at_the_character() {
        let policy = Policy::compile(
            r#"{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
                "Principal": { "Federated": "arn:aws:iam::123456789012:oidc-provider/idp.example.com" },
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": { "StringLike": { "idp.example.com:sub": ["é🚀a*", "é"] } } }] }"#,
            None,
        )
        .unwrap();
        let token = r#"{ "iss": "https://idp.example.com", "sub": "é🚀b" }"#;
        let evaluation = policy.evaluate(token, &Request::default()).unwrap();
        let readings = readings(&policy, &evaluation.trace);
        fn count(step: &Step) -> usize {
            1 + step.children.iter().map(count).sum::<usize>()
        }
        assert_eq!(readings.len(), count(&evaluation.trace));
        let test = readings.last().unwrap();
        assert_eq!(
            (test.title.as_str(), test.tone),
            ("StringLike idp.example.com:sub", "bad")
        );
        let parting = |expected, received| {
            Some(Parting {
                expected: Some(expected),
                received,
            })
        };
        assert_eq!(test.partings, [parting(3, 3), parting(1, 1)]);
        let column = |place: &Option<Utf16Span>| place.map(|place| place.end - place.start);
        assert_eq!(
            test.places.iter().map(column).collect::<Vec<_>>(),
            [Some(7), Some(3)]
        );
    }
}
