//! One intent in every language: the policies in `examples/same-intent` give the same verdicts of
//! the same tokens, but for what a language cannot say, which its entry states.
//! `ROLECALL_BLESS=1 cargo test --test same_intent` writes the tables of the README anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rolecall::relying_party;
use rolecall::{Policy, Request};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/same-intent")
}

fn read(name: &str) -> String {
    let path = folder().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn list(name: &str) -> Vec<Value> {
    serde_json::from_str(&read(name)).unwrap()
}

/// What a language is to say of a token.
fn wanted<'a>(language: &'a Value, token: &'a Value) -> &'a Value {
    let otherwise = &language["otherwise"][token["id"].as_str().unwrap()];
    match otherwise.is_null() {
        true => &token["decision"],
        false => &otherwise["decision"],
    }
}

#[test]
fn every_language_says_the_same_but_for_what_it_cannot_say() {
    let (languages, tokens) = (list("languages.json"), list("tokens.json"));
    assert_eq!(tokens.len(), 10);
    let mut failures = Vec::new();
    for language in &languages {
        let title = language["title"].as_str().unwrap();
        let text = read(language["policy"].as_str().unwrap());
        let id = language["relyingParty"].as_str().unwrap();
        let policy = Policy::compile(&text, Some(id)).unwrap();
        assert!(!policy.has_errors(), "{title}: {:?}", policy.diagnostics());
        // The document tells whose it is.
        let detected = Policy::compile(&text, None).unwrap();
        assert_eq!(detected.relying_party().id(), id, "{title}");
        let request = language.get("request").cloned().unwrap_or(json!({}));
        let request = Request::from_json(&request.to_string()).unwrap();
        for token in &tokens {
            let mut claims = token["claims"].as_object().unwrap().clone();
            claims
                .entry("aud")
                .or_insert_with(|| language["audience"].clone());
            let evaluation = policy
                .evaluate(&json!(claims).to_string(), &request)
                .unwrap();
            let received = json!(evaluation.decision.as_str());
            let wanted = wanted(language, token);
            if *wanted != received {
                let (id, message) = (&token["id"], &evaluation.reason.message);
                failures.push(format!(
                    "{title}, {id}: {received}, not {wanted}: {message}"
                ));
            }
        }
        // What is said to differ does, and of tokens that there are.
        for (id, otherwise) in language["otherwise"].as_object().into_iter().flatten() {
            let token = tokens.iter().find(|token| token["id"] == id.as_str());
            let intended = &token.unwrap_or_else(|| panic!("{title}: {id}"))["decision"];
            assert_ne!(*intended, otherwise["decision"], "{title}, {id}");
            assert!(!otherwise["why"].as_str().unwrap().is_empty());
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_relying_party_and_every_file_is_there() {
    let languages = list("languages.json");
    let named = |member: &str| -> BTreeSet<String> {
        let names = languages.iter().map(|one| one[member].as_str().unwrap());
        names.map(str::to_owned).collect()
    };
    let ids: BTreeSet<String> = relying_party::all()
        .map(|one| one.id().to_owned())
        .collect();
    assert_eq!(named("relyingParty"), ids);
    let mut files = named("policy");
    files.extend(["README.md", "languages.json", "tokens.json"].map(str::to_owned));
    let there: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(there, files);
}

#[test]
fn the_readme_has_the_verdicts() {
    let (languages, tokens) = (list("languages.json"), list("tokens.json"));
    let mut asked = String::from("| | token | intended |\n|---|---|---|\n");
    for (at, token) in tokens.iter().enumerate() {
        let (about, decision) = (&token["about"], &token["decision"]);
        asked += &format!(
            "| {} | {} | {} |\n",
            at + 1,
            about.as_str().unwrap(),
            decision.as_str().unwrap()
        );
    }
    let mut verdicts = String::from("| |");
    for at in 1..=tokens.len() {
        verdicts += &format!(" {at} |");
    }
    verdicts += &format!(
        " what it cannot say |\n|---|{}---|\n",
        "---|".repeat(tokens.len())
    );
    for language in &languages {
        let [title, policy] = ["title", "policy"].map(|member| language[member].as_str().unwrap());
        verdicts += &format!("| [{title}]({policy}) |");
        let mut remarks: Vec<String> = Vec::new();
        remarks.extend(language["note"].as_str().map(str::to_owned));
        for (at, token) in tokens.iter().enumerate() {
            let decision = wanted(language, token).as_str().unwrap();
            if *decision == token["decision"] {
                verdicts += &format!(" {decision} |");
                continue;
            }
            verdicts += &format!(" **{decision}** |");
            let why = language["otherwise"][token["id"].as_str().unwrap()]["why"].as_str();
            let why = why.unwrap();
            match remarks.iter_mut().find(|remark| remark.ends_with(why)) {
                Some(remark) => *remark = remark.replacen(": ", &format!(", {}: ", at + 1), 1),
                None => remarks.push(format!("{}: {why}", at + 1)),
            }
        }
        verdicts += &format!(" {} |\n", remarks.join("; "));
    }
    let path = folder().join("README.md");
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (name, table) in [("tokens", asked), ("verdicts", verdicts)] {
        let [start, end] = [format!("<!-- {name} -->\n"), format!("<!-- /{name} -->")];
        let (before, rest) = text.split_once(&start).unwrap();
        let (old, after) = rest.split_once(&end).unwrap();
        if std::env::var_os("ROLECALL_BLESS").is_none() {
            assert_eq!(
                old, table,
                "`ROLECALL_BLESS=1 cargo test --test same_intent` writes it"
            );
        }
        text = format!("{before}{start}{table}{end}{after}");
    }
    if std::env::var_os("ROLECALL_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
}
