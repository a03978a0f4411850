//! Why an expression has no value.

use crate::span::Span;

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What the matter is.
    pub kind: FaultKind,
    /// In words; those of an error are the ones that cel-go has, which users know.
    pub message: String,
    /// The part of the expression that has no value.
    pub span: Span,
}

/// What the matter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The evaluation fails for certain. An error is a value: `&&` and `||` absorb it where the
    /// other side decides.
    Error,
    /// It hangs on something that nobody gave.
    NotGiven,
    /// It hangs on something that is not evaluated here.
    NotEvaluable,
    /// It takes more steps than are allowed.
    TooCostly,
}

impl FaultKind {
    /// What is not known weighs more than an error: it could be anything.
    pub(super) fn weight(self) -> u8 {
        match self {
            Self::Error => 0,
            Self::NotGiven | Self::NotEvaluable => 1,
            Self::TooCostly => 2,
        }
    }
}

impl Fault {
    /// The one of two that a whole has which needs both.
    pub(super) fn weightier(self, other: Self) -> Self {
        if other.kind.weight() > self.kind.weight() {
            other
        } else {
            self
        }
    }
}

/// Why a function has no value: a [`Fault`] that does not know its place yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    kind: FaultKind,
    message: String,
}

impl Failure {
    pub(super) fn error(message: impl Into<String>) -> Self {
        Self {
            kind: FaultKind::Error,
            message: message.into(),
        }
    }

    /// The function is not there for values of such types.
    pub(super) fn no_overload() -> Self {
        Self::error("no such overload")
    }

    pub(super) fn overflow(of: &str) -> Self {
        Self::error(format!("{of} overflow"))
    }

    pub(super) fn not_evaluable(message: impl Into<String>) -> Self {
        Self {
            kind: FaultKind::NotEvaluable,
            message: message.into(),
        }
    }

    /// Whether it fails for certain.
    pub(super) fn is_error(&self) -> bool {
        self.kind == FaultKind::Error
    }

    pub(super) fn too_costly() -> Self {
        Self {
            kind: FaultKind::TooCostly,
            message: "the evaluation takes too many steps".to_owned(),
        }
    }

    pub(super) fn not_given(name: &str) -> Self {
        Self {
            kind: FaultKind::NotGiven,
            message: format!("`{name}` was not given"),
        }
    }

    pub(super) fn at(self, span: Span) -> Fault {
        Fault {
            kind: self.kind,
            message: self.message,
            span,
        }
    }
}
