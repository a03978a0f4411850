//! From a trace to the one sentence: which step decided, and what it says.

use super::{Decision, Outcome, Reason, ReasonCode, Received, Refusal, Step};
use crate::condition::{Cause, Manner, StepKind, Truth, Words};
use crate::quote::quoted;

/// What finding the deciding step needs to know of a step, beside what a trace shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blame {
    pub(super) shape: Shape,
    pub(super) reason: Option<ReasonCode>,
    pub(super) cause: Option<Cause>,
    pub(super) negated: bool,
    /// Whether it asks if the attribute is there.
    pub(super) presence: bool,
    /// How the test is put into words.
    pub(super) manner: Option<Manner>,
    /// What such things are called.
    pub(super) noun: Option<&'static str>,
    pub(super) words: Option<Words>,
    pub(super) refusal: Option<Refusal>,
}

impl Blame {
    pub(crate) fn new(shape: Shape, reason: Option<ReasonCode>) -> Self {
        Self {
            shape,
            reason,
            cause: None,
            negated: false,
            presence: false,
            manner: None,
            noun: None,
            words: None,
            refusal: None,
        }
    }
}

/// How the children of a step make its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    All,
    Any,
    Not,
    Leaf,
}

/// The decision that a truth stands for.
pub(crate) const fn decided(truth: Truth) -> Decision {
    match truth {
        Truth::Pass => Decision::Allow,
        Truth::Fail | Truth::Error => Decision::Deny,
        Truth::Unknown => Decision::Indeterminate,
    }
}

/// Why the whole came out as it did.
pub(crate) fn reason(root: &Step) -> Reason {
    match root.outcome {
        Outcome::Pass => Reason {
            code: ReasonCode::Allowed,
            message: allowed(root),
            refusal: None,
        },
        Outcome::Unknown => {
            let mut path = Vec::new();
            descend(root, Outcome::Unknown, &mut path);
            indeterminate(&path)
        }
        Outcome::Fail | Outcome::NotReached => {
            let mut path = Vec::new();
            descend(root, Outcome::Fail, &mut path);
            denied(&path)
        }
    }
}

/// The statement or rule that decided, or that came closest to it.
pub(crate) fn decisive_statement(root: &Step) -> Option<&Step> {
    let statement = |step: &&Step| step.kind.is_alternative();
    if root.outcome == Outcome::Pass {
        return find(root, &|step| {
            step.kind.is_alternative() && step.outcome == Outcome::Pass
        });
    }
    let outcome = match root.outcome {
        Outcome::Unknown => Outcome::Unknown,
        _ => Outcome::Fail,
    };
    let mut path = Vec::new();
    descend(root, outcome, &mut path);
    path.into_iter().find(statement)
}

/// Follows the step that made `outcome`, from the outside in.
fn descend<'s>(step: &'s Step, outcome: Outcome, path: &mut Vec<&'s Step>) {
    path.push(step);
    // A denial that applies is told from its statement: all its tests hold.
    if step.kind == StepKind::Deny {
        let applies = |child: &&Step| child.outcome == step.outcome;
        path.extend(step.children.iter().find(applies));
        if outcome == Outcome::Unknown
            && let Some(statement) = path.pop()
        {
            descend(statement, outcome, path);
        }
        return;
    }
    let culprit = |child: &&Step| match child.kind {
        // The parts of an expression are told by the whole.
        StepKind::Expression => false,
        StepKind::Deny if outcome == Outcome::Fail => child.outcome == Outcome::Pass,
        _ => child.outcome == outcome,
    };
    let candidates = step.children.iter().filter(culprit);
    let chosen = match step.blame.shape {
        // Of several that all fail, the one that came furthest is what its author meant to match.
        Shape::Any => candidates.rev().max_by_key(|child| progress(child)),
        // The denial first: it decides whatever the rest says.
        Shape::All => candidates.min_by_key(|child| child.kind != StepKind::Deny),
        Shape::Not | Shape::Leaf => candidates.min_by_key(|_| 0),
    };
    if let Some(child) = chosen {
        descend(child, outcome, path);
    }
}

/// How far a failing step came: steps in order that hold, then how few of the rest do not.
fn progress(step: &Step) -> (usize, isize) {
    let leading = step
        .children
        .iter()
        .take_while(|child| child.outcome != Outcome::Fail)
        .count();
    (leading, -failing(step))
}

fn failing(step: &Step) -> isize {
    let inner = || {
        let parts = step.children.iter();
        parts.filter(|child| child.kind != StepKind::Expression)
    };
    let own = isize::from(inner().next().is_none() && step.outcome == Outcome::Fail);
    inner().map(failing).sum::<isize>() + own
}

fn allowed(root: &Step) -> String {
    match find(root, &|step| {
        step.kind.is_alternative() && step.outcome == Outcome::Pass
    }) {
        Some(statement) => format!("{} is satisfied", statement_name(statement)),
        None => "the policy is satisfied".to_owned(),
    }
}

fn find<'s>(step: &'s Step, wanted: &dyn Fn(&Step) -> bool) -> Option<&'s Step> {
    if wanted(step) {
        return Some(step);
    }
    step.children.iter().find_map(|child| find(child, wanted))
}

fn denied(path: &[&Step]) -> Reason {
    let denial = path.iter().any(|step| step.kind == StepKind::Deny);
    let error = || {
        let ended = path.last().is_some_and(|step| step.error.is_some());
        ended.then_some(ReasonCode::EvaluationError)
    };
    let code = reason_code(path, denial).or_else(error);
    let (Some(leaf), Some(code)) = (path.last(), code) else {
        return Reason {
            code: ReasonCode::NoAllowStatement,
            message: "no statement of the policy allows anything".to_owned(),
            refusal: None,
        };
    };
    let refusal = path
        .iter()
        .rev()
        .find_map(|step| step.blame.refusal.clone());
    if denial {
        return Reason {
            code,
            message: denial_message(leaf),
            refusal,
        };
    }
    let mut message = failure(leaf);
    let siblings = path
        .iter()
        .rev()
        .find(|step| matches!(step.kind, StepKind::Conditions | StepKind::Rule))
        .map_or(0, |conditions| failing(conditions));
    match siblings {
        0 | 1 => {}
        2 => message.push_str("; one more condition is not met"),
        more => message.push_str(&format!("; {} more conditions are not met", more - 1)),
    }
    let group = path
        .iter()
        .find(|step| matches!(step.kind, StepKind::Allow | StepKind::Rules));
    if let (Some(group), Some(statement)) = (
        group.filter(|group| group.children.len() > 1),
        path.iter().find(|step| step.kind.is_alternative()),
    ) {
        message.push_str(&format!(
            " ({}, the closest of {})",
            statement_name(statement),
            group.children.len()
        ));
    }
    Reason {
        code,
        message,
        refusal,
    }
}

/// The innermost name, unless an outer step speaks for all that is in it.
fn reason_code(path: &[&Step], denial: bool) -> Option<ReasonCode> {
    if denial {
        return Some(ReasonCode::ExplicitDeny);
    }
    let spoken_for = path
        .iter()
        .find(|step| step.kind == StepKind::Policy)
        .and_then(|step| step.blame.reason);
    spoken_for.or_else(|| path.iter().rev().find_map(|step| step.blame.reason))
}

fn denial_message(statement: &Step) -> String {
    let test = find(statement, &|step| {
        matches!(step.kind, StepKind::Test | StepKind::Check) && step.outcome == Outcome::Pass
    });
    let name = statement_name(statement);
    match test {
        Some(test) => format!("{name} denies it: {}", success(test)),
        None => format!("{name} denies it, whatever the token says"),
    }
}

/// A statement, or what else lets in or keeps out by itself, by its name.
pub(crate) fn statement_name(step: &Step) -> String {
    let noun = step.noun();
    match step.name.as_deref() {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{noun} {number}")
        }
        Some(name) => format!("{noun} {name}", name = quoted(&name)),
        None => format!("the {noun}"),
    }
}

/// The name that people know: the claim, where there is one.
fn subject(step: &Step) -> &str {
    // A claim whose name is a URL holds more than one attribute, or is known by another name.
    step.claim
        .as_deref()
        .filter(|claim| !claim.contains("://"))
        .or(step.attribute.as_deref())
        .unwrap_or("it")
}

fn received(step: &Step) -> String {
    match &step.received {
        Received::One(value) => quoted(value).to_string(),
        Received::Many(values) if values.is_empty() => "an empty list".to_owned(),
        Received::Many(values) => listed(values, "and"),
        Received::Missing => "missing".to_owned(),
        Received::Unsaid => "not given".to_owned(),
    }
}

fn failure(step: &Step) -> String {
    if let Some(Words::Whole(sentence)) = &step.blame.words {
        return sentence.clone().into_owned();
    }
    if let Some(error) = step
        .error
        .as_ref()
        .filter(|_| step.received != Received::Missing)
    {
        let name = step.name.as_deref().unwrap_or(subject(step));
        return format!("{name} ended in an error: {error}", name = quoted(name));
    }
    if step.attribute.is_none() {
        return step
            .note
            .clone()
            .unwrap_or_else(|| "a condition is not met".to_owned());
    }
    if let Some(Words::Test(came, wanted)) = &step.blame.words {
        return format!(
            "{came} {}, {wanted} {}",
            received(step),
            listed(&step.expected, "or")
        );
    }
    if step.blame.presence {
        let wanted = if step.blame.negated {
            "missing"
        } else {
            "there"
        };
        let is = match step.received {
            Received::Missing => "missing",
            _ => "there",
        };
        return format!(
            "{} is {is}, the policy wants it to be {wanted}",
            quoted(subject(step))
        );
    }
    let wish = wish(step);
    match (&step.note, &step.received) {
        (Some(why), Received::Missing) => format!(
            "the policy wants {wish} in {}, but {why}",
            quoted(step.attribute.as_deref().unwrap_or_default())
        ),
        (None, Received::Missing) if step.claim.is_some() => format!(
            "{} is not in the token, the policy wants {wish}",
            quoted(subject(step))
        ),
        _ => format!(
            "{} is {}, the policy wants {wish}",
            quoted(subject(step)),
            received(step)
        ),
    }
}

/// What a test wants, in words.
fn wish(step: &Step) -> String {
    let operator = step.operator.as_deref().unwrap_or_default();
    let list = match step.expected.as_slice() {
        [] => "no value at all".to_owned(),
        values => listed(values, "or"),
    };
    let manner = step.blame.manner;
    if manner == Some(Manner::Kind) {
        return step.expected.concat();
    }
    if manner == Some(Manner::Exact) && step.expected.iter().any(|text| text.contains(['*', '?'])) {
        format!(
            "{list} to the letter, as {operator} has no wildcards",
            operator = quoted(&operator)
        )
    } else if matches!(manner, Some(Manner::Exact | Manner::Plain)) {
        list
    } else if step.blame.negated {
        format!("anything but {list}")
    } else {
        format!("{operator} {list}", operator = quoted(&operator))
    }
}

fn success(step: &Step) -> String {
    if step.blame.presence {
        let is = match step.received {
            Received::Missing => "missing",
            _ => "there",
        };
        return format!("{} is {is}", quoted(subject(step)));
    }
    if step.attribute.is_none() {
        return step.note.clone().unwrap_or_default();
    }
    match &step.received {
        Received::Missing => format!(
            "{} is missing, which satisfies {} {}",
            quoted(subject(step)),
            quoted(step.operator.as_deref().unwrap_or_default()),
            listed(&step.expected, "or")
        ),
        _ => format!(
            "{} is {}, which fits {} {}",
            quoted(subject(step)),
            received(step),
            quoted(step.operator.as_deref().unwrap_or_default()),
            listed(&step.expected, "or")
        ),
    }
}

fn indeterminate(path: &[&Step]) -> Reason {
    let Some(leaf) = path.last() else {
        return Reason {
            code: ReasonCode::NotEvaluable,
            message: "the policy cannot be evaluated".to_owned(),
            refusal: None,
        };
    };
    let named = path.iter().rev().find_map(|step| {
        step.blame
            .reason
            .filter(|code| matches!(code, ReasonCode::IssuerUnknown | ReasonCode::RoleUnknown))
    });
    let code = named.unwrap_or(match leaf.blame.cause {
        Some(Cause::NotSupplied) => ReasonCode::AttributeUnknown,
        Some(Cause::Undocumented) => ReasonCode::Undocumented,
        Some(Cause::NotEvaluable) | None => ReasonCode::NotEvaluable,
    });
    let message = match (&leaf.note, code) {
        (Some(why), _) => why.clone(),
        (None, ReasonCode::AttributeUnknown) if leaf.received == Received::Unsaid => {
            format!("it hangs on {}, which was not given", quoted(subject(leaf)))
        }
        (None, ReasonCode::AttributeUnknown) => format!(
            "it hangs on the variable in {}, which was not given",
            listed(&leaf.expected, "or")
        ),
        (None, ReasonCode::Undocumented) => format!(
            "it hangs on {} with {} against {}, which the documentation does not settle",
            quoted(leaf.operator.as_deref().unwrap_or_default()),
            received(leaf),
            listed(&leaf.expected, "or")
        ),
        (None, _) => format!(
            "it hangs on {} with {}, which cannot be evaluated",
            quoted(leaf.operator.as_deref().unwrap_or_default()),
            listed(&leaf.expected, "or")
        ),
    };
    Reason {
        code,
        message,
        refusal: None,
    }
}

/// Values in backticks, at most three of them.
fn listed(values: &[String], conjunction: &str) -> String {
    let quote = |value: &String| quoted(value).to_string();
    match values {
        [] => "nothing".to_owned(),
        [only] => quote(only),
        [first, second] => format!("{} {conjunction} {}", quote(first), quote(second)),
        [first, second, third] => format!(
            "{}, {} {conjunction} {}",
            quote(first),
            quote(second),
            quote(third)
        ),
        [first, second, rest @ ..] => format!(
            "{}, {} {conjunction} {} others",
            quote(first),
            quote(second),
            rest.len()
        ),
    }
}
