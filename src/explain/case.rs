//! What there is to explain: the statement that came closest, and its tests.

use crate::attribute::{Slot, Source, State, Values};
use crate::claims::Claims;
use crate::condition::outline::{Outline, Statement, Tested};
use crate::condition::{Alternative, Silent, StepKind, Truth};
use crate::diagnostic::Error;
use crate::edit::{self, Edit};
use crate::evaluation::{self, Decision, Evaluation, Outcome, Step};
use crate::issuer::{self, Issuer};
use crate::policy::Policy;
use crate::relying_party::{self, Notation, RelyingParty, Topic};
use crate::request::Request;
use crate::span::Span;

/// A verdict and all that led to it.
pub(crate) struct Case<'c> {
    pub(crate) policy: &'c Policy,
    pub(crate) claims: &'c Claims<'c>,
    pub(crate) request: &'c Request,
    pub(crate) evaluation: &'c Evaluation,
    pub(crate) outline: Outline<'c>,
    slots: Vec<Slot<'c>>,
    decisive: Option<Span>,
    explained: Vec<Span>,
}

/// A test of the statement that came closest, which does not hold.
#[derive(Clone, Copy)]
pub(crate) struct Failing<'c> {
    pub(crate) tested: Tested<'c>,
    policy: &'c Policy,
    /// The single value that came; none where the attribute is missing, unknown or a list.
    pub(crate) received: Option<&'c str>,
    /// Whether the attribute is missing.
    pub(crate) is_missing: bool,
}

impl<'c> Case<'c> {
    pub(crate) fn new(
        policy: &'c Policy,
        claims: &'c Claims<'_>,
        request: &'c Request,
        evaluation: &'c Evaluation,
    ) -> Result<Self, Error> {
        let lowered = policy.lowered();
        let prepared = policy.relying_party().prepare(lowered, claims, request)?;
        Ok(Self {
            policy,
            claims,
            request,
            evaluation,
            outline: Outline::new(&lowered.root, &lowered.attributes),
            slots: prepared.slots,
            decisive: evaluation::decisive_statement(&evaluation.trace).and_then(|step| step.span),
            explained: Vec::new(),
        })
    }

    /// The statement that decided, or that came closest to it.
    pub(crate) fn statement(&self) -> Option<&Statement<'c>> {
        self.outline
            .statements
            .iter()
            .find(|statement| Some(statement.span) == self.decisive)
    }

    /// The tests of that statement that do not hold and that nothing has explained yet.
    pub(crate) fn failing(&self) -> Vec<Failing<'_>> {
        if self.evaluation.decision != Decision::Deny {
            return Vec::new();
        }
        let Some(statement) = self.statement() else {
            return Vec::new();
        };
        let fails = |tested: &&Tested<'c>| {
            let truth = tested.test.truth(&self.slots, &mut Silent);
            matches!(truth, Truth::Fail | Truth::Error)
        };
        let beside = not_reached(&self.evaluation.trace);
        // Where the issuer is not trusted, or for something else, the rest is beside the point.
        [&statement.principals, &statement.actions, &statement.tests]
            .into_iter()
            .map(|tests| tests.iter().filter(fails).collect::<Vec<_>>())
            .find(|failing| !failing.is_empty())
            .into_iter()
            .flatten()
            .filter(|tested| !self.explained.contains(&tested.span))
            .filter(|tested| {
                let within =
                    |span: &Span| span.start <= tested.span.start && tested.span.end <= span.end;
                !beside.iter().any(within)
            })
            .map(|tested| self.look(tested))
            .collect()
    }

    /// Whose verdict it is.
    pub(crate) fn party(&self) -> &'static dyn RelyingParty {
        self.policy.relying_party()
    }

    /// How its policies are written.
    pub(crate) fn notation(&self) -> &'static dyn Notation {
        relying_party::advisor(self.party()).notation()
    }

    /// Where the relying party documents something.
    pub(crate) fn url(&self, topic: Topic) -> &'static str {
        self.notation().url(topic)
    }

    /// The issuer of the token, as keys begin with it: its URL without `https://`.
    pub(crate) fn issuer(&self) -> Option<&'c str> {
        let iss = self.claims.text("iss")?;
        iss.strip_prefix("https://")
    }

    /// Whether the token is of this issuer.
    pub(crate) fn is_of(&self, issuer: Issuer) -> bool {
        issuer::recognise_claims(self.claims).is_some_and(|known| known.issuer == issuer)
    }

    /// Whether keys that begin so are keys of this token.
    pub(crate) fn is_issuer(&self, host: &str) -> bool {
        self.issuer()
            .is_some_and(|issuer| issuer.eq_ignore_ascii_case(host))
    }

    /// Whether no other test stands under the same operator.
    pub(crate) fn stands_alone(&self, failing: &Failing<'_>) -> bool {
        let operator = failing.tested.test.operator_span;
        self.statement().is_some_and(|statement| {
            let beside = |tested: &&Tested<'_>| tested.test.operator_span == operator;
            statement.tests.iter().filter(beside).count() == 1
        })
    }

    /// What is known of the attribute of a test.
    pub(crate) fn state(&self, failing: &Failing<'_>) -> Option<&State<'c>> {
        let slot = self.slots.get(failing.tested.test.attribute);
        slot.map(|slot| &slot.state)
    }

    /// A test with what came for it.
    pub(crate) fn look(&self, tested: &Tested<'c>) -> Failing<'_> {
        let state = self
            .slots
            .get(tested.test.attribute)
            .map(|slot| &slot.state);
        Failing {
            tested: *tested,
            policy: self.policy,
            received: match state {
                Some(State::Present(Values::One(value))) => Some(value.text()),
                Some(State::Present(Values::Many(values))) => match values.as_slice() {
                    [only] => Some(only.text()),
                    _ => None,
                },
                _ => None,
            },
            is_missing: matches!(state, Some(State::Missing(_))),
        }
    }

    /// Leaves a test to the diagnosis that explained it.
    pub(crate) fn explained(&mut self, span: Span) {
        self.explained.push(span);
    }

    /// Whether the policy, so changed, lets the token in, or at least has a test less in its way.
    pub(crate) fn helps(&self, edit: &Edit) -> bool {
        let ask = || {
            let text = edit::apply(self.policy.text(), std::slice::from_ref(edit))?;
            let policy = Policy::compile(&text, Some(self.policy.relying_party().id())).ok()?;
            let evaluation = policy.evaluate_claims(self.claims, self.request).ok()?;
            Some(
                evaluation.decision == Decision::Allow
                    || standing(&evaluation.trace) < standing(&self.evaluation.trace),
            )
        };
        ask().unwrap_or(false)
    }
}

/// The places of what was not asked, because something before it failed.
fn not_reached(step: &Step) -> Vec<Span> {
    let own = step.span.filter(|_| step.outcome == Outcome::NotReached);
    let inside = step.children.iter().flat_map(not_reached);
    own.into_iter().chain(inside).collect()
}

/// How many tests stand in the way in the statement that came closest.
fn standing(trace: &Step) -> usize {
    evaluation::decisive_statement(trace).map_or(usize::MAX, in_the_way)
}

fn in_the_way(step: &Step) -> usize {
    // An expression is one thing, whatever it is made of.
    let inner = || {
        let parts = step.children.iter();
        parts.filter(|child| child.kind != StepKind::Expression)
    };
    let own = inner().next().is_none() && step.outcome != Outcome::Pass;
    usize::from(own) + inner().map(in_the_way).sum::<usize>()
}

impl<'c> Failing<'c> {
    /// The claim that it tests; the attribute where that is no claim.
    pub(crate) fn subject(&self) -> &'c str {
        let attribute = self.tested.attribute;
        attribute.source.claim().unwrap_or(&attribute.name)
    }

    /// Whether it asks who issued the token.
    pub(crate) fn is_of_issuer(&self) -> bool {
        let source = &self.tested.attribute.source;
        matches!(source, Source::Claim { issuer: None, name } if name == "iss")
    }

    /// Whether it tests this claim.
    pub(crate) fn is_of(&self, claim: &str) -> bool {
        self.tested.attribute.source.claim() == Some(claim)
    }

    pub(crate) fn alternatives(&self) -> &'c [Alternative] {
        self.tested.test.predicate.alternatives()
    }

    /// The value of the policy that has most in common with what came.
    pub(crate) fn nearest_alternative(&self, received: &str) -> Option<&'c Alternative> {
        let common = |text: &str| {
            text.chars()
                .zip(received.chars())
                .take_while(|(left, right)| left == right)
                .count()
        };
        // Of equals the first.
        self.alternatives()
            .iter()
            .rev()
            .max_by_key(|alternative| common(&alternative.text))
    }

    /// Puts another value in the place of one.
    pub(crate) fn replace(&self, alternative: &Alternative, value: &str) -> Option<Edit> {
        self.notation()
            .replace(self.policy.text(), alternative.span?, value)
    }

    /// Adds a value to those that are there.
    pub(crate) fn add(&self, value: &str) -> Option<Edit> {
        self.notation().add(self.policy.text(), &self.tested, value)
    }

    /// The same in words.
    pub(crate) fn adding(&self, value: &str) -> String {
        self.notation().adding(&self.tested, value)
    }

    /// Adds a value, or puts it in the place of the only one that there is room for.
    pub(crate) fn admit(&self, value: &str) -> Option<Edit> {
        match self.alternatives() {
            [only] if !self.notation().has_room(&self.tested) => self.replace(only, value),
            _ => self.add(value),
        }
    }

    fn notation(&self) -> &'static dyn Notation {
        relying_party::advisor(self.policy.relying_party()).notation()
    }
}
