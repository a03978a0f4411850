//! GitHub Actions: every claim, the subject grammar, the model of all tokens, and predictions.

mod claims;
mod git_ref;
pub mod model;
mod predict;
pub mod subject;

pub use claims::CLAIMS;
pub use git_ref::GitRef;
pub use predict::{Prediction, PredictionNote, TokenSpec};
pub use subject::Subject;
