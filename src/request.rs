//! What a relying party knows of a request beside the token.

use crate::diagnostic::Error;
use crate::fields::Fields;
use crate::json::{self, Kind, Value};
use crate::quote::quoted;

/// What a relying party knows of a request beside the token. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// The time, in seconds since 1970. Nothing here reads a clock.
    pub now: Option<i64>,
    /// What is asked for, where a relying party has several such things.
    pub action: Option<String>,
    /// The identity provider that the request names: for AWS its ARN.
    pub principal: Option<String>,
    /// The role that is asked for, by its ARN.
    pub role_arn: Option<String>,
    /// The audiences that the identity provider is registered with.
    pub client_ids: Option<Vec<String>>,
    /// The version of the relying party, where its behaviour changed.
    pub relying_party_version: Option<String>,
    /// Further attributes, which also override those that come from the token.
    pub context: Vec<(String, ContextValue)>,
    /// Whether a request attribute that is not given is missing: otherwise it is unknown.
    pub complete: bool,
}

/// The value of an attribute in [`Request::context`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// A single value.
    One(String),
    /// A list: present, even where it is empty.
    Many(Vec<String>),
}

const CODE: &str = "invalid-request";
const FIELDS: Fields = Fields { code: CODE };
const NAMES: [&str; 8] = [
    "now",
    "action",
    "principal",
    "roleArn",
    "clientIds",
    "relyingPartyVersion",
    "context",
    "complete",
];

impl Request {
    /// Reads a request from JSON text, with the names that JavaScript uses.
    ///
    /// # Errors
    /// `invalid-request` where a field is unknown or of the wrong kind, and the errors of
    /// [`json::parse`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = json::parse(text)?;
        if !matches!(value.kind, Kind::Object(_)) {
            return Err(FIELDS.wrong("request", "an object", &value));
        }
        if let Some(member) = value.duplicate_key() {
            return Err(invalid(format!(
                "expected each name once in the request, received {} twice",
                quoted(&member.key)
            )));
        }
        let mut request = Self::default();
        for member in value.members() {
            let name = member.key.as_ref();
            let value = &member.value;
            match name {
                _ if value.kind == Kind::Null => {}
                "now" => request.now = Some(seconds(value)?),
                "action" => request.action = Some(FIELDS.text(name, value)?),
                "principal" => request.principal = Some(FIELDS.text(name, value)?),
                "roleArn" => request.role_arn = Some(FIELDS.text(name, value)?),
                "clientIds" => request.client_ids = Some(FIELDS.texts(name, value)?),
                "relyingPartyVersion" => {
                    request.relying_party_version = Some(FIELDS.text(name, value)?);
                }
                "context" => request.context = context(value)?,
                "complete" => request.complete = FIELDS.flag(name, value)?,
                _ => {
                    return Err(invalid(format!(
                        "unknown field {name} in the request",
                        name = quoted(&name)
                    ))
                    .help(format!("the fields are `{}`", NAMES.join("`, `"))));
                }
            }
        }
        Ok(request)
    }
}

fn seconds(value: &Value<'_>) -> Result<i64, Error> {
    match &value.kind {
        Kind::Number(text) => text.parse().map_err(|_| {
            invalid(format!(
                "expected whole seconds since 1970 in `now`, received {text}",
                text = quoted(&text)
            ))
        }),
        _ => Err(FIELDS.wrong("now", "a number of seconds", value)),
    }
}

fn context(value: &Value<'_>) -> Result<Vec<(String, ContextValue)>, Error> {
    if !matches!(value.kind, Kind::Object(_)) {
        return Err(FIELDS.wrong("context", "an object", value));
    }
    value
        .members()
        .iter()
        .filter(|member| member.value.kind != Kind::Null)
        .map(|member| {
            let name = member.key.to_string();
            let value = match &member.value.kind {
                Kind::String(text) => ContextValue::One(text.to_string()),
                Kind::Array(_) => ContextValue::Many(FIELDS.texts(&name, &member.value)?),
                _ => {
                    return Err(FIELDS.wrong(
                        &name,
                        "a string or an array of strings",
                        &member.value,
                    ));
                }
            };
            Ok((name, value))
        })
        .collect()
}

fn invalid(message: String) -> Error {
    Error::new(CODE, message)
}
