//! Laws that hold for every policy and token.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use proptest::prelude::*;
use proptest::sample::{Index, select};
use rolecall::pattern::wildcard::{Fold, Symbol, Wildcard};
use rolecall::{Decision, Policy, Request};
use serde_json::{Value, json};

const PROVIDER: &str =
    "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// Few characters and few names, so that what is made up meets.
fn text() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[ab:/*?]{0,4}").unwrap()
}

fn key() -> impl Strategy<Value = String> {
    select(vec![
        "token.actions.githubusercontent.com:sub",
        "token.actions.githubusercontent.com:aud",
        "token.actions.githubusercontent.com:ref",
        "token.actions.githubusercontent.com:event_name",
        "token.actions.githubusercontent.com:amr",
        "sts:RoleSessionName",
        "aws:SourceIp",
        "aws:TagKeys",
        "gitlab.com:sub",
    ])
    .prop_map(str::to_owned)
}

fn operator() -> impl Strategy<Value = String> {
    let base = select(vec![
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringNotLike",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "NumericLessThan",
        "NumericNotEquals",
        "DateGreaterThan",
        "Bool",
        "IpAddress",
        "NotIpAddress",
        "ArnLike",
        "ArnNotLike",
        "Null",
        "StringLyke",
    ]);
    (
        select(vec!["", "", "", "ForAllValues:", "ForAnyValue:"]),
        base,
        select(vec!["", "", "", "IfExists"]),
    )
        .prop_map(|(set, base, exists)| format!("{set}{base}{exists}"))
}

fn operand() -> impl Strategy<Value = String> {
    prop_oneof![
        text(),
        select(vec![
            "true",
            "false",
            "7",
            "12.5",
            "2026-01-01",
            "10.0.0.0/8",
            "arn:aws:iam::1:role/*",
            "${sts:RoleSessionName}",
            "${*}",
            "${aws:SourceIp, 'a'}",
            "${",
        ])
        .prop_map(str::to_owned),
    ]
}

fn condition() -> impl Strategy<Value = Value> {
    proptest::collection::vec(
        (
            operator(),
            key(),
            proptest::collection::vec(operand(), 0..3),
        ),
        0..4,
    )
    .prop_map(|tests| {
        let mut blocks = serde_json::Map::new();
        for (operator, key, values) in tests {
            let block = blocks.entry(operator).or_insert_with(|| json!({}));
            block[key] = json!(values);
        }
        Value::Object(blocks)
    })
}

fn statement() -> impl Strategy<Value = Value> {
    (
        select(vec!["Allow", "Allow", "Allow", "Deny"]),
        select(vec![
            json!({ "Federated": PROVIDER }),
            json!({ "Federated": PROVIDER }),
            json!({ "Federated": [PROVIDER, "accounts.google.com"] }),
            json!({ "Federated": "arn:aws:iam::123456789012:oidc-provider/idp.example.com" }),
            json!("*"),
        ]),
        select(vec!["sts:AssumeRoleWithWebIdentity", "sts:*", "sts:TagSession", "*"]),
        condition(),
    )
        .prop_map(|(effect, principal, action, condition)| {
            json!({ "Effect": effect, "Principal": principal, "Action": action, "Condition": condition })
        })
}

fn statements() -> impl Strategy<Value = Vec<Value>> {
    proptest::collection::vec(statement(), 1..4)
}

fn claim() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::String),
        proptest::collection::vec(text(), 0..3).prop_map(|values| json!(values)),
        Just(json!(7)),
        Just(json!(true)),
        Just(Value::Null),
        Just(json!({ "a": "b" })),
    ]
}

fn token() -> impl Strategy<Value = Value> {
    (
        proptest::collection::vec(
            (
                select(vec!["sub", "aud", "ref", "event_name", "amr"]),
                claim(),
            ),
            0..5,
        ),
        proptest::bool::weighted(0.9),
        proptest::bool::weighted(0.2),
    )
        .prop_map(|(claims, issuer, tags)| {
            let mut token = serde_json::Map::new();
            for (name, value) in claims {
                token.insert(name.to_owned(), value);
            }
            if issuer {
                token.insert("iss".to_owned(), json!(ISSUER));
            }
            if tags {
                let tags = json!({ "principal_tags": { "a": ["b"] } });
                token.insert("https://aws.amazon.com/tags".to_owned(), tags);
            }
            Value::Object(token)
        })
}

fn request() -> impl Strategy<Value = Request> {
    (
        proptest::collection::vec(
            (
                select(vec!["sts:RoleSessionName", "aws:SourceIp", "aws:TagKeys"]),
                prop_oneof![
                    text().prop_map(Value::String),
                    Just(json!("10.1.2.3")),
                    proptest::collection::vec(text(), 0..3).prop_map(|values| json!(values)),
                ],
            ),
            0..3,
        ),
        any::<bool>(),
    )
        .prop_map(|(context, complete)| {
            let mut names = serde_json::Map::new();
            for (name, value) in context {
                names.insert(name.to_owned(), value);
            }
            let request = json!({ "context": names, "complete": complete });
            Request::from_json(&request.to_string()).unwrap()
        })
}

fn compile(statements: &[Value]) -> Policy {
    let document = json!({ "Version": "2012-10-17", "Statement": statements });
    Policy::compile(&document.to_string(), None).unwrap()
}

fn decide(statements: &[Value], token: &Value, request: &Request) -> Decision {
    let policy = compile(statements);
    let evaluation = policy.evaluate(&token.to_string(), request).unwrap();
    let allows = policy.allows(&token.to_string(), request).unwrap();
    assert_eq!(
        allows,
        evaluation.decision == Decision::Allow,
        "trace and boolean disagree"
    );
    evaluation.decision
}

/// How much a decision lets in.
fn rank(decision: Decision) -> u8 {
    match decision {
        Decision::Deny => 0,
        Decision::Indeterminate => 1,
        Decision::Allow => 2,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn trace_and_boolean_agree(statements in statements(), token in token(), request in request()) {
        decide(&statements, &token, &request);
    }

    #[test]
    fn deny_wins(mut statements in statements(), token in token(), request in request(), place in any::<Index>()) {
        let everyone = json!({ "Effect": "Deny", "Principal": { "Federated": PROVIDER }, "Action": "*" });
        let place = place.index(statements.len() + 1);
        statements.insert(place, everyone);
        let mut token = token;
        token["iss"] = json!(ISSUER);
        prop_assert_eq!(decide(&statements, &token, &request), Decision::Deny);
    }

    #[test]
    fn the_order_of_statements_is_irrelevant(statements in statements(), token in token(), request in request(), by in any::<Index>()) {
        let mut turned = statements.clone();
        turned.rotate_left(by.index(statements.len()));
        prop_assert_eq!(decide(&statements, &token, &request), decide(&turned, &token, &request));
        turned.reverse();
        prop_assert_eq!(decide(&statements, &token, &request), decide(&turned, &token, &request));
    }

    #[test]
    fn the_order_of_values_is_irrelevant(statements in statements(), token in token(), request in request()) {
        let mut turned = statements.clone();
        for block in turned
            .iter_mut()
            .filter_map(|statement| statement["Condition"].as_object_mut())
            .flat_map(|blocks| blocks.values_mut())
            .filter_map(Value::as_object_mut)
        {
            for values in block.values_mut().filter_map(Value::as_array_mut) {
                values.reverse();
            }
        }
        prop_assert_eq!(decide(&statements, &token, &request), decide(&turned, &token, &request));
    }

    #[test]
    fn one_more_allow_never_lets_in_less(statements in statements(), more in statement(), token in token(), request in request()) {
        let before = decide(&statements, &token, &request);
        let mut more = more;
        more["Effect"] = json!("Allow");
        let mut wider = statements;
        wider.push(more);
        prop_assert!(rank(decide(&wider, &token, &request)) >= rank(before));
    }

    #[test]
    fn one_more_deny_never_lets_in_more(statements in statements(), more in statement(), token in token(), request in request()) {
        let before = decide(&statements, &token, &request);
        let mut more = more;
        more["Effect"] = json!("Deny");
        let mut narrower = statements;
        narrower.push(more);
        prop_assert!(rank(decide(&narrower, &token, &request)) <= rank(before));
    }

    /// What is not known can only be found out: more of the request never turns a verdict round.
    #[test]
    fn knowing_more_turns_no_verdict_round(statements in statements(), token in token(), request in request()) {
        let mut complete = request.clone();
        complete.complete = true;
        match decide(&statements, &token, &request) {
            Decision::Indeterminate => {}
            decided => prop_assert_eq!(decide(&statements, &token, &complete), decided),
        }
    }

    #[test]
    fn a_negated_operator_is_the_opposite(
        value in text(),
        patterns in proptest::collection::vec(text(), 1..3),
        pair in select(vec![
            ("StringEquals", "StringNotEquals"),
            ("StringLike", "StringNotLike"),
            ("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
        ]),
    ) {
        let sub = "token.actions.githubusercontent.com:sub";
        let ask = |operator: &str| {
            let statement = json!({
                "Effect": "Allow",
                "Principal": { "Federated": PROVIDER },
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": { operator: { sub: patterns } },
            });
            decide(&[statement], &json!({ "iss": ISSUER, "sub": value }), &Request::default())
        };
        let (positive, negative) = (ask(pair.0), ask(pair.1));
        prop_assert_ne!(positive, Decision::Indeterminate);
        prop_assert_ne!(positive, negative);
    }

    #[test]
    fn wildcards_match_as_the_slow_reference_does(pattern in "[ab?*]{0,12}", text in "[ab]{0,14}") {
        let wildcard = Wildcard::parse(&pattern, Fold::None);
        prop_assert_eq!(wildcard.is_match(&text), reference(wildcard.symbols(), &text.chars().collect::<Vec<_>>()));
    }

    #[test]
    fn wildcards_match_any_character(pattern in "[aé😀?*]{0,6}", text in "[aé😀\n]{0,7}") {
        let wildcard = Wildcard::parse(&pattern, Fold::None);
        prop_assert_eq!(wildcard.is_match(&text), reference(wildcard.symbols(), &text.chars().collect::<Vec<_>>()));
    }
}

/// Matches by trying everything.
fn reference(symbols: &[Symbol], text: &[char]) -> bool {
    match (symbols.split_first(), text.split_first()) {
        (None, first) => first.is_none(),
        (Some((Symbol::Star, rest)), first) => {
            reference(rest, text) || first.is_some_and(|(_, others)| reference(symbols, others))
        }
        (Some((Symbol::One, rest)), Some((_, others))) => reference(rest, others),
        (Some((Symbol::Literal(literal), rest)), Some((character, others))) => {
            literal == character && reference(rest, others)
        }
        (Some(_), None) => false,
    }
}
