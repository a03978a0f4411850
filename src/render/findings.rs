//! Findings, for people and for programs.

mod sarif;

use std::fmt::Write as _;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::json::{Located, Place, optional, to_string};
use super::markdown::prose;
use super::text::{self, Colour, Paint};
use crate::diagnostic::Diagnostic;
use crate::lint::Finding;
use crate::quote::{quoted, shown};
use crate::relying_party::RelyingParty;

pub use sarif::sarif;

/// The findings of one document.
#[derive(Clone, Copy)]
pub struct Document<'d> {
    /// The name of the document, as the user gave it.
    pub label: &'d str,
    /// Its text.
    pub place: Place<'d>,
    /// Whose policy it is.
    pub relying_party: &'static dyn RelyingParty,
    /// What there is to say.
    pub findings: &'d [Finding],
}

/// Text for terminals and logs: each finding with the line that it is about.
pub fn text(document: Document<'_>, colour: Colour) -> String {
    let mut out = String::new();
    for finding in document.findings {
        let diagnostic = Diagnostic {
            code: finding.id,
            severity: finding.severity,
            message: finding.message.clone(),
            help: None,
            url: None,
            span: Some(finding.span),
        };
        out.push_str(&text::diagnostics(
            &[diagnostic],
            document.place,
            document.label,
            colour,
        ));
        let _ = writeln!(out, "  why: {}", shown(&finding.why));
        if let Some(fix) = &finding.fix {
            let _ = writeln!(out, "  fix: {}", shown(fix));
        }
        let _ = writeln!(out, "  {}", colour.paint(Paint::Dim, finding.url));
    }
    out
}

/// Markdown, for issues, pull requests and job summaries: a list.
pub fn markdown(document: Document<'_>) -> String {
    let mut out = String::new();
    for finding in document.findings {
        let at = document
            .place
            .lines
            .utf16(document.place.text, finding.span);
        let label = format!("{}:{}:{}", document.label, at.line, at.column);
        let _ = write!(
            out,
            "- **{}** `{}` at {}: {}\n  - why: {} ([more]({}))\n",
            finding.severity.as_str(),
            finding.id,
            prose(&quoted(&label).to_string()),
            prose(&finding.message),
            prose(&finding.why),
            finding.url,
        );
        if let Some(fix) = &finding.fix {
            let _ = writeln!(out, "  - fix: {}", prose(fix));
        }
    }
    out
}

/// The objects of the JavaScript API, as a list. Spans are in UTF-16 units.
pub fn json(document: Document<'_>) -> String {
    to_string(&document.place.locate_each(document.findings))
}

impl Serialize for Located<'_, Finding> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let finding = self.item;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", finding.id)?;
        map.serialize_entry("severity", finding.severity.as_str())?;
        map.serialize_entry("message", &finding.message)?;
        map.serialize_entry("why", &finding.why)?;
        optional(&mut map, "fix", finding.fix.as_ref())?;
        map.serialize_entry("span", &self.place.utf16(finding.span))?;
        let edit = finding.edit.as_ref().map(|edit| self.place.locate(edit));
        optional(&mut map, "edit", edit.as_ref())?;
        map.serialize_entry("url", finding.url)?;
        map.end()
    }
}
