//! Issuers of a few dozen tokens, random policies over every operator, and every token tried.
//!
//! `ROLECALL_CASES` says how many policies, `ROLECALL_SEED` which.

use std::collections::BTreeMap;

use rolecall::insight::{
    self, Claim, Invariants, Model, Part, Piece, Posed, Proof, Relation, Shape,
};
use rolecall::issuer::Controller;
use rolecall::pattern::wildcard::{Fold, Wildcard};
use rolecall::{Decision, Policy, Request};
use serde_json::{Value, json};

const HOST: &str = "token.actions.githubusercontent.com";

/// Numbers that look random and are the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn text(&mut self, letters: &str, most: usize) -> String {
        let letters: Vec<char> = letters.chars().collect();
        (0..self.below(most + 1))
            .map(|_| self.pick(&letters))
            .collect()
    }
}

fn piece(
    name: &str,
    characters: &[(char, char)],
    lengths: (usize, usize),
    forbidden: &[&str],
) -> Piece {
    Piece {
        name: name.to_owned(),
        what: name.to_owned(),
        characters: characters.to_vec(),
        min: lengths.0,
        max: lengths.1,
        forbidden: forbidden.iter().map(|it| (*it).to_owned()).collect(),
        values: Vec::new(),
        examples: Vec::new(),
        controlled_by: Controller::Author,
        mutable: true,
    }
}

const O: usize = 0;
const N: usize = 1;
const E: usize = 2;
const I: usize = 3;
const V: usize = 4;

fn pieces() -> Vec<Piece> {
    vec![
        piece("o", &[('a', 'b')], (1, 2), &["b?"]),
        piece("n", &[('a', 'a'), ('/', '/')], (0, 1), &[]),
        piece(
            "e",
            &[('a', 'a'), (':', ':'), ('é', 'é')],
            (1, 2),
            &["a:", "é?", "?é"],
        ),
        piece("i", &[('0', '2')], (1, 2), &["0?*"]),
        Piece {
            values: vec!["push".to_owned(), "pr".to_owned(), "true".to_owned()],
            ..piece("v", &[(' ', '~')], (1, 9), &[])
        },
    ]
}

/// Every value of a piece.
fn values(piece: &Piece) -> Vec<String> {
    if !piece.values.is_empty() {
        return piece.values.clone();
    }
    let letters: Vec<char> = piece
        .characters
        .iter()
        .flat_map(|(first, last)| *first..=*last)
        .collect();
    let mut all = vec![String::new()];
    let mut longest = all.clone();
    for _ in 0..piece.max {
        longest = longest
            .iter()
            .flat_map(|text| letters.iter().map(move |letter| format!("{text}{letter}")))
            .collect();
        all.extend(longest.iter().cloned());
    }
    all.retain(|text| {
        text.chars().count() >= piece.min
            && !piece
                .forbidden
                .iter()
                .any(|it| Wildcard::parse(it, Fold::None).is_match(text))
    });
    all
}

fn text(text: &str) -> Part {
    Part::Text(text.to_owned())
}

fn plain(piece: usize) -> Part {
    Part::Piece {
        piece,
        colon: false,
    }
}

fn colon(piece: usize) -> Part {
    Part::Piece { piece, colon: true }
}

fn shapes() -> Vec<Shape> {
    let shape = |id: &str, claims: Vec<(&str, Vec<Part>)>| {
        let mut all = vec![
            (
                "iss",
                vec![text("https://token.actions.githubusercontent.com")],
            ),
            ("aud", vec![text("sts")]),
        ];
        all.extend(claims);
        Shape {
            id: id.to_owned(),
            what: id.to_owned(),
            traits: Vec::new(),
            claims: all
                .into_iter()
                .map(|(name, parts)| Claim {
                    name: name.to_owned(),
                    number: false,
                    parts,
                })
                .collect(),
        }
    };
    vec![
        shape(
            "plain",
            vec![
                (
                    "sub",
                    vec![text("r:"), plain(O), text("/"), plain(N), text(":b")],
                ),
                ("repository", vec![plain(O), text("/"), plain(N)]),
                ("actor", vec![plain(O)]),
            ],
        ),
        shape(
            "environment",
            vec![
                ("sub", vec![plain(O), text(":e:"), colon(E)]),
                ("environment", vec![plain(E)]),
                ("repository", vec![plain(O), plain(N)]),
            ],
        ),
        shape(
            "repeated",
            vec![
                (
                    "sub",
                    vec![plain(O), text(":"), plain(N), plain(O), plain(O)],
                ),
                ("ref", vec![plain(N), plain(O)]),
                ("actor", vec![plain(O), plain(O)]),
            ],
        ),
        shape(
            "circle",
            vec![
                ("sub", vec![plain(O), text("/"), plain(N), plain(E)]),
                ("workflow", vec![plain(N), text(":"), plain(O)]),
                ("ref", vec![colon(E), plain(O), plain(N)]),
            ],
        ),
        shape(
            "ids",
            vec![
                ("sub", vec![plain(V), text(":"), plain(I)]),
                ("repository_id", vec![plain(I)]),
                ("workflow", vec![plain(V)]),
                ("actor_id", vec![plain(I), plain(I)]),
            ],
        ),
    ]
}

/// Every token of a shape, as JSON text.
fn tokens(model: &Model, shape: &Shape) -> Vec<BTreeMap<String, String>> {
    let mut used: Vec<usize> = shape
        .claims
        .iter()
        .flat_map(|claim| &claim.parts)
        .filter_map(|part| match part {
            Part::Piece { piece, .. } => Some(*piece),
            Part::Text(_) => None,
        })
        .collect();
    used.sort_unstable();
    used.dedup();
    let mut choices: Vec<BTreeMap<usize, String>> = vec![BTreeMap::new()];
    for piece in used {
        let values = values(&model.pieces[piece]);
        choices = choices
            .iter()
            .flat_map(|choice| {
                values.iter().map(move |value| {
                    let mut choice = choice.clone();
                    choice.insert(piece, value.clone());
                    choice
                })
            })
            .collect();
    }
    choices
        .iter()
        .map(|choice| {
            shape
                .claims
                .iter()
                .map(|claim| {
                    let parts = claim.parts.iter().map(|part| match part {
                        Part::Text(text) => text.clone(),
                        Part::Piece { piece, colon } => match colon {
                            true => choice[piece].replace(':', "%3A"),
                            false => choice[piece].clone(),
                        },
                    });
                    (claim.name.clone(), parts.collect())
                })
                .collect()
        })
        .collect()
}

fn value(random: &mut Random, operator: &str) -> String {
    if operator.contains("Numeric") {
        return random
            .pick(&["0", "1", "2", "10", "12", "20", "1.5", "x"])
            .to_owned();
    }
    if operator.contains("Date") {
        return random.pick(&["1", "2020-01-01T00:00:00Z"]).to_owned();
    }
    if operator.contains("Bool") || operator.contains("Null") {
        return random.pick(&["true", "false"]).to_owned();
    }
    if operator.contains("Ip") {
        return "10.0.0.0/8".to_owned();
    }
    if operator.contains("Arn") {
        return random
            .pick(&["arn:a:*:*:*:*", "a:b*", "*:*:*:*:*:*"])
            .to_owned();
    }
    match random.below(12) {
        0 => "*".to_owned(),
        1 => format!("r:{}/*", random.pick(&["a", "b", "ab", "?", "A"])),
        2 => format!("*{}*", random.pick(&["a", "/", ":", "%3A", "é", "aa"])),
        3 => format!("*:{}", random.pick(&["b", "e:*", "e:a", "?*", "1*", "pr"])),
        4 => format!("{}/*", random.pick(&["a", "b", "*", "??"])),
        5 => "${token.actions.githubusercontent.com:actor}".to_owned(),
        6 => random
            .pick(&["push", "pr", "TRUE", "12", "aa", "a"])
            .to_owned(),
        _ => random.text("aab/:*?%3A1é", 4),
    }
}

/// The text of a claim of some token, parts of it perhaps made wildcards.
fn like(random: &mut Random, text: &str, operator: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if operator.contains("Like") {
        for _ in 0..random.below(3) {
            let from = random.below(letters.len() + 1);
            let to = from + random.below(letters.len() + 1 - from);
            letters.splice(from..to, [random.pick(&['*', '*', '?'])]);
        }
    }
    letters.into_iter().collect()
}

fn condition(random: &mut Random, all: &[BTreeMap<String, String>]) -> Value {
    let mut operators = serde_json::Map::new();
    for _ in 0..1 + random.below(3) {
        // What hangs on more than the text is rare, so that most answers are exact.
        let base = match random.below(8) {
            0 => random.pick(&[
                "NumericEquals",
                "NumericLessThan",
                "NumericLessThanEquals",
                "NumericGreaterThan",
                "NumericGreaterThanEquals",
                "NumericNotEquals",
                "Bool",
                "Null",
                "Null",
                "ArnLike",
                "ArnNotLike",
                "DateGreaterThan",
                "IpAddress",
                "BinaryEquals",
            ]),
            _ => random.pick(&[
                "StringEquals",
                "StringEquals",
                "StringNotEquals",
                "StringNotEquals",
                "StringLike",
                "StringLike",
                "StringLike",
                "StringNotLike",
                "StringEqualsIgnoreCase",
                "StringNotEqualsIgnoreCase",
            ]),
        };
        let set = if base == "Null" {
            ""
        } else {
            random.pick(&["", "", "", "ForAllValues:", "ForAnyValue:"])
        };
        let exists = if base == "Null" {
            ""
        } else {
            random.pick(&["", "", "", "IfExists"])
        };
        let operator = format!("{set}{base}{exists}");
        let mut keys = serde_json::Map::new();
        for _ in 0..1 + random.below(2) {
            // Now and then one that the token lacks, and numbers where there are such.
            let is_number = base.starts_with("Numeric");
            let there: Vec<&str> = all[0]
                .keys()
                .map(String::as_str)
                .filter(|name| {
                    *name != "iss" && (!is_number || name.ends_with("_id") || all[0].len() != 6)
                })
                .collect();
            let name = match random.below(8) {
                0 => random.pick(&["environment", "ref", "workflow", "amr", "repository_id"]),
                _ => random.pick(&there),
            };
            let key = match random.below(24) {
                0 => "aws:SourceIp".to_owned(),
                _ => format!("{HOST}:{name}"),
            };
            let count = 1 + random.below(3);
            let values: Vec<String> = (0..count)
                .map(|_| match all[random.below(all.len())].get(name) {
                    Some(text) if base.starts_with("String") && random.below(4) > 0 => {
                        like(random, text, base)
                    }
                    _ => value(random, base),
                })
                .collect();
            keys.insert(key, json!(values));
        }
        operators.insert(operator, Value::Object(keys));
    }
    Value::Object(operators)
}

fn policy(random: &mut Random, all: &[BTreeMap<String, String>]) -> Policy {
    loop {
        let statements: Vec<Value> = (0..1 + random.below(4))
            .map(|index| {
                let effect = if index > 0 && random.below(3) == 0 { "Deny" } else { "Allow" };
                let mut statement = json!({
                    "Effect": effect,
                    "Principal": { "Federated": format!("arn:aws:iam::123456789012:oidc-provider/{HOST}") },
                    "Action": "sts:AssumeRoleWithWebIdentity",
                });
                if random.below(8) > 0 {
                    statement["Condition"] = condition(random, all);
                }
                statement
            })
            .collect();
        let document = json!({ "Version": "2012-10-17", "Statement": statements });
        if let Ok(policy) = Policy::compile(&document.to_string(), Some("aws")) {
            return policy;
        }
    }
}

/// What a policy decides of every token.
fn decisions(policy: &Policy, tokens: &[BTreeMap<String, String>]) -> Vec<Decision> {
    tokens
        .iter()
        .map(|token| {
            let text = serde_json::to_string(token).unwrap();
            policy
                .evaluate(&text, &Request::default())
                .unwrap()
                .decision
        })
        .collect()
}

fn hangs(policy: &Policy, model: &Model) -> bool {
    let posed = Posed::new(policy, model, &Request::default(), "").unwrap();
    posed.terms.iter().any(insight::Term::hangs)
}

fn fits(token: &BTreeMap<String, String>, claim: &str, patterns: &[String]) -> bool {
    token.get(claim).is_some_and(|text| {
        patterns
            .iter()
            .any(|pattern| Wildcard::parse(pattern, Fold::None).is_match(text))
    })
}

#[derive(Debug, Default)]
struct Figures {
    cases: usize,
    proved: usize,
    refuted: usize,
    relations: BTreeMap<String, usize>,
    unknown: usize,
}

fn invariants(random: &mut Random, shape: &Shape) -> Invariants {
    let some = |random: &mut Random| {
        let claim = random.pick(&shape.claims).name;
        let count = 1 + random.below(2);
        (
            claim,
            (0..count).map(|_| value(random, "StringLike")).collect(),
        )
    };
    match random.below(3) {
        0 => Invariants {
            only: vec![some(random)],
            never: vec![],
        },
        1 => Invariants {
            only: vec![],
            never: vec![some(random)],
        },
        _ => Invariants {
            only: vec![some(random)],
            never: vec![some(random)],
        },
    }
}

fn check_proof(
    random: &mut Random,
    model: &Model,
    all: &[BTreeMap<String, String>],
    figures: &mut Figures,
) {
    let policy = policy(random, all);
    let invariants = invariants(random, &model.shapes[0]);
    let decisions = decisions(&policy, all);
    let violates = |token: &BTreeMap<String, String>| {
        invariants
            .only
            .iter()
            .any(|(claim, patterns)| !fits(token, claim, patterns))
            || invariants
                .never
                .iter()
                .any(|(claim, patterns)| fits(token, claim, patterns))
    };
    let counterexample = all
        .iter()
        .zip(&decisions)
        .any(|(token, decision)| *decision == Decision::Allow && violates(token));
    let proof = insight::prove(&policy, model, &invariants, &Request::default()).unwrap();
    let exact = !hangs(&policy, model);
    let told = || format!("{}\n{invariants:?}\n{proof:?}", policy.text());
    match &proof {
        Proof::Proved => {
            figures.proved += 1;
            assert!(!counterexample, "{}", told());
        }
        Proof::Refuted { token, .. } => {
            figures.refuted += 1;
            let token: BTreeMap<String, String> = serde_json::from_str(&token.json()).unwrap();
            let at = all.iter().position(|known| *known == token).unwrap();
            assert!(
                decisions[at] == Decision::Allow && violates(&token),
                "{}",
                told()
            );
        }
        Proof::Unknown { .. } => {
            figures.unknown += 1;
            assert!(!exact, "{}", told());
        }
    }
}

fn check_comparison(
    random: &mut Random,
    model: &Model,
    all: &[BTreeMap<String, String>],
    figures: &mut Figures,
) {
    let (before, after) = (policy(random, all), policy(random, all));
    let exact = !hangs(&before, model) && !hangs(&after, model);
    let allowed = |policy: &Policy| -> Vec<bool> {
        decisions(policy, all)
            .iter()
            .map(|decision| *decision == Decision::Allow)
            .collect()
    };
    let (one, other) = (allowed(&before), allowed(&after));
    let some = |wanted: (bool, bool)| {
        one.iter()
            .zip(&other)
            .any(|(one, other)| (*one, *other) == wanted)
    };
    let expected = match (some((false, true)), some((true, false)), some((true, true))) {
        (false, false, _) => Relation::Equal,
        (false, true, _) => Relation::Narrower,
        (true, false, _) => Relation::Wider,
        (true, true, true) => Relation::Overlapping,
        (true, true, false) => Relation::Disjoint,
    };
    let found = insight::compare(&before, &after, model, &Request::default()).unwrap();
    *figures
        .relations
        .entry(format!("{:?}", found.relation))
        .or_default() += 1;
    let told = || format!("{}\n{}\n{found:?}", before.text(), after.text());
    match found.relation {
        Relation::Unknown => {
            figures.unknown += 1;
            assert!(!exact, "{}", told());
        }
        // What is indeterminate gets in by no policy, and is no witness that it does not.
        _ if exact => assert_eq!(found.relation, expected, "{}", told()),
        Relation::Equal => assert_eq!(expected, Relation::Equal, "{}", told()),
        _ => {}
    }
    for (tokens, wanted) in [(&found.gained, (false, true)), (&found.lost, (true, false))] {
        for token in tokens {
            let token: BTreeMap<String, String> = serde_json::from_str(&token.json()).unwrap();
            let at = all.iter().position(|known| *known == token).unwrap();
            assert_eq!((one[at], other[at]), wanted, "{}", told());
        }
    }
}

#[test]
fn questions_have_the_answers_that_counting_gives() {
    let variable = |name: &str, other: u64| {
        std::env::var(name)
            .ok()
            .map_or(other, |text| text.parse().unwrap())
    };
    let cases = variable("ROLECALL_CASES", 10_000);
    let mut random = Random(variable("ROLECALL_SEED", 7));
    let mut figures = Figures::default();
    let models: Vec<(Model, Vec<BTreeMap<String, String>>)> = shapes()
        .into_iter()
        .map(|shape| {
            let model = Model {
                pieces: pieces(),
                shapes: vec![shape],
            };
            let all = tokens(&model, &model.shapes[0]);
            (model, all)
        })
        .collect();
    for case in 0..cases {
        // One shape at a time: over several, what is wrong of one is hidden by another.
        let (model, all) = &models[random.below(models.len())];
        figures.cases += 1;
        match case % 2 {
            0 => check_proof(&mut random, model, all, &mut figures),
            _ => check_comparison(&mut random, model, all, &mut figures),
        }
    }
    println!("{figures:?}");
    assert!(figures.proved * 20 > figures.cases && figures.refuted * 20 > figures.cases);
}
