//! Explanations, for programs and for people.

use std::fmt::Write as _;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{Located, optional};
use super::text::{Colour, Paint};
use crate::explain::{Diagnosis, Explanation, Fix, Nearest};
use crate::quote::{quoted, shown};

impl Serialize for Located<'_, Explanation> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("summary", &self.item.summary)?;
        map.serialize_entry("diagnoses", &self.each(&self.item.diagnoses))?;
        map.serialize_entry("nearest", &self.place.locate(&self.item.nearest))?;
        map.end()
    }
}

impl Serialize for Located<'_, Nearest> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let edits = self.item.policy.as_deref().map(|edits| self.each(edits));
        optional(&mut map, "policy", edits.as_ref())?;
        let claims = self.item.token.as_ref().map(Pairs);
        optional(&mut map, "token", claims.as_ref())?;
        map.end()
    }
}

/// Names and values as an object.
struct Pairs<'p>(&'p Vec<(String, String)>);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Located<'_, Diagnosis> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let diagnosis = self.item;
        let span = |span| self.place.utf16(span);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", diagnosis.id)?;
        map.serialize_entry("title", &diagnosis.title)?;
        map.serialize_entry("detail", &diagnosis.detail)?;
        map.serialize_entry("fix", &self.each(&diagnosis.fixes))?;
        map.serialize_entry("url", diagnosis.url)?;
        optional(&mut map, "span", diagnosis.span.map(span).as_ref())?;
        let tests: Vec<_> = diagnosis.tests.iter().copied().map(span).collect();
        map.serialize_entry("tests", &tests)?;
        map.end()
    }
}

impl Serialize for Located<'_, Fix> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fix = self.item;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("text", &fix.text)?;
        let edit = fix.policy_edit.as_ref().map(|edit| self.place.locate(edit));
        optional(&mut map, "policyEdit", edit.as_ref())?;
        optional(&mut map, "workflowEdit", fix.workflow_edit.as_ref())?;
        map.serialize_entry("widens", &fix.widens)?;
        map.end()
    }
}

/// The diagnoses of an explanation as text.
pub fn text(explanation: &Explanation, colour: Colour) -> String {
    let mut out = String::new();
    for diagnosis in &explanation.diagnoses {
        let _ = writeln!(
            out,
            "{} {}",
            colour.paint(Paint::Bold, "why:"),
            shown(&diagnosis.title)
        );
        let _ = writeln!(out, "     {}", shown(&diagnosis.detail));
        for fix in &diagnosis.fixes {
            let _ = writeln!(
                out,
                "{} {}{}",
                colour.paint(Paint::Good, "fix:"),
                shown(&fix.text),
                if fix.widens {
                    " (lets in more than this token)"
                } else {
                    ""
                }
            );
            for line in fix.workflow_edit.iter().flat_map(|lines| lines.lines()) {
                let _ = writeln!(out, "       {}", shown(line));
            }
        }
        let _ = writeln!(out, "     {}", colour.paint(Paint::Dim, diagnosis.url));
    }
    if let Some(nearest) = nearest_token(explanation) {
        let _ = writeln!(out, "{} {nearest}", colour.paint(Paint::Bold, "token:"));
    }
    out
}

/// With which claims the token would be let in, as a sentence.
fn nearest_token(explanation: &Explanation) -> Option<String> {
    let claims: Vec<String> = explanation
        .nearest
        .token
        .as_ref()?
        .iter()
        .map(|(name, value)| format!("{} were {}", quoted(name), quoted(value)))
        .collect();
    Some(format!("it would be let in if {}", claims.join(" and ")))
}

/// The diagnoses of an explanation as Markdown.
pub fn markdown(explanation: &Explanation) -> String {
    use super::markdown::prose;

    let mut out = String::new();
    for diagnosis in &explanation.diagnoses {
        let _ = writeln!(
            out,
            "- **{}**: {} ([more]({}))",
            prose(&diagnosis.title),
            prose(&diagnosis.detail),
            diagnosis.url
        );
        for fix in &diagnosis.fixes {
            let widens = if fix.widens {
                " _(lets in more than this token)_"
            } else {
                ""
            };
            let _ = writeln!(out, "  - fix: {}{widens}", prose(&fix.text));
            if let Some(lines) = &fix.workflow_edit {
                let _ = writeln!(out, "\n    ```yaml");
                for line in lines.lines() {
                    let _ = writeln!(out, "    {}", shown(line));
                }
                let _ = writeln!(out, "    ```\n");
            }
        }
    }
    if let Some(nearest) = nearest_token(explanation) {
        let _ = writeln!(out, "- **the token**: {}", prose(&nearest));
    }
    out
}
