//! Policies and requests, made up from few words, so that they meet.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

pub(crate) const ISSUER: &str = "token.actions.githubusercontent.com";
pub(crate) const PROVIDER: &str =
    "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

/// A kind of operators, with keys that have values for them.
#[derive(Debug, Clone, Copy)]
struct Family {
    operators: &'static [&'static str],
    keys: &'static [&'static str],
    values: &'static [&'static str],
    expected: &'static [&'static str],
    /// Whether further texts are made of letters and wildcards.
    letters: bool,
}

const FAMILIES: &[Family] = &[
    Family {
        operators: &[
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
        ],
        keys: &[
            "token.actions.githubusercontent.com:sub",
            "token.actions.githubusercontent.com:amr",
            "sts:RoleSessionName",
            "aws:TagKeys",
        ],
        values: &["", "a:b/c", "é", "É", "a*"],
        expected: &[
            "",
            "*",
            "a:*",
            "É",
            "${sts:RoleSessionName}",
            "${aws:TagKeys}",
            "a${*}",
            "a*?",
            "${aws:RequestTag/none}",
            "${aws:RequestTag/none, 'a'}",
        ],
        letters: true,
    },
    Family {
        operators: &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        keys: &["token.actions.githubusercontent.com:repository_id"],
        values: &["7", "7.0", "-1", "12.5", "9007199254740993", "seven", ".5"],
        expected: &["7", "07", "0", "12.5", "9007199254740992", "1e1", "x", "+7"],
        letters: false,
    },
    Family {
        operators: &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ],
        keys: &["aws:CurrentTime", "aws:EpochTime"],
        values: &[
            "2026-03-01T00:00:00Z",
            "2026-03-01T01:00:00+01:00",
            "1772323200",
            "2026-03-01",
            "2026-03-01T00:00Z",
            "2026",
            "2026-03-01t00:00:00z",
            "now",
        ],
        expected: &[
            "2026-03-01T00:00:00Z",
            "2026-03-02T00:00:00Z",
            "1772323200",
            "1772323200.5",
            "2026-03-01",
            "2026-03",
            "2026",
            "2026-03-01 00:00:00Z",
            "never",
        ],
        letters: false,
    },
    Family {
        operators: &["Bool"],
        keys: &["aws:SecureTransport", "aws:ViaAWSService"],
        values: &["true", "false", "TRUE", "yes"],
        expected: &["true", "false", "True", "no"],
        letters: false,
    },
    Family {
        operators: &["IpAddress", "NotIpAddress"],
        keys: &["aws:SourceIp", "aws:VpcSourceIp"],
        values: &[
            "10.1.2.3",
            "203.0.113.7",
            "2001:db8::1",
            "2001:DB8:0:0::1",
            "10.1.0.0/16",
            "host",
        ],
        expected: &[
            "10.0.0.0/8",
            "10.1.2.3",
            "10.1.2.77/24",
            "2001:db8::/32",
            "2001:db8::1",
            "0.0.0.0/0",
            "::/0",
            "10.0.0.0/33",
        ],
        letters: false,
    },
    Family {
        operators: &["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"],
        keys: &["aws:SourceArn", "aws:PrincipalArn"],
        values: &[
            "arn:aws:sns:us-east-1:123456789012:topic",
            "arn:aws:iam::123456789012:role/a/b",
            "arn:aws:lambda:us-east-1:123456789012:function:f:1",
            "topic",
        ],
        expected: &[
            "arn:aws:sns:us-east-1:123456789012:topic",
            "arn:aws:sns:*:*:topic",
            "arn:aws:*:topic",
            "arn:aws:iam::123456789012:role/*",
            "arn:aws:iam::12345678901?:role/a/b",
            "arn:aws:lambda:us-east-1:123456789012:function:*",
            "arn:*",
            "*",
            "topic",
            "arn:aws:iam::123456789012:role/${sts:RoleSessionName}/b",
        ],
        letters: false,
    },
    Family {
        operators: &["BinaryEquals"],
        keys: &["aws:Example"],
        values: &["QUJD", "qujd", "QUI=", "QUI", "?"],
        expected: &["QUJD", "QUI=", "QUI", "?"],
        letters: false,
    },
    Family {
        operators: &["Null"],
        keys: &[
            "token.actions.githubusercontent.com:sub",
            "token.actions.githubusercontent.com:event_name",
            "aws:SourceIp",
            "aws:TagKeys",
        ],
        values: &[],
        expected: &["true", "false", "TRUE", "maybe"],
        letters: false,
    },
];

/// One text of a family.
fn text(of: &'static [&'static str], letters: Option<&'static str>) -> BoxedStrategy<String> {
    let listed = select(of).prop_map(str::to_owned);
    match letters {
        Some(regex) => prop_oneof![
            2 => proptest::string::string_regex(regex).unwrap(),
            1 => listed,
        ]
        .boxed(),
        None => listed.boxed(),
    }
}

/// What a policy expects: a text as a rule, at times as a bare number or boolean, or a list.
fn expected(family: Family) -> BoxedStrategy<Value> {
    let one = || text(family.expected, family.letters.then_some("[abA*?]{0,3}"));
    let bare = one().prop_map(|text| match serde_json::from_str(&text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => Value::String(text),
    });
    prop_oneof![
        8 => one().prop_map(Value::String),
        2 => bare,
        4 => vec(one(), 0..3).prop_map(|texts| json!(texts)),
        1 => vec(prop_oneof![one().prop_map(Value::String), Just(json!(7))], 1..3)
            .prop_map(Value::Array),
    ]
    .boxed()
}

fn condition_test() -> impl Strategy<Value = (String, String, Value)> {
    select(FAMILIES).prop_flat_map(|family| {
        (
            select(family.operators),
            prop_oneof![6 => Just(""), 2 => Just("ForAllValues:"), 2 => Just("ForAnyValue:")],
            prop_oneof![4 => Just(""), 1 => Just("IfExists")],
            select(family.keys),
            proptest::bool::weighted(0.1),
            expected(family),
        )
            .prop_map(|(base, set, exists, key, shout, expected)| {
                let key = if shout {
                    key.to_uppercase()
                } else {
                    key.to_owned()
                };
                (format!("{set}{base}{exists}"), key, expected)
            })
    })
}

fn principal() -> impl Strategy<Value = Option<(&'static str, Value)>> {
    let known = |value: Value| Just(Some(("Principal", value)));
    prop_oneof![
        16 => known(json!({ "Federated": PROVIDER })),
        2 => known(json!({ "Federated": ["accounts.google.com", PROVIDER] })),
        2 => known(json!({ "Federated": "arn:aws:iam::123456789012:oidc-provider/idp.example.com" })),
        1 => known(json!({ "Federated": "arn:aws:iam::210987654321:oidc-provider/token.actions.githubusercontent.com" })),
        1 => known(json!({ "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.github" })),
        1 => known(json!({ "Federated": "arn:aws:iam::123456789012:oidc-provider/*" })),
        1 => known(json!({ "AWS": "arn:aws:iam::123456789012:root", "Federated": PROVIDER })),
        1 => known(json!({ "AWS": "123456789012" })),
        1 => known(json!({ "Service": "ec2.amazonaws.com" })),
        1 => known(json!({ "AWS": "*" })),
        1 => known(json!({ "Federated": "*" })),
        1 => known(json!("*")),
        1 => Just(Some(("NotPrincipal", json!({ "Federated": "accounts.google.com" })))),
        1 => Just(None),
    ]
}

fn action() -> impl Strategy<Value = (&'static str, Value)> {
    prop_oneof![
        8 => select(&["sts:AssumeRoleWithWebIdentity", "STS:assumerolewithwebidentity"][..])
            .prop_map(|action| ("Action", json!(action))),
        4 => select(&["sts:*", "*", "sts:AssumeRole*", "sts:AssumeRoleWith???Identity", "s*y"][..])
            .prop_map(|action| ("Action", json!(action))),
        2 => select(&["sts:AssumeRole", "sts:TagSession", "sts:?"][..])
            .prop_map(|action| ("Action", json!(action))),
        2 => Just(("Action", json!(["sts:TagSession", "sts:AssumeRoleWithWebIdentity"]))),
        1 => Just(("Action", json!([]))),
        1 => Just(("NotAction", json!("sts:AssumeRole"))),
        1 => Just(("NotAction", json!(["sts:AssumeRoleWith*"]))),
    ]
}

fn statement() -> impl Strategy<Value = Value> {
    (
        prop_oneof![5 => Just("Allow"), 2 => Just("Deny")],
        principal(),
        action(),
        vec(condition_test(), 0..4),
    )
        .prop_map(|(effect, principal, (action_key, action), tests)| {
            let mut condition = json!({});
            for (operator, key, expected) in tests {
                let block = &mut condition[operator.as_str()];
                // Keys that differ in case alone are another matter: the vectors have them.
                let known = block
                    .as_object()
                    .and_then(|keys| keys.keys().find(|known| known.eq_ignore_ascii_case(&key)))
                    .cloned();
                block[known.unwrap_or(key)] = expected;
            }
            let mut statement = json!({ "Effect": effect, action_key: action });
            if let Some((key, principal)) = principal {
                statement[key] = principal;
            }
            if condition != json!({}) {
                statement["Condition"] = condition;
            }
            statement
        })
}

/// A policy.
pub(crate) fn policy() -> impl Strategy<Value = Value> {
    (
        prop_oneof![5 => Just("2012-10-17"), 1 => Just("2008-10-17")],
        vec(statement(), 1..4),
    )
        .prop_map(|(version, statements)| json!({ "Version": version, "Statement": statements }))
}

/// What a request says of the keys: each is missing at times, or has several values.
pub(crate) fn context() -> impl Strategy<Value = Value> {
    let mut keys: Vec<BoxedStrategy<(&'static str, Value)>> = Vec::new();
    for family in FAMILIES.iter().filter(|family| !family.values.is_empty()) {
        let letters = family.letters.then_some("[abA*]{0,2}");
        // A list of iam-rs is of booleans or of texts, never of both.
        let in_lists = match family.operators {
            ["Bool"] => &["true", "false"],
            _ => family.values,
        };
        for key in family.keys {
            let listed = ["aws:TagKeys", "token.actions.githubusercontent.com:amr"].contains(key);
            keys.push(
                prop_oneof![
                    4 => Just(Value::Null),
                    if listed { 4 } else { 12 } => text(family.values, letters).prop_map(Value::String),
                    if listed { 8 } else { 1 } => vec(text(in_lists, letters), 0..3).prop_map(|texts| json!(texts)),
                ]
                .prop_map(move |value| (*key, value))
                .boxed(),
            );
        }
    }
    keys.prop_map(|entries| {
        let context: Map<String, Value> = entries
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.to_owned(), value))
            .collect();
        Value::Object(context)
    })
}
