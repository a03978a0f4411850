//! GitHub Actions: every claim, the subject grammar, the model of all tokens, and predictions.

mod claims;
mod git_ref;
pub mod subject;

pub use claims::CLAIMS;
pub use git_ref::GitRef;
pub use subject::Subject;
