//! JSON, as the JavaScript API and the command line give it. Spans are in UTF-16 units.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::attribute::{Attribute, Slot, State, Values};
use crate::diagnostic::{Check, Datum, Diagnostic, Error, Subject};
use crate::edit::Edit;
use crate::evaluation::{Caveat, Evaluation, Reason, Received, Refusal, Step};
use crate::find::Found;
use crate::span::{LineIndex, Span, Utf16Span};

/// A text and the places of its lines, in which spans are told.
#[derive(Debug, Clone, Copy)]
pub struct Place<'t> {
    /// The text.
    pub text: &'t str,
    /// Its lines.
    pub lines: &'t LineIndex,
}

impl Place<'_> {
    pub(crate) fn utf16(&self, span: Span) -> Utf16Span {
        self.lines.utf16(self.text, span)
    }
}

/// Something with spans in it, and the text that they are spans of.
#[derive(Debug, Clone, Copy)]
pub struct Located<'t, T: ?Sized> {
    /// Where its spans lie.
    pub place: Place<'t>,
    /// The thing.
    pub item: &'t T,
}

/// The JSON text of a value that can always be written.
pub fn to_string(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| {
        // Only a map with keys that are no text, or a failing writer, ends here: there are none.
        format!(
            "{{\"error\":{{\"code\":\"internal\",\"message\":\"{error}\",\"diagnostics\":[]}}}}"
        )
    })
}

impl Serialize for Caveat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("message", &self.message)?;
        optional(&mut map, "url", self.url.as_ref())?;
        map.end()
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code.as_str())?;
        map.serialize_entry("message", &self.message)?;
        optional(&mut map, "refusal", self.refusal.as_ref())?;
        map.end()
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        optional(&mut map, "code", self.code.as_ref())?;
        map.serialize_entry("message", &self.message)?;
        map.end()
    }
}

/// An evaluation without its trace.
#[derive(Debug, Clone, Copy)]
pub struct Head<'e>(pub &'e Evaluation);

impl Serialize for Head<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("decision", self.0.decision.as_str())?;
        map.serialize_entry("reason", &self.0.reason)?;
        map.serialize_entry("caveats", &self.0.caveats)?;
        map.serialize_entry("tokenVerified", &self.0.token_verified)?;
        map.end()
    }
}

impl Serialize for Located<'_, Step> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let step = self.item;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", step.kind.as_str())?;
        optional(&mut map, "name", step.name.as_ref())?;
        map.serialize_entry("outcome", step.outcome.as_str())?;
        optional(
            &mut map,
            "span",
            step.span.map(|span| self.place.utf16(span)).as_ref(),
        )?;
        optional(&mut map, "operator", step.operator.as_ref())?;
        optional(&mut map, "attribute", step.attribute.as_ref())?;
        optional(&mut map, "claim", step.claim.as_ref())?;
        if !step.expected.is_empty() || step.attribute.is_some() {
            map.serialize_entry("expected", &step.expected)?;
        }
        match &step.received {
            Received::Unsaid => {}
            Received::Missing => map.serialize_entry("received", &())?,
            Received::One(value) => map.serialize_entry("received", value)?,
            Received::Many(values) => map.serialize_entry("received", values)?,
        }
        optional(&mut map, "note", step.note.as_ref())?;
        optional(&mut map, "error", step.error.as_ref())?;
        if !step.children.is_empty() {
            map.serialize_entry("children", &self.each(&step.children))?;
        }
        map.end()
    }
}

impl Serialize for Located<'_, Diagnostic> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let diagnostic = self.item;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", diagnostic.code)?;
        map.serialize_entry("severity", diagnostic.severity.as_str())?;
        map.serialize_entry("message", &diagnostic.message)?;
        optional(&mut map, "help", diagnostic.help.as_ref())?;
        optional(&mut map, "url", diagnostic.url.as_ref())?;
        optional(
            &mut map,
            "span",
            diagnostic.span.map(|span| self.place.utf16(span)).as_ref(),
        )?;
        map.end()
    }
}

impl Serialize for Located<'_, Error> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let error = self.item;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", error.code)?;
        map.serialize_entry("message", &error.message)?;
        optional(&mut map, "help", error.help.as_ref())?;
        optional(&mut map, "url", error.url.as_ref())?;
        if let Some(check) = &error.check {
            entries(&mut map, check)?;
        }
        map.serialize_entry("diagnostics", &self.each(&[error.to_diagnostic()]))?;
        map.end()
    }
}

fn entries<M: SerializeMap>(map: &mut M, check: &Check) -> Result<(), M::Error> {
    match check.subject {
        Subject::Claim(name) => map.serialize_entry("claim", name)?,
        Subject::Parameter(name) => map.serialize_entry("parameter", name)?,
        Subject::Key | Subject::Signature => {}
    }
    map.serialize_entry("reason", check.reason)?;
    optional(map, "expected", check.expected.as_ref())?;
    optional(map, "received", check.received.as_ref())
}

impl Serialize for Datum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Texts(texts) => texts.serialize(serializer),
            Self::Number(text) => match (text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(whole), _) => serializer.serialize_i64(whole),
                (_, Ok(number)) if number.is_finite() => serializer.serialize_f64(number),
                _ => serializer.serialize_str(text),
            },
        }
    }
}

impl Serialize for Located<'_, Found<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let found = self.item;
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("name", &found.name)?;
        map.serialize_entry("relyingParty", found.relying_party)?;
        map.serialize_entry("text", &found.text)?;
        map.serialize_entry("span", &self.place.utf16(found.span))?;
        map.end()
    }
}

impl Serialize for Located<'_, Edit> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("span", &self.place.utf16(self.item.span))?;
        map.serialize_entry("text", &self.item.text)?;
        map.end()
    }
}

/// Several things of one text.
#[derive(Debug, Clone, Copy)]
pub struct Each<'t, T> {
    place: Place<'t>,
    items: &'t [T],
}

impl<'t, T: ?Sized> Located<'t, T> {
    pub(super) fn each<U>(&self, items: &'t [U]) -> Each<'t, U> {
        Each {
            place: self.place,
            items,
        }
    }
}

impl<'t> Place<'t> {
    /// The thing with its spans told in this text.
    pub fn locate<T: ?Sized>(self, item: &'t T) -> Located<'t, T> {
        Located { place: self, item }
    }

    /// Several things with their spans told in this text.
    pub fn locate_each<T>(self, items: &'t [T]) -> Each<'t, T> {
        Each { place: self, items }
    }
}

impl<'t, T> Serialize for Each<'t, T>
where
    Located<'t, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(Some(self.items.len()))?;
        for item in self.items {
            sequence.serialize_element(&self.place.locate(item))?;
        }
        sequence.end()
    }
}

/// Attributes as `{ NAME: { value, claim? } }`. Those that are not there are left out.
#[derive(Debug, Clone, Copy)]
pub struct Attributes<'a>(pub &'a [(Attribute, Slot<'a>)]);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (attribute, slot) in self.0 {
            if let State::Present(values) = &slot.state {
                let claim = slot.claim.as_deref().or_else(|| attribute.source.claim());
                map.serialize_entry(&attribute.name, &AttributeValue { values, claim })?;
            }
        }
        map.end()
    }
}

struct AttributeValue<'a> {
    values: &'a Values<'a>,
    claim: Option<&'a str>,
}

impl Serialize for AttributeValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.values {
            Values::One(value) => map.serialize_entry("value", value.text())?,
            Values::Many(values) => {
                let texts: Vec<&str> = values.iter().map(|value| value.text()).collect();
                map.serialize_entry("value", &texts)?;
            }
            Values::Nested(value) => map.serialize_entry("value", &value.to_string())?,
        }
        optional(&mut map, "claim", self.claim.as_ref())?;
        map.end()
    }
}

pub(super) fn optional<M: SerializeMap, T: Serialize + ?Sized>(
    map: &mut M,
    key: &'static str,
    value: Option<&T>,
) -> Result<(), M::Error> {
    match value {
        Some(value) => map.serialize_entry(key, value),
        None => Ok(()),
    }
}
