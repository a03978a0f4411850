//! Text for terminals and logs: one sentence first, then the tree.
//!
//! Marks carry the meaning, colour only repeats it. What came from a token or a policy is shown
//! with control and invisible characters escaped, so that it cannot move the cursor, colour the
//! line or hide.

use std::fmt::Write as _;

use super::json::Place;
use crate::condition::StepKind;
use crate::diagnostic::{Diagnostic, Error, Severity};
use crate::evaluation::{Decision, Evaluation, Outcome, Received, Refusal, Step, statement_name};
use crate::explain::Explanation;
use crate::quote::{quoted, shown};

/// Whether text is coloured by ANSI escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// No escapes.
    Never,
    /// Escapes.
    Always,
}

#[derive(Clone, Copy)]
pub(super) enum Paint {
    Bold,
    Dim,
    Good,
    Bad,
    Doubtful,
}

impl Colour {
    pub(super) fn paint(self, paint: Paint, text: &str) -> String {
        let code = match paint {
            Paint::Bold => "1",
            Paint::Dim => "2",
            Paint::Good => "32",
            Paint::Bad => "31",
            Paint::Doubtful => "33",
        };
        match self {
            Self::Never => text.to_owned(),
            Self::Always => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

/// An evaluation: the sentence, what is behind it, the trace and the caveats. `place` is the text
/// of the policy.
pub fn evaluation(
    evaluation: &Evaluation,
    explanation: Option<&Explanation>,
    place: Place<'_>,
    colour: Colour,
) -> String {
    let paint = match evaluation.decision {
        Decision::Allow => Paint::Good,
        Decision::Deny => Paint::Bad,
        Decision::Indeterminate => Paint::Doubtful,
    };
    let mut out = format!(
        "{} {}\n\n",
        colour.paint(paint, &format!("{}:", verdict(evaluation.decision))),
        shown(&evaluation.reason.message)
    );
    if let Some(refusal) = &evaluation.reason.refusal {
        out.pop();
        let _ = writeln!(out, "{}\n", shown(&answered(refusal)));
    }
    if let Some(explanation) = explanation.filter(|told| !told.diagnoses.is_empty()) {
        out.push_str(&super::explanation::text(explanation, colour));
        out.push('\n');
    }
    let mut writer = Writer {
        out: &mut out,
        place,
        colour,
    };
    writer.step(&evaluation.trace, 0, false);
    if !evaluation.caveats.is_empty() {
        out.push('\n');
        for caveat in &evaluation.caveats {
            let mark = colour.paint(Paint::Doubtful, "caveat:");
            let _ = writeln!(out, "{mark} {}", shown(&caveat.message));
            if let Some(url) = caveat.url {
                let _ = writeln!(out, "        {}", colour.paint(Paint::Dim, url));
            }
        }
    }
    if !evaluation.token_verified {
        let _ = writeln!(
            out,
            "\n{}",
            colour.paint(Paint::Dim, "the signature of the token was not checked")
        );
    }
    out
}

/// What the relying party itself says, its name for it first.
pub(super) fn answered(refusal: &Refusal) -> String {
    match &refusal.code {
        Some(code) => format!("reported as {code}: {}", refusal.message),
        None => format!("reported as: {}", refusal.message),
    }
}

/// The decision as the first word of a sentence.
pub fn verdict(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "allowed",
        Decision::Deny => "denied",
        Decision::Indeterminate => "cannot tell",
    }
}

/// What a step is, in words.
pub(super) fn title(step: &Step) -> String {
    let name = step.name.as_deref();
    match step.kind {
        StepKind::Request => "the request".to_owned(),
        StepKind::Policy => name.map_or_else(
            || "the policy".to_owned(),
            |name| format!("policy, for {}", quoted(name)),
        ),
        StepKind::Rules => {
            let noun = step.noun();
            let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
                "an"
            } else {
                "a"
            };
            match step.outcome {
                Outcome::Pass => format!("{article} {noun} fits"),
                Outcome::Unknown => format!("{article} {noun} may fit"),
                Outcome::Fail | Outcome::NotReached => format!("no {noun} fits"),
            }
        }
        StepKind::Gate => format!("before the policy: {}", name.unwrap_or("issuer")),
        StepKind::Allow => match step.outcome {
            Outcome::Pass => "a statement allows".to_owned(),
            Outcome::Unknown => "a statement may allow".to_owned(),
            Outcome::Fail | Outcome::NotReached => "no statement allows".to_owned(),
        },
        StepKind::Deny => match step.outcome {
            Outcome::Pass => "a statement denies".to_owned(),
            Outcome::Unknown => "a statement may deny".to_owned(),
            Outcome::Fail | Outcome::NotReached => "no statement denies".to_owned(),
        },
        StepKind::Statement | StepKind::Rule => statement_name(step),
        StepKind::Principal => "principal".to_owned(),
        StepKind::Action => step
            .operator
            .clone()
            .unwrap_or_else(|| "action".to_owned())
            .to_lowercase(),
        StepKind::Conditions => "conditions".to_owned(),
        StepKind::Check => match (name, &step.attribute, &step.operator) {
            // What it is follows, which would read "eq is …".
            (None, Some(attribute), _) if step.outcome == Outcome::Pass => attribute.clone(),
            (None, Some(attribute), Some(operator)) => format!("{attribute} {operator}"),
            _ => name.unwrap_or("condition").to_owned(),
        },
        StepKind::Test => match (&step.operator, &step.attribute) {
            (Some(operator), Some(attribute)) => format!("{operator} {attribute}"),
            _ => quoted(name.unwrap_or("condition")).to_string(),
        },
        StepKind::Expression => {
            let part = quoted(name.unwrap_or("expression")).to_string();
            match received(step) {
                Some(value) => format!("{part} is {}", quoted(&value)),
                None => part,
            }
        }
    }
}

/// The steps inside that people are told of: how an expression that holds came to do so is not
/// among them.
pub(super) fn told(step: &Step) -> impl Iterator<Item = &Step> {
    let holds = step.outcome == Outcome::Pass;
    let mut children = step.children.iter();
    std::iter::from_fn(move || children.find(|child| child.kind != StepKind::Expression || !holds))
}

/// Whether a denial applies: its mark tells that it holds, which is not good news.
pub(super) fn application(denial: &Step) -> &'static str {
    match denial.outcome {
        Outcome::Pass => "applies",
        Outcome::Unknown => "may apply",
        Outcome::Fail | Outcome::NotReached => "does not apply",
    }
}

/// The values that a step received, in words.
pub(super) fn received(step: &Step) -> Option<String> {
    match &step.received {
        Received::Unsaid => None,
        Received::Missing => Some("missing".to_owned()),
        Received::One(value) if value.is_empty() => Some("an empty text".to_owned()),
        Received::One(value) => Some(value.clone()),
        Received::Many(values) if values.is_empty() => Some("an empty list".to_owned()),
        Received::Many(values) => Some(format!("[{}]", values.join(", "))),
    }
}

struct Writer<'w> {
    out: &'w mut String,
    place: Place<'w>,
    colour: Colour,
}

impl Writer<'_> {
    fn step(&mut self, step: &Step, depth: usize, denies: bool) {
        let applies = step.outcome == Outcome::Pass;
        let paint = paint(step);
        let mark = match paint {
            Paint::Good => "✓",
            Paint::Bad => "✗",
            Paint::Doubtful => "?",
            Paint::Bold | Paint::Dim => "·",
        };
        let indent = "  ".repeat(depth);
        let mut line = format!(
            "{indent}{} {}",
            self.colour.paint(paint, mark),
            shown(&title(step))
        );
        let brief = applies.then(|| brief(step)).flatten();
        if let Some(brief) = brief {
            let _ = write!(line, " {}", self.colour.paint(Paint::Dim, &shown(&brief)));
        }
        if denies {
            let _ = write!(line, " {}", application(step));
        }
        if step.outcome == Outcome::NotReached {
            let _ = write!(line, " {}", self.colour.paint(Paint::Dim, "(not reached)"));
        }
        if step.kind.is_alternative()
            && let Some(span) = step.span
        {
            let number = self.place.lines.utf16(self.place.text, span).line;
            let _ = write!(
                line,
                " {}",
                self.colour.paint(Paint::Dim, &format!("(line {number})"))
            );
        }
        let _ = writeln!(self.out, "{line}");
        if !applies && step.outcome != Outcome::NotReached {
            self.details(step, &indent);
        }
        for child in told(step) {
            self.step(child, depth + 1, step.kind == StepKind::Deny);
        }
    }

    fn details(&mut self, step: &Step, indent: &str) {
        if step.attribute.is_some() {
            let mut label = "expected";
            for expected in &step.expected {
                let _ = writeln!(self.out, "{indent}    {label:<8}  {}", shown(expected));
                label = "      or";
            }
            if step.expected.is_empty() {
                let _ = writeln!(self.out, "{indent}    {label:<8}  nothing");
            }
            let received = received(step).unwrap_or_else(|| "not given".to_owned());
            let _ = writeln!(
                self.out,
                "{indent}    {:<8}  {}",
                "received",
                self.colour.paint(Paint::Bold, &shown(&received))
            );
        }
        if let Some(note) = &step.note {
            let _ = writeln!(self.out, "{indent}    {}", shown(note));
        }
        if let Some(error) = &step.error {
            let _ = writeln!(self.out, "{indent}    error     {}", shown(error));
        }
    }
}

/// Whether a step is good news. A denial that applies holds, and is bad news all the same.
pub(super) fn paint(step: &Step) -> Paint {
    match step.outcome {
        Outcome::Pass if step.kind == StepKind::Deny => Paint::Bad,
        Outcome::Fail if step.kind == StepKind::Deny => Paint::Good,
        Outcome::Pass => Paint::Good,
        Outcome::Fail => Paint::Bad,
        Outcome::Unknown => Paint::Doubtful,
        Outcome::NotReached => Paint::Dim,
    }
}

/// What a step that holds has to say in a line.
pub(super) fn brief(step: &Step) -> Option<String> {
    if step.kind == StepKind::Expression {
        return None;
    }
    let received = received(step)?;
    match step.expected.as_slice() {
        [only] if *only == received => Some(format!("is {received}")),
        [] => Some(format!("is {received}")),
        [only] => Some(format!("is {received} ({only})")),
        several => Some(format!("is {received} (one of {})", several.len())),
    }
}

/// The diagnostics of a document, each with the line that it is about. `label` names the document.
pub fn diagnostics(
    diagnostics: &[Diagnostic],
    place: Place<'_>,
    label: &str,
    colour: Colour,
) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let paint = match diagnostic.severity {
            Severity::Error => Paint::Bad,
            Severity::Warning => Paint::Doubtful,
            Severity::Note => Paint::Dim,
        };
        let head = format!("{}[{}]:", diagnostic.severity.as_str(), diagnostic.code);
        let span = diagnostic
            .span
            .map(|span| (span, place.lines.utf16(place.text, span)));
        let at = span.map_or_else(String::new, |(_, at)| format!(":{}:{}", at.line, at.column));
        let _ = writeln!(
            out,
            "{}{at}: {} {}",
            shown(label),
            colour.paint(paint, &head),
            shown(&diagnostic.message)
        );
        if let Some((span, at)) = span {
            excerpt(&mut out, place.text, span, at.line, colour, paint);
        }
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(out, "  help: {}", shown(help));
        }
        if let Some(url) = diagnostic.url {
            let _ = writeln!(out, "  {}", colour.paint(Paint::Dim, url));
        }
    }
    out
}

/// The error that kept a document from being read, as its only diagnostic.
pub fn error(error: &Error, place: Place<'_>, label: &str, colour: Colour) -> String {
    diagnostics(&[error.to_diagnostic()], place, label, colour)
}

/// Longest part of a line that is shown around a mark, in characters on either side.
const CONTEXT: usize = 60;

fn excerpt(
    out: &mut String,
    text: &str,
    span: crate::span::Span,
    line: usize,
    colour: Colour,
    paint: Paint,
) {
    let before = text.get(..span.start).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let end = text
        .get(span.start..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |newline| span.start + newline);
    let part = |start: usize, end: usize| text.get(start..end).unwrap_or_default();
    let lead = part(start, span.start);
    let from = lead.char_indices().rev().nth(CONTEXT - 1);
    let lead = visible(
        lead.get(from.map_or(0, |(from, _)| from)..)
            .unwrap_or_default(),
    );
    let few = |text: &str, count: usize| visible(&text.chars().take(count).collect::<String>());
    let marked = few(part(span.start, span.end.min(end)), CONTEXT * 2);
    let tail = few(part(span.end.min(end), end), CONTEXT);
    let gutter = line.to_string();
    let blank = " ".repeat(gutter.len());
    let carets = "^".repeat(marked.chars().count().max(1));
    let _ = writeln!(out, "  {gutter} | {lead}{marked}{tail}");
    let _ = writeln!(
        out,
        "  {blank} | {}{}",
        " ".repeat(lead.chars().count()),
        colour.paint(paint, &carets)
    );
}

/// A line of a document: tabs as single blanks, so that marks stand under what they mark.
fn visible(text: &str) -> String {
    shown(&text.replace('\t', " ").replace(['\r', '\u{feff}'], ""))
}
