//! The token that a job would get, and how far each claim of it can be trusted.
//!
//! ```
//! use rolecall::issuer::github::TokenSpec;
//!
//! let spec = TokenSpec {
//!     repository: "octo-org/octo-repo".to_owned(),
//!     event: Some("pull_request".to_owned()),
//!     ..TokenSpec::default()
//! };
//! let prediction = spec.predict()?;
//! assert_eq!(prediction.text("sub"), Some("repo:octo-org/octo-repo:pull_request"));
//! assert_eq!(prediction.text("ref"), Some("refs/pull/1/merge"));
//! # Ok::<(), rolecall::Error>(())
//! ```

mod note;
mod spec;
mod values;

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

pub use spec::TokenSpec;

use super::model::{self, Choice, Item, RUNS, Run, Shape};
use crate::diagnostic::Error;
use crate::issuer::{Issuer, JsonType, Standing, claim};
use crate::json::{Kind, Value};
use crate::quote::quoted;
use crate::span::Span;
use crate::spelling::nearest;
use values::{Given, Values};

/// What a description that no job has is refused under.
const CODE: &str = "invalid-token-spec";

fn invalid(message: impl Into<String>) -> Error {
    Error::new(CODE, message)
}

/// A predicted token.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Its claims, sorted by name, custom properties last.
    pub claims: Vec<(String, Value<'static>)>,
    /// What each claim rests on: at least one note for each, in the same order.
    pub notes: Vec<PredictionNote>,
}

/// What a predicted claim rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredictionNote {
    /// The claim.
    pub claim: String,
    /// How far its value can be trusted.
    pub standing: Standing,
    /// Why, in a sentence.
    pub message: Cow<'static, str>,
    /// Where it is written.
    pub url: &'static str,
}

impl Prediction {
    /// The text of a claim that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.claims
            .iter()
            .find(|(claim, _)| claim == name)
            .and_then(|(_, value)| value.as_str())
    }

    /// The claims as JSON text: a token to evaluate.
    pub fn token(&self) -> String {
        crate::render::json::to_string(&Token(&self.claims))
    }
}

/// `{ claims, notes }`.
impl Serialize for Prediction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct("Prediction", 2)?;
        parts.serialize_field("claims", &Token(&self.claims))?;
        parts.serialize_field("notes", &self.notes)?;
        parts.end()
    }
}

impl Serialize for PredictionNote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct("PredictionNote", 4)?;
        parts.serialize_field("claim", &self.claim)?;
        parts.serialize_field("standing", self.standing.as_str())?;
        parts.serialize_field("message", &self.message)?;
        parts.serialize_field("url", self.url)?;
        parts.end()
    }
}

struct Token<'p>(&'p [(String, Value<'static>)]);

impl Serialize for Token<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            match &value.kind {
                Kind::Number(text) => map.serialize_entry(name, &text.parse::<u64>().ok())?,
                _ => map.serialize_entry(name, &value.as_str())?,
            }
        }
        map.end()
    }
}

impl TokenSpec {
    /// Predicts the token. Reads no clock: without [`TokenSpec::now`] the times are made up.
    ///
    /// # Errors
    /// `invalid-token-spec` where there can be no such token.
    pub fn predict(&self) -> Result<Prediction, Error> {
        let given = Given::read(self)?;
        let (run, known) = self.run(&given)?;
        self.check_fork(run)?;
        let keys = self.template.as_deref();
        if let Some(keys) = keys {
            self.check_template(keys)?;
        }
        let properties: Vec<String> = self
            .properties
            .iter()
            .map(|(name, _)| name.clone())
            .collect();
        let choice = Choice {
            run,
            host: given.host,
            slug_in_issuer: self.enterprise_issuer,
            enterprise: self.enterprise.is_some(),
            immutable: self.immutable == Some(true),
            environment: self.environment.is_some(),
            reusable: self.reusable_workflow.is_some(),
            template: keys,
            properties: &properties,
        };
        let shape = Shape::of(&choice)
            .ok_or_else(|| invalid("expected claims that the token has in `template`"))?;
        let values = Values::of(self, &given, &choice, &shape, known)?;
        let claims = shape
            .claims
            .iter()
            .map(|(name, items)| (name.to_string(), value(name, &values.print(items))))
            .collect();
        Ok(Prediction {
            claims,
            notes: note::notes(self, &choice, &shape, &values),
        })
    }

    /// The kind of run, and the pieces that the ref settles.
    fn run(&self, given: &Given) -> Result<(&'static Run, Vec<model::Value>), Error> {
        let event = self.event();
        let mut runs = RUNS.iter().filter(|run| run.events.contains(&event));
        let Some(text) = &given.git_ref else {
            return match runs.next() {
                Some(run) => Ok((run, Vec::new())),
                None => Err(unknown_event(event)),
            };
        };
        let mut forms = Vec::new();
        let mut contradicted = None;
        for run in runs {
            let mut known = Vec::new();
            if model::fit(run.git_ref, text, &mut known) {
                match values::contradiction(&known, self, given) {
                    None => return Ok((run, known)),
                    other => contradicted = other,
                }
            }
            forms.push(form_of(run));
        }
        if let Some(error) = contradicted {
            return Err(error);
        }
        match forms.is_empty() {
            true => Err(unknown_event(event)),
            false => Err(invalid(format!(
                "expected in `ref`, for the event {event}, {forms}, received {text}",
                event = quoted(event),
                forms = forms.join(" or "),
                text = quoted(text),
            ))),
        }
    }

    /// GitHub gives no token to runs that pull requests from forks start.
    fn check_fork(&self, run: &Run) -> Result<(), Error> {
        let is_private = matches!(self.visibility.as_deref(), Some("private" | "internal"));
        if self.fork && run.is_pull_request && !is_private {
            return Err(invalid(format!(
                "expected a run that gets a token, received the event {event} of a pull request from a fork",
                event = quoted(self.event())
            ))
            .help("GitHub gives no token to such runs: `id-token` is not granted to forks of public repositories"));
        }
        Ok(())
    }

    fn check_template(&self, keys: &[String]) -> Result<(), Error> {
        let wrong = |key: &str, why: &str| {
            invalid(format!(
                "expected a claim that subjects may hold in `template`, received {key}, {why}",
                key = quoted(key)
            ))
        };
        if keys.is_empty() {
            return Err(
                invalid("expected at least one key in `template`, received none")
                    .help("leave `template` out for the default subject"),
            );
        }
        for (index, key) in keys.iter().enumerate() {
            if keys.iter().take(index).any(|before| before == key) {
                return Err(wrong(key, "which stands there twice"));
            }
            if matches!(key.as_str(), "repo" | "context") {
                continue;
            }
            if NEVER_KEYS.contains(&key.as_str()) {
                return Err(wrong(key, "which GitHub takes for no key"));
            }
            if let Some(property) = key.strip_prefix("repo_property_") {
                if !self.properties.iter().any(|(name, _)| name == property) {
                    return Err(wrong(key, "which has no value in `properties`"));
                }
                continue;
            }
            if key.starts_with("environment") && self.environment.is_none() {
                return Err(wrong(key, "where the job has no environment")
                    .help("with this key, GitHub gives no token to jobs without an environment"));
            }
            if claim(Issuer::GitHub, key).is_none() {
                let error = wrong(key, "which is no claim");
                let known = super::CLAIMS.iter().map(|entry| entry.name);
                return Err(match nearest(key, known.chain(["repo", "context"])) {
                    Some(name) => error.help(format!("did you mean `{name}`?")),
                    None => error,
                });
            }
        }
        Ok(())
    }
}

/// Claims that were found not to be accepted as keys.
const NEVER_KEYS: [&str; 11] = [
    "aud",
    "enterprise",
    "enterprise_id",
    "exp",
    "iat",
    "iss",
    "jti",
    "nbf",
    "ref_protected",
    "sha",
    "sub",
];

/// The form of a ref in words: `refs/heads/BRANCH`.
fn form_of(run: &Run) -> String {
    if run.git_ref.is_empty() {
        return "nothing".to_owned();
    }
    let text: String = run
        .git_ref
        .iter()
        .map(|item| match item {
            Item::Literal(text) => text.to_string(),
            Item::Piece(piece, _) => piece.name.to_ascii_uppercase(),
            Item::Property(name, _) => name.clone(),
        })
        .collect();
    format!("`{text}`")
}

fn unknown_event(event: &str) -> Error {
    let error = invalid(format!(
        "expected an event that starts workflows in `event`, received {event}",
        event = quoted(event)
    ));
    if event == "workflow_call" {
        return error.help(
            "a called workflow runs under the event of its caller: give that, and `reusableWorkflow`",
        );
    }
    let known = RUNS.iter().flat_map(|run| run.events).copied();
    match nearest(event, known) {
        Some(name) => error.help(format!("did you mean `{name}`?")),
        None => error,
    }
}

/// A claim of the type that the dictionary says.
fn value(name: &str, text: &str) -> Value<'static> {
    let text = Cow::Owned(text.to_owned());
    let kind = match claim(Issuer::GitHub, name).map(|entry| entry.json) {
        Some(JsonType::Number) => Kind::Number(text),
        _ => Kind::String(text),
    };
    Value {
        span: Span::default(),
        kind,
    }
}
