//! What a token must be, beyond being signed.

use super::algorithm;
use crate::diagnostic::Error;
use crate::fields::Fields;
use crate::json::{self, Kind, Value};
use crate::quote::quoted;

/// Longest leeway, in seconds. RFC 7519 speaks of "no more than a few minutes".
pub const MAX_LEEWAY: u32 = 600;

/// How far clocks may differ where nothing else is said, in seconds.
pub const DEFAULT_LEEWAY: u32 = 60;

/// What a token must be, beyond being signed by one of the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectations {
    pub(super) issuer: String,
    pub(super) audience: Vec<String>,
    pub(super) now: i64,
    pub(super) leeway: u32,
    pub(super) typ: Option<String>,
    pub(super) algorithms: Option<Vec<String>>,
}

const FIELDS: Fields = Fields {
    code: "invalid-expectations",
};
const NAMES: [&str; 6] = ["issuer", "audience", "now", "leeway", "typ", "algorithms"];

impl Expectations {
    /// A token of this issuer for one of these audiences, at `now`, in seconds since 1970.
    ///
    /// # Errors
    /// `invalid-expectations` where issuer or audience is empty: it would fit tokens that name
    /// nobody.
    pub fn new<A: Into<String>>(
        issuer: impl Into<String>,
        audience: impl IntoIterator<Item = A>,
        now: i64,
    ) -> Result<Self, Error> {
        let expectations = Self {
            issuer: issuer.into(),
            audience: audience.into_iter().map(Into::into).collect(),
            now,
            leeway: DEFAULT_LEEWAY,
            typ: None,
            algorithms: None,
        };
        if expectations.issuer.is_empty() {
            return Err(invalid(
                "expected the issuer of the token, received nothing",
            ));
        }
        if expectations.audience.is_empty() || expectations.audience.iter().any(String::is_empty) {
            return Err(invalid(
                "expected the audience of the token, received nothing",
            ));
        }
        Ok(expectations)
    }

    /// How far the clocks of issuer and verifier may differ, in seconds; at most [`MAX_LEEWAY`],
    /// by default [`DEFAULT_LEEWAY`].
    ///
    /// # Errors
    /// `invalid-expectations`.
    pub fn leeway(mut self, seconds: u32) -> Result<Self, Error> {
        if seconds > MAX_LEEWAY {
            return Err(invalid(format!(
                "expected a leeway of at most {MAX_LEEWAY} seconds, received {seconds}"
            )));
        }
        self.leeway = seconds;
        Ok(self)
    }

    /// The type that the header must state, such as `at+jwt`. Otherwise it is `JWT` or none.
    #[must_use]
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.typ = Some(typ.into());
        self
    }

    /// The algorithms to allow, of those that are (RFC 8725, section 3.1).
    ///
    /// # Errors
    /// `invalid-expectations` for a name that is none of them, or no name at all.
    pub fn algorithms<N: Into<String>>(
        mut self,
        names: impl IntoIterator<Item = N>,
    ) -> Result<Self, Error> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let known = || {
            let names: Vec<&str> = algorithm::names().collect();
            format!("the algorithms are `{}`", names.join("`, `"))
        };
        if names.is_empty() {
            return Err(invalid("expected algorithms to allow, received none").help(known()));
        }
        if let Some(name) = names.iter().find(|name| algorithm::by_name(name).is_none()) {
            return Err(invalid(format!(
                "expected algorithms that can be allowed, received {}",
                quoted(name)
            ))
            .help(known()));
        }
        self.algorithms = Some(names);
        Ok(self)
    }

    /// Reads expectations from JSON text, with the names that JavaScript uses.
    ///
    /// # Errors
    /// `invalid-expectations`, and the errors of [`json::parse`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = json::parse(text)?;
        if !matches!(value.kind, Kind::Object(_)) {
            return Err(FIELDS.wrong("expectations", "an object", &value));
        }
        if let Some(member) = value
            .members()
            .iter()
            .find(|member| !NAMES.contains(&member.key.as_ref()))
        {
            return Err(invalid(format!(
                "unknown field {} in the expectations",
                quoted(&member.key)
            ))
            .help(format!("the fields are `{}`", NAMES.join("`, `"))));
        }
        let given = |name: &'static str| value.get(name).filter(|value| value.kind != Kind::Null);
        let required = |name: &'static str| {
            given(name).ok_or_else(|| invalid(format!("expected {}, received none", quoted(name))))
        };
        let issuer = FIELDS.text("issuer", required("issuer")?)?;
        let audience = match required("audience")? {
            value if value.as_str().is_some() => vec![FIELDS.text("audience", value)?],
            value => FIELDS.texts("audience", value)?,
        };
        let now = whole("now", required("now")?)?;
        let mut expectations = Self::new(issuer, audience, now)?;
        if let Some(value) = given("leeway") {
            let seconds = u32::try_from(whole("leeway", value)?).map_err(|_| {
                FIELDS.wrong("leeway", &format!("0 to {MAX_LEEWAY} seconds"), value)
            })?;
            expectations = expectations.leeway(seconds)?;
        }
        if let Some(value) = given("typ") {
            expectations = expectations.typ(FIELDS.text("typ", value)?);
        }
        if let Some(value) = given("algorithms") {
            expectations = expectations.algorithms(FIELDS.texts("algorithms", value)?)?;
        }
        Ok(expectations)
    }
}

fn whole(name: &str, value: &Value<'_>) -> Result<i64, Error> {
    match &value.kind {
        Kind::Number(text) => text.parse().map_err(|_| {
            invalid(format!(
                "expected whole seconds in {}, received {}",
                quoted(name),
                quoted(text)
            ))
        }),
        _ => Err(FIELDS.wrong(name, "a number of seconds", value)),
    }
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new("invalid-expectations", message)
}
