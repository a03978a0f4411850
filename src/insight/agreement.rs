//! What a policy is as a question, against what it is evaluated to be: every policy of the vectors,
//! of every relying party, over tokens of GitHub that are like the one it was written for.

use std::path::Path;

use serde_json::Value;

use super::engine::Engine;
use super::model::Model;
use super::pose::Posed;
use crate::claims::Claims;
use crate::evaluation::Decision;
use crate::issuer::github::model as github;
use crate::policy::Policy;
use crate::request::Request;
use crate::token;

/// Tokens for each policy, and shapes that they are of.
const TOKENS: usize = 12;
const SHAPES: usize = 8;

#[derive(Debug, Default)]
struct Figures {
    policies: usize,
    allowed: usize,
    denied: usize,
    open: usize,
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false if path.extension().is_some_and(|it| it == "json") => found.push(path),
            false => {}
        }
    }
}

/// The values of pieces that the token of a vector shows.
fn hints(token: &Value) -> Vec<(String, String)> {
    let mut token = token.clone();
    if let Some(claims) = token.as_object_mut() {
        claims.retain(|_, value| value.is_string() || value.is_number());
    }
    let text = token.to_string();
    let Ok(token) = token::decode(&text) else {
        return Vec::new();
    };
    let Ok(claims) = Claims::read(&token) else {
        return Vec::new();
    };
    let mut hints: Vec<(String, String)> = github::read(&claims)
        .map(|(_, values)| values)
        .unwrap_or_default()
        .into_iter()
        .map(|value| (value.piece, value.text))
        .collect();
    // A branch is one wherever it stands.
    let branches: Vec<String> = hints
        .iter()
        .filter(|(name, _)| name.contains("branch"))
        .map(|(_, value)| value.clone())
        .collect();
    for name in ["branch", "default-branch", "base-branch"] {
        hints.extend(
            branches
                .iter()
                .map(|value| (name.to_owned(), value.clone())),
        );
    }
    hints
}

fn check(
    policy: &Policy,
    token: &Value,
    request: &Request,
    model: &Model,
    figures: &mut Figures,
    random: &mut u64,
) {
    let Ok(posed) = Posed::new(policy, model, request, "policy") else {
        return;
    };
    let Ok(mut engine) = Engine::new(model, &[&posed], &[], super::FUEL) else {
        return;
    };
    figures.policies += 1;
    let hints = hints(token);
    let mut below = |count: usize| {
        *random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(*random >> 33).unwrap() % count
    };
    for seed in 0..TOKENS {
        let index = below(model.shapes.len());
        let shape = &model.shapes[index];
        let values: Vec<(usize, String)> = shape
            .pieces()
            .into_iter()
            .map(|index| {
                let piece = &model.pieces[index];
                let hinted: Vec<&String> = hints
                    .iter()
                    .filter(|(name, value)| *name == piece.name && piece.admits(value))
                    .map(|(_, value)| value)
                    .collect();
                let value = match below(6) {
                    0 => piece.probe(seed, index),
                    1 => piece.examples[0].clone(),
                    _ if hinted.is_empty() => piece.examples[0].clone(),
                    _ => hinted[below(hinted.len())].clone(),
                };
                let value = if piece.admits(&value) {
                    value
                } else {
                    piece.probe(seed, index)
                };
                (index, value)
            })
            .collect();
        let token = shape.token(|piece| {
            values
                .iter()
                .find(|(known, _)| *known == piece)
                .unwrap()
                .1
                .clone()
        });
        let decision = policy.evaluate(&token.json(), request).unwrap().decision;
        let group = engine
            .groups
            .iter()
            .position(|group| group.shapes.contains(&index))
            .unwrap();
        let asked = engine.groups[group].policies[0];
        let told = || format!("{}\n{}\n{decision:?}", policy.text(), token.json());
        let mut holds = |formula| engine.solve(group, formula, &values).unwrap().is_some();
        let (surely, perhaps) = (holds(asked.certain.pass), holds(asked.possible.pass));
        let never = holds(asked.certain.fail);
        assert!(
            !surely || decision == Decision::Allow,
            "surely allowed: {}",
            told()
        );
        // An error beside what is not known is no permission either way; an evaluation does not look
        // behind what it does not know.
        assert!(
            perhaps || decision != Decision::Allow,
            "surely not allowed: {}",
            told()
        );
        assert!(
            !never || decision == Decision::Deny,
            "surely denied: {}",
            told()
        );
        match (surely, perhaps) {
            (true, _) => figures.allowed += 1,
            (_, false) => figures.denied += 1,
            _ => figures.open += 1,
        }
    }
}

#[test]
fn questions_are_what_is_evaluated() {
    let mut all = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    files(&root.join("tests/vectors"), &mut all);
    all.sort();
    let all_tokens = Model::github(None);
    let (mut figures, mut random) = (Figures::default(), 1);
    for file in all {
        let vectors: Value =
            serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let party = vectors["relyingParty"].as_str();
        for case in vectors["cases"].as_array().unwrap() {
            let policy = &case["policy"];
            let text = policy
                .as_str()
                .map_or_else(|| policy.to_string(), str::to_owned);
            let request = case
                .get("request")
                .map_or_else(String::new, Value::to_string);
            let request = Request::from_json(&request).unwrap_or_default();
            if let Ok(policy) = Policy::compile(&text, party) {
                // Others each time: there are many, and making them ready takes the time.
                let from = figures.policies * 7;
                let shapes = all_tokens
                    .shapes
                    .iter()
                    .cycle()
                    .skip(from)
                    .step_by(21)
                    .take(SHAPES);
                let model = Model {
                    shapes: shapes.cloned().collect(),
                    ..all_tokens.clone()
                };
                check(
                    &policy,
                    &case["token"],
                    &request,
                    &model,
                    &mut figures,
                    &mut random,
                );
            }
        }
    }
    println!("{figures:?}");
    assert!(
        figures.policies > 300 && figures.allowed > 500,
        "{figures:?}"
    );
}
