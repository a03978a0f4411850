//! The fields of an object in which a caller describes something.

use crate::diagnostic::Error;
use crate::json::{Kind, Value};
use crate::quote::quoted;

/// Reads the values of fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The code of the error where a value is of the wrong kind.
    pub(crate) code: &'static str,
}

impl Fields {
    pub(crate) fn text(self, name: &str, value: &Value<'_>) -> Result<String, Error> {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| self.wrong(name, "a string", value))
    }

    pub(crate) fn texts(self, name: &str, value: &Value<'_>) -> Result<Vec<String>, Error> {
        match &value.kind {
            Kind::Array(items) => items.iter().map(|item| self.text(name, item)).collect(),
            _ => Err(self.wrong(name, "an array of strings", value)),
        }
    }

    pub(crate) fn flag(self, name: &str, value: &Value<'_>) -> Result<bool, Error> {
        match value.kind {
            Kind::Boolean(flag) => Ok(flag),
            _ => Err(self.wrong(name, "a boolean", value)),
        }
    }

    /// The error for a value of another kind than `expected`.
    pub(crate) fn wrong(self, name: &str, expected: &str, received: &Value<'_>) -> Error {
        Error::new(
            self.code,
            format!(
                "expected {expected} in {name}, received {}",
                received.describe(),
                name = quoted(name)
            ),
        )
    }
}
