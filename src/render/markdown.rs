//! Markdown, for issues, pull requests and job summaries.

use std::fmt::Write as _;

use super::json::Place;
use super::text::{answered, application, received, title, told, verdict};
use crate::condition::StepKind;
use crate::diagnostic::Diagnostic;
use crate::evaluation::{Decision, Evaluation, Outcome, Step};
use crate::explain::Explanation;
use crate::quote::shown;

/// An evaluation: the sentence, what is behind it, the trace as a folded list, the caveats.
pub fn evaluation(evaluation: &Evaluation, explanation: Option<&Explanation>) -> String {
    let mark = match evaluation.decision {
        Decision::Allow => "✅",
        Decision::Deny => "❌",
        Decision::Indeterminate => "❔",
    };
    let mut out = format!(
        "{mark} **{}**: {}\n\n",
        verdict(evaluation.decision),
        prose(&evaluation.reason.message)
    );
    if let Some(refusal) = &evaluation.reason.refusal {
        let _ = write!(out, "{}\n\n", prose(&answered(refusal)));
    }
    if let Some(explanation) = explanation.filter(|told| !told.diagnoses.is_empty()) {
        out.push_str(&super::explanation::markdown(explanation));
        out.push('\n');
    }
    // Long, and looked at by those who doubt what is above.
    out.push_str("<details><summary>every test</summary>\n\n");
    step(&mut out, &evaluation.trace, 0, false);
    out.push_str("\n</details>\n");
    if !evaluation.caveats.is_empty() {
        out.push('\n');
        for caveat in &evaluation.caveats {
            let _ = write!(out, "> **Caveat**: {}", prose(&caveat.message));
            match caveat.url {
                Some(url) => {
                    let _ = writeln!(out, " ([documentation]({url}))  ");
                }
                None => out.push_str("  \n"),
            }
        }
    }
    if !evaluation.token_verified {
        out.push_str("\n_The signature of the token was not checked._\n");
    }
    out
}

fn step(out: &mut String, step_: &Step, depth: usize, denies: bool) {
    let mark = match step_.outcome {
        Outcome::Pass if step_.kind == StepKind::Deny => "✗",
        Outcome::Fail if step_.kind == StepKind::Deny => "✓",
        Outcome::Pass => "✓",
        Outcome::Fail => "✗",
        Outcome::Unknown => "?",
        Outcome::NotReached => "·",
    };
    let indent = "  ".repeat(depth);
    let _ = write!(out, "{indent}- {mark} {}", prose(&heading(step_)));
    if denies {
        let _ = write!(out, " {}", application(step_));
    }
    if step_.outcome == Outcome::NotReached {
        out.push_str(" _(not reached)_");
    } else if step_.attribute.is_some() {
        let wanted: Vec<String> = step_.expected.iter().map(|text| code(text)).collect();
        let came = match received(step_) {
            Some(text) if step_.received_is_value() => code(&text),
            Some(text) => text,
            None => "not given".to_owned(),
        };
        let _ = write!(out, ": expected {}, received {came}", either(&wanted));
    }
    out.push('\n');
    if let Some(note) = &step_.note {
        let _ = writeln!(out, "{indent}  {}", prose(note));
    }
    if let Some(error) = &step_.error {
        let _ = writeln!(out, "{indent}  error: {}", prose(error));
    }
    for child in told(step_) {
        step(out, child, depth + 1, step_.kind == StepKind::Deny);
    }
}

/// Operators and keys are code; the rest is words, in which names are code already.
fn heading(step: &Step) -> String {
    match (step.kind, &step.operator, &step.attribute) {
        (StepKind::Test, Some(operator), Some(attribute)) => {
            format!("{} {}", code(operator), code(attribute))
        }
        (StepKind::Check, Some(operator), Some(attribute)) if step.name.is_none() => {
            format!("{} {operator}", code(attribute))
        }
        _ => title(step),
    }
}

fn either(values: &[String]) -> String {
    match values {
        [] => "nothing".to_owned(),
        values => values.join(" or "),
    }
}

/// The diagnostics of a document as a list. `label` names the document.
pub fn diagnostics(diagnostics: &[Diagnostic], place: Place<'_>, label: &str) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let at = diagnostic.span.map_or_else(String::new, |span| {
            let at = place.lines.utf16(place.text, span);
            format!(":{}:{}", at.line, at.column)
        });
        let _ = write!(
            out,
            "- **{}** {} at {}: {}",
            diagnostic.severity.as_str(),
            code(diagnostic.code),
            code(&format!("{label}{at}")),
            prose(&diagnostic.message)
        );
        if let Some(help) = &diagnostic.help {
            let _ = write!(out, "; {}", prose(help));
        }
        if let Some(url) = diagnostic.url {
            let _ = write!(out, " ([documentation]({url}))");
        }
        out.push('\n');
    }
    out
}

/// A code span that holds any text: its fence is longer than the backticks inside.
fn code(text: &str) -> String {
    let text = shown(text);
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.is_empty() || text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A message: what stands in backticks is code, and nothing else in it is Markdown.
pub(super) fn prose(text: &str) -> String {
    shown(text)
        .split('`')
        .enumerate()
        .map(|(index, part)| {
            if index % 2 == 1 {
                code(part)
            } else {
                part.replace('\\', "\\\\")
                    .replace('&', "&amp;")
                    .replace('<', "\\<")
                    .replace('*', "\\*")
                    .replace('_', "\\_")
                    .replace('[', "\\[")
            }
        })
        .collect()
}
