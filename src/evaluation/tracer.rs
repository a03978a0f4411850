//! Builds the trace of a walk.

use super::reason::{Blame, Shape};
use super::{Caveat, Outcome, ReasonCode, Received, Step};
use crate::attribute::{Attribute, Missing, Slot, Source, State, Values};
use crate::cel::{self, FaultKind, Value};
use crate::condition::{
    Cause, Condition, Expression, Node, Observer, Predicate, StepKind, Test, Truth, Wants,
};
use crate::quote::quoted;

/// An observer that writes down every step.
pub(crate) struct Tracer<'p> {
    attributes: &'p [Attribute],
    open: Vec<Step>,
    causes: Vec<Option<Cause>>,
    done: Vec<Step>,
    caveats: Vec<Caveat>,
}

impl<'p> Tracer<'p> {
    /// A tracer of tests over these attributes.
    pub(crate) fn new(attributes: &'p [Attribute]) -> Self {
        Self {
            attributes,
            open: Vec::new(),
            causes: Vec::new(),
            done: Vec::new(),
            caveats: Vec::new(),
        }
    }

    /// The steps that were walked since last asked.
    pub(crate) fn take_steps(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.done)
    }

    /// Names the step that ended last, which stands for one asking of the policy.
    pub(crate) fn name_last_step(&mut self, name: Option<&str>, reason: Option<ReasonCode>) {
        if let Some(step) = self.done.last_mut() {
            if let Some(name) = name {
                step.name = Some(name.to_owned());
            }
            step.blame.reason = reason.or(step.blame.reason);
        }
    }

    /// Every caveat that was raised, each once.
    pub(crate) fn into_caveats(self) -> Vec<Caveat> {
        self.caveats
    }

    /// Adds a caveat from beside the walk.
    pub(crate) fn add_caveat(&mut self, caveat: Caveat) {
        if self.caveats.len() < MOST_CAVEATS && !self.caveats.contains(&caveat) {
            self.caveats.push(caveat);
        }
    }

    fn close(&mut self, step: Step) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(step),
            None => self.done.push(step),
        }
    }

    fn describe_test(&self, step: &mut Step, test: &Test, slots: &[Slot<'_>]) {
        step.blame.negated = test.negated;
        step.blame.manner = Some(test.manner);
        step.operator = Some(test.operator.clone().into_owned());
        step.expected = match &test.predicate {
            Predicate::AnyOf(alternatives) => alternatives
                .iter()
                .map(|alternative| alternative.text.clone())
                .collect(),
            Predicate::Present { written } => vec![written.clone()],
            Predicate::Kind(kind) => vec![kind.describe().to_owned()],
        };
        step.blame.presence = matches!(test.predicate, Predicate::Present { .. });
        let attribute = self.attributes.get(test.attribute);
        let slot = slots.get(test.attribute);
        step.attribute = attribute.map(|attribute| attribute.name.clone());
        step.claim = slot
            .and_then(|slot| slot.claim.as_deref())
            .or_else(|| attribute.and_then(|attribute| attribute.source.claim()))
            .map(str::to_owned);
        step.note = match (attribute, slot.map(|slot| &slot.state)) {
            (Some(attribute), Some(State::Missing(missing))) => why_missing(attribute, *missing),
            _ => None,
        };
        step.received = match slot.map(|slot| &slot.state) {
            Some(State::Missing(_)) => Received::Missing,
            Some(State::Present(Values::One(value))) => Received::One(cut(value.text())),
            Some(State::Present(Values::Many(values))) => Received::Many(
                values
                    .iter()
                    .take(LONGEST_LIST)
                    .map(|value| cut(value.text()))
                    .collect(),
            ),
            Some(State::Present(Values::Nested(value))) => Received::One(cut(&value.to_string())),
            Some(State::Unknown(_)) | None => Received::Unsaid,
        };
    }
}

/// Most parts of an expression that a trace tells of.
const MOST_PARTS: usize = 64;

/// Tells the values of the parts of an expression.
fn describe_expression(step: &mut Step, expression: &Expression, slots: &[Slot<'_>]) {
    let whole = quoted(expression.written()).to_string();
    let Some(trace) = expression.trace(slots) else {
        if step.outcome == Outcome::Unknown {
            step.note = Some(format!("{whole} hangs on what was not given"));
        }
        return;
    };
    if expression.wants != Wants::True
        && let Ok(value) = &trace.outcome
    {
        step.received = Received::One(cut(&value.shown()));
    }
    let mut left = MOST_PARTS;
    step.children = parts(expression, &trace, &mut left);
    let said = |part: &Step| match &part.received {
        Received::One(value) => Some((part.name.clone()?, value.clone())),
        _ => None,
    };
    if step.outcome == Outcome::Pass || step.note.is_some() || step.error.is_some() {
        return;
    }
    if step.outcome == Outcome::Unknown {
        step.note = Some(match &trace.outcome {
            Err(fault) => format!("{whole} is not known: {}", fault.message),
            Ok(_) => format!(
                "{whole} hangs on whether the numbers of a token are ints or doubles, which is not documented"
            ),
        });
        return;
    }
    let values: Vec<String> = step
        .children
        .iter()
        .filter_map(said)
        .take(4)
        .map(|(name, value)| format!("{} is {}", quoted(&name), quoted(&value)))
        .collect();
    step.note = match (&trace.outcome, values.as_slice()) {
        (Ok(Value::Bool(false)), []) => Some(format!("{whole} is false")),
        (Ok(Value::Bool(false)), values) => {
            Some(format!("{whole} is false: {}", values.join(", ")))
        }
        (Ok(Value::String(text)), _) => Some(format!(
            "{whole} is {}, of {} bytes",
            quoted(&cut(text)),
            text.len()
        )),
        (Ok(value), _) => Some(format!(
            "{whole} is {}, which is of the type `{}`",
            quoted(&cut(&value.shown())),
            value.type_name()
        )),
        (Err(_), _) => None,
    };
}

/// The parts of an expression that are more than what is written down, each with its value.
fn parts(expression: &Expression, trace: &cel::Step, left: &mut usize) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in &trace.children {
        let text = part.span.of(&expression.text).unwrap_or_default();
        if part.is_literal || expression.variables.contains(&text) {
            continue;
        }
        if *left == 0 {
            break;
        }
        *left -= 1;
        let mut step = Step::of_kind(StepKind::Expression, Shape::Leaf);
        step.name = Some(cut(text));
        step.span = Some(expression.excerpt.place(part.span));
        match &part.outcome {
            Ok(value) => {
                step.outcome = match value {
                    Value::Bool(false) => Outcome::Fail,
                    _ => Outcome::Pass,
                };
                step.received = Received::One(cut(&value.shown()));
            }
            Err(fault) if fault.kind == FaultKind::Error => {
                step.outcome = Outcome::Fail;
                step.error = Some(fault.message.clone());
            }
            Err(fault) => {
                step.outcome = Outcome::Unknown;
                step.note = Some(fault.message.clone());
            }
        }
        step.children = parts(expression, part, left);
        steps.push(step);
    }
    steps
}

/// Most caveats of one evaluation: more than there are kinds, less than a list of a thousand odd
/// values raises.
const MOST_CAVEATS: usize = 64;

/// Longest value that a trace repeats, in bytes, and longest list. A policy of a thousand tests
/// would otherwise repeat a token of the largest size a thousand times.
const LONGEST_VALUE: usize = 4_096;
const LONGEST_LIST: usize = 256;

/// A value as a trace repeats it, with a mark where it was cut.
fn cut(text: &str) -> String {
    if text.len() <= LONGEST_VALUE {
        return text.to_owned();
    }
    let end = (0..=LONGEST_VALUE).rev().find_map(|end| text.get(..end));
    format!("{}…", end.unwrap_or_default())
}

/// Why an attribute is missing, where that is not plain from the token.
fn why_missing(attribute: &Attribute, missing: Missing) -> Option<String> {
    match (&attribute.source, missing) {
        (Source::Never { why }, _) => Some(why.clone()),
        (
            Source::Claim {
                issuer: Some(issuer),
                ..
            },
            Missing::OtherIssuer,
        ) => Some(format!(
            "{} is for tokens of {issuer}, and this one is not",
            quoted(&attribute.name),
            issuer = quoted(&issuer)
        )),
        _ => None,
    }
}

impl Observer for Tracer<'_> {
    const WATCHES: bool = true;

    fn enter(&mut self, node: &Node) {
        if let Some(step) = Step::begin(node) {
            self.open.push(step);
            self.causes.push(None);
        }
    }

    fn leave(&mut self, node: &Node, truth: Truth, slots: &[Slot<'_>]) {
        if node.origin.is_none() {
            return;
        }
        let (Some(mut step), Some(cause)) = (self.open.pop(), self.causes.pop()) else {
            return;
        };
        // A denial that holds is a `Not` that does not: its step tells of the denial.
        let truth = match step.kind {
            StepKind::Deny => !truth,
            _ => truth,
        };
        step.outcome = truth.into();
        if truth != Truth::Error {
            step.error = None;
        }
        if truth == Truth::Unknown {
            step.blame.cause = cause;
        }
        if let Condition::Test(test) = &node.condition {
            self.describe_test(&mut step, test, slots);
        }
        if let Condition::Expression(expression) = &node.condition {
            describe_expression(&mut step, expression, slots);
        }
        self.close(step);
    }

    fn pass_over(&mut self, node: &Node) {
        if let Some(step) = Step::begin(node) {
            self.close(step);
        }
    }

    fn unknown(&mut self, cause: Cause) {
        if let Some(slot) = self.causes.last_mut() {
            slot.get_or_insert(cause);
        }
    }

    fn error(&mut self, why: impl FnOnce() -> String) {
        if let Some(step) = self.open.last_mut() {
            step.error.get_or_insert_with(why);
        }
    }

    fn caveat(&mut self, caveat: impl FnOnce() -> Caveat) {
        self.add_caveat(caveat());
    }
}

impl Step {
    /// The step of a node, before it is walked; `None` where it takes none.
    fn begin(node: &Node) -> Option<Self> {
        let origin = node.origin.as_ref()?;
        let (shape, note) = match &node.condition {
            Condition::All { .. } | Condition::Settled(_) => (Shape::All, None),
            Condition::Any(_) => (Shape::Any, None),
            Condition::Not(_) => (Shape::Not, None),
            Condition::Opaque(opaque) => (Shape::Leaf, Some(opaque.why.clone())),
            Condition::Constant(true) => (Shape::Leaf, Some("it always holds".to_owned())),
            Condition::Constant(false) => (Shape::Leaf, Some("it never holds".to_owned())),
            Condition::Test(_) | Condition::Expression(_) => (Shape::Leaf, None),
        };
        Some(Self {
            name: origin.name.clone(),
            span: origin.span,
            note,
            blame: Blame {
                noun: origin.noun,
                words: origin.words.clone(),
                refusal: origin.refusal.clone(),
                ..Blame::new(shape, origin.reason)
            },
            ..Self::of_kind(origin.kind, shape)
        })
    }

    /// A step of which nothing is known yet.
    fn of_kind(kind: StepKind, shape: Shape) -> Self {
        Self {
            kind,
            name: None,
            outcome: Outcome::NotReached,
            span: None,
            operator: None,
            attribute: None,
            claim: None,
            expected: Vec::new(),
            received: Received::Unsaid,
            note: None,
            error: None,
            children: Vec::new(),
            blame: Blame::new(shape, None),
        }
    }
}

impl From<Truth> for Outcome {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::Pass => Self::Pass,
            // An error lets nobody in: what went wrong stands beside.
            Truth::Fail | Truth::Error => Self::Fail,
            Truth::Unknown => Self::Unknown,
        }
    }
}
