//! Bad input: each gives a clear error or a right answer, in good time, and nothing panics.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use rolecall::claims::Claims;
use rolecall::pattern::wildcard::{Fold, Wildcard};
use rolecall::render::json::{Place, to_string};
use rolecall::span::LineIndex;
use rolecall::{Decision, Error, Policy, Request, find, json, token};
use serde_json::Value;

const POLICY: &str = include_str!("documents/policy.json");

fn compile_error(text: &str) -> Error {
    Policy::compile(text, None).expect_err("no error")
}

fn token_error(text: &str) -> Error {
    let policy = Policy::compile(POLICY, None).unwrap();
    let error = policy
        .evaluate(text, &Request::default())
        .expect_err("no error");
    // The fast path says the same.
    assert_eq!(
        policy.allows(text, &Request::default()),
        Err(error.clone()),
        "{text:.80}"
    );
    error
}

fn jwt(header: &str, payload: &str) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.c2ln", encode(header), encode(payload))
}

/// Code and message of an error, and the text that it points at.
fn told<'t>(error: &Error, text: &'t str) -> (&'static str, String, Option<&'t str>) {
    let at = error.span.and_then(|span| span.of(text));
    (error.code, error.message.clone(), at)
}

#[test]
fn policies_that_are_not_json() {
    for (text, message, at) in [
        ("", "expected a value, received the end of the text", ""),
        (
            "{",
            "expected a key in double quotes, received the end of the text",
            "",
        ),
        (
            r#"{"Version": "2012-10-17",}"#,
            "expected a key in double quotes, received `}`",
            "}",
        ),
        (
            "{'Version': 1}",
            "expected a key in double quotes, received `'`",
            "'",
        ),
        (r#"{"a": tru}"#, "expected a value, received `tru`", "t"),
        (
            r#"{"a": 01}"#,
            "expected `,` or `}` after the member, received `1`",
            "1",
        ),
        (r#"{"a": 1.}"#, "expected a digit, received `}`", "}"),
        (
            r#"{"a" 1}"#,
            "expected `:` after the key, received `1`",
            "1",
        ),
        (
            r#"{"a": "\q"}"#,
            "expected one of `\"`, `\\`, `/`, `b`, `f`, `n`, `r`, `t`, `u` after the backslash, received `q`",
            "q",
        ),
        (
            r#"{"a": "\u12"}"#,
            "expected four hexadecimal digits after `\\u`, received `\"`",
            "\"",
        ),
        (
            "{\"a\": \"\u{0}\"}",
            "expected the escape `\\u0000`, received a raw control character in a string",
            "\u{0}",
        ),
        (
            r#"{"a": "b"#,
            "expected a closing `\"`, received the end of the text",
            "\"b",
        ),
        (
            r#"{} {}"#,
            "expected the end of the text, received `{`",
            "{",
        ),
        (
            "{\u{201c}a\u{201d}: 1}",
            "expected a key in double quotes, received `\u{201c}`",
            "\u{201c}",
        ),
        (
            "{} // done",
            "expected the end of the text, received `/`",
            "/",
        ),
    ] {
        let error = compile_error(text);
        let received = match error.code {
            "not-a-policy" => continue,
            _ => told(&error, text),
        };
        assert_eq!(
            received,
            ("invalid-json", message.to_owned(), Some(at)),
            "{text}"
        );
    }
}

#[test]
fn half_a_surrogate_pair_is_no_text() {
    for text in [
        r#"{"a": "\ud800"}"#,
        r#"{"a": "\udc00\ud800"}"#,
        r#"{"a": "\ud800\u0041"}"#,
    ] {
        assert_eq!(compile_error(text).code, "invalid-unicode");
        assert_eq!(token_error(text).code, "invalid-unicode");
    }
    let pair = json::parse(r#""\ud83d\ude00""#).unwrap();
    assert_eq!(pair.as_str(), Some("😀"));
}

#[test]
fn limits() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(json::parse(&deep(128)).is_ok());
    for levels in [129, 10_000, 1_000_000] {
        let text = deep(levels);
        assert_eq!(
            compile_error(&text[..text.len().min(1 << 20)]).code,
            "nesting-too-deep"
        );
    }
    assert_eq!(
        token_error(&format!("{{\"a\":{}}}", deep(10_000))).code,
        "nesting-too-deep"
    );

    let padded = format!("{}{POLICY}", " ".repeat(10 * 1024 * 1024));
    assert_eq!(compile_error(&padded).code, "policy-too-large");
    let padded = format!("{}{{}}", " ".repeat(256 * 1024));
    assert_eq!(token_error(&padded).code, "token-too-large");
    let many: String = (0..12_000)
        .map(|index| format!("\"claim{index}\":{index},"))
        .collect();
    let policy = Policy::compile(POLICY, None).unwrap();
    let token = format!("{{{many}\"iss\":\"https://token.actions.githubusercontent.com\"}}");
    assert_eq!(
        policy
            .evaluate(&token, &Request::default())
            .unwrap()
            .decision,
        Decision::Deny
    );
    let twice = format!("{{{many}\"claim77\":1}}");
    assert_eq!(token_error(&twice).code, "duplicate-claim");
}

/// What is missing of a document is told at its beginning, which need not be one byte.
#[test]
fn places_end_between_letters() {
    for text in [
        "\u{641}: 1\nissuer: https://example.com\n",
        "kind: ClusterImagePolicy\nspec:\n  authorities:\n  - \u{641}\n  - \u{641}: 1\n",
        "kind: ClusterImagePolicy\nspec:\n  authorities:\n  - keyless:\n      \u{641}: 1\n",
        "verifier: cosign\nidentities:\n- \u{641}\n- \u{641}: 1\n",
        "\u{641}: 1\nkind: AuthenticationConfiguration\njwt: []\n",
    ] {
        let mut told = 0;
        for party in rolecall::relying_party::all() {
            let Ok(policy) = Policy::compile(text, Some(party.id())) else {
                continue;
            };
            for diagnostic in policy.diagnostics() {
                told += 1;
                let span = diagnostic.span.unwrap();
                assert!(span.of(text).is_some(), "{text}: {diagnostic:?}");
            }
        }
        assert!(told > 0, "{text}");
    }
}

#[test]
fn a_byte_order_mark_is_skipped_and_told() {
    let text = format!("\u{feff}{POLICY}");
    let policy = Policy::compile(&text, None).unwrap();
    assert_eq!(policy.diagnostics().len(), 1);
    assert_eq!(policy.diagnostics()[0].code, "byte-order-mark");
    let diagnostics = to_string(&policy.place().locate_each(policy.diagnostics()));
    let diagnostics: Value = serde_json::from_str(&diagnostics).unwrap();
    assert_eq!(diagnostics[0]["span"]["end"], 1);
    assert!(
        policy
            .evaluate(
                "\u{feff}{\"iss\":\"https://idp.example.com\"}",
                &Request::default()
            )
            .is_ok()
    );
}

#[test]
fn duplicate_keys_at_any_depth() {
    for text in [
        r#"{"Version":"2012-10-17","Version":"2008-10-17","Statement":[]}"#,
        r#"{"Statement":[{"Effect":"Deny","Effect":"Allow"}]}"#,
        r#"{"Statement":[{"Condition":{"StringEquals":{"a:b":"1","a:b":"2"}}}]}"#,
        r#"{"Statement":[],"Stat\u0065ment":[]}"#,
    ] {
        assert_eq!(compile_error(text).code, "duplicate-key", "{text}");
    }
    let error =
        compile_error(r#"{"Statement":[{"Condition":{"StringEquals":{"a:b":"1","A:B":"2"}}}]}"#);
    assert_eq!(error.code, "duplicate-condition-key");
}

#[test]
fn keys_that_are_names_elsewhere_are_only_keys_here() {
    let token = r#"{"__proto__":{"iss":"x"},"constructor":"y","iss":"https://token.actions.githubusercontent.com","toString":null}"#;
    let policy = Policy::compile(POLICY, None).unwrap();
    assert_eq!(
        policy
            .evaluate(token, &Request::default())
            .unwrap()
            .decision,
        Decision::Deny
    );
    let odd = POLICY.replace("sts.amazonaws.com", "__proto__");
    assert!(Policy::compile(&odd, None).is_ok());
}

#[test]
fn tokens_that_are_none() {
    let claims = r#"{"iss":"https://idp.example.com"}"#;
    for (text, code, message) in [
        (
            "",
            "invalid-token",
            "expected a JWT or the JSON text of its claims, received nothing",
        ),
        (
            "Bearer ",
            "invalid-token",
            "expected a JWT or the JSON text of its claims, received nothing",
        ),
        (
            "abc",
            "invalid-token",
            "expected a JWT of three parts with dots between, received one part",
        ),
        (
            "a.b",
            "invalid-token",
            "expected a JWT of three parts with dots between, received 2 parts",
        ),
        (
            "a.b.c.d",
            "invalid-token",
            "expected a JWT of three parts with dots between, received 4 parts",
        ),
        (
            "a.b.c.d.e",
            "invalid-token",
            "expected a JWT of three parts with dots between, received 5 parts",
        ),
        (
            "[]",
            "invalid-token",
            "expected a JSON object of claims, received an array",
        ),
        (
            "\"x\"",
            "invalid-token",
            "expected a JSON object of claims, received a string",
        ),
        (
            "{",
            "invalid-json",
            "expected a key in double quotes, received the end of the text",
        ),
        (
            r#"{"sub":"a","sub":"b"}"#,
            "duplicate-claim",
            "expected each claim once, received `sub` twice",
        ),
    ] {
        let error = token_error(text);
        assert_eq!(
            (error.code, error.message.as_str()),
            (code, message),
            "{text}"
        );
    }
    for (token, code) in [
        (jwt("{}", "7"), "invalid-token"),
        (jwt("{}", "null"), "invalid-token"),
        (jwt("{}", ""), "invalid-token"),
        (jwt("[]", claims), "invalid-token"),
        (jwt("", claims), "invalid-token"),
        (jwt("{}", r#"{"sub":"a","sub":"b"}"#), "duplicate-claim"),
        (
            jwt("{}", claims).replace(".c2ln", ".c2ln="),
            "invalid-token",
        ),
        (jwt("{}", claims).replace(".c2ln", ".c2+n"), "invalid-token"),
        (jwt("{}", claims).replace(".c2ln", ".c"), "invalid-token"),
        (jwt("{}", claims).replace('.', " ."), "invalid-token"),
        (
            format!(
                "{}.{}.",
                URL_SAFE_NO_PAD.encode("{}"),
                URL_SAFE_NO_PAD.encode([0xff, 0xfe])
            ),
            "invalid-unicode",
        ),
    ] {
        assert_eq!(token_error(&token).code, code, "{token}");
    }
    let decoded = jwt(r#"{"alg":"none"}"#, claims);
    for text in [
        decoded.clone(),
        format!("Bearer {decoded}"),
        format!("Authorization: bearer {decoded}\n"),
        format!("  {decoded}\u{feff}"),
    ] {
        assert_eq!(token::decode(&text).unwrap().claims, claims);
    }
}

/// Whatever stands before the claims, a place is one in the text that was given.
#[test]
fn places_in_claims_are_places_in_the_token() {
    for before in [
        "",
        " ",
        "Bearer ",
        "\u{feff}",
        "\u{85}",
        "Authorization: bearer\u{a0}\n",
    ] {
        let text = format!("{before}{{\"a\": x}}");
        let token = token::decode(&text).unwrap();
        let error = Claims::read(&token).unwrap_err();
        assert_eq!(error.code, "invalid-json");
        assert!(
            error.span.unwrap().of(&text).unwrap().starts_with('x'),
            "{text:?}: {:?}",
            error.span
        );
    }
}

/// A caller may print the message alone.
#[test]
fn keys_in_messages_cannot_move_the_cursor() {
    let error = Policy::compile(r#"{"\u001b[2J": 1}"#, None).unwrap_err();
    assert_eq!(error.code, "not-a-policy");
    assert!(
        !error.message.contains(char::is_control),
        "{}",
        error.message
    );
}

#[test]
fn claims_of_every_kind() {
    let policy = Policy::compile(POLICY, None).unwrap();
    for value in [
        "null",
        "7",
        "-1e400",
        "true",
        "[]",
        "[[]]",
        "[1,\"a\"]",
        "{}",
        "\"\"",
        "\"\\u0000\"",
    ] {
        for claim in [
            "iss",
            "sub",
            "aud",
            "azp",
            "https://aws.amazon.com/roles",
            "https://aws.amazon.com/tags",
            "https://aws.amazon.com/source_identity",
        ] {
            let token = format!("{{\"{claim}\":{value}}}");
            let evaluation = policy.evaluate(&token, &Request::default()).unwrap();
            assert_ne!(evaluation.decision, Decision::Allow, "{token}");
            let full = format!(
                "{{\"iss\":\"https://token.actions.githubusercontent.com\",\"sub\":\"repo:octo-org/octo-repo:pull_request\",\"x\":1,\"{}\":{value}}}",
                if claim == "iss" || claim == "sub" {
                    "y"
                } else {
                    claim
                }
            );
            assert_ne!(
                policy
                    .evaluate(&full, &Request::default())
                    .unwrap()
                    .decision,
                Decision::Allow
            );
        }
    }
}

#[test]
fn requests_that_make_no_sense() {
    for (text, message) in [
        ("[]", "expected an object in `request`, received an array"),
        (
            r#"{"now":"soon"}"#,
            "expected a number of seconds in `now`, received a string",
        ),
        (
            r#"{"now":1.5}"#,
            "expected whole seconds since 1970 in `now`, received `1.5`",
        ),
        (
            r#"{"context":{"a":1}}"#,
            "expected a string or an array of strings in `a`, received a number",
        ),
        (
            r#"{"context":{"a":[null]}}"#,
            "expected a string in `a`, received null",
        ),
        (
            r#"{"clientIds":"x"}"#,
            "expected an array of strings in `clientIds`, received a string",
        ),
        (
            r#"{"complete":"yes"}"#,
            "expected a boolean in `complete`, received a string",
        ),
        (
            r#"{"contexts":{}}"#,
            "unknown field `contexts` in the request",
        ),
        (
            r#"{"now":1,"now":2}"#,
            "expected each name once in the request, received `now` twice",
        ),
    ] {
        let error = Request::from_json(text).expect_err("no error");
        assert_eq!(
            (error.code, error.message.as_str()),
            ("invalid-request", message)
        );
    }
    let twice =
        Request::from_json(r#"{"context":{"aws:SourceIp":"1.2.3.4","AWS:SOURCEIP":"1.2.3.4"}}"#)
            .unwrap();
    let policy = Policy::compile(POLICY, None).unwrap();
    assert_eq!(
        policy.evaluate("{}", &twice).expect_err("no error").code,
        "invalid-request"
    );
}

#[test]
fn no_pattern_takes_long() {
    let text = format!("{}b", "a".repeat(10_000));
    for pattern in [
        "*a".repeat(1_000),
        "*a?".repeat(666),
        format!("*{}", "?".repeat(2_000)),
        format!("*{}c", "a?".repeat(1_000)),
        "*".repeat(2_000),
    ] {
        let wildcard = Wildcard::parse(&pattern, Fold::None);
        let start = Instant::now();
        for _ in 0..10 {
            std::hint::black_box(wildcard.is_match(&text));
        }
        // Measured in a debug build: 5 ms. A matcher that goes back would take years.
        assert!(start.elapsed() < Duration::from_secs(10), "{pattern:.20}");
    }
}

#[test]
fn no_document_takes_long() {
    for text in [
        "{".repeat(1 << 20),
        "{\"a\":".repeat(1 << 18),
        "x {\"a\":1".repeat(1 << 17),
        "{\"a\":[".repeat(1 << 17),
        format!("{{{}", "\"AssumeRolePolicyDocument\":{},".repeat(1 << 15)),
    ] {
        let start = Instant::now();
        assert!(find::find(&text).is_err() || text.starts_with('x'));
        assert!(start.elapsed() < Duration::from_secs(20), "{text:.30}");
    }
}

/// A policy of one statement that trusts an issuer under these conditions.
fn under(condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Federated":"arn:aws:iam::123456789012:oidc-provider/a.b"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{condition}}}]}}"#
    )
}

fn token_with(sub: &str) -> String {
    format!(r#"{{"iss":"https://a.b","sub":"{sub}"}}"#)
}

/// Each of these took minutes or gigabytes, or would, without a bound of its own. The bounds hold
/// in a debug build on a busy machine; what they keep away is off by orders of magnitude.
#[test]
fn no_policy_takes_long_or_much() {
    let long = "a".repeat(250_000);
    let values = |count: usize, value: &dyn Fn(usize) -> String| {
        let values: Vec<String> = (0..count)
            .map(|index| format!("\"{}\"", value(index)))
            .collect();
        format!("[{}]", values.join(","))
    };
    let keys = |count: usize| {
        let keys: Vec<String> = (0..count)
            .map(|index| format!("\"a.b:{index}\":\"x\""))
            .collect();
        format!("{{\"StringEquals\":{{{}}}}}", keys.join(","))
    };
    let cases: Vec<(String, String, Result<Decision, &str>)> = vec![
        // A pattern that variables would make far longer than any value.
        (
            under(&format!(
                r#"{{"StringLike":{{"a.b:aud":"x{}"}}}}"#,
                "${a.b:sub}".repeat(20_000)
            )),
            format!(r#"{{"iss":"https://a.b","aud":"x","sub":"{long}"}}"#),
            Ok(Decision::Deny),
        ),
        // Masks for each of many characters.
        (
            under(&format!(
                r#"{{"StringLike":{{"a.b:sub":"*?{}*"}}}}"#,
                ('\u{10000}'..='\u{3ffff}')
                    .filter(|c| (*c as u32) < 0x2_fffe || (*c as u32) > 0x3_0000)
                    .collect::<String>()
            )),
            token_with("x"),
            Ok(Decision::Deny),
        ),
        // Numbers and bytes read for each alternative.
        (
            under(&format!(
                r#"{{"NumericEquals":{{"a.b:sub":{}}}}}"#,
                values(1_000, &|index| index.to_string())
            )),
            token_with(&"7".repeat(250_000)),
            Ok(Decision::Deny),
        ),
        // Patterns and value both as long as they may be.
        (
            under(&format!(
                r#"{{"StringLike":{{"a.b:sub":{}}}}}"#,
                values(15_000, &|_| "*?b*".to_owned())
            )),
            token_with(&long),
            Err("evaluation-too-costly"),
        ),
        (
            under(&keys(2_500)),
            token_with("x"),
            Err("policy-too-complex"),
        ),
        (
            under(&keys(60_000)),
            token_with("x"),
            Err("policy-too-complex"),
        ),
        (
            format!(r#"{{"Statement":[{}1]}}"#, "1,".repeat(500_000)),
            token_with("x"),
            Err("policy-too-complex"),
        ),
        // Many odd values, each worth a caveat.
        (
            under(r#"{"NumericNotEquals":{"a.b:aud":"5"}}"#),
            format!(
                r#"{{"iss":"https://a.b","sub":"x","aud":{}}}"#,
                values(20_000, &|index| format!("v{index}"))
            ),
            Ok(Decision::Indeterminate),
        ),
    ];
    for (policy, token, expected) in cases {
        let start = Instant::now();
        let asked = Policy::compile(&policy, None).and_then(|policy| {
            let evaluation = policy.evaluate(&token, &Request::default())?;
            // What is told of it is no longer than its parts.
            let trace = to_string(&policy.place().locate(&evaluation.trace));
            assert!(
                trace.len() < 8 * (policy.text().len() + token.len()),
                "{}",
                trace.len()
            );
            assert!(evaluation.caveats.len() <= 64);
            assert_eq!(
                policy.allows(&token, &Request::default())?,
                evaluation.decision == Decision::Allow
            );
            Ok(evaluation.decision)
        });
        let received = match &asked {
            Ok(decision) => Ok(*decision),
            Err(error) => Err(error.code),
        };
        assert_eq!(received, expected, "{policy:.200}");
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{policy:.200}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn a_value_is_not_repeated_whole_by_every_test() {
    let statement = r#"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/a.b"},"Action":"*","Condition":{"StringEquals":{"a.b:sub":"x"}}}"#;
    let statements = vec![statement; 1_000].join(",");
    let policy = Policy::compile(&format!(r#"{{"Statement":[{statements}]}}"#), None).unwrap();
    let evaluation = policy
        .evaluate(&token_with(&"a".repeat(200_000)), &Request::default())
        .unwrap();
    let trace = to_string(&policy.place().locate(&evaluation.trace));
    assert!(trace.len() < 10 << 20, "{}", trace.len());
    assert!(evaluation.reason.message.len() < 2_000);
}

#[test]
fn diagnostics_of_one_long_line() {
    let elements: Vec<String> = (0..9_000).map(|index| format!("\"x{index}\":1")).collect();
    let text = format!(
        r#"{{"Statement":[{{"Effect":"Deny",{}}}]}}"#,
        elements.join(",")
    );
    let policy = Policy::compile(&text, None).unwrap();
    let start = Instant::now();
    let told = rolecall::render::text::diagnostics(
        policy.diagnostics(),
        policy.place(),
        "long.json",
        rolecall::render::text::Colour::Never,
    );
    assert!(told.len() < 9_000 * 1_500, "{}", told.len());
    assert!(start.elapsed() < Duration::from_secs(20));
}

/// JSON that may be anything, and text that is nearly JSON.
fn nearly_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?[0-9]{1,3}(\\.[0-9])?(e[0-9])?",
        "\"[a-zA-Z:*?${}.\\\\u00e9😀 ]{0,8}\"",
        Just("\"Statement\"".to_owned()),
        Just("\"Allow\"".to_owned()),
    ];
    let value = leaf.prop_recursive(5, 40, 5, |inner| {
        let key = proptest::sample::select(vec![
            "Statement",
            "Effect",
            "Principal",
            "Federated",
            "Action",
            "Condition",
            "StringLike",
            "Version",
            "iss",
            "AssumeRolePolicyDocument",
            "Resources",
            "RoleName",
            "x:y",
        ]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(","))),
            proptest::collection::vec((key, inner), 0..4).prop_map(|members| {
                let members: Vec<String> = members
                    .into_iter()
                    .map(|(key, value)| format!("\"{key}\":{value}"))
                    .collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    });
    (
        value,
        proptest::option::of(any::<(proptest::sample::Index, char)>()),
    )
        .prop_map(|(mut text, damage)| {
            if let Some((place, character)) = damage {
                let at = place.index(text.len() + 1);
                if text.is_char_boundary(at) {
                    text.insert(at, character);
                }
            }
            text
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn every_parser_takes_anything(text in prop_oneof![any::<String>(), nearly_json()]) {
        // Ours takes exactly what serde_json takes, numbers out of range aside.
        let theirs = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}'));
        let ours = json::parse(&text);
        if let Err(error) = &theirs {
            let range = error.to_string().contains("number out of range");
            prop_assert!(range || ours.is_err(), "{text}: {error}");
        } else if text.trim_start_matches('\u{feff}').len() + '\u{feff}'.len_utf8() >= text.len() {
            prop_assert!(ours.is_ok(), "{text}: {ours:?}");
        }
        let _ = token::decode(&text).map(|token| Claims::read(&token).is_ok());
        let _ = find::find(&text);
        let _ = Request::from_json(&text);
        if let Err(error) = Policy::compile(&text, None) {
            // Spans lie in the text and can be told.
            let lines = LineIndex::new(&text);
            let place = Place { text: &text, lines: &lines };
            serde_json::from_str::<Value>(&to_string(&place.locate(&error))).unwrap();
        }
    }

    #[test]
    fn whatever_compiles_can_be_asked(text in nearly_json(), token in nearly_json()) {
        if let Ok(policy) = Policy::compile(&format!("{{\"Statement\":{text}}}"), Some("aws")) {
            for diagnostic in policy.diagnostics() {
                if let Some(span) = diagnostic.span {
                    prop_assert!(span.of(policy.text()).is_some());
                }
            }
            let request = Request::default();
            match (policy.evaluate(&token, &request), policy.allows(&token, &request)) {
                (Ok(evaluation), Ok(allows)) => {
                    prop_assert_eq!(evaluation.decision == Decision::Allow, allows);
                    prop_assert!(!evaluation.reason.message.contains('\n'));
                }
                (Err(left), Err(right)) => prop_assert_eq!(left, right),
                (left, right) => prop_assert!(false, "{left:?} and {right:?}"),
            }
        }
    }
}
