//! Questions as JSON, as JavaScript and the command line ask them.

use super::model::Model;
use super::prove::Invariants;
use crate::diagnostic::Error;
use crate::fields::Fields;
use crate::json::{self, Kind, Value};
use crate::quote::quoted;
use crate::request::Request;

const CODE: &str = "invalid-question";
const FIELDS: Fields = Fields { code: CODE };
const NAMES: [&str; 5] = ["issuer", "template", "request", "only", "never"];

/// What is asked beside policies and tokens.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// The keys of subjects that are customised.
    pub template: Option<Vec<String>>,
    /// What the relying party knows of the request.
    pub request: Request,
    /// What is to be proved.
    pub invariants: Invariants,
}

impl Question {
    /// Reads `{ issuer?, template?, request?, only?, never? }`.
    ///
    /// # Errors
    /// `invalid-question` where a field is unknown or of the wrong kind, or the issuer one whose
    /// tokens are not modelled; and those of [`Request::from_json`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = json::parse(text)?;
        if !matches!(value.kind, Kind::Object(_)) {
            return Err(FIELDS.wrong("question", "an object", &value));
        }
        let mut question = Self::default();
        for member in value.members() {
            let name = member.key.as_ref();
            let value = &member.value;
            match name {
                _ if value.kind == Kind::Null => {}
                "issuer" => issuer(&FIELDS.text(name, value)?)?,
                "template" => question.template = Some(FIELDS.texts(name, value)?),
                "request" => {
                    let part = text.get(value.span.start..value.span.end);
                    question.request = Request::from_json(part.unwrap_or_default())?;
                }
                "only" => question.invariants.only = claims(name, value)?,
                "never" => question.invariants.never = claims(name, value)?,
                _ => {
                    return Err(Error::new(
                        CODE,
                        format!("unknown field {} in the question", quoted(name)),
                    )
                    .help(format!("the fields are `{}`", NAMES.join("`, `"))));
                }
            }
        }
        Ok(question)
    }

    /// The tokens that it is about.
    pub fn model(&self) -> Model {
        Model::github(self.template.as_deref())
    }
}

fn issuer(id: &str) -> Result<(), Error> {
    match id {
        "github" => Ok(()),
        _ => Err(Error::new(
            "invalid-question",
            format!(
                "expected an issuer whose tokens are modelled in `issuer`, received {}",
                quoted(id)
            ),
        )
        .help("there is `github`")),
    }
}

/// `{ CLAIM: PATTERN | [PATTERN, …] }`.
fn claims(name: &str, value: &Value<'_>) -> Result<Vec<(String, Vec<String>)>, Error> {
    if !matches!(value.kind, Kind::Object(_)) {
        return Err(FIELDS.wrong(name, "an object", value));
    }
    value
        .members()
        .iter()
        .map(|member| {
            let claim = member.key.to_string();
            let patterns = match &member.value.kind {
                Kind::String(text) => vec![text.to_string()],
                Kind::Array(_) => FIELDS.texts(&claim, &member.value)?,
                _ => {
                    return Err(FIELDS.wrong(
                        &claim,
                        "a string or an array of strings",
                        &member.value,
                    ));
                }
            };
            Ok((claim, patterns))
        })
        .collect()
}
