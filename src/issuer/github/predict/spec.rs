//! What a prediction is asked for.

use super::{CODE, invalid};
use crate::diagnostic::Error;
use crate::fields::Fields;
use crate::issuer::Issuer;
use crate::json::{self, Kind, Value};
use crate::quote::quoted;
use crate::spelling::nearest;

/// A job, as far as its token depends on it. Only [`TokenSpec::repository`] must be given; what
/// else is left out gets its default, or something plausible that the prediction marks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenSpec {
    /// The repository, `OWNER/NAME`.
    pub repository: String,
    /// The id of its owner.
    pub owner_id: Option<String>,
    /// Its id.
    pub repository_id: Option<String>,
    /// The event that starts the run; by default `push`.
    pub event: Option<String>,
    /// The ref that the run is for, in full or the name of a branch; empty for a deployment of a
    /// commit.
    pub git_ref: Option<String>,
    /// The default branch of the repository.
    pub default_branch: Option<String>,
    /// The branch that the pull request is for.
    pub base_ref: Option<String>,
    /// The branch that the pull request comes from.
    pub head_ref: Option<String>,
    /// The number of the pull request.
    pub pull_request: Option<String>,
    /// Whether the pull request comes from a fork.
    pub fork: bool,
    /// The environment of the job.
    pub environment: Option<String>,
    /// The keys of the subject (`include_claim_keys`), where they are not the default ones.
    pub template: Option<Vec<String>>,
    /// Whether the subject has ids; by default not, since the age of the repository is unknown.
    pub immutable: Option<bool>,
    /// The called workflow that the job is in, as in `uses:`.
    pub reusable_workflow: Option<String>,
    /// The name of the workflow, or its file where it has no name.
    pub workflow: Option<String>,
    /// The file of the workflow.
    pub workflow_file: Option<String>,
    /// The account that starts the run.
    pub actor: Option<String>,
    /// The id of that account.
    pub actor_id: Option<String>,
    /// The audience that the step asks for; by default the URL of the owner.
    pub audience: Option<String>,
    /// `github.com`, a host on `ghe.com`, or that of a GitHub Enterprise Server.
    pub host: Option<String>,
    /// The slug of the enterprise that the owner belongs to.
    pub enterprise: Option<String>,
    /// The id of that enterprise.
    pub enterprise_id: Option<String>,
    /// Whether the enterprise has its slug in `iss`.
    pub enterprise_issuer: bool,
    /// `public`, `private` or `internal`.
    pub visibility: Option<String>,
    /// `github-hosted` or `self-hosted`.
    pub runner_environment: Option<String>,
    /// The commit that the run is for.
    pub sha: Option<String>,
    /// The custom properties that are claims: names, without `repo_property_`, and values.
    pub properties: Vec<(String, String)>,
    /// When the token is issued, in seconds since 1970.
    pub now: Option<i64>,
    /// For how many seconds it holds; by default 300.
    pub lifetime: Option<i64>,
}

const FIELDS: Fields = Fields { code: CODE };

const NAMES: [&str; 30] = [
    "issuer",
    "repository",
    "ownerId",
    "repositoryId",
    "event",
    "ref",
    "defaultBranch",
    "baseRef",
    "headRef",
    "pullRequest",
    "fork",
    "environment",
    "template",
    "immutable",
    "reusableWorkflow",
    "workflow",
    "workflowFile",
    "actor",
    "actorId",
    "audience",
    "host",
    "enterprise",
    "enterpriseId",
    "enterpriseIssuer",
    "visibility",
    "runnerEnvironment",
    "sha",
    "properties",
    "now",
    "lifetime",
];

impl TokenSpec {
    /// Reads a spec from JSON text, with the names that JavaScript uses. `issuer` may be left out;
    /// a field that is null counts as left out.
    ///
    /// # Errors
    /// `invalid-token-spec` where a field is unknown or of the wrong kind, and the errors of
    /// [`json::parse`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Self::from_value(&json::parse(text)?)
    }

    /// As [`Self::from_json`], from a value that was read elsewhere.
    ///
    /// # Errors
    /// `invalid-token-spec`.
    pub fn from_value(value: &Value<'_>) -> Result<Self, Error> {
        if !matches!(value.kind, Kind::Object(_)) {
            return Err(invalid(format!(
                "expected an object that describes a token, received {}",
                value.describe()
            )));
        }
        if let Some(member) = value.duplicate_key() {
            return Err(invalid(format!(
                "expected each name once, received {} twice",
                quoted(&member.key)
            )));
        }
        let mut spec = Self::default();
        for member in value.members() {
            if member.value.kind != Kind::Null {
                spec.read(&member.key, &member.value)?;
            }
        }
        if spec.repository.is_empty() {
            return Err(invalid("expected a `repository`, received none")
                .help("give the repository as `OWNER/NAME`"));
        }
        Ok(spec)
    }

    fn read(&mut self, name: &str, value: &Value<'_>) -> Result<(), Error> {
        match self.field(name) {
            Some(Field::Text(field)) => *field = Some(FIELDS.text(name, value)?),
            Some(Field::Digits(field)) => *field = Some(number_of(name, value)?),
            Some(Field::Flag(field)) => *field = FIELDS.flag(name, value)?,
            Some(Field::Seconds(field)) => *field = Some(seconds_of(name, value)?),
            None => match name {
                "issuer" => is_github(&FIELDS.text(name, value)?)?,
                "repository" => self.repository = FIELDS.text(name, value)?,
                "template" => self.template = Some(FIELDS.texts(name, value)?),
                "immutable" => self.immutable = Some(FIELDS.flag(name, value)?),
                "properties" => self.properties = properties_of(name, value)?,
                _ => return Err(unknown_field(name)),
            },
        }
        Ok(())
    }

    /// The field that JavaScript calls `name`, where it is of a common type.
    fn field(&mut self, name: &str) -> Option<Field<'_>> {
        Some(match name {
            "ownerId" => Field::Digits(&mut self.owner_id),
            "repositoryId" => Field::Digits(&mut self.repository_id),
            "event" => Field::Text(&mut self.event),
            "ref" => Field::Text(&mut self.git_ref),
            "defaultBranch" => Field::Text(&mut self.default_branch),
            "baseRef" => Field::Text(&mut self.base_ref),
            "headRef" => Field::Text(&mut self.head_ref),
            "pullRequest" => Field::Digits(&mut self.pull_request),
            "fork" => Field::Flag(&mut self.fork),
            "environment" => Field::Text(&mut self.environment),
            "reusableWorkflow" => Field::Text(&mut self.reusable_workflow),
            "workflow" => Field::Text(&mut self.workflow),
            "workflowFile" => Field::Text(&mut self.workflow_file),
            "actor" => Field::Text(&mut self.actor),
            "actorId" => Field::Digits(&mut self.actor_id),
            "audience" => Field::Text(&mut self.audience),
            "host" => Field::Text(&mut self.host),
            "enterprise" => Field::Text(&mut self.enterprise),
            "enterpriseId" => Field::Digits(&mut self.enterprise_id),
            "enterpriseIssuer" => Field::Flag(&mut self.enterprise_issuer),
            "visibility" => Field::Text(&mut self.visibility),
            "runnerEnvironment" => Field::Text(&mut self.runner_environment),
            "sha" => Field::Text(&mut self.sha),
            "now" => Field::Seconds(&mut self.now),
            "lifetime" => Field::Seconds(&mut self.lifetime),
            _ => return None,
        })
    }

    /// The event, `push` where none is given.
    pub(super) fn event(&self) -> &str {
        self.event.as_deref().unwrap_or("push")
    }
}

/// A field of a common type.
enum Field<'s> {
    Text(&'s mut Option<String>),
    /// Digits, given as a number or as text.
    Digits(&'s mut Option<String>),
    Flag(&'s mut bool),
    Seconds(&'s mut Option<i64>),
}

fn unknown_field(name: &str) -> Error {
    let error = invalid(format!(
        "unknown field {name} in the description of a token",
        name = quoted(name)
    ));
    match nearest(name, NAMES.into_iter()) {
        Some(field) => error.help(format!("did you mean `{field}`?")),
        None => error.help(format!("the fields are `{}`", NAMES.join("`, `"))),
    }
}

fn is_github(id: &str) -> Result<(), Error> {
    if id == Issuer::GitHub.id() {
        return Ok(());
    }
    Err(invalid(format!(
        "expected `github` in `issuer`, received {id}",
        id = quoted(id)
    ))
    .help("tokens of other issuers are recognised, and not predicted"))
}

/// A number, as such or as text: ids outgrow the numbers of JavaScript.
fn number_of(name: &str, value: &Value<'_>) -> Result<String, Error> {
    match &value.kind {
        Kind::Number(text) | Kind::String(text) => Ok(text.to_string()),
        _ => Err(FIELDS.wrong(name, "a number, or text of digits", value)),
    }
}

fn seconds_of(name: &str, value: &Value<'_>) -> Result<i64, Error> {
    match &value.kind {
        Kind::Number(text) => text
            .parse()
            .ok()
            .filter(|seconds| (0..=MAX_SECONDS).contains(seconds))
            .ok_or_else(|| {
                invalid(format!(
                    "expected whole seconds in {name}, received {text}",
                    name = quoted(name),
                    text = quoted(text)
                ))
            }),
        _ => Err(FIELDS.wrong(name, "a number of seconds", value)),
    }
}

/// In the year 9999.
const MAX_SECONDS: i64 = 253_402_300_799;

fn properties_of(name: &str, value: &Value<'_>) -> Result<Vec<(String, String)>, Error> {
    if !matches!(value.kind, Kind::Object(_)) {
        return Err(FIELDS.wrong(name, "an object", value));
    }
    value
        .members()
        .iter()
        .map(|member| {
            Ok((
                member.key.to_string(),
                FIELDS.text(&member.key, &member.value)?,
            ))
        })
        .collect()
}
