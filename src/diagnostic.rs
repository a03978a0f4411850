//! What there is to say about an input: diagnostics of a document, and errors that end the work.
//!
//! Both are data. Match on `code`; the words of `message` may change in any release. Messages are
//! one line, lower case, without a final period, and quote what they speak of in backticks.

use std::fmt;

use crate::span::Span;

/// How much a [`Diagnostic`] weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The relying party refuses such a document, or the part cannot be evaluated.
    Error,
    /// The relying party takes the document, but a part of it does not mean what it seems to.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something that the relying party would say of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name; `docs/codes.md` lists them all.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is the matter: expected and received.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where it is written.
    pub url: Option<&'static str>,
    /// Where in the document, in bytes.
    pub span: Option<Span>,
}

impl Diagnostic {
    /// A diagnostic of severity [`Severity::Error`].
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A diagnostic of severity [`Severity::Warning`].
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// A diagnostic of severity [`Severity::Note`].
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, message)
    }

    fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            help: None,
            url: None,
            span: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where it is written.
    #[must_use]
    pub fn url(mut self, url: &'static str) -> Self {
        self.url = Some(url);
        self
    }

    /// Says where in the document.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }
}

/// Why an input cannot be used at all.
///
/// A verdict is never an error: an error means that there is no verdict. What it says is in
/// [`Details`], which it gives access to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Details>);

/// What an [`Error`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// Stable name; `docs/codes.md` lists them all.
    pub code: &'static str,
    /// What is the matter: expected and received.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where it is written.
    pub url: Option<&'static str>,
    /// Where in the input, in bytes.
    pub span: Option<Span>,
    /// The check that a token did not pass; `None` where nothing was checked.
    pub check: Option<Box<Check>>,
}

/// A check that a token did not pass, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub subject: Subject,
    /// Stable name of how it failed; `docs/codes.md` lists them beside the codes.
    pub reason: &'static str,
    /// What would have passed.
    pub expected: Option<Datum>,
    /// What came; `None` where nothing did.
    pub received: Option<Datum>,
}

/// What a [`Check`] looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A claim, by its name.
    Claim(&'static str),
    /// A parameter of the header, by its name.
    Parameter(&'static str),
    /// A key that may have signed the token.
    Key,
    /// The signature.
    Signature,
}

/// What a [`Check`] expected or received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum {
    /// A text, or what something is, in words.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// A number, as it is written.
    Number(String),
}

impl Check {
    /// A check of `subject` that failed for `reason`.
    pub const fn new(subject: Subject, reason: &'static str) -> Self {
        Self {
            subject,
            reason,
            expected: None,
            received: None,
        }
    }

    /// Says what would have passed.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<Datum>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Says what came.
    #[must_use]
    pub fn received(mut self, received: impl Into<Datum>) -> Self {
        self.received = Some(received.into());
        self
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for Datum {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts)
    }
}

impl Error {
    /// An error without help or place.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            code,
            message: message.into(),
            help: None,
            url: None,
            span: None,
            check: None,
        }))
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Says where in the input.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.0.span = Some(span);
        self
    }

    /// Says which check a token did not pass.
    #[must_use]
    pub fn of(mut self, check: Check) -> Self {
        self.0.check = Some(Box::new(check));
        self
    }

    /// The same, as a diagnostic of the document it was found in.
    pub fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic {
            code: self.code,
            severity: Severity::Error,
            message: self.message.clone(),
            help: self.help.clone(),
            url: self.url,
            span: self.span,
        }
    }
}

impl std::ops::Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl std::ops::DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
