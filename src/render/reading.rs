//! What an editor shows beside a trace: how each step reads, and where value and pattern part.

use serde::Serialize;

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

/// The steps of a trace in words, each before those inside it.
pub fn readings(policy: &Policy, trace: &Step) -> Vec<Reading> {
    let mut tests = Vec::new();
    collect(&policy.lowered().root, &mut tests);
    let mut out = Vec::new();
    read(policy, &tests, trace, false, &mut out);
    out
}

fn collect<'p>(node: &'p Node, tests: &mut Vec<(Span, &'p Test)>) {
    match &node.condition {
        Condition::All { nodes, .. } | Condition::Any(nodes) => {
            nodes.iter().for_each(|node| collect(node, tests));
        }
        Condition::Not(node) | Condition::Settled(node) => collect(node, tests),
        Condition::Test(test) => {
            let span = node.origin.as_ref().and_then(|origin| origin.span);
            tests.extend(span.map(|span| (span, test)));
        }
        Condition::Constant(_) | Condition::Expression(_) | Condition::Opaque(_) => {}
    }
}

fn read(
    policy: &Policy,
    tests: &[(Span, &Test)],
    step: &Step,
    denies: bool,
    out: &mut Vec<Reading>,
) {
    let alternatives = tests
        .iter()
        .find(|(span, _)| step.attribute.is_some() && step.span == Some(*span))
        .map_or(&[][..], |(_, test)| test.predicate.alternatives());
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
    let place = policy.place();
    out.push(Reading {
        title: shown(&title(step)),
        tone: match paint(step) {
            Paint::Good => "good",
            Paint::Bad => "bad",
            Paint::Doubtful => "doubtful",
            Paint::Bold | Paint::Dim => "none",
        },
        says: (!says.is_empty()).then(|| shown(&says.join(" "))),
        places: alternatives
            .iter()
            .map(|alternative| Some(place.lines.utf16(place.text, alternative.span?)))
            .collect(),
        partings: match (&step.received, step.outcome) {
            (Received::One(value), Outcome::Fail) => alternatives
                .iter()
                .map(|alternative| parting(alternative, value))
                .collect(),
            _ => Vec::new(),
        },
    });
    for child in &step.children {
        read(policy, tests, child, step.kind == StepKind::Deny, out);
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
