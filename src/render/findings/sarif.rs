//! A log in the format SARIF 2.1.0, for code scanning and editors.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::borrow::Cow;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::super::json::to_string;
use super::Document;
use crate::lint::{self, Finding, Rule};
use crate::quote::shown;
use crate::span::Span;

/// A log in the format SARIF 2.1.0, of all documents together.
///
/// Columns count UTF-16 units. The names of documents become relative references, so they should
/// be paths from the root of the repository, with `/` between their parts.
pub fn sarif(documents: &[Document<'_>]) -> String {
    let rules = lint::rules_of(
        documents
            .iter()
            .map(|document| crate::relying_party::advisor(document.relying_party)),
    );
    to_string(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "rolecall",
                    version: env!("CARGO_PKG_VERSION"),
                    rules: rules
                        .iter()
                        .map(|rule| Descriptor {
                            id: rule.id,
                            short_description: Message::new(rule.summary),
                            help_uri: rule.url,
                        })
                        .collect(),
                },
            },
            column_kind: "utf16CodeUnits",
            results: documents
                .iter()
                .flat_map(|document| {
                    let (findings, rules) = (document.findings.iter(), &rules);
                    findings.map(move |finding| Outcome::new(document, finding, rules))
                })
                .collect(),
        }],
    })
}

/// What a path may hold as it stands in a URI.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

#[derive(Serialize)]
struct Log<'d> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'d>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'d> {
    tool: Tool<'d>,
    column_kind: &'static str,
    results: Vec<Outcome<'d>>,
}

#[derive(Serialize)]
struct Tool<'d> {
    driver: Driver<'d>,
}

#[derive(Serialize)]
struct Driver<'d> {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'d> {
    id: &'static str,
    short_description: Message<'d>,
    help_uri: &'static str,
}

#[derive(Serialize)]
struct Message<'d> {
    text: Cow<'d, str>,
}

impl<'d> Message<'d> {
    fn new(text: impl Into<Cow<'d, str>>) -> Self {
        Self { text: text.into() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'d> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message<'d>,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<[Change<'d>; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'d> {
    description: Message<'d>,
    artifact_changes: [ArtifactChange<'d>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'d> {
    artifact_location: Artifact,
    replacements: [Replacement<'d>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'d> {
    deleted_region: Region,
    inserted_content: Message<'d>,
}

impl Artifact {
    fn of(document: &Document<'_>) -> Self {
        Self {
            uri: utf8_percent_encode(document.label, KEPT).to_string(),
        }
    }
}

impl Region {
    fn of(document: &Document<'_>, span: Span) -> Self {
        let at = |span| document.place.lines.utf16(document.place.text, span);
        let start = at(span);
        let end = at(Span::new(span.end, span.end));
        Self {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

impl<'d> Outcome<'d> {
    fn new(document: &Document<'d>, finding: &'d Finding, rules: &[&Rule]) -> Self {
        let mut message = format!("{}: {}", finding.message, finding.why);
        if let Some(fix) = &finding.fix {
            let _ = write!(message, "; {fix}");
        }
        Self {
            rule_id: finding.id,
            rule_index: rules
                .iter()
                .position(|rule| rule.id == finding.id)
                .unwrap_or_default(),
            level: finding.severity.as_str(),
            message: Message::new(shown(&message)),
            locations: [Location {
                physical_location: Physical {
                    artifact_location: Artifact::of(document),
                    region: Region::of(document, finding.span),
                },
            }],
            fixes: finding.edit.as_ref().map(|edit| {
                [Change {
                    description: Message::new(shown(finding.fix.as_deref().unwrap_or_default())),
                    artifact_changes: [ArtifactChange {
                        artifact_location: Artifact::of(document),
                        replacements: [Replacement {
                            deleted_region: Region::of(document, edit.span),
                            inserted_content: Message::new(edit.text.as_str()),
                        }],
                    }],
                }]
            }),
        }
    }
}
