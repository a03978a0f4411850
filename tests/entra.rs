//! Laws of federated identity credentials, and documents that are nearly some.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use proptest::prelude::*;
use rolecall::claims::Claims;
use rolecall::render::text;
use rolecall::{Decision, Policy, Request, lint, token};
use serde_json::{Value, json};

const ISSUER: &str = "https://token.actions.githubusercontent.com";
const AUDIENCE: &str = "api://AzureADTokenExchange";

fn exact(subject: &str) -> Value {
    json!({ "name": "one", "issuer": ISSUER, "subject": subject, "audiences": [AUDIENCE] })
}

fn flexible(operator: &str, text: &str) -> Value {
    let text = text.replace('\'', "''");
    let value = format!("claims['sub'] {operator} '{text}' and claims['repository_id'] eq '1'");
    json!({
        "name": "two",
        "issuer": ISSUER,
        "claimsMatchingExpression": { "value": value, "languageVersion": 1 },
        "audiences": [AUDIENCE],
    })
}

fn claims(subject: &str) -> String {
    json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": subject, "repository_id": "1" }).to_string()
}

/// The decision, by both ways to it.
fn decide(policy: &Value, subject: &str) -> Decision {
    let policy = Policy::compile(&policy.to_string(), Some("entra")).unwrap();
    let (token, request) = (claims(subject), Request::default());
    let evaluation = policy.evaluate(&token, &request).unwrap();
    let allows = policy.allows(&token, &request).unwrap();
    assert_eq!(allows, evaluation.decision == Decision::Allow);
    // Whoever is kept out for certain is told what Entra answers.
    let is_told = evaluation.reason.refusal.is_some();
    assert_eq!(is_told, evaluation.decision == Decision::Deny);
    evaluation.decision
}

/// `*` and `?` by the book: slow, and plainly right.
fn fits(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), _) => (0..=text.len()).any(|taken| fits(rest, &text[taken..])),
        (Some(('?', rest)), Some((_, tail))) => fits(rest, tail),
        (Some((left, rest)), Some((right, tail))) => left == right && fits(rest, tail),
        _ => false,
    }
}

fn few_letters() -> impl Strategy<Value = String> {
    "[aA:/*?']{1,8}"
}

/// All that a credential tests is the issuer's to say.
#[test]
fn no_context_speaks_for_a_token_that_is_guarded_against() {
    let policy = Policy::compile(&exact("x").to_string(), None).unwrap();
    for (name, claim) in [
        ("sub", "sub"),
        ("subject", "sub"),
        ("claims['repository_id']", "repository_id"),
        ("aws:SourceIp", "aws:SourceIp"),
    ] {
        let request = json!({ "context": { name: "x" } }).to_string();
        let error = policy
            .check_context(&Request::from_json(&request).unwrap())
            .unwrap_err();
        assert_eq!(error.code, "issuer-attribute-in-context");
        assert!(
            error.message.contains(&format!("the claim `{claim}`")),
            "{error}"
        );
    }
}

/// A caller may print what Entra answers alone.
#[test]
fn an_answer_cannot_move_the_cursor_or_fill_the_screen() {
    let policy = Policy::compile(&exact("x").to_string(), None).unwrap();
    for subject in ["\u{1b}[2J".to_owned(), "a".repeat(100_000)] {
        let evaluation = policy
            .evaluate(&claims(&subject), &Request::default())
            .unwrap();
        let answer = evaluation.reason.refusal.unwrap().message;
        assert!(
            !answer.contains(char::is_control) && answer.len() < 1_000,
            "{answer}"
        );
    }
}

proptest! {
    #[test]
    fn a_subject_fits_itself_alone(subject in few_letters(), other in few_letters()) {
        let wanted = if subject == other { Decision::Allow } else { Decision::Deny };
        prop_assert_eq!(decide(&exact(&subject), &other), wanted);
        prop_assert_eq!(decide(&flexible("eq", &subject), &other), wanted);
        prop_assert_eq!(decide(&exact(&subject), &subject), Decision::Allow);
    }

    #[test]
    fn a_pattern_fits_as_by_the_book(pattern in few_letters(), subject in few_letters()) {
        let symbols: Vec<char> = pattern.chars().collect();
        let text: Vec<char> = subject.chars().collect();
        let wanted = if fits(&symbols, &text) { Decision::Allow } else { Decision::Deny };
        prop_assert_eq!(decide(&flexible("matches", &pattern), &subject), wanted);
    }

    #[test]
    fn any_credential_suffices_in_any_order(left in few_letters(), right in few_letters(), subject in few_letters()) {
        let (left, right) = (exact(&left), flexible("matches", &right));
        let one = [&left, &right].iter().any(|credential| decide(credential, &subject) == Decision::Allow);
        let wanted = if one { Decision::Allow } else { Decision::Deny };
        prop_assert_eq!(decide(&json!([left, right]), &subject), wanted);
        prop_assert_eq!(decide(&json!({ "value": [right, left] }), &subject), wanted);
    }
}

/// One slip anywhere in a document: it is told or taken, and never the end.
#[test]
fn documents_that_are_nearly_some() {
    let document = json!([
        exact("repo:octo-org/octo-repo:pull_request"),
        flexible("matches", "repo:octo-org/octo-repo:ref:refs/heads/*"),
    ])
    .to_string();
    let token = claims("repo:octo-org/octo-repo:ref:refs/heads/main");
    let token = token::decode(&token).unwrap();
    let claims = Claims::read(&token).unwrap();
    let request = Request::default();
    let mut read = 0;
    for (at, character) in document.char_indices().step_by(4) {
        let behind = at + character.len_utf8();
        for slip in [
            "", "\"", "'", "[", "}", " ", "\\u0027", "\u{2019}", "7", "null", "\u{feff}",
        ] {
            let text = format!(
                "{}{slip}{}",
                document.get(..at).unwrap(),
                document.get(behind..).unwrap()
            );
            let Ok(policy) = Policy::compile(&text, Some("entra")) else {
                continue;
            };
            read += 1;
            let evaluation = policy.evaluate_claims(&claims, &request).unwrap();
            let allows = policy.allows_claims(&claims, &request).unwrap();
            assert_eq!(allows, evaluation.decision == Decision::Allow, "{text}");
            let explanation = policy.explain(&claims, &request, &evaluation).unwrap();
            for diagnostic in policy.diagnostics() {
                let span = diagnostic.span.expect("a place");
                assert!(span.of(&text).is_some(), "{text}: {diagnostic:?}");
            }
            for finding in lint::findings(&policy) {
                assert!(finding.span.of(&text).is_some(), "{text}: {finding:?}");
            }
            let never = text::Colour::Never;
            text::evaluation(&evaluation, Some(&explanation), policy.place(), never);
            text::diagnostics(policy.diagnostics(), policy.place(), "document", never);
        }
    }
    assert!(read > 300, "only {read} documents could be read");
}
