//! The JavaScript boundary: text in, text out, no logic.
//!
//! No function here gives back a JavaScript value, and none but the one that takes an object calls
//! into JavaScript. On Node 20 and 22 a function whose result is a reference can bring the engine
//! down when its caller is deoptimised while it runs.

#![allow(unreachable_pub, reason = "exported to JavaScript")]

mod batch;
mod document;
mod editor;
mod insight;
mod verify;

use std::cell::RefCell;

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::issuer::github::TokenSpec;
use crate::json::Value;
use crate::policy::Policy;
use crate::render::json::{self, Attributes, Head, Place};
use crate::render::{findings, markdown, text};
use crate::request::Request;
use crate::span::LineIndex;
use crate::{find, lint, relying_party, token};

/// The version of the crate.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// A policy, or why there is none.
#[wasm_bindgen]
pub struct CompiledPolicy {
    text: String,
    compiled: Result<Policy, Error>,
    /// The request that was asked last, and its text: most callers ask the same again.
    asked: RefCell<Option<(String, Request)>>,
}

#[wasm_bindgen]
impl CompiledPolicy {
    /// Compiles; see [`CompiledPolicy::error`] for whether it went well.
    pub fn compile(
        text: String,
        #[wasm_bindgen(js_name = relyingParty)] relying_party: Option<String>,
    ) -> Self {
        let compiled = Policy::compile(&text, relying_party.as_deref());
        Self {
            text,
            compiled,
            asked: RefCell::new(None),
        }
    }

    /// Why the text cannot be read, as JSON.
    pub fn error(&self) -> Option<String> {
        self.compiled
            .as_ref()
            .err()
            .map(|error| error_text(error, &self.text))
    }

    /// The id of the relying party.
    #[wasm_bindgen(js_name = relyingParty)]
    pub fn relying_party(&self) -> String {
        match &self.compiled {
            Ok(policy) => policy.relying_party().id().to_owned(),
            Err(_) => String::new(),
        }
    }

    /// The text that was compiled.
    pub fn text(&self) -> String {
        self.text.clone()
    }

    /// Refuses a context that speaks for the token.
    #[wasm_bindgen(js_name = checkContext)]
    pub fn check_context(&self, request: &str) -> String {
        self.answer(request, |policy| {
            policy.check_context(&Request::from_json(request)?)?;
            Ok(ok_text(&()))
        })
    }

    /// The diagnostics, as JSON.
    pub fn diagnostics(&self) -> String {
        match &self.compiled {
            Ok(policy) => json::to_string(&policy.place().locate_each(policy.diagnostics())),
            Err(_) => "[]".to_owned(),
        }
    }

    /// The claims that a decision may hang on, as JSON.
    pub fn claims(&self) -> String {
        match &self.compiled {
            Ok(policy) => json::to_string(&policy.claims()),
            Err(_) => "[]".to_owned(),
        }
    }

    /// The issuers whose tokens it is about, as JSON.
    pub fn issuers(&self) -> String {
        match &self.compiled {
            Ok(policy) => json::to_string(&lint::issuers(policy)),
            Err(_) => "[]".to_owned(),
        }
    }

    /// Evaluates a token given as text: a line for the verdict, a line for the trace. Whether the
    /// signature was checked is known to the caller alone.
    pub fn evaluate(&self, token: &str, request: &str, verified: bool) -> String {
        self.answer(token, |policy| {
            let request = Request::from_json(request)?;
            let mut evaluation = policy.evaluate(token, &request)?;
            evaluation.token_verified = verified;
            Ok(two_lines(policy, &evaluation))
        })
    }

    /// 1 where the policy lets the token in, 0 where it does not, 2 where there is no verdict.
    pub fn allows(&self, token: &str, request: &str) -> u32 {
        let allows = |policy: &Policy| {
            let mut asked = self.asked.borrow_mut();
            let read = match asked.take() {
                Some((text, read)) if text == request => (text, read),
                _ => (request.to_owned(), Request::from_json(request)?),
            };
            let (_, request) = asked.insert(read);
            policy.allows(token, request)
        };
        match self.compiled.as_ref().map(allows) {
            Ok(Ok(allowed)) => u32::from(allowed),
            _ => 2,
        }
    }

    /// The attributes that a token and request give, as JSON.
    pub fn attributes(&self, token: &str, request: &str) -> String {
        self.answer(token, |policy| {
            let request = Request::from_json(request)?;
            attributes_text(policy.relying_party(), token, &request)
        })
    }

    /// Explains the evaluation of a token, as JSON.
    pub fn explain(&self, token: &str, request: &str) -> String {
        self.answer(token, |policy| {
            let request = Request::from_json(request)?;
            let token = token::decode(token)?;
            let claims = Claims::read(&token)?;
            let evaluation = policy.evaluate_claims(&claims, &request)?;
            let explanation = policy.explain(&claims, &request, &evaluation)?;
            Ok(ok_text(&policy.place().locate(&explanation)))
        })
    }

    /// An evaluation as text or Markdown, in a JSON string.
    pub fn render(
        &self,
        token: &str,
        request: &str,
        verified: bool,
        format: &str,
        color: bool,
    ) -> String {
        self.answer(token, |policy| {
            let request = Request::from_json(request)?;
            let token = token::decode(token)?;
            let claims = Claims::read(&token)?;
            let mut evaluation = policy.evaluate_claims(&claims, &request)?;
            evaluation.token_verified = verified;
            let explanation = Some(policy.explain(&claims, &request, &evaluation)?);
            let explanation = explanation.as_ref();
            Ok(ok_text(&match format {
                "markdown" => markdown::evaluation(&evaluation, explanation),
                _ => text::evaluation(&evaluation, explanation, policy.place(), colour(color)),
            }))
        })
    }

    /// The diagnostics, or the error, as text or Markdown.
    #[wasm_bindgen(js_name = renderDiagnostics)]
    pub fn render_diagnostics(&self, format: &str, color: bool, label: &str) -> String {
        let lines = LineIndex::new(&self.text);
        let place = Place {
            text: &self.text,
            lines: &lines,
        };
        let own;
        let diagnostics = match &self.compiled {
            Ok(policy) => policy.diagnostics(),
            Err(error) => {
                own = [error.to_diagnostic()];
                &own
            }
        };
        match format {
            "markdown" => markdown::diagnostics(diagnostics, place, label),
            _ => text::diagnostics(diagnostics, place, label, colour(color)),
        }
    }

    /// What there is to say about the policy without a token, as JSON.
    pub fn lint(&self) -> String {
        match &self.compiled {
            Ok(policy) => json::to_string(&policy.place().locate_each(&lint::findings(policy))),
            Err(_) => "[]".to_owned(),
        }
    }

    /// The same as text, Markdown or a log in the format SARIF.
    #[wasm_bindgen(js_name = renderFindings)]
    pub fn render_findings(&self, format: &str, color: bool, label: &str) -> String {
        let Ok(policy) = &self.compiled else {
            return self.render_diagnostics(format, color, label);
        };
        let findings = lint::findings(policy);
        let document = findings::Document {
            label,
            place: policy.place(),
            relying_party: policy.relying_party(),
            findings: &findings,
        };
        match format {
            "markdown" => findings::markdown(document),
            "sarif" => findings::sarif(&[document]),
            _ => findings::text(document, colour(color)),
        }
    }

    /// An answer, or the error in its place. Spans of errors lie in `input`.
    fn answer(&self, input: &str, answer: impl FnOnce(&Policy) -> Result<String, Error>) -> String {
        match self.compiled.as_ref() {
            Ok(policy) => answer(policy).unwrap_or_else(|error| error_answer(&error, input)),
            Err(error) => error_answer(error, &self.text),
        }
    }
}

/// Takes a token apart, as JSON.
#[wasm_bindgen(js_name = decodeToken)]
pub fn decode_token(text: &str) -> String {
    let decode = || {
        let token = token::decode(text)?;
        Claims::read(&token)?;
        // Header and claims are JSON that was read: they stand in the answer as they are.
        Ok(format!(
            "{{\"ok\":{{\"format\":\"{}\",\"header\":{},\"claims\":{},\"signature\":{}}}}}",
            if token.header.is_some() {
                "jwt"
            } else {
                "claims"
            },
            token
                .header
                .as_deref()
                .unwrap_or("null")
                .trim_start_matches('\u{feff}'),
            token.claims.trim_start_matches('\u{feff}'),
            json::to_string(&token.signature),
        ))
    };
    decode().unwrap_or_else(|error: Error| error_answer(&error, text))
}

/// Finds policies, as JSON.
#[wasm_bindgen(js_name = findPolicies)]
pub fn find_policies(text: &str) -> String {
    match find::find(text) {
        Ok(found) => {
            let lines = LineIndex::new(text);
            let place = Place {
                text,
                lines: &lines,
            };
            ok_text(&place.locate_each(&found))
        }
        Err(error) => error_answer(&error, text),
    }
}

/// The token that a job of GitHub Actions would get, as JSON: claims, and what each rests on.
#[wasm_bindgen(js_name = predictToken)]
pub fn predict_token(spec: JsValue) -> String {
    let predict = || {
        let value: Value<'static> = serde_wasm_bindgen::from_value(spec).map_err(|error| {
            Error::new(
                "invalid-token-spec",
                format!("the description cannot be read: {error}"),
            )
        })?;
        let prediction = TokenSpec::from_value(&value)?.predict()?;
        Ok(ok_text(&prediction))
    };
    predict().unwrap_or_else(|error: Error| error_answer(&error, ""))
}

/// The attributes that a relying party makes of a token, as JSON.
#[wasm_bindgen]
pub fn attributes(
    token: &str,
    #[wasm_bindgen(js_name = relyingParty)] relying_party: &str,
) -> String {
    relying_party::by_id(relying_party)
        .and_then(|party| attributes_text(party, token, &Request::default()))
        .unwrap_or_else(|error| error_answer(&error, token))
}

fn attributes_text(
    party: &dyn relying_party::RelyingParty,
    token: &str,
    request: &Request,
) -> Result<String, Error> {
    let token = token::decode(token)?;
    let claims = Claims::read(&token)?;
    let attributes = party.attributes(&claims, request)?;
    Ok(ok_text(&Attributes(&attributes)))
}

fn two_lines(policy: &Policy, evaluation: &crate::Evaluation) -> String {
    let mut out = ok_text(&Head(evaluation));
    out.push('\n');
    out.push_str(&json::to_string(&policy.place().locate(&evaluation.trace)));
    out
}

fn ok_text(value: &(impl Serialize + ?Sized)) -> String {
    format!("{{\"ok\":{}}}", json::to_string(value))
}

fn error_text(error: &Error, text: &str) -> String {
    let lines = LineIndex::new(text);
    json::to_string(
        &Place {
            text,
            lines: &lines,
        }
        .locate(error),
    )
}

fn error_answer(error: &Error, text: &str) -> String {
    format!("{{\"error\":{}}}", error_text(error, text))
}

const fn colour(color: bool) -> text::Colour {
    if color {
        text::Colour::Always
    } else {
        text::Colour::Never
    }
}
