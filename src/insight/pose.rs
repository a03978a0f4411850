//! A policy put as a question: what it asks of the claims of each kind of token.
//!
//! The relying party is asked what it makes of tokens of the shape that differ in every piece. What
//! is the same each time is so for all, what is a claim each time is that claim, and what is neither
//! is not known. Which claims a relying party makes an attribute of, what it gates and what it asks
//! for are thereby the same code that evaluates.

use std::collections::HashMap;

use super::language::Language;
use super::model::{Model, Part, Piece, Shape};
use super::term::{Field, Outcome, Term};
use crate::attribute::{Scalar, Slot, State, Values};
use crate::claims::Claims;
use crate::condition::{
    Condition, Matcher, Node, Predicate, Quantifier, Silent, Test, Truth, ValueKind,
};
use crate::diagnostic::Error;
use crate::pattern::Comparison;
use crate::pattern::template::{Filled, Part as TemplatePart, Template};
use crate::pattern::wildcard::{Fold, Symbol, Wildcard};
use crate::policy::Policy;
use crate::relying_party::Prepared;
use crate::request::Request;
use crate::token;

/// Most shapes that tokens are made up of to see what a relying party makes of one.
const MAX_PROBED: usize = 4;
/// Tokens that are made up of each, beside a usual one.
const PROBES: usize = 2;
/// The longest text that is put together from the values of variables.
const MAX_FILLED: usize = 1 << 16;
const COLON: u32 = ':' as u32;

/// A policy, as a question to the tokens of a model.
#[derive(Debug, Clone)]
pub struct Posed {
    /// What is asked of tokens, as often as kinds of tokens differ in it.
    pub terms: Vec<Term>,
    /// For each shape of the model, which of the terms is asked of it.
    pub of_shape: Vec<usize>,
}

impl Posed {
    /// Puts `policy` as a question. `side` tells apart what is not known of one policy from what is
    /// not known of another.
    ///
    /// # Errors
    /// Those of [`RelyingParty::prepare`](crate::relying_party::RelyingParty::prepare).
    pub fn new(
        policy: &Policy,
        model: &Model,
        request: &Request,
        side: &str,
    ) -> Result<Self, Error> {
        // Claims that a relying party does not look at tell no shapes apart.
        let mut groups: HashMap<Vec<Option<&[Part]>>, usize> = HashMap::new();
        let mut members: Vec<Vec<&Shape>> = Vec::new();
        let mut of_shape = Vec::with_capacity(model.shapes.len());
        for shape in &model.shapes {
            let key = policy
                .claims()
                .iter()
                .map(|name| {
                    let claim = shape.claim(name)?;
                    let is_fixed = claim.parts.iter().all(|part| matches!(part, Part::Text(_)));
                    Some(if is_fixed {
                        claim.parts.as_slice()
                    } else {
                        &[]
                    })
                })
                .collect();
            let next = members.len();
            let group = *groups.entry(key).or_insert(next);
            match members.get_mut(group) {
                Some(members) => members.push(shape),
                None => members.push(vec![shape]),
            }
            of_shape.push(group);
        }
        let terms = members
            .iter()
            .map(|shapes| of_group(policy, model, shapes, request, side))
            .collect::<Result<_, _>>()?;
        Ok(Self { terms, of_shape })
    }
}

fn of_group(
    policy: &Policy,
    model: &Model,
    shapes: &[&Shape],
    request: &Request,
    side: &str,
) -> Result<Term, Error> {
    let step = shapes.len().div_ceil(MAX_PROBED).max(1);
    let mut probes = Vec::new();
    for shape in shapes.iter().step_by(step) {
        for _ in 0..PROBES {
            let seed = probes.len();
            let value = |piece: usize| {
                model
                    .pieces
                    .get(piece)
                    .map(|known| known.probe(seed, piece))
                    .unwrap_or_default()
            };
            probes.push(shape.token(value).json());
        }
        // What is made of a claim in part, such as the file in a ref of a workflow, is not there for
        // texts of any letters.
        let usual = |piece: usize| {
            let examples = model.pieces.get(piece).map(|known| &known.examples);
            examples
                .and_then(|examples| examples.first().cloned())
                .unwrap_or_default()
        };
        probes.push(shape.token(usual).json());
    }
    let tokens = probes
        .iter()
        .map(|probe| token::decode(probe))
        .collect::<Result<Vec<_>, _>>()?;
    let claims = tokens
        .iter()
        .map(Claims::read)
        .collect::<Result<Vec<_>, _>>()?;
    let lowered = policy.lowered();
    let prepared = claims
        .iter()
        .map(|claims| policy.relying_party().prepare(lowered, claims, request))
        .collect::<Result<Vec<_>, _>>()?;
    let Some((first, others)) = prepared.split_first() else {
        return Ok(Term::Is(Outcome::Fail));
    };
    let alike = others.iter().all(|other| {
        other.rounds.len() == first.rounds.len()
            && other
                .rounds
                .iter()
                .zip(&first.rounds)
                .all(|(one, other)| one.slots == other.slots)
    });
    if !alike {
        return Ok(Term::Is(Outcome::Unknown(format!("{side}: what is asked"))));
    }
    // Gates that hang on the token may let it pass or not; what they test is then nobody else's.
    let gated = others
        .iter()
        .all(|other| other.gates == first.gates && other.slots.len() == first.slots.len());
    let count = match gated {
        true => first.slots.len(),
        false => lowered.attributes.len(),
    };
    let mut names: Vec<&str> = lowered
        .attributes
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    names.extend(first.further.iter().map(|it| it.name.as_str()));
    let mut posing = Posing {
        model,
        shapes,
        names,
        side,
        party: policy.relying_party().id(),
        opaque: 0,
        slots: first.slots.clone(),
        fields: Vec::new(),
    };
    posing.fields = (0..count)
        .map(|index| {
            let claim = lowered
                .attributes
                .get(index)
                .or_else(|| {
                    first
                        .further
                        .get(index.checked_sub(lowered.attributes.len())?)
                })
                .and_then(|attribute| attribute.source.claim());
            known(index, claim, &prepared, &claims)
        })
        .collect();
    let mut all: Vec<Term> = match gated {
        true => first.gates.iter().map(|gate| posing.node(gate)).collect(),
        false => vec![Term::Is(Outcome::Unknown(format!(
            "{side}: what is asked of a token before the policy is read"
        )))],
    };
    for round in &first.rounds {
        for (index, slot) in &round.slots {
            if let (Some(place), Some(field)) =
                (posing.slots.get_mut(*index), posing.fields.get_mut(*index))
            {
                *place = slot.clone();
                *field = Known::Fixed;
            }
        }
        all.push(posing.node(&lowered.root));
    }
    Ok(Term::All(all))
}

/// What is known of an attribute for all tokens of a group.
#[derive(Debug, Clone)]
enum Known {
    /// Its slot is the same for all.
    Fixed,
    /// It is a claim.
    Claim(Field),
    /// It hangs on the token in a way that is not known.
    Opaque,
}

/// What is known of the attribute of this index, from what the relying party made of the probes.
fn known(
    index: usize,
    claim: Option<&str>,
    prepared: &[Prepared<'_>],
    claims: &[Claims<'_>],
) -> Known {
    let slots: Vec<&Slot<'_>> = prepared
        .iter()
        .filter_map(|prepared| prepared.slots.get(index))
        .collect();
    let texts: Option<Vec<&str>> = slots
        .iter()
        .map(|slot| match &slot.state {
            State::Present(Values::One(value)) => Some(value.text()),
            _ => None,
        })
        .collect();
    let same = || {
        slots
            .iter()
            .zip(slots.iter().skip(1))
            .all(|(one, other)| one.state == other.state)
    };
    let Some(texts) = texts else {
        return if same() { Known::Fixed } else { Known::Opaque };
    };
    let named = slots
        .first()
        .and_then(|slot| slot.claim.as_deref())
        .or(claim);
    let as_claim = |name: &str| {
        let mut around: Option<(&str, &str)> = None;
        for (text, claims) in texts.iter().zip(claims) {
            let value = scalar(claims, name)?;
            let (before, after) = text.split_once(value)?;
            match around {
                None => around = Some((before, after)),
                Some(known) if known == (before, after) => {}
                Some(_) => return None,
            }
        }
        let (before, after) = around?;
        Some(Known::Claim(Field {
            before: before.to_owned(),
            claim: name.to_owned(),
            after: after.to_owned(),
        }))
    };
    if let Some(known) = named.and_then(as_claim) {
        return known;
    }
    if same() {
        return Known::Fixed;
    }
    let mut names: Vec<&str> = claims
        .first()
        .map(|claims| claims.iter().map(|(name, _)| name).collect())
        .unwrap_or_default();
    names.sort_unstable();
    names
        .into_iter()
        .find_map(as_claim)
        .unwrap_or(Known::Opaque)
}

/// The text of a claim that is a text, or a number.
fn scalar<'c>(claims: &'c Claims<'_>, name: &str) -> Option<&'c str> {
    match &claims.get(name)?.kind {
        crate::json::Kind::String(text) | crate::json::Kind::Number(text) => {
            Some(text.as_ref()).filter(|text| !text.is_empty())
        }
        _ => None,
    }
}

struct Posing<'p> {
    model: &'p Model,
    shapes: &'p [&'p Shape],
    names: Vec<&'p str>,
    side: &'p str,
    /// Equal texts are equal questions to one relying party alone.
    party: &'static str,
    /// How many conditions there were of which nothing is known.
    opaque: usize,
    slots: Vec<Slot<'p>>,
    fields: Vec<Known>,
}

/// What holding a text against one alternative, or several, can give.
#[derive(Default)]
struct Fits {
    /// The texts that fit.
    yes: Vec<Language>,
    /// Of the rest, those of which it is not known.
    unknown: Vec<Language>,
    /// Of the rest, those that do not fit and are of the kind that is compared, where not all are.
    no: Vec<Language>,
    /// Of the rest, those that are not of the kind that is compared.
    unreadable: Vec<Language>,
}

impl Posing<'_> {
    fn node(&mut self, node: &Node) -> Term {
        match &node.condition {
            Condition::Constant(truth) => Term::Is(Outcome::of((*truth).into(), String::new)),
            Condition::All { nodes, .. } => {
                Term::All(nodes.iter().map(|node| self.node(node)).collect())
            }
            Condition::Any(nodes) => Term::Any(nodes.iter().map(|node| self.node(node)).collect()),
            Condition::Not(node) => Term::Not(Box::new(self.node(node))),
            Condition::Settled(node) => Term::Settled(Box::new(self.node(node))),
            Condition::Test(test) => self.test(test),
            Condition::Expression(expression) => {
                let hangs = expression
                    .reads
                    .iter()
                    .any(|read| !self.is_fixed(read.attribute));
                let truth = match hangs {
                    true => Truth::Unknown,
                    false => expression.truth(&self.slots, &mut Silent),
                };
                let reads: Vec<String> = expression
                    .reads
                    .iter()
                    .map(|read| {
                        format!(
                            "{}.{}={}",
                            read.variable,
                            read.field,
                            self.described(read.attribute)
                        )
                    })
                    .collect();
                Term::Is(Outcome::of(truth, || {
                    format!(
                        "{}: `{}` of {}",
                        self.party,
                        expression.written(),
                        reads.join(", ")
                    )
                }))
            }
            Condition::Opaque(opaque) => {
                self.opaque += 1;
                let key = match opaque.text.is_empty() {
                    true => format!("{}: {} ({})", self.side, opaque.why, self.opaque),
                    false => {
                        let reads: Vec<String> = opaque
                            .reads
                            .iter()
                            .map(|attribute| self.described(*attribute))
                            .collect();
                        format!("{}: `{}` of {}", self.party, opaque.text, reads.join(", "))
                    }
                };
                Term::Is(Outcome::Unknown(key))
            }
        }
    }

    fn is_fixed(&self, attribute: usize) -> bool {
        matches!(self.fields.get(attribute), Some(Known::Fixed) | None)
    }

    /// What an attribute is, for telling apart what is not known.
    fn described(&self, attribute: usize) -> String {
        match self.fields.get(attribute) {
            Some(Known::Claim(field)) => {
                format!("{}{{{}}}{}", field.before, field.claim, field.after)
            }
            _ => self
                .names
                .get(attribute)
                .map(|name| (*name).to_owned())
                .unwrap_or_default(),
        }
    }

    fn key(&self, test: &Test) -> String {
        let texts: Vec<&str> = test
            .predicate
            .alternatives()
            .iter()
            .map(|alternative| alternative.text.as_str())
            .collect();
        let negated = if test.negated { "not " } else { "" };
        format!(
            "{}: {} {negated}{} `{}`",
            self.party,
            self.described(test.attribute),
            test.operator,
            texts.join("`, `"),
        )
    }

    fn test(&self, test: &Test) -> Term {
        let unknown = || Outcome::Unknown(self.key(test));
        let field = match self.fields.get(test.attribute) {
            Some(Known::Claim(field)) => field,
            Some(Known::Opaque) => return Term::Is(unknown()),
            Some(Known::Fixed) | None => {
                let hangs = test
                    .predicate
                    .alternatives()
                    .iter()
                    .any(|alternative| !self.is_fixed_matcher(&alternative.matcher));
                let truth = match hangs {
                    true => Truth::Unknown,
                    false => test.truth(&self.slots, &mut Silent),
                };
                return Term::Is(Outcome::of(truth, || self.key(test)));
            }
        };
        let holds = Outcome::of(Truth::from(!test.negated), String::new);
        let fails = Outcome::of(Truth::from(test.negated), String::new);
        let unreadable = Outcome::of(test.on_unreadable, || self.key(test));
        let number = self.is_number(field);
        let alternatives = match &test.predicate {
            Predicate::Present { .. } => return Term::Is(holds),
            Predicate::Kind(ValueKind::Text | ValueKind::Texts) => {
                return Term::Is(if number { unreadable } else { holds });
            }
            Predicate::Kind(ValueKind::Null) => return Term::Is(unreadable),
            Predicate::AnyOf(alternatives) => alternatives,
        };
        let mut fits = Fits::default();
        for alternative in alternatives {
            let typed = test.typed && !takes(&alternative.matcher, number);
            match typed {
                true => fits.unreadable.push(Language::anything()),
                false => self.fit(
                    &alternative.matcher,
                    &alternative.text,
                    field,
                    number,
                    &mut fits,
                ),
            }
        }
        if !fits.no.is_empty() && fits.no.len() != alternatives.len() {
            fits.unknown.push(Language::anything());
        }
        let mut cases = Vec::new();
        if test.quantifier == Quantifier::All {
            let empty = Outcome::of(test.on_empty, || self.key(test));
            cases.push((Language::Text(String::new()), empty));
        }
        for (languages, outcome) in [
            (fits.yes, &holds),
            (fits.unknown, &unknown()),
            (fits.no, &fails),
            (fits.unreadable, &unreadable),
        ] {
            let language = match <[Language; 1]>::try_from(languages) {
                Ok([only]) => only,
                Err(several) => Language::Either(several),
            };
            if language != Language::nothing() {
                cases.push((language, outcome.clone()));
            }
        }
        Term::Text {
            of: field.clone(),
            cases,
            other: fails,
        }
    }

    /// Whether a matcher is the same for all tokens.
    fn is_fixed_matcher(&self, matcher: &Matcher) -> bool {
        let fixed = |template: &Template| {
            template.parts().iter().all(|part| match part {
                TemplatePart::Variable { attribute, .. } => self.is_fixed(*attribute),
                TemplatePart::Symbol(_) => true,
            })
        };
        match matcher {
            Matcher::Text(template) | Matcher::TextIgnoreCase(template) => fixed(template),
            Matcher::Arn(templates) => templates.iter().all(fixed),
            Matcher::Depending {
                attribute,
                present,
                missing,
            } => {
                self.is_fixed(*attribute)
                    && self.is_fixed_matcher(present)
                    && self.is_fixed_matcher(missing)
            }
            _ => true,
        }
    }

    fn is_number(&self, field: &Field) -> bool {
        field.before.is_empty()
            && field.after.is_empty()
            && self.claims(field).any(|claim| claim.number)
    }

    fn claims(&self, field: &Field) -> impl Iterator<Item = &super::model::Claim> {
        self.shapes
            .iter()
            .filter_map(|shape| shape.claim(&field.claim))
    }

    /// Whether the text is a whole number that is written in one way alone.
    fn is_whole_number(&self, field: &Field) -> bool {
        field.before.is_empty()
            && field.after.is_empty()
            && self
                .claims(field)
                .all(|claim| match claim.parts.as_slice() {
                    [Part::Piece { piece, .. }] => self
                        .model
                        .pieces
                        .get(*piece)
                        .is_some_and(Piece::is_whole_number),
                    _ => false,
                })
    }

    fn fit(&self, matcher: &Matcher, written: &str, field: &Field, number: bool, fits: &mut Fits) {
        match matcher {
            Matcher::Value(Scalar::Text(text)) if !number => {
                fits.yes.push(Language::Text(text.to_string()));
            }
            Matcher::Value(Scalar::Number(text)) if number => {
                match self.is_whole_number(field) && is_plain_number(text) {
                    true => fits.yes.push(Language::Text(text.to_string())),
                    false => fits.unknown.push(Language::anything()),
                }
            }
            Matcher::Value(_) | Matcher::Nobody => {}
            Matcher::Text(template) => match self.filled(template) {
                Some(Some(pattern)) => fits
                    .yes
                    .push(Language::of_symbols(pattern.symbols(), pattern.fold())),
                Some(None) => {}
                None => fits.unknown.push(Language::anything()),
            },
            Matcher::TextIgnoreCase(template) => match self.filled(template) {
                Some(Some(pattern)) => {
                    fits.yes
                        .push(Language::of_symbols(pattern.symbols(), pattern.fold()));
                    let text: String = pattern
                        .symbols()
                        .iter()
                        .map(|symbol| match symbol {
                            Symbol::Literal(character) => *character,
                            Symbol::One => '?',
                            Symbol::Star => '*',
                        })
                        .collect();
                    fits.unknown.push(Language::folded_beyond_ascii(&text));
                }
                Some(None) => {}
                None => fits.unknown.push(Language::anything()),
            },
            Matcher::Arn(templates) => self.arn(templates, fits),
            Matcher::Identity { full, issuer } => fits
                .yes
                .extend([Language::Text(full.clone()), Language::Text(issuer.clone())]),
            Matcher::RegularExpression(expression) => match expression.unsupported() {
                None => fits.yes.push(Language::of_regular_expression(expression)),
                Some(_) => fits.unknown.push(Language::anything()),
            },
            Matcher::Depending {
                attribute,
                present,
                missing,
            } => {
                let there = match self.fields.get(*attribute) {
                    Some(Known::Claim(_)) => Some(true),
                    Some(Known::Opaque) => None,
                    Some(Known::Fixed) | None => {
                        match self.slots.get(*attribute).map(|slot| &slot.state) {
                            Some(State::Present(_)) => Some(true),
                            Some(State::Missing(_)) | None => Some(false),
                            Some(State::Unknown(_)) => None,
                        }
                    }
                };
                match there {
                    Some(true) => self.fit(present, written, field, number, fits),
                    Some(false) => self.fit(missing, written, field, number, fits),
                    None => fits.unknown.push(Language::anything()),
                }
            }
            Matcher::Digits(digits) => fits.yes.push(Language::Text(digits.clone())),
            Matcher::Number(comparison, _)
                if self.is_whole_number(field) && is_plain_number(written) =>
            {
                fits.yes.push(numbers(*comparison, written));
            }
            Matcher::Boolean(expected) => {
                let text = |truth: bool| {
                    let text = if truth { "true" } else { "false" };
                    let symbols: Vec<Symbol> = text.chars().map(Symbol::Literal).collect();
                    Language::of_symbols(&symbols, Fold::Ascii)
                };
                fits.yes.push(text(*expected));
                fits.no.push(text(!expected));
                fits.unreadable.push(Language::anything());
            }
            Matcher::Number(..)
            | Matcher::Date(..)
            | Matcher::Bytes(_)
            | Matcher::Address(_)
            | Matcher::Unreadable => fits.unknown.push(Language::anything()),
        }
    }

    /// The pattern that a template comes to, `Some(None)` where nothing fits it, `None` where it
    /// hangs on the token or is not known.
    fn filled(&self, template: &Template) -> Option<Option<Wildcard>> {
        let hangs = template.parts().iter().any(|part| match part {
            TemplatePart::Variable { attribute, .. } => !self.is_fixed(*attribute),
            TemplatePart::Symbol(_) => false,
        });
        if hangs {
            return None;
        }
        match template.fill(&self.slots, MAX_FILLED) {
            Filled::Fixed(pattern) => Some(Some(pattern.clone())),
            Filled::Made { pattern, .. } => Some(Some(pattern)),
            Filled::Unresolved => Some(None),
            Filled::TooLong | Filled::Unknown(_) => None,
        }
    }

    fn arn(&self, templates: &[Template], fits: &mut Fits) {
        // Texts with fewer than five colons are no ARNs.
        let other = vec![(0, COLON - 1), (COLON + 1, u32::from(char::MAX))];
        let within = Language::Repeat(0, None, Box::new(Language::One(other.clone())));
        let behind = Language::Sequence(vec![Language::Text(":".to_owned()), within.clone()]);
        let few = Language::Sequence(vec![
            within.clone(),
            Language::Repeat(0, Some(4), Box::new(behind)),
        ]);
        let mut parts = Vec::new();
        if templates.len() != 6 {
            let made = templates.iter().any(|template| template.fixed().is_none());
            match made {
                true => {
                    fits.unreadable.push(few);
                    fits.unknown.push(Language::anything());
                }
                false => fits.unreadable.push(Language::anything()),
            }
            return;
        }
        for (index, template) in templates.iter().enumerate() {
            let Some(pattern) = template.fixed() else {
                fits.unknown.push(Language::anything());
                return;
            };
            if index > 0 {
                parts.push(Language::Text(":".to_owned()));
            }
            if index == 5 {
                parts.push(Language::of_symbols(pattern.symbols(), pattern.fold()));
                continue;
            }
            for symbol in pattern.symbols() {
                parts.push(match symbol {
                    Symbol::Literal(':') => Language::nothing(),
                    Symbol::Literal(_) => {
                        Language::of_symbols(std::slice::from_ref(symbol), pattern.fold())
                    }
                    Symbol::One => Language::One(other.clone()),
                    Symbol::Star => within.clone(),
                });
            }
        }
        fits.yes.push(Language::Sequence(parts));
        fits.unreadable.push(few);
    }
}

/// As the evaluation has it: whether a matcher is for values of this kind.
fn takes(matcher: &Matcher, number: bool) -> bool {
    match matcher {
        Matcher::Value(_) | Matcher::Nobody | Matcher::Unreadable => true,
        Matcher::Number(..) | Matcher::Digits(_) => number,
        Matcher::Boolean(_) => false,
        _ => !number,
    }
}

/// A whole number without anything before or behind its digits.
fn is_plain_number(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
}

/// The whole numbers, in digits without zeros before them, that compare so with this one.
fn numbers(comparison: Comparison, number: &str) -> Language {
    let digits = |least: usize, most: Option<usize>| {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Language::Repeat(
            count(least),
            most.map(count),
            Box::new(Language::One(vec![('0'.into(), '9'.into())])),
        )
    };
    let length = number.len();
    let mut ways = Vec::new();
    let (less, greater) = match comparison {
        Comparison::Equal => (false, false),
        Comparison::Less | Comparison::LessOrEqual => (true, false),
        Comparison::Greater | Comparison::GreaterOrEqual => (false, true),
    };
    if !matches!(comparison, Comparison::Less | Comparison::Greater) {
        ways.push(Language::Text(number.to_owned()));
    }
    if less && length > 1 {
        ways.push(digits(1, Some(length - 1)));
    }
    if greater {
        ways.push(digits(length + 1, None));
    }
    for (at, digit) in number.char_indices() {
        let code = u32::from(digit);
        let range = match (less, greater) {
            (true, _) => (u32::from('0'), code.saturating_sub(1)),
            (_, true) => (code + 1, u32::from('9')),
            _ => continue,
        };
        if range.0 <= range.1 {
            ways.push(Language::Sequence(vec![
                Language::Text(number.get(..at).unwrap_or_default().to_owned()),
                Language::One(vec![range]),
                digits(length - at - 1, Some(length - at - 1)),
            ]));
        }
    }
    Language::Either(ways)
}
