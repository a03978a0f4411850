//! Would this token be let in? Why, or why not?

pub mod attribute;
pub mod claims;
pub mod condition;
pub mod diagnostic;
pub mod evaluation;
pub mod find;
pub mod json;
pub mod pattern;
pub mod policy;
mod quote;
pub mod relying_party;
pub mod render;
pub mod request;
pub mod span;
mod spelling;
pub mod token;
#[cfg(feature = "wasm")]
mod wasm;

pub use diagnostic::{Diagnostic, Error, Severity};
pub use evaluation::{Decision, Evaluation};
pub use policy::Policy;
pub use request::Request;
