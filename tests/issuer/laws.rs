//! Laws that hold for every subject and every prediction.

use proptest::prelude::*;
use proptest::sample::select;
use rolecall::claims::Claims;
use rolecall::issuer::github::subject::{
    Context, Form, Part, Subject, SubjectPattern, decode, encode,
};
use rolecall::issuer::github::{GitRef, TokenSpec, model};
use rolecall::issuer::{Controller, recognise};
use rolecall::token;

/// Words that subjects are made of, and marks, so that odd subjects come up often.
fn odd_subject() -> impl Strategy<Value = String> {
    let word = select(vec![
        "repo",
        "octo-org/octo-repo",
        "octo-org@1/octo-repo@2",
        "octo-org@1/octo-repo",
        "ref",
        "refs/heads/main",
        "refs/pull/1/merge",
        "environment",
        "prod",
        "%3A",
        "pull_request",
        "workflow",
        "job_workflow_ref",
        "repo_property_x",
        "repository_owner_id",
        "12",
        "*",
        "?",
        "a-1/b-2",
        "@",
        "/",
        "é",
        "",
        "refs",
        "repository",
    ]);
    prop_oneof![
        proptest::collection::vec(word, 0..8).prop_map(|words| words.join(":")),
        ".{0,40}",
        "[a-z:/@*%3A]{0,20}",
    ]
}

/// A value that a piece may have.
fn value_of(piece: &'static model::Piece) -> BoxedStrategy<String> {
    if !piece.values.is_empty() {
        return select(piece.values.to_vec())
            .prop_map(str::to_owned)
            .boxed();
    }
    let character = proptest::char::ranges(
        piece
            .characters
            .iter()
            .map(|(first, last)| *first..=*last)
            .collect::<Vec<_>>()
            .into(),
    );
    let length = piece.min..=piece.max.min(piece.min + 12);
    proptest::collection::vec(character, length)
        .prop_map(String::from_iter)
        .prop_filter("a value of the piece", |text| piece.admits(text))
        .boxed()
}

fn piece(name: &str) -> &'static model::Piece {
    model::PIECES
        .iter()
        .find(|piece| piece.name == name)
        .unwrap()
}

fn a(name: &str) -> BoxedStrategy<String> {
    value_of(piece(name))
}

fn maybe(name: &str) -> BoxedStrategy<Option<String>> {
    proptest::option::of(a(name)).boxed()
}

fn spec() -> impl Strategy<Value = TokenSpec> {
    let names = (
        a("owner"),
        a("repository"),
        a("owner-id"),
        a("repository-id"),
    );
    let events: Vec<&str> = model::RUNS
        .iter()
        .flat_map(|run| run.events)
        .copied()
        .collect();
    let run = (
        select(events),
        maybe("default-branch"),
        maybe("base-branch"),
        maybe("head-branch"),
        maybe("pull-request"),
        maybe("environment"),
    );
    let keys = proptest::sample::subsequence(
        vec![
            "repo",
            "context",
            "workflow",
            "repository_owner",
            "ref",
            "run_number",
            "job_workflow_ref",
        ],
        1..5,
    );
    let more = (
        proptest::option::of(keys),
        any::<bool>(),
        maybe("workflow"),
        maybe("workflow-file"),
        maybe("enterprise"),
        any::<bool>(),
    );
    (names, run, more).prop_map(|(names, run, more)| TokenSpec {
        repository: format!("{}/{}", names.0, names.1),
        owner_id: Some(names.2),
        repository_id: Some(names.3),
        event: Some(run.0.to_owned()),
        default_branch: run.1,
        base_ref: run.2,
        head_ref: run.3,
        pull_request: run.4,
        environment: run.5,
        template: more
            .0
            .map(|keys| keys.into_iter().map(str::to_owned).collect()),
        immutable: Some(more.1),
        workflow: more.2,
        workflow_file: more.3,
        enterprise_issuer: more.4.is_some() && more.5,
        enterprise: more.4,
        now: Some(1_790_000_000),
        ..TokenSpec::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_subject_prints_as_it_was(text in odd_subject()) {
        prop_assert_eq!(Subject::parse(&text).to_string(), text);
    }

    #[test]
    fn every_pattern_prints_as_it_was(text in odd_subject()) {
        let pattern = SubjectPattern::parse(&text);
        let segments: Vec<String> = pattern.segments.iter().map(ToString::to_string).collect();
        prop_assert_eq!(segments.join(":"), text);
    }

    #[test]
    fn every_ref_prints_as_it_was(text in prop_oneof![".{0,20}", "refs/(heads|tags|pull)/[a-z0-9/-]{0,12}", "refs/heads/gh-readonly-queue/[a-z/]{0,5}/?pr-[0-9]{0,3}-?[a-f]{0,4}"]) {
        prop_assert_eq!(GitRef::parse(&text).to_string(), text);
    }

    #[test]
    fn encoded_values_have_no_colon_and_decode(text in "[a-z: /.@-]{0,20}") {
        let encoded = encode(&text);
        prop_assert!(!encoded.contains(':'));
        prop_assert_eq!(decode(&encoded), text.as_str());
    }

    #[test]
    fn ids_can_be_put_in_and_taken_out(owner in a("owner"), name in a("repository"), context in prop_oneof![
        Just(Context::PullRequest),
        a("environment").prop_map(|text| Context::Environment(text.into())),
        a("branch").prop_map(|text| Context::Ref(format!("refs/heads/{text}").into())),
    ]) {
        let classic = format!("repo:{owner}/{name}:{context}");
        let subject = Subject::parse(&classic);
        prop_assert_eq!(subject.form, Form::Classic);
        prop_assert_eq!(subject.context.as_ref().map(Context::kind), Some(context.kind()));
        let immutable = subject.with_ids("123456", "456789").unwrap();
        let other = Subject::parse(&immutable);
        prop_assert_eq!(other.form, Form::Immutable);
        prop_assert_eq!(other.without_ids(), Some(classic.clone()));
        prop_assert_eq!(other.with_ids("1", "2"), None);
        prop_assert_eq!(subject.without_ids(), None);
        prop_assert_eq!(subject.with_context(&context), Some(classic.clone()));
    }

    /// A subject that is a pattern of itself has the parts that the pattern has.
    #[test]
    fn a_literal_pattern_has_the_parts_of_the_subject(owner in a("owner"), name in a("repository"), branch in a("branch"), ids in any::<bool>()) {
        let text = match ids {
            true => format!("repo:{owner}@1/{name}@2:ref:refs/heads/{branch}"),
            false => format!("repo:{owner}/{name}:ref:refs/heads/{branch}"),
        };
        let pattern = SubjectPattern::parse(&text);
        prop_assert_eq!(pattern.owner, Part::Literal(&owner));
        prop_assert_eq!(pattern.name, Part::Literal(&name));
        prop_assert_eq!(pattern.excludes_ids(), !ids);
        prop_assert_eq!(pattern.requires_ids(), ids);
    }

    /// What the builder put together, the subject grammar and the model take apart.
    #[test]
    fn predictions_are_taken_apart_into_what_they_were_made_of(spec in spec()) {
        let prediction = spec.predict().unwrap();
        let text = prediction.token();
        let token = token::decode(&text).unwrap();
        let claims = Claims::read(&token).unwrap();
        let subject = Subject::parse(prediction.text("sub").unwrap());
        if spec.template.is_none() {
            let form = if spec.immutable == Some(true) { Form::Immutable } else { Form::Classic };
            prop_assert_eq!(subject.form, form);
            let repository = subject.repository.unwrap();
            prop_assert_eq!(format!("{}/{}", repository.owner, repository.name), spec.repository.as_str());
            if let Some(Context::Environment(name)) = &subject.context {
                prop_assert_eq!(Some(name.as_ref()), spec.environment.as_deref());
            } else {
                prop_assert_eq!(&spec.environment, &None);
            }
        }
        let (run, values) = model::read(&claims).expect("the model has what it predicts");
        prop_assert!(run.events.contains(&prediction.text("event_name").unwrap()));
        let found = |name: &str| values.iter().find(|value| value.piece == name).map(|value| value.text.as_str());
        prop_assert_eq!(found("owner-id"), spec.owner_id.as_deref());
        prop_assert_eq!(found("environment"), spec.environment.as_deref());
        if let (Some(given), Some(found)) = (&spec.workflow, found("workflow"))
            && !given.ends_with(".yml") && !given.ends_with(".yaml")
        {
            prop_assert_eq!(given, found);
        }
        prop_assert!(recognise(prediction.text("iss").unwrap()).is_some());
    }

    /// No text is too odd for a spec: it is an error, or a token.
    #[test]
    fn odd_specs_are_errors(repository in ".{0,12}", event in "[a-z_]{0,12}", git_ref in ".{0,12}", uses in ".{0,12}", host in ".{0,12}") {
        let spec = TokenSpec {
            repository,
            event: Some(event),
            git_ref: Some(git_ref),
            reusable_workflow: Some(uses),
            host: Some(host),
            ..TokenSpec::default()
        };
        if let Err(error) = spec.predict() {
            prop_assert_eq!(error.code, "invalid-token-spec");
            prop_assert!(!error.message.contains('\n'));
        }
    }
}

/// Every example is a value of its piece, and every shape prints from examples.
#[test]
fn examples_are_values() {
    for piece in model::PIECES {
        assert!(piece.admits(piece.example), "{}", piece.name);
        assert!(!piece.what.is_empty());
        let names: Vec<&str> = model::PIECES.iter().map(|piece| piece.name).collect();
        assert_eq!(
            names.iter().filter(|name| **name == piece.name).count(),
            1,
            "{}",
            piece.name
        );
    }
    let ids = ["owner-id", "repository-id", "actor-id", "enterprise-id"];
    for id in ids {
        assert!(
            !piece(id).mutable && piece(id).controlled_by == Controller::Issuer,
            "{id}"
        );
    }
}

/// Every choice gives a token that reads back as a run that looks the same.
#[test]
fn every_shape_reads_back() {
    for choice in model::choices() {
        let shape = model::Shape::of(&choice).unwrap();
        let event = choice.run.events[0];
        let members: Vec<String> = shape
            .claims
            .iter()
            .map(|(name, items)| {
                let text: String = items
                    .iter()
                    .map(|item| match item {
                        model::Item::Literal(text) => text.to_string(),
                        model::Item::Piece(piece, _) if piece.name == "event" => event.to_owned(),
                        model::Item::Piece(piece, encoding) => {
                            encoding.apply(piece.example).into_owned()
                        }
                        model::Item::Property(name, _) => panic!("the property {name}"),
                    })
                    .collect();
                format!("{name:?}:{text:?}")
            })
            .collect();
        let text = format!("{{{}}}", members.join(","));
        let token = token::decode(&text).unwrap();
        let claims = Claims::read(&token).unwrap();
        let (run, values) =
            model::read(&claims).unwrap_or_else(|| panic!("{}: {text}", choice.run.id));
        assert_eq!(run.git_ref.len(), choice.run.git_ref.len(), "{text}");
        assert!(run.events.contains(&event));
        for value in values {
            if value.piece != "event" && !value.piece.ends_with("branch") {
                assert_eq!(value.text, piece(&value.piece).example, "{text}");
            }
        }
    }
}
