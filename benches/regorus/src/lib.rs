//! regorus for JavaScript, asked as its own binding asks it: input as JSON text, a rule by its name.

use wasm_bindgen::prelude::wasm_bindgen;

/// An engine that holds one policy.
#[wasm_bindgen]
pub struct Engine(regorus::Engine);

#[wasm_bindgen]
impl Engine {
    /// Reads a policy.
    #[wasm_bindgen(constructor)]
    pub fn new(policy: String) -> Result<Self, String> {
        let mut engine = regorus::Engine::new();
        engine
            .add_policy("trust.rego".to_owned(), policy)
            .map_err(|error| error.to_string())?;
        Ok(Self(engine))
    }

    /// Whether the policy lets in whoever has these claims.
    pub fn allows(&mut self, claims: &str) -> Result<bool, String> {
        self.0
            .set_input_json(claims)
            .and_then(|()| self.0.eval_bool_query("data.trust.allow".to_owned(), false))
            .map_err(|error| error.to_string())
    }
}
