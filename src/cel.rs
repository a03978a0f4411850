//! The Common Expression Language, in which several relying parties write conditions.
//!
//! The language is that of its specification
//! (<https://github.com/google/cel-spec/blob/master/doc/langdef.md>), with the extensions that
//! relying parties bring along: texts, lists, sets, optional values, macros with two variables.
//! What a relying party has of it is data ([`Environment`]). Messages are parsed and refused, since
//! none of them has a type that a policy could make.
//!
//! ```
//! use rolecall::cel::{self, Binding, Numbers, Value};
//!
//! let expression = cel::parse("assertion.ref == 'refs/heads/main' || has(assertion.environment)")?;
//! let claims = rolecall::json::parse(r#"{ "ref": "refs/heads/dev" }"#)?;
//! let bindings = [Binding::new("assertion", Value::of_json(&claims, Numbers::Double))];
//! assert!(matches!(cel::evaluate(&expression, &bindings), Ok(Value::Bool(false))));
//! # Ok::<(), rolecall::Error>(())
//! ```

pub mod ast;
mod budget;
mod check;
mod comprehension;
mod evaluate;
mod fault;
mod foreign;
mod function;
mod lexer;
mod literal;
mod names;
mod operator;
mod parser;
mod time;
mod trace;
mod types;
mod value;

pub use ast::Expression;
pub use check::{Checked, Environment, Object, check};
pub use evaluate::{Binding, Outcome};
pub use fault::{Fault, FaultKind};
pub use foreign::Foreign;
pub use function::{Format, Library, Quantity, Url, Version};
pub use parser::{parse, parse_kubernetes};
pub use time::{Duration, Timestamp};
pub use trace::Step;
pub use types::Type;
pub use value::{Map, Numbers, Value};

use evaluate::Evaluator;
use trace::Recorder;

/// Longest expression that is read, in bytes.
pub const MAX_EXPRESSION: usize = 100_000;

/// Deepest nesting of an expression.
pub const MAX_NESTING: usize = 128;

/// Most steps of one evaluation.
pub const MAX_STEPS: usize = 1_000_000;

/// The value of an expression for these values of its variables.
///
/// # Errors
/// Why it has none: see [`FaultKind`].
pub fn evaluate(expression: &Expression, bindings: &[Binding<'_>]) -> Outcome {
    Evaluator::new(bindings, MAX_STEPS, None).evaluate(expression)
}

/// As [`evaluate`], with the value of every part.
pub fn trace(expression: &Expression, bindings: &[Binding<'_>]) -> Step {
    let mut evaluator = Evaluator::new(bindings, MAX_STEPS, Some(Recorder::default()));
    let outcome = evaluator.evaluate(expression);
    let step = evaluator.recorder.and_then(Recorder::into_step);
    step.unwrap_or(Step {
        span: expression.span,
        is_literal: false,
        outcome,
        children: Vec::new(),
    })
}
