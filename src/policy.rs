//! A compiled policy, and asking it.

use std::borrow::Cow;

use crate::attribute::{Attribute, Slot, Source};
use crate::claims::{Claims, Wanted};
use crate::condition::{Observer, Silent, StepKind, Truth, walk, walk_all};
use crate::diagnostic::{Diagnostic, Error, Severity};
use crate::evaluation::{self, Blame, Caveat, Evaluation, Outcome, Received, Shape, Step, Tracer};
use crate::explain::{self, Explanation};
use crate::json::{self, Kind};
use crate::quote::quoted;
use crate::relying_party::{self, Lowered, Prepared, RelyingParty};
use crate::render::json::Place;
use crate::request::Request;
use crate::span::{LineIndex, Span};
use crate::token;

/// Longest policy that is read, in bytes of UTF-8.
pub const MAX_POLICY: usize = 1024 * 1024;

/// Most bytes that all patterns of a policy together are held against. A policy of a thousand
/// statements and a token of GitHub come to a thousandth of it.
const MAX_WORK: usize = 1 << 30;

/// A policy of some relying party, read once and ready to be asked.
pub struct Policy {
    text: String,
    lines: LineIndex,
    relying_party: &'static dyn RelyingParty,
    lowered: Lowered,
    /// How many patterns its tests hold values against.
    patterns: usize,
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Policy")
            .field("relying_party", &self.relying_party.id())
            .field("lowered", &self.lowered)
            .finish_non_exhaustive()
    }
}

impl Policy {
    /// Reads the text of a policy. Without `relying_party`, the document says whose it is.
    ///
    /// # Errors
    /// `policy-too-large`, `unknown-relying-party`, `not-a-policy`, `hcl-not-supported`, the errors
    /// of [`json::parse`], and those of the relying party: where the text cannot be read or an
    /// answer would be a guess. A document that the relying party would refuse but that can be
    /// evaluated is no error: see [`Self::diagnostics`].
    pub fn compile(text: &str, relying_party: Option<&str>) -> Result<Self, Error> {
        let named = relying_party.map(relying_party::by_id).transpose()?;
        if text.len() > MAX_POLICY {
            return Err(Error::new(
                "policy-too-large",
                format!(
                    "expected a policy of at most {MAX_POLICY} bytes, received {}",
                    text.len()
                ),
            ));
        }
        let relying_party = match named {
            Some(relying_party) => relying_party,
            None => detect(text)?,
        };
        let mut lowered = relying_party.lower(text)?;
        if text.starts_with('\u{feff}') {
            lowered.diagnostics.push(
                Diagnostic::note(
                    "byte-order-mark",
                    "the text begins with a byte order mark, which is skipped",
                )
                .at(Span::new(0, '\u{feff}'.len_utf8())),
            );
        }
        Ok(Self {
            text: text.to_owned(),
            lines: LineIndex::new(text),
            relying_party,
            patterns: lowered.root.patterns(),
            lowered,
        })
    }

    /// The text that was compiled.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text and its lines, in which its spans are told.
    pub fn place(&self) -> Place<'_> {
        Place {
            text: &self.text,
            lines: &self.lines,
        }
    }

    /// The relying party whose policy it is.
    pub fn relying_party(&self) -> &'static dyn RelyingParty {
        self.relying_party
    }

    /// What the relying party would say of the document, in its order.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.lowered.diagnostics
    }

    /// Whether the relying party would refuse the document.
    pub fn has_errors(&self) -> bool {
        self.diagnostics()
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The condition and the attributes that it tests.
    pub fn lowered(&self) -> &Lowered {
        &self.lowered
    }

    /// The claims that a decision may hang on; no other can change it.
    pub fn claims(&self) -> &[String] {
        &self.lowered.claims
    }

    /// Whether the policy lets the token in, with the grounds. The token is decoded, not verified.
    ///
    /// # Errors
    /// Those of [`token::decode`], [`Claims::read`] and [`RelyingParty::prepare`]. A verdict is
    /// never an error.
    pub fn evaluate(&self, token: &str, request: &Request) -> Result<Evaluation, Error> {
        let token = token::decode(token)?;
        let claims = Claims::read(&token)?;
        self.evaluate_claims(&claims, request)
    }

    /// As [`Self::evaluate`], of claims that have been read.
    ///
    /// # Errors
    /// Those of [`RelyingParty::prepare`].
    pub fn evaluate_claims(
        &self,
        claims: &Claims<'_>,
        request: &Request,
    ) -> Result<Evaluation, Error> {
        let mut prepared = self.prepare(claims, request)?;
        let mut attributes = Cow::Borrowed(self.lowered.attributes.as_slice());
        if !prepared.further.is_empty() {
            attributes.to_mut().append(&mut prepared.further);
        }
        let mut tracer = Tracer::new(&attributes);
        for caveat in prepared.caveats.drain(..).chain(lifetime(claims, request)) {
            tracer.add_caveat(caveat);
        }
        let truth = self.ask(&mut prepared, &mut tracer);
        let mut steps = tracer.take_steps();
        let caveats = tracer.into_caveats();
        let trace = match steps.len() {
            1 => steps.swap_remove(0),
            _ => enclose(steps, truth),
        };
        let mut evaluation = Evaluation {
            decision: evaluation::decided(truth),
            reason: evaluation::reason(&trace),
            trace,
            caveats,
            token_verified: false,
        };
        if evaluation.decision == evaluation::Decision::Deny {
            evaluation.reason.refusal =
                self.relying_party
                    .refusal(&self.lowered, claims, &evaluation);
        }
        Ok(evaluation)
    }

    /// As [`Self::evaluate`], of a token whose signature was checked.
    ///
    /// # Errors
    /// Those of [`RelyingParty::prepare`].
    #[cfg(all(feature = "verify", not(target_family = "wasm")))]
    pub fn evaluate_verified(
        &self,
        token: &crate::verify::VerifiedToken,
        request: &Request,
    ) -> Result<Evaluation, Error> {
        let evaluation = self.evaluate(token.claims(), request)?;
        Ok(Evaluation {
            token_verified: true,
            ..evaluation
        })
    }

    /// Whether the policy lets the token in: `true` only for a decision to allow. Looks at no more
    /// of the token than it must.
    ///
    /// # Errors
    /// As [`Self::evaluate`].
    pub fn allows(&self, token: &str, request: &Request) -> Result<bool, Error> {
        let token = token::decode(token)?;
        let wanted = Wanted::new(&self.lowered.claims);
        let claims = Claims::read_where(&token, |name| wanted.contains(name))?;
        self.allows_claims(&claims, request)
    }

    /// As [`Self::allows`], of claims that have been read.
    ///
    /// # Errors
    /// Those of [`RelyingParty::prepare`].
    pub fn allows_claims(&self, claims: &Claims<'_>, request: &Request) -> Result<bool, Error> {
        let mut prepared = self.prepare(claims, request)?;
        Ok(self.ask(&mut prepared, &mut Silent) == Truth::Pass)
    }

    /// Explains an evaluation of these claims.
    ///
    /// # Errors
    /// Those of [`RelyingParty::prepare`].
    pub fn explain(
        &self,
        claims: &Claims<'_>,
        request: &Request,
        evaluation: &Evaluation,
    ) -> Result<Explanation, Error> {
        explain::explain(self, claims, request, evaluation)
    }

    /// The attributes that a token and request give.
    ///
    /// # Errors
    /// As [`Self::evaluate`].
    pub fn attributes<'a>(
        &self,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
        self.relying_party.attributes(claims, request)
    }

    /// Refuses a context that speaks for the token. A context overrides what the token says, which
    /// helps who asks what would happen, and must not be had by who guards something: there every
    /// name has to be an attribute of the request itself.
    ///
    /// # Errors
    /// `issuer-attribute-in-context`.
    pub fn check_context(&self, request: &Request) -> Result<(), Error> {
        let foreign = request
            .context
            .iter()
            .map(|(name, _)| self.relying_party.attribute(name))
            .find(|attribute| attribute.source != Source::Request);
        let Some(Attribute { name, source }) = foreign else {
            return Ok(());
        };
        let origin = match source {
            Source::Never { why } => why,
            Source::Claim { name, .. } => format!("it is the claim {} of the token", quoted(&name)),
            Source::Derived | Source::Expression(_) | Source::Map(_) | Source::Request => {
                "it is worked out from the token and the time".to_owned()
            }
        };
        Err(Error::new(
            "issuer-attribute-in-context",
            format!(
                "expected attributes of the request in `context`, received {}: {origin}",
                quoted(&name)
            ),
        )
        .help("leave it out: who guards takes the word of a verified token alone"))
    }

    /// What the tree needs, if holding it against that ends in good time: patterns and values are
    /// bounded each for itself, and their product here.
    fn prepare<'a>(
        &'a self,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Prepared<'a>, Error> {
        let prepared = self.relying_party.prepare(&self.lowered, claims, request)?;
        let longest = prepared.slots.iter().map(Slot::length).max().unwrap_or(0);
        match self.patterns.saturating_mul(longest) {
            0..=MAX_WORK => Ok(prepared),
            _ => Err(Error::new(
                "evaluation-too-costly",
                format!(
                    "expected fewer patterns in the policy or shorter values in the token, received {} patterns and a value of {longest} bytes",
                    self.patterns
                ),
            )),
        }
    }

    /// The gates, then the policy once for each round: all must hold.
    fn ask<O: Asker>(&self, prepared: &mut Prepared<'_>, observer: &mut O) -> Truth {
        let mut truth = walk_all(
            &prepared.gates,
            true,
            Truth::Pass,
            &prepared.slots,
            observer,
        );
        for round in std::mem::take(&mut prepared.rounds) {
            if truth == Truth::Fail {
                if !O::WATCHES {
                    break;
                }
                observer.pass_over(&self.lowered.root);
                observer.name_round(round.name.as_deref(), round.reason);
                continue;
            }
            for (index, slot) in round.slots {
                if let Some(place) = prepared.slots.get_mut(index) {
                    *place = slot;
                }
            }
            let outcome = walk(&self.lowered.root, &prepared.slots, observer);
            observer.name_round(round.name.as_deref(), round.reason);
            truth = truth.and(outcome);
        }
        truth
    }
}

/// An observer that is told which round it watched.
trait Asker: Observer {
    fn name_round(&mut self, name: Option<&str>, reason: Option<evaluation::ReasonCode>);
}

impl Asker for Silent {
    fn name_round(&mut self, _: Option<&str>, _: Option<evaluation::ReasonCode>) {}
}

impl Asker for Tracer<'_> {
    fn name_round(&mut self, name: Option<&str>, reason: Option<evaluation::ReasonCode>) {
        self.name_last_step(name, reason);
    }
}

/// One step around several that must all hold.
fn enclose(children: Vec<Step>, truth: Truth) -> Step {
    Step {
        kind: StepKind::Request,
        name: None,
        outcome: Outcome::from(truth),
        span: None,
        operator: None,
        attribute: None,
        claim: None,
        expected: Vec::new(),
        received: Received::Unsaid,
        note: None,
        error: None,
        children,
        blame: Blame::new(Shape::All, None),
    }
}

/// A token outside its lifetime is told, and decides nothing: one that was pasted is always old.
fn lifetime(claims: &Claims<'_>, request: &Request) -> Vec<Caveat> {
    let Some(now) = request.now else {
        return Vec::new();
    };
    let seconds = |name| match claims.get(name).map(|value| &value.kind) {
        Some(Kind::Number(text)) => text.parse::<f64>().ok(),
        _ => None,
    };
    // A clock in whole seconds is exact in a double for the next hundred million years.
    #[expect(
        clippy::cast_precision_loss,
        reason = "compared with seconds since 1970"
    )]
    let now = now as f64;
    let mut caveats = Vec::new();
    if let Some(expiry) = seconds("exp").filter(|expiry| *expiry <= now) {
        caveats.push(Caveat::new(
            "token-expired",
            format!(
                "the token expired {} ago; the verdict is for a fresh one with the same claims",
                duration(now - expiry)
            ),
        ));
    }
    if let Some(start) = seconds("nbf").filter(|start| *start > now) {
        caveats.push(Caveat::new(
            "token-not-yet-valid",
            format!(
                "the token becomes valid in {}; the verdict is for that time",
                duration(start - now)
            ),
        ));
    }
    caveats
}

fn duration(seconds: f64) -> String {
    let units = [("day", 86_400.0), ("hour", 3_600.0), ("minute", 60.0)];
    let (unit, count) = units
        .into_iter()
        .find(|(_, length)| seconds >= *length)
        .map_or(("second", seconds), |(unit, length)| {
            (unit, seconds / length)
        });
    let count = count.floor();
    let plural = if count == 1.0 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

fn detect(text: &str) -> Result<&'static dyn RelyingParty, Error> {
    if let Some((_, relying_party)) = crate::find::yaml_policy(text) {
        return Ok(relying_party);
    }
    if let Some(error) = crate::find::broken_yaml(text).or_else(|| crate::find::not_json(text)) {
        return Err(error);
    }
    let document = json::parse(text)?;
    relying_party::detect(&document).ok_or_else(|| relying_party::unrecognised(&document))
}
