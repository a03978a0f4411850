//! `allows` and iam-rs on claims that have been read, for `cargo xtask bench`.
//!
//! usage: native ENGINE
//!
//! Reads requests from standard input, a line each, and answers each with a line: `answers WORK`
//! with the decisions about the tokens, `time WORK N` with the nanoseconds that N decisions took.
//! There is one work.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot go on has nothing to give"
)]

use std::hint::black_box;
use std::io::{BufRead, Write};
use std::time::Instant;

use iam_rs::{
    Arn, Context, Decision, EvaluationOptions, IAMPolicy, IAMRequest, PolicyEvaluator, Principal,
    PrincipalId,
};
use rolecall::claims::Claims;
use rolecall::{Policy, Request, token};

const WORK: &str = include_str!("work/trust.json");
const PROVIDER: &str =
    "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

fn main() {
    // `cargo bench` passes an option of its own.
    let engine = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"));
    let work: serde_json::Value = serde_json::from_str(WORK).expect("`work/trust.json` is JSON");
    let policy = work["policy"].to_string();
    let tokens: Vec<String> = work["tokens"]
        .as_array()
        .expect("`tokens` is a list")
        .iter()
        .map(|token| token["claims"].to_string())
        .collect();
    match engine.as_deref() {
        Some("rolecall") => rolecall(&policy, &tokens),
        Some("iam-rs") => iam_rs(&policy, &tokens),
        _ => eprintln!("usage: native rolecall|iam-rs"),
    }
}

fn rolecall(policy: &str, tokens: &[String]) {
    let policy = Policy::compile(policy, None).expect("the policy compiles");
    let decoded: Vec<_> = tokens
        .iter()
        .map(|text| token::decode(text).expect("a token"))
        .collect();
    let claims: Vec<_> = decoded
        .iter()
        .map(|token| Claims::read(token).expect("claims"))
        .collect();
    let request = Request {
        now: Some(1_795_000_000),
        ..Request::default()
    };
    serve(claims.len(), |index| {
        policy
            .allows_claims(&claims[index], &request)
            .expect("a decision")
    });
}

fn iam_rs(policy: &str, tokens: &[String]) {
    let policy = IAMPolicy::from_json(policy).expect("the policy compiles");
    let evaluator = PolicyEvaluator::with_policies(vec![policy]).with_options(EvaluationOptions {
        // A trust policy has no resource: the role is it.
        ignore_resource_constraints: true,
        ..EvaluationOptions::default()
    });
    let requests: Vec<IAMRequest> = tokens
        .iter()
        .map(|text| {
            let claims: serde_json::Value = serde_json::from_str(text).expect("claims");
            let text = |name: &str| claims[name].as_str().expect("a text").to_owned();
            let host = text("iss").replace("https://", "");
            let mut context = Context::new();
            for name in ["aud", "sub"] {
                context = context.with_string(format!("{host}:{name}"), text(name));
            }
            IAMRequest::new_with_context(
                Principal::Federated(PrincipalId::String(PROVIDER.to_owned())),
                "sts:AssumeRoleWithWebIdentity",
                Arn::parse("arn:aws:iam::111122223333:role/deploy").expect("an ARN"),
                context,
            )
        })
        .collect();
    serve(requests.len(), |index| {
        evaluator
            .evaluate(&requests[index])
            .expect("a decision")
            .decision
            == Decision::Allow
    });
}

fn serve(tokens: usize, decide: impl Fn(usize) -> bool) {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split(' ').collect();
        let answer = match words.as_slice() {
            ["time", _, count] => {
                let count: usize = count.parse().expect("a number");
                let start = Instant::now();
                for index in 0..count {
                    black_box(decide(black_box(index % tokens)));
                }
                start.elapsed().as_nanos().to_string()
            }
            _ => {
                let answers: Vec<bool> = (0..tokens).map(&decide).collect();
                serde_json::to_string(&answers).expect("JSON")
            }
        };
        println!("{answer}");
        std::io::stdout().flush().expect("an open pipe");
    }
}
