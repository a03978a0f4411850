//! What people read: evaluations and diagnostics as text and Markdown, held against files.
//!
//! `ROLECALL_BLESS=1 cargo test --test rendered` writes the files anew; read the difference.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::path::{Path, PathBuf};

use rolecall::render::json::Place;
use rolecall::render::markdown;
use rolecall::render::text::{self, Colour};
use rolecall::span::LineIndex;
use rolecall::{Policy, Request};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rendered")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap()
}

fn held_against(name: &str, received: &str) {
    let path = folder().join(name);
    if std::env::var_os("ROLECALL_BLESS").is_some() {
        std::fs::write(&path, received).unwrap();
    }
    let expected = std::fs::read_to_string(&path)
        .unwrap_or_else(|_| panic!("{name} is missing: ROLECALL_BLESS=1 writes it"));
    assert_eq!(expected, received, "{name}");
}

fn evaluation(name: &str, policy: &str, token: &str, request: &str) {
    let policy = Policy::compile(&read(policy), None).unwrap();
    let request = Request::from_json(request).unwrap();
    let token = rolecall::token::decode(token).unwrap();
    let claims = rolecall::claims::Claims::read(&token).unwrap();
    let evaluation = policy.evaluate_claims(&claims, &request).unwrap();
    let explanation = Some(policy.explain(&claims, &request, &evaluation).unwrap());
    let explanation = explanation.as_ref();
    let place = policy.place();
    held_against(
        &format!("{name}.txt"),
        &text::evaluation(&evaluation, explanation, place, Colour::Never),
    );
    held_against(
        &format!("{name}.md"),
        &markdown::evaluation(&evaluation, explanation),
    );
    // Colour repeats what the marks say, and adds nothing else.
    let coloured = text::evaluation(&evaluation, explanation, place, Colour::Always);
    let plain: String = coloured
        .split('\u{1b}')
        .enumerate()
        .map(|(index, part)| match index {
            0 => part,
            _ => part.split_once('m').unwrap().1,
        })
        .collect();
    assert_eq!(
        plain,
        text::evaluation(&evaluation, explanation, place, Colour::Never)
    );
}

fn github(claims: &str) -> String {
    format!(
        r#"{{"iss":"https://token.actions.githubusercontent.com","aud":"sts.amazonaws.com",{claims}}}"#
    )
}

#[test]
fn allowed() {
    let token = github(r#""sub":"repo:octo-org/octo-repo:ref:refs/heads/main""#);
    evaluation("allowed", "two-statements.json", &token, "{}");
}

#[test]
fn denied_by_the_closest_statement() {
    let token = github(r#""sub":"repo:octo-org/octo-repo:pull_request""#);
    evaluation("denied", "two-statements.json", &token, "{}");
}

/// The answer of the relying party, its rules and their checks.
#[test]
fn denied_by_every_credential() {
    let token = github(r#""sub":"repo:Octo-Org/octo-repo:environment:prod","repository_id":"456""#)
        .replace("sts.amazonaws.com", "api://AzureADTokenExchange");
    evaluation("credentials", "credentials.json", &token, "{}");
}

#[test]
fn denied_by_a_denial() {
    let token =
        github(r#""sub":"repo:octo-org/octo-repo:environment:prod","actor":"dependabot[bot]""#);
    evaluation("explicit-deny", "denial.json", &token, "{}");
}

#[test]
fn it_hangs_on_the_request() {
    let token = github(r#""sub":"repo:octo-org/octo-repo:environment:prod","actor":"octocat""#);
    evaluation(
        "indeterminate",
        "denial.json",
        &token,
        r#"{"now":1767225600}"#,
    );
}

#[test]
fn keys_that_are_never_set() {
    let token =
        github(r#""sub":"repo:octo-org/octo-repo:ref:refs/heads/main","event_name":"push""#);
    evaluation("never-set", "never-set.json", &token, "{}");
}

#[test]
fn what_would_move_the_cursor_is_escaped() {
    let token = github(r#""sub":"repo:\u001b[2Jocto-org/\u202eoger-otco`**x**`""#);
    evaluation("hostile", "two-statements.json", &token, "{}");
}

#[test]
fn before_the_policy() {
    let token = r#"{"iss":"https://token.actions.githubusercontent.com","aud":["a","b"],"sub":"x","exp":1,"https://aws.amazon.com/tags":{"principal_tags":{"team":["a"]}}}"#;
    let request = r#"{"now":1767225600,"clientIds":["sts.amazonaws.com"],"principal":"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}"#;
    evaluation("gates", "two-statements.json", token, request);
}

#[test]
fn diagnostics() {
    let source = read("refused.json");
    let policy = Policy::compile(&source, None).unwrap();
    let place = policy.place();
    held_against(
        "refused.txt",
        &text::diagnostics(policy.diagnostics(), place, "refused.json", Colour::Never),
    );
    held_against(
        "refused.md",
        &markdown::diagnostics(policy.diagnostics(), place, "refused.json"),
    );
}

#[test]
fn an_error() {
    let source = "{\n\t\"Version\": \"2012-10-17\",\n\t\"Statement\": [,]\n}\n";
    let error = Policy::compile(source, None).unwrap_err();
    let lines = LineIndex::new(source);
    let place = Place {
        text: source,
        lines: &lines,
    };
    held_against(
        "error.txt",
        &text::error(&error, place, "broken.json", Colour::Never),
    );
}
