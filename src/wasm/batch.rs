//! Many tokens, read once and put to many policies.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{CompiledPolicy, error_answer};
use crate::claims::{Claims, Wanted};
use crate::diagnostic::Error;
use crate::render::json;
use crate::request::Request;
use crate::token;

/// Tokens that were read, with the claims that the policies at hand can depend on.
#[wasm_bindgen]
#[derive(Default)]
pub struct TokenBatch {
    wanted: Vec<String>,
    tokens: Vec<Claims<'static>>,
}

#[wasm_bindgen]
impl TokenBatch {
    /// A batch without tokens.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Has tokens that are added from now on read for this policy, too.
    pub fn want(&mut self, policy: &CompiledPolicy) {
        let claims = policy.compiled.iter().flat_map(|policy| policy.claims());
        for claim in claims {
            if !self.wanted.contains(claim) {
                self.wanted.push(claim.clone());
            }
        }
    }

    /// The claims that are read, as JSON.
    pub fn claims(&self) -> String {
        json::to_string(&self.wanted)
    }

    /// Adds a token given as text; or says why it cannot be used, as JSON.
    pub fn add(&mut self, text: &str) -> Option<String> {
        let read = || {
            let token = token::decode(text)?;
            let wanted = Wanted::new(&self.wanted);
            let claims = Claims::read_where(&token, |name| wanted.contains(name))?;
            Ok(claims.into_owned())
        };
        match read() {
            Ok(claims) => {
                self.tokens.push(claims);
                None
            }
            Err(error) => Some(error_answer(&error, text)),
        }
    }

    /// Whether a policy lets in each of the tokens, a bit each, least significant first. No bytes
    /// where one of them has no verdict.
    pub fn allows(&self, policy: &CompiledPolicy, request: &str) -> Vec<u8> {
        let row = || -> Result<Vec<u8>, Error> {
            let policy = policy.compiled.as_ref().map_err(Clone::clone)?;
            let request = Request::from_json(request)?;
            self.tokens
                .chunks(8)
                .map(|tokens| {
                    tokens
                        .iter()
                        .enumerate()
                        .try_fold(0, |byte, (bit, claims)| {
                            let allowed = policy.allows_claims(claims, &request)?;
                            Ok(byte | u8::from(allowed) << bit)
                        })
                })
                .collect()
        };
        row().unwrap_or_default()
    }
}
