//! Runs the cases under `tests/issuer`, and holds the documentation of issuers against the tables.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

#[path = "issuer/laws.rs"]
mod laws;

use std::collections::BTreeSet;
use std::path::Path;

use rolecall::claims::Claims;
use rolecall::issuer::github::subject::{
    Context, ContextKind, ContextPattern, Part, Repository, Subject, SubjectPattern,
};
use rolecall::issuer::github::{CLAIMS, GitRef, TokenSpec, model};
use rolecall::issuer::{self, Issuer, Presence, Recognised, claim, claims};
use rolecall::{Error, token};
use serde_json::{Value, json};

/// The cases of a file, each with what it is called in failures.
fn cases(name: &str) -> Vec<(String, Value)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/issuer")
        .join(name);
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = file["cases"].as_array().expect("a list of cases");
    for case in cases {
        let either = |key| case.get(key).or(file.get(key)).and_then(Value::as_str);
        let standing = either("standing").unwrap_or_default();
        assert!(
            ["documented", "observed", "inferred"].contains(&standing),
            "no such standing: `{standing}` in {case}"
        );
        assert!(
            either("source").is_some_and(|source| source.starts_with("https://")),
            "{case} names no source"
        );
    }
    let called = |case: &Value| {
        let keys = ["about", "iss", "pattern", "claims"];
        let name = keys.iter().find_map(|key| case.get(*key));
        format!("{name}", name = name.expect("a name"))
    };
    cases
        .iter()
        .map(|case| (called(case), case.clone()))
        .collect()
}

/// Runs `check` on every case and tells all failures together.
fn run(name: &str, check: impl Fn(&Value) -> Result<(), String>) {
    let cases = cases(name);
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|(name, case)| Some(format!("{name}: {}", check(case).err()?)))
        .collect();
    println!("{name}: {} cases", cases.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn same(what: &str, expected: &Value, received: &Value) -> Result<(), String> {
    match expected == received {
        true => Ok(()),
        false => Err(format!("{what}: expected {expected}, received {received}")),
    }
}

/// Compares what a case expects, where it does.
fn same_if_given(case: &Value, what: &str, received: Value) -> Result<(), String> {
    case.get(what)
        .map_or(Ok(()), |expected| same(what, expected, &received))
}

#[test]
fn issuers_are_recognised() {
    run("recognised.json", |case| {
        let text = case["claims"].to_string();
        let held = token::decode(&text).ok();
        let held = held.as_ref().and_then(|token| Claims::read(token).ok());
        let known = match (case["iss"].as_str(), &held) {
            (Some(iss), _) => issuer::recognise(iss),
            (None, Some(claims)) => issuer::recognise_claims(claims),
            (None, None) => return Err("neither `iss` nor `claims`".to_owned()),
        };
        let of = |tell: &dyn Fn(Recognised<'_>) -> Value| known.map_or(Value::Null, tell);
        same(
            "issuer",
            &case["issuer"],
            &of(&|known| json!(known.issuer.id())),
        )?;
        same_if_given(
            case,
            "variant",
            of(&|known| json!(format!("{:?}", known.variant))),
        )?;
        same_if_given(
            case,
            "shared",
            of(&|known| json!(known.variant.is_shared())),
        )
    });
}

#[test]
fn subjects_are_taken_apart() {
    run("subjects.json", |case| {
        let text = case["subject"].as_str().unwrap();
        let subject = Subject::parse(text);
        same("printed", &json!(text), &json!(subject.to_string()))?;
        same("form", &case["form"], &json!(format!("{:?}", subject.form)))?;
        let repository =
            |known: Repository<'_>| json!([known.owner, known.owner_id, known.name, known.id]);
        same(
            "repository",
            &case["repository"],
            &subject.repository.map_or(Value::Null, repository),
        )?;
        let hyphenated = subject.repository.and_then(|known| known.as_hyphenated());
        same(
            "hyphenated",
            &case["hyphenated"],
            &hyphenated.map_or(Value::Null, repository),
        )?;
        let context = subject.context.as_ref();
        let kind = context.map(|context| format!("{:?}", context.kind()));
        same("context", &case["context"], &json!(kind))?;
        let value = context.and_then(|context| match context {
            Context::Ref(text) | Context::Environment(text) => Some(text.as_ref()),
            Context::PullRequest => None,
        });
        same("value", &case["value"], &json!(value))?;
        let git_ref = context.and_then(Context::git_ref);
        same_if_given(
            case,
            "gitRef",
            json!(git_ref.map(|git_ref| format!("{git_ref:?}"))),
        )?;
        same_if_given(case, "template", json!(subject.template()))?;
        let segments: Vec<String> = subject.segments.iter().map(ToString::to_string).collect();
        same_if_given(case, "segments", json!(segments))?;
        same_if_given(case, "withIds", json!(subject.with_ids("123456", "456789")))?;
        same(
            "withoutIds",
            &case["withoutIds"],
            &json!(subject.without_ids()),
        )?;
        let environment = subject.with_context(&Context::Environment("prod:eu".into()));
        same_if_given(case, "forEnvironment", json!(environment))
    });
}

fn part(part: Part<'_>) -> String {
    match part {
        Part::Absent => "absent".to_owned(),
        Part::Open => "open".to_owned(),
        Part::Literal(text) => format!("={text}"),
        Part::Wildcard(text) => format!("~{text}"),
    }
}

#[test]
fn patterns_are_taken_apart() {
    run("patterns.json", |case| {
        let text = case["pattern"].as_str().unwrap();
        let pattern = SubjectPattern::parse(text);
        let printed: Vec<String> = pattern.segments.iter().map(ToString::to_string).collect();
        same("printed", &json!(text), &json!(printed.join(":")))?;
        let parts = [pattern.owner, pattern.owner_id, pattern.name, pattern.id].map(part);
        same("repository", &case["repository"], &json!(parts))?;
        let context = match pattern.context {
            ContextPattern::Absent => "Absent".to_owned(),
            ContextPattern::Open => "Open".to_owned(),
            ContextPattern::PullRequest => "PullRequest".to_owned(),
            ContextPattern::Ref(value) => format!("Ref {}", part(value)),
            ContextPattern::Environment(value) => format!("Environment {}", part(value)),
            ContextPattern::Unclear { key, value } => format!("Unclear {key} {}", part(value)),
            ContextPattern::Unknown { key, value } => format!("Unknown {key} {}", part(value)),
        };
        same("context", &case["context"], &json!(context))?;
        let allows: Vec<&str> = ContextKind::ALL
            .into_iter()
            .filter(|kind| pattern.context.allows(*kind))
            .map(ContextKind::key)
            .collect();
        same_if_given(case, "allows", json!(allows))?;
        same_if_given(case, "excludesIds", json!(pattern.excludes_ids()))?;
        same_if_given(case, "requiresIds", json!(pattern.requires_ids()))?;
        let git_ref = match pattern.context {
            ContextPattern::Ref(Part::Literal(text) | Part::Wildcard(text)) => {
                json!(format!("{:?}", GitRef::parse(text)))
            }
            _ => Value::Null,
        };
        same_if_given(case, "gitRef", git_ref)
    });
}

/// The pieces of a token, by name, and its kind of run.
fn read(token_text: &str) -> Value {
    let token = token::decode(token_text).unwrap();
    let claims = Claims::read(&token).unwrap();
    model::read(&claims).map_or(Value::Null, |(run, values)| {
        let pieces: serde_json::Map<String, Value> = values
            .into_iter()
            .map(|value| (value.piece, json!(value.text)))
            .collect();
        json!({ "run": run.id, "pieces": pieces })
    })
}

#[test]
fn tokens_are_predicted() {
    run("predictions.json", |case| {
        let predicted =
            TokenSpec::from_json(&case["spec"].to_string()).and_then(|spec| spec.predict());
        let prediction = match predicted {
            Ok(prediction) => prediction,
            Err(error) => return same_error(case, &error),
        };
        if case.get("error").is_some() {
            return Err(format!(
                "expected an error, received {}",
                prediction.token()
            ));
        }
        let token: Value = serde_json::from_str(&prediction.token()).unwrap();
        for (name, expected) in case["claims"].as_object().unwrap() {
            same(name, expected, &token[name])?;
        }
        for name in case["absent"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap();
            same(name, &Value::Null, &json!(token.get(name)))?;
        }
        for (name, expected) in case["notes"].as_object().into_iter().flatten() {
            let notes = prediction.notes.iter().filter(|note| note.claim == *name);
            let standings: Vec<&str> = notes.map(|note| note.standing.as_str()).collect();
            same(&format!("notes on {name}"), expected, &json!(standings))?;
        }
        let noted: BTreeSet<&str> = prediction
            .notes
            .iter()
            .map(|note| note.claim.as_str())
            .collect();
        let held: BTreeSet<&str> = prediction
            .claims
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        same("claims with notes", &json!(held), &json!(noted))?;
        for name in held {
            let entry = claim(Issuer::GitHub, name).ok_or(format!("no entry for {name}"))?;
            let kind = if token[name].is_number() {
                "number"
            } else {
                "string"
            };
            same(
                &format!("type of {name}"),
                &json!(entry.json.as_str()),
                &json!(kind),
            )?;
        }
        same_if_given(case, "run", read(&prediction.token())["run"].clone())
    });
}

fn same_error(case: &Value, error: &Error) -> Result<(), String> {
    same("error", &case["error"], &json!(error.message))?;
    same("help", &case["help"], &json!(error.help))?;
    same("code", &json!("invalid-token-spec"), &json!(error.code))
}

#[test]
fn tokens_are_taken_apart() {
    run("tokens.json", |case| {
        let read = read(&case["token"].to_string());
        same("run", &case["run"], &read["run"])?;
        for (name, expected) in case["pieces"].as_object().into_iter().flatten() {
            same(name, expected, &read["pieces"][name])?;
        }
        Ok(())
    });
}

/// The rows of the tables of `docs/issuers.md` below a heading, cells without backticks.
fn documented(heading: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/issuers.md");
    let text = std::fs::read_to_string(path).unwrap();
    let part = text.split("\n## ").find(|part| part.starts_with(heading));
    let part = part.unwrap_or_else(|| panic!("no heading `{heading}`"));
    part.lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells = line.trim_matches('|').split(" | ");
            cells.map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

#[test]
fn every_claim_is_documented() {
    for issuer in Issuer::ALL {
        let wanted: Vec<Vec<String>> = claims(*issuer)
            .iter()
            .map(|entry| {
                vec![
                    format!("`{}`", entry.name),
                    entry.json.as_str().to_owned(),
                    entry.present.as_str().to_owned(),
                    entry.says.to_owned(),
                    entry.controlled_by.as_str().to_owned(),
                    if entry.mutable { "yes" } else { "no" }.to_owned(),
                    format!("[{}]({})", entry.standing.as_str(), entry.url),
                ]
            })
            .collect();
        assert_table(issuer.name(), &wanted);
    }
}

#[test]
fn every_kind_of_run_and_every_piece_is_documented() {
    let runs: Vec<Vec<String>> = model::RUNS
        .iter()
        .map(|run| {
            let context = if run.is_pull_request {
                "`pull_request`"
            } else {
                "the ref"
            };
            vec![
                format!("`{}`", run.id),
                format!("`{}`", run.events.join("`, `")),
                printed(run.git_ref),
                context.to_owned(),
                printed(run.workflow_at),
                format!("[{}]({})", run.standing.as_str(), run.url),
                run.doubt.to_owned(),
            ]
        })
        .collect();
    assert_table("Kinds of runs", &runs);
    let pieces: Vec<Vec<String>> = model::PIECES
        .iter()
        .map(|piece| {
            vec![
                format!("`{}`", piece.name),
                piece.what.to_owned(),
                match piece.values {
                    [] => format!("{} to {}", piece.min, piece.max),
                    values => format!("`{}`", values.join("`, `")),
                },
                piece.controlled_by.as_str().to_owned(),
                if piece.mutable { "yes" } else { "no" }.to_owned(),
            ]
        })
        .collect();
    assert_table("Pieces", &pieces);
}

#[test]
fn every_field_of_a_spec_is_documented() {
    let documented: BTreeSet<String> = documented("Predicted tokens of GitHub")
        .iter()
        .flat_map(|row| row[0].split(", "))
        .map(|field| field.trim_matches('`').to_owned())
        .collect();
    // The help for a name that is near to none lists them all.
    let error = TokenSpec::from_json(r#"{ "qqqqqqqqqqqq": 1 }"#).unwrap_err();
    let help = error.help.clone().unwrap();
    let known = help.strip_prefix("the fields are ").unwrap().split(", ");
    let known: BTreeSet<String> = known
        .map(|field| field.trim_matches('`').to_owned())
        .collect();
    assert_eq!(documented, known);
    for field in known {
        // Null counts as left out, for names that are known alone.
        let text = format!(r#"{{ "repository": "o/r", "{field}": [1] }}"#);
        let message = TokenSpec::from_json(&text).unwrap_err().message.clone();
        assert!(!message.starts_with("unknown field"), "{field}: {message}");
    }
}

fn printed(items: &[model::Item]) -> String {
    let text: String = items
        .iter()
        .map(|item| match item {
            model::Item::Literal(text) => text.to_string(),
            model::Item::Piece(piece, _) => piece.name.to_ascii_uppercase(),
            model::Item::Property(name, _) => name.clone(),
        })
        .collect();
    match text.is_empty() {
        true => "empty".to_owned(),
        false => format!("`{text}`"),
    }
}

/// `ROLECALL_BLESS=1 cargo test --test issuer` writes the rows anew.
fn assert_table(heading: &str, wanted: &[Vec<String>]) {
    if std::env::var_os("ROLECALL_BLESS").is_some() {
        // One at a time: every test writes to the same file.
        static WRITING: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _writing = WRITING.lock().unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/issuers.md");
        let text = std::fs::read_to_string(&path).unwrap();
        let (before, part) = text.split_once(&format!("\n## {heading}\n")).unwrap();
        let end = part.find("\n## ").unwrap_or(part.len());
        let (part, after) = part.split_at(end);
        let (table, _) = part
            .split_once("|\n| `")
            .unwrap_or_else(|| part.rsplit_once("|\n").unwrap());
        let rows: String = wanted
            .iter()
            .map(|row| format!("| {} |\n", row.join(" | ")))
            .collect();
        let text = format!("{before}\n## {heading}\n{table}|\n{rows}{after}");
        std::fs::write(&path, text).unwrap();
        return;
    }
    let documented = documented(heading);
    for (wanted, documented) in wanted.iter().zip(&documented) {
        assert_eq!(
            documented.join(" | ").trim(),
            wanted.join(" | ").trim(),
            "{heading}"
        );
    }
    assert_eq!(documented.len(), wanted.len(), "{heading}");
}

#[test]
fn dictionaries_are_sound() {
    for issuer in Issuer::ALL {
        let mut names = BTreeSet::new();
        for entry in claims(*issuer) {
            assert!(names.insert(entry.name), "{} twice", entry.name);
            assert!(entry.url.starts_with("https://"), "{}", entry.name);
            assert!(
                !entry.says.is_empty() && !entry.says.ends_with('.'),
                "{}",
                entry.name
            );
            if let Presence::When(condition) = entry.present {
                assert!(!condition.is_empty(), "{}", entry.name);
            }
        }
        for required in ["iss", "sub", "aud", "exp", "iat"] {
            assert!(names.contains(required), "{} lacks {required}", issuer.id());
        }
    }
    let property = claim(Issuer::GitHub, "repo_property_team").unwrap();
    assert_eq!(property.name, "repo_property_*");
    assert!(claim(Issuer::GitHub, "repo_property_").is_none());
    assert!(claim(Issuer::GitHub, "Actor").is_none());
    let sorted = CLAIMS.windows(2).all(|pair| pair[0].name < pair[1].name);
    assert!(sorted, "the claims of GitHub are not sorted");
}

#[test]
fn parts_of_patterns_fit_texts() {
    let pattern = SubjectPattern::parse("repo:octo-?rg/app:environment:prod-??");
    assert!(pattern.owner.fits("octo-org") && !pattern.owner.fits("other"));
    assert!(pattern.owner_id == Part::Absent && !pattern.owner_id.fits("1"));
    assert!(pattern.name.fits("app") && !pattern.name.fits("apps"));
    assert_eq!(pattern.name.literal(), Some("app"));
    let ContextPattern::Environment(name) = pattern.context else {
        panic!("an environment");
    };
    assert!(name.fits("prod-eu") && !name.fits("prod") && !name.is_anything());
    let open = SubjectPattern::parse("repo:octo-org/*");
    assert!(open.name.is_anything() && open.id.is_anything() && open.id.fits("456789"));
}

#[test]
fn refs_of_merge_queues() {
    let is_queue = |text| GitRef::parse(text).is_of_merge_queue();
    assert!(is_queue("refs/heads/gh-readonly-queue/main/pr-1-abc"));
    assert!(is_queue("refs/heads/gh-readonly-queue/*"));
    assert!(!is_queue("refs/heads/main") && !is_queue("refs/heads/gh-readonly-queue"));
}

#[test]
fn predictions_are_written_as_json() {
    let spec = TokenSpec::from_json(r#"{ "repository": "octo-org/octo-repo", "now": 1790000000 }"#);
    let prediction = spec.unwrap().predict().unwrap();
    let written = serde_json::to_value(&prediction).unwrap();
    assert_eq!(written["claims"]["iat"], json!(1_790_000_000));
    assert_eq!(written["claims"]["ref"], json!("refs/heads/main"));
    let note = written["notes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|note| note["claim"] == "ref");
    let wanted = json!({
        "claim": "ref",
        "standing": "made-up",
        "message": "the branch that the run is for is made up: give `ref` for the real one",
        "url": "https://docs.github.com/en/actions/reference/security/oidc",
    });
    assert_eq!(note, Some(&wanted));
    assert_eq!(prediction.text("iat"), None);
    let subject = Subject::parse(prediction.text("sub").unwrap());
    assert_eq!(subject.value("ref").as_deref(), Some("refs/heads/main"));
    assert_eq!(subject.value("environment"), None);
}

/// What the model has and the dictionary are the same claims.
#[test]
fn the_model_has_every_claim_of_the_dictionary() {
    let mut held = BTreeSet::from(["repo_property_*".to_owned()]);
    for choice in model::choices() {
        let shape = model::Shape::of(&choice).unwrap();
        held.extend(shape.claims.into_iter().map(|(name, _)| name.into_owned()));
    }
    let wanted: BTreeSet<String> = CLAIMS.iter().map(|entry| entry.name.to_owned()).collect();
    assert_eq!(held, wanted);
}
