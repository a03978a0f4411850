//! Evaluations and diagnostics for readers: JSON for programs, text and Markdown for people.

pub mod explanation;
pub mod findings;
pub mod json;
pub mod markdown;
pub mod reading;
pub mod text;
