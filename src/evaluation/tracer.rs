//! Builds the trace of a walk.

use super::reason::{Blame, Shape};
use super::{Caveat, Outcome, ReasonCode, Received, Step};
use crate::attribute::{Attribute, Missing, Slot, Source, State, Values};
use crate::condition::{Cause, Condition, Node, Observer, Predicate, StepKind, Test, Truth};
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
            Condition::Test(_) => (Shape::Leaf, None),
        };
        Some(Self {
            kind: origin.kind,
            name: origin.name.clone(),
            outcome: Outcome::NotReached,
            span: origin.span,
            operator: None,
            attribute: None,
            claim: None,
            expected: Vec::new(),
            received: Received::Unsaid,
            note,
            error: None,
            children: Vec::new(),
            blame: Blame {
                noun: origin.noun,
                words: origin.words.clone(),
                refusal: origin.refusal.clone(),
                ..Blame::new(shape, origin.reason)
            },
        })
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
