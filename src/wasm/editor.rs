//! What a page with editors needs beside verdicts.

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{CompiledPolicy, error_answer, ok_text};
use crate::claims::Claims;
use crate::issuer::github::model::{RUNS, Run};
use crate::render::reading::readings;
use crate::request::Request;
use crate::span::{LineIndex, Utf16Span};
use crate::{json, relying_party, token};

#[wasm_bindgen]
impl CompiledPolicy {
    /// The steps of the trace in words, each before those inside it, as JSON.
    pub fn readings(&self, token: &str, request: &str) -> String {
        self.answer(token, |policy| {
            let evaluation = policy.evaluate(token, &Request::from_json(request)?)?;
            Ok(ok_text(&readings(policy, &evaluation.trace)))
        })
    }
}

/// The relying parties that there are, as JSON.
#[wasm_bindgen(js_name = relyingParties)]
pub fn relying_parties() -> String {
    #[derive(Serialize)]
    struct Party {
        id: &'static str,
        title: &'static str,
    }
    let parties: Vec<Party> = relying_party::all()
        .map(|party| Party {
            id: party.id(),
            title: party.title(),
        })
        .collect();
    ok_text(&parties)
}

/// The kinds of runs that predictions know, as JSON.
#[wasm_bindgen(js_name = predictedRuns)]
pub fn predicted_runs() -> String {
    #[derive(Serialize)]
    struct Kind {
        id: &'static str,
        what: &'static str,
        events: &'static [&'static str],
    }
    let kind = |run: &Run| Kind {
        id: run.id,
        what: run.what,
        events: run.events,
    };
    ok_text(&RUNS.iter().map(kind).collect::<Vec<_>>())
}

/// The first token in a text, as JSON; null where there is none.
#[wasm_bindgen(js_name = findToken)]
pub fn find_token(text: &str) -> String {
    ok_text(&token::find(text))
}

/// JSON laid out for reading, in a JSON string.
#[wasm_bindgen(js_name = layOut)]
pub fn lay_out(text: &str) -> String {
    match json::lay_out(text) {
        Ok(text) => ok_text(&text),
        Err(error) => error_answer(&error, text),
    }
}

/// The JSON text of the claims of a token, laid out for reading, in a JSON string.
#[wasm_bindgen(js_name = claimsText)]
pub fn claims_text(text: &str) -> String {
    let claims = || {
        let token = token::decode(text)?;
        Claims::read(&token)?;
        json::lay_out(&token.claims)
    };
    match claims() {
        Ok(claims) => ok_text(&claims),
        Err(error) => error_answer(&error, text),
    }
}

/// Where each claim stands in a JSON text of claims, as JSON.
#[wasm_bindgen(js_name = claimSpans)]
pub fn claim_spans(text: &str) -> String {
    let spans = || {
        let token = token::decode(text)?;
        let start = token.claims_start.unwrap_or_default();
        let lines = LineIndex::new(text);
        let claims = Claims::read(&token)?;
        let spans: Vec<(&str, Utf16Span)> = claims
            .spans()
            .map(|(name, span)| (name, lines.utf16(text, span.shifted(start))))
            .collect();
        Ok(ok_text(&spans))
    };
    spans().unwrap_or_else(|error| error_answer(&error, text))
}
