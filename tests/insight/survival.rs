//! What was proved, against tokens made up at random of what the policy itself names.
//!
//! `ROLECALL_TOKENS` says how many for each proof.

use rolecall::insight::{self, Model, Proof, Token};
use rolecall::pattern::wildcard::{Fold, Wildcard};
use rolecall::{Policy, Request};

use super::questions::{Asked, cases, invariants};

/// Texts of the policy, whole and in parts, and a few that none names.
fn words(policy: &Policy) -> Vec<String> {
    let text = policy.text();
    let mut words: Vec<String> = text
        .split(['"', '/', ':', '*', '@'])
        .map(str::to_owned)
        .filter(|word| !word.is_empty() && word.len() < 60)
        .collect();
    words.extend(
        text.split('"')
            .map(str::to_owned)
            .filter(|word| !word.is_empty()),
    );
    words.extend(
        [
            "acme-",
            "acmex",
            "main",
            "x",
            "refs/heads/main",
            "ref:refs/heads/main",
        ]
        .map(str::to_owned),
    );
    words.sort();
    words.dedup();
    words
}

#[test]
fn what_is_proved_survives_random_tokens() {
    let count: usize =
        std::env::var("ROLECALL_TOKENS").map_or(10_000, |text| text.parse().unwrap());
    let mut random = 1_u64;
    let mut below = |count: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(random >> 33).unwrap() % count
    };
    let (mut proofs, mut let_in) = (0, 0);
    for (file, case) in cases() {
        let Some(question) = case.get("prove") else {
            continue;
        };
        let Asked {
            model,
            request,
            first,
            ..
        } = Asked::new(&case);
        let invariants = invariants(question);
        let proof = insight::prove(&first, &model, &invariants, &request).unwrap();
        if proof != Proof::Proved {
            continue;
        }
        proofs += 1;
        let words = words(&first);
        let made_up: Vec<Vec<String>> = model
            .pieces
            .iter()
            .enumerate()
            .map(|(index, piece)| {
                let mut values: Vec<String> = words
                    .iter()
                    .filter(|word| piece.admits(word))
                    .cloned()
                    .collect();
                values.extend(piece.values.iter().cloned());
                values.push(piece.examples[0].clone());
                values.push(piece.probe(1, index));
                values.retain(|value| piece.admits(value));
                values
            })
            .collect();
        for _ in 0..count {
            let token = token(&model, &made_up, &mut below);
            if !admits(&first, &token, &request) {
                continue;
            }
            let_in += 1;
            let fits = |claim: &str, patterns: &[String]| {
                let claim = if claim == "event" {
                    "event_name"
                } else {
                    claim
                };
                token.text(claim).is_some_and(|text| {
                    patterns
                        .iter()
                        .any(|pattern| Wildcard::parse(pattern, Fold::None).is_match(text))
                })
            };
            assert!(
                invariants
                    .only
                    .iter()
                    .all(|(claim, patterns)| fits(claim, patterns))
                    && !invariants
                        .never
                        .iter()
                        .any(|(claim, patterns)| fits(claim, patterns)),
                "{file}, {}: {}",
                case["name"],
                token.json()
            );
        }
    }
    println!("{proofs} proofs, {let_in} tokens that got in");
    assert!(
        proofs > 8 && (count < 1_000 || let_in > count / 100),
        "{proofs} proofs, {let_in} tokens"
    );
}

fn token(model: &Model, made_up: &[Vec<String>], below: &mut impl FnMut(usize) -> usize) -> Token {
    let shape = &model.shapes[below(model.shapes.len())];
    let pieces = shape.pieces();
    let values: Vec<String> = pieces
        .iter()
        .map(|piece| made_up[*piece][below(made_up[*piece].len())].clone())
        .collect();
    shape.token(|piece| {
        let at = pieces.iter().position(|known| *known == piece).unwrap();
        values[at].clone()
    })
}

fn admits(policy: &Policy, token: &Token, request: &Request) -> bool {
    policy.allows(&token.json(), request).unwrap()
}
