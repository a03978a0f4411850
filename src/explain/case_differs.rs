//! The same letters in another case.

use super::{Case, Diagnosis, Fix, Kind};
use crate::condition::Matcher;
use crate::pattern::wildcard::{Fold, Symbol, Wildcard};
use crate::quote::quoted;
use crate::relying_party::Topic;

pub(crate) const KIND: Kind = Kind {
    id: "case-differs",
    diagnose,
};

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    case.failing()
        .into_iter()
        .filter(|failing| !failing.tested.test.negated)
        .filter_map(|failing| {
            let received = failing.received?;
            let (alternative, spelled) = failing.alternatives().iter().find_map(|alternative| {
                let Matcher::Text(template) = &alternative.matcher else {
                    return None;
                };
                let pattern = template.fixed()?;
                let folded = Wildcard::new(pattern.symbols().to_vec(), Fold::Ascii);
                folded
                    .is_match(received)
                    .then(|| Some((alternative, respelled(pattern.symbols(), received)?)))?
            })?;
            let title = format!(
                "the letters are the same in another case: the token has {}, the policy {}",
                quoted(received),
                quoted(&alternative.text)
            );
            let detail = format!(
                "{} compares letter by letter; GitHub writes owner and repository as they are spelled there, whatever a workflow or a person types",
                case.party().name()
            );
            Some(
                Diagnosis::new(KIND.id, case.url(Topic::Comparison), title, detail)
                    .of(&failing, Some(alternative))
                    .fix(
                        Fix::told(format!("write {}", quoted(&spelled)))
                            .by_policy(failing.replace(alternative, &spelled)),
                    ),
            )
        })
        .collect()
}

/// The pattern with its letters spelled as the text spells them, where it is plain which is which:
/// up to the first star from the left, and to the last from the right.
fn respelled(symbols: &[Symbol], text: &str) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    let is_star = |symbol: &Symbol| *symbol == Symbol::Star;
    let before = symbols.iter().position(is_star).unwrap_or(symbols.len());
    let after = symbols.iter().rev().position(is_star).unwrap_or(0);
    if before + after > characters.len() {
        return None;
    }
    let middle = symbols.get(before..symbols.len() - after)?;
    let spelled = |symbol: &Symbol, character: &char| match symbol {
        Symbol::Literal(_) => *character,
        Symbol::One => '?',
        Symbol::Star => '*',
    };
    let plain = |symbol: &Symbol| match symbol {
        Symbol::Literal(character) => *character,
        Symbol::One => '?',
        Symbol::Star => '*',
    };
    let head = symbols.iter().take(before).zip(&characters);
    let tail = symbols
        .iter()
        .skip(symbols.len() - after)
        .zip(characters.iter().skip(characters.len() - after));
    Some(
        head.map(|(symbol, character)| spelled(symbol, character))
            .chain(middle.iter().map(plain))
            .chain(tail.map(|(symbol, character)| spelled(symbol, character)))
            .collect(),
    )
}
