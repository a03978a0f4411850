//! Documents that are no policies, for those who read them in JavaScript.

use serde::ser::{Serialize, SerializeMap, Serializer};
use wasm_bindgen::prelude::wasm_bindgen;

use super::{error_answer, ok_text};
use crate::diagnostic::Error;
use crate::json::{self, Kind, Member, Value};
use crate::render::json::{Located, Place};
use crate::span::LineIndex;
use crate::{find, yaml};

/// A JSON text, or the one document of a YAML text, as JSON: every value with its place.
#[wasm_bindgen(js_name = readDocument)]
pub fn read_document(text: &str) -> String {
    let read = || match find::begins_as_json(text) {
        true => json::parse(text),
        false => {
            let document = yaml::parse(text)?;
            match document.next {
                None => Ok(document.value),
                Some(next) => Err(Error::new(
                    "several-documents",
                    "expected one document, received several",
                )
                .at(next)),
            }
        }
    };
    match read() {
        Ok(value) => {
            let lines = LineIndex::new(text);
            let place = Place {
                text,
                lines: &lines,
            };
            ok_text(&place.locate(&value))
        }
        Err(error) => error_answer(&error, text),
    }
}

/// `value` of a boolean, a text or null; `number` as it is written; `items` or `members` otherwise.
impl Serialize for Located<'_, Value<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("span", &self.place.utf16(self.item.span))?;
        match &self.item.kind {
            Kind::Null => map.serialize_entry("value", &())?,
            Kind::Boolean(value) => map.serialize_entry("value", value)?,
            Kind::Number(text) => map.serialize_entry("number", text)?,
            Kind::String(text) => map.serialize_entry("value", text)?,
            Kind::Array(items) => map.serialize_entry("items", &self.place.locate_each(items))?,
            Kind::Object(members) => {
                map.serialize_entry("members", &self.place.locate_each(members))?;
            }
        }
        map.end()
    }
}

impl Serialize for Located<'_, Member<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("key", &self.item.key)?;
        map.serialize_entry("span", &self.place.utf16(self.item.key_span))?;
        map.serialize_entry("value", &self.place.locate(&self.item.value))?;
        map.end()
    }
}
