//! Regular expressions: a pattern and a text, with a blank line between, against a matcher that
//! works out from the tree where each part may end.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rolecall::pattern::regular_expression::{Anchoring, Expression, Kind, RegularExpression};
use rolecall_fuzz::{assert_harmless, assert_span, split};

fuzz_target!(|input: &str| {
    let [pattern, text] = split(input);
    for anchoring in [Anchoring::Search, Anchoring::Ungrouped, Anchoring::Whole] {
        match RegularExpression::parse(pattern, anchoring) {
            Err(refusal) => {
                assert_span(pattern, Some(refusal.span));
                assert_harmless(&refusal.to_string());
            }
            Ok(expression) => {
                let found = expression.is_match(text);
                assert_eq!(found.is_none(), expression.unsupported().is_some());
                if let Some(found) = found
                    && pattern.len() <= 64
                    && text.len() <= 64
                {
                    let text: Vec<char> = text.chars().collect();
                    let anywhere = vec![true; text.len() + 1];
                    let ends = ends(expression.expression(), &text, &anywhere);
                    assert_eq!(found, ends.contains(&true));
                }
            }
        }
    }
});

/// Where an expression may end that begins at one of these places.
fn ends(expression: &Expression, text: &[char], starts: &[bool]) -> Vec<bool> {
    let place = |at: usize| {
        at.checked_sub(1)
            .and_then(|before| text.get(before))
            .copied()
    };
    match &expression.kind {
        Kind::Empty => starts.to_vec(),
        Kind::Class(class) => (0..starts.len())
            .map(|at| at > 0 && starts[at - 1] && class.contains(text[at - 1]))
            .collect(),
        Kind::Look(look) => (0..starts.len())
            .map(|at| starts[at] && look.holds(place(at), text.get(at).copied()))
            .collect(),
        Kind::Capture { of, .. } => ends(of, text, starts),
        Kind::Sequence(parts) => parts
            .iter()
            .fold(starts.to_vec(), |at, part| ends(part, text, &at)),
        Kind::Alternatives(parts) => parts.iter().fold(vec![false; starts.len()], |all, part| {
            either(&all, &ends(part, text, starts))
        }),
        Kind::Repeat { least, most, of } => {
            let mut at = starts.to_vec();
            for _ in 0..*least {
                at = ends(of, text, &at);
            }
            let mut all = at.clone();
            for _ in *least..most.unwrap_or(u32::MAX) {
                at = ends(of, text, &at);
                let more = either(&all, &at);
                if more == all {
                    break;
                }
                all = more;
            }
            all
        }
    }
}

fn either(left: &[bool], right: &[bool]) -> Vec<bool> {
    left.iter()
        .zip(right)
        .map(|(left, right)| left | right)
        .collect()
}
