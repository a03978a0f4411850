//! Single fields, as leniently as Vault takes them.

use super::super::DOCS_URL;
use super::Text;
use crate::diagnostic::Diagnostic;
use crate::json::{Kind, Value};
use crate::span::Span;

/// The fields of a role, and what there is to say of them.
pub(super) struct Fields<'v, 'd> {
    role: &'v Value<'v>,
    diagnostics: &'d mut Vec<Diagnostic>,
    unreadable: Vec<(&'static str, Span)>,
}

impl<'v, 'd> Fields<'v, 'd> {
    pub(super) fn new(role: &'v Value<'v>, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        Self {
            role,
            diagnostics,
            unreadable: Vec::new(),
        }
    }

    /// A field that is there and not null.
    pub(super) fn value(&self, name: &str) -> Option<&'v Value<'v>> {
        let value = self.role.get(name)?;
        (value.kind != Kind::Null).then_some(value)
    }

    /// A field that is a text; none where it is empty, which Vault takes for unset.
    pub(super) fn text(&mut self, name: &'static str) -> Option<Text> {
        let value = self.value(name)?;
        self.text_of(name, value)
    }

    pub(super) fn text_of(&mut self, name: &'static str, value: &Value<'_>) -> Option<Text> {
        match scalar(value) {
            Some(text) => (!text.is_empty()).then_some(Text {
                text,
                span: value.span,
            }),
            None => {
                if value.kind != Kind::Null {
                    self.expected(name, "a text", value);
                }
                None
            }
        }
    }

    /// A field that is a list of texts, or one text with commas between.
    pub(super) fn list(&mut self, name: &'static str) -> Vec<Text> {
        let Some(value) = self.value(name) else {
            return Vec::new();
        };
        let mut texts = Vec::new();
        if let Some(text) = value.as_str() {
            let parts = text.split(',').map(str::trim);
            texts.extend(parts.filter(|part| !part.is_empty()).map(|part| Text {
                text: part.to_owned(),
                span: value.span,
            }));
            return texts;
        }
        for item in value.items() {
            match scalar(item) {
                Some(text) => texts.push(Text {
                    text,
                    span: item.span,
                }),
                None => self.expected(name, "a text or a list of texts", item),
            }
        }
        texts
    }

    /// A field that is true or false.
    pub(super) fn flag(&mut self, name: &'static str) -> bool {
        let Some(value) = self.value(name) else {
            return false;
        };
        match scalar(value)
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "true" | "t" | "1" => true,
            "false" | "f" | "0" | "" => false,
            _ => {
                self.expected(name, "a boolean", value);
                false
            }
        }
    }

    /// Says that Vault does not take a field as it is: what it would bind is not known.
    pub(super) fn expected(&mut self, name: &'static str, expected: &str, value: &Value<'_>) {
        let message = format!(
            "expected {expected} in `{name}`, received {}",
            value.describe()
        );
        self.refuse(message, value.span);
        self.unreadable.push((name, value.span));
    }

    /// Says that Vault refuses the role for the value of a field.
    pub(super) fn refuse(&mut self, message: String, span: Span) {
        self.say(Diagnostic::error("invalid-field", message).at(span));
    }

    /// Says something of the role.
    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.url(DOCS_URL));
    }

    /// Where something is told that is not there.
    pub(super) fn beginning(&self) -> Span {
        Span::new(self.role.span.start, self.role.span.start + 1)
    }

    /// Notes that what a field binds is not known.
    pub(super) fn unreadable(&mut self, name: &'static str, span: Span) {
        self.unreadable.push((name, span));
    }

    pub(super) fn into_unreadable(self) -> Vec<(&'static str, Span)> {
        self.unreadable
    }
}

/// What stands for a text.
fn scalar(value: &Value<'_>) -> Option<String> {
    match &value.kind {
        Kind::String(text) | Kind::Number(text) => Some(text.to_string()),
        Kind::Boolean(value) => Some(value.to_string()),
        Kind::Null | Kind::Array(_) | Kind::Object(_) => None,
    }
}
