//! Verification for a host that does the arithmetic.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{error_answer, error_text, ok_text};
use crate::diagnostic::Error;
use crate::render::json;
use crate::verify::{self, Expectations};

/// A key set, or why there is none.
#[wasm_bindgen]
pub struct KeySet {
    text: String,
    parsed: Result<verify::KeySet, Error>,
}

#[wasm_bindgen]
impl KeySet {
    /// Reads a key set; see [`KeySet::error`] for whether it went well.
    pub fn parse(text: String) -> Self {
        let parsed = verify::KeySet::parse(&text);
        Self {
            // Errors alone are told in it.
            text: if parsed.is_ok() { String::new() } else { text },
            parsed,
        }
    }

    /// Why the text cannot be read, as JSON.
    pub fn error(&self) -> Option<String> {
        self.parsed
            .as_ref()
            .err()
            .map(|error| error_text(error, &self.text))
    }

    /// The public parameters of the key at a place, as JSON.
    pub fn parameters(&self, index: usize) -> String {
        let key = self
            .parsed
            .as_ref()
            .ok()
            .and_then(|set| set.keys().get(index));
        json::to_string(&key.and_then(verify::Key::parameters))
    }

    /// The algorithm and the places of the keys that may have signed the token, with blanks
    /// between; or the error, as JSON.
    pub fn prepare(&self, token: &str, expectations: &str) -> String {
        let prepare = || {
            let keys = self.parsed.as_ref().map_err(Clone::clone)?;
            let expectations = Expectations::from_json(expectations)?;
            let prepared = verify::prepare(token, keys, &expectations)?;
            let mut out = format!("{:?}", prepared.algorithm());
            for (index, _) in prepared.candidates() {
                out.push(' ');
                out.push_str(&index.to_string());
            }
            Ok(out)
        };
        prepare().unwrap_or_else(|error: Error| error_answer(&error, token))
    }
}

/// Refuses expectations that no token could be held against; else JSON that says nothing.
#[wasm_bindgen(js_name = checkExpectations)]
pub fn check_expectations(expectations: &str) -> String {
    Expectations::from_json(expectations)
        .map_or_else(|error| error_answer(&error, expectations), |_| ok_text(&()))
}

/// What comes of the token once it is known whether one of those keys has signed it: a line `ok`
/// and the JSON text of the claims; or the error, as JSON.
#[wasm_bindgen(js_name = finishVerification)]
pub fn finish(token: &str, expectations: &str, signed: bool) -> String {
    Expectations::from_json(expectations)
        .and_then(|expectations| verify::finish(token, &expectations, signed))
        .map_or_else(
            |error| error_answer(&error, token),
            |claims| format!("ok\n{claims}"),
        )
}
