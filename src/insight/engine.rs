//! Questions made ready to be solved: automata, formulas, and shapes that differ in what is asked.

use std::collections::HashMap;

use super::alphabet::{Alphabet, number};
use super::automaton::{Automaton, LOOKED_AT, Program};
use super::formula::{FALSE, Formulas, Id, TRUE};
use super::fuel::{Exhausted, Fuel};
use super::language::Language;
use super::model::{Claim, Model, Part, Token};
use super::pose::Posed;
use super::solver::{self, Machine};
use super::term::{Field, Outcome, Term};
use crate::pattern::wildcard::{Fold, Wildcard};

/// Most things that are not known in one question.
const MAX_FREE: usize = 1_000;

/// When a policy lets in and when it does not. Where it hangs on what is not known neither is so,
/// or either can be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    pub(super) pass: Id,
    pub(super) fail: Id,
    /// Whether something in it is not known.
    hangs: bool,
}

/// A policy, over one kind of token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy {
    /// As things that are not known may turn out: the same for equal things.
    pub(super) possible: Verdict,
    /// Whatever they turn out to be.
    pub(super) certain: Verdict,
}

/// Shapes of tokens that a question does not tell apart.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Indexes into those of the model.
    pub(super) shapes: Vec<usize>,
    /// One for each policy.
    pub(super) policies: Vec<Policy>,
    /// One for each further term.
    pub(super) terms: Vec<Id>,
    shape: solver::Shape,
}

/// Everything that a question is answered with.
pub(super) struct Engine<'m> {
    pub(super) model: &'m Model,
    pub(super) formulas: Formulas,
    pub(super) groups: Vec<Group>,
    /// What is not known, by number.
    pub(super) free: Vec<String>,
    machine: Machine,
}

impl<'m> Engine<'m> {
    /// Makes ready what is asked of some policies and, beside them, of `terms`: where a token lacks
    /// a claim that one of these tests, that test fails.
    pub(super) fn new(
        model: &'m Model,
        policies: &[&Posed],
        terms: &[Term],
        fuel: u64,
    ) -> Result<Self, Exhausted> {
        let mut fuel = Fuel::new(fuel);
        let mut programs = Programs::default();
        let mut builder = Builder {
            programs: &mut programs,
            formulas: Formulas::new(),
            free: HashMap::new(),
        };
        let groups = builder.groups(model, policies, terms)?;
        let mut free: Vec<(String, u32)> = builder.free.into_iter().collect();
        free.sort_by_key(|(_, number)| *number);
        if free.len() > MAX_FREE {
            return Err(Exhausted);
        }
        let formulas = builder.formulas;
        let forbidden = model
            .pieces
            .iter()
            .map(|piece| {
                let ways = forbidden(piece);
                match ways.is_empty() {
                    true => Ok(None),
                    false => programs.add(&Language::Either(ways)).map(Some),
                }
            })
            .collect::<Result<Vec<_>, _>>()?;
        let ranges: Vec<Vec<(u32, u32)>> =
            model.pieces.iter().map(|piece| piece.ranges()).collect();
        let colon = (u32::from(':'), u32::from(':'));
        let alphabet = Alphabet::of(
            programs
                .programs
                .iter()
                .flat_map(|program| program.sets.iter().map(Vec::as_slice))
                .chain(ranges.iter().map(Vec::as_slice))
                .chain(LOOKED_AT)
                .chain([[colon].as_slice()]),
        );
        let pieces = model
            .pieces
            .iter()
            .zip(forbidden)
            .zip(&ranges)
            .map(|((piece, forbidden), ranges)| solver::Piece {
                letters: alphabet.members(ranges),
                min: piece.min,
                max: piece.max,
                forbidden,
                values: piece.values.clone(),
                is_list: !piece.values.is_empty(),
                liked: piece.examples.clone(),
            })
            .collect();
        let automata = programs
            .programs
            .into_iter()
            .map(|program| Automaton::new(program, &alphabet, &mut fuel))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            model,
            formulas,
            groups,
            free: free.into_iter().map(|(key, _)| key).collect(),
            machine: Machine {
                alphabet,
                automata,
                pieces,
                fuel,
            },
        })
    }

    /// What is not known and in a formula.
    pub(super) fn unknowns(&self, formula: Id) -> Vec<String> {
        self.formulas
            .frees(formula)
            .into_iter()
            .filter_map(|free| self.free.get(super::alphabet::index(free)).cloned())
            .collect()
    }

    /// A token of one of the shapes of a group for which the formula holds. `pinned`: pieces whose
    /// value is given.
    pub(super) fn solve(
        &mut self,
        group: usize,
        formula: Id,
        pinned: &[(usize, String)],
    ) -> Result<Option<Witness>, Exhausted> {
        let Some(group) = self.groups.get(group) else {
            return Ok(None);
        };
        if formula == FALSE {
            return Ok(None);
        }
        let kept: Vec<(usize, Option<solver::Piece>)> = pinned
            .iter()
            .map(|(piece, value)| {
                let kept = self.machine.pieces.get_mut(*piece).map(|known| {
                    let only = solver::Piece {
                        values: vec![value.clone()],
                        is_list: true,
                        liked: Vec::new(),
                        ..known.clone()
                    };
                    std::mem::replace(known, only)
                });
                (*piece, kept)
            })
            .collect();
        let found = self
            .machine
            .solve(&group.shape, &mut self.formulas, formula);
        for (piece, kept) in kept {
            if let (Some(place), Some(kept)) = (self.machine.pieces.get_mut(piece), kept) {
                *place = kept;
            }
        }
        let Some(mut values) = found? else {
            return Ok(None);
        };
        values.extend(pinned.iter().cloned());
        let shape = group.shapes.first().copied().unwrap_or_default();
        // Those that may be any have a value that reads well, or else the shortest.
        for piece in self
            .model
            .shapes
            .get(shape)
            .into_iter()
            .flat_map(|it| it.pieces())
        {
            if values.iter().all(|(known, _)| *known != piece) {
                values.push((piece, self.machine.any(piece)?));
            }
        }
        Ok(Some(Witness { shape, values }))
    }

    /// As [`Self::solve`], a piece having none of these values.
    pub(super) fn solve_without(
        &mut self,
        group: usize,
        formula: Id,
        piece: usize,
        values: &[String],
    ) -> Result<Option<Witness>, Exhausted> {
        if values.is_empty() {
            return self.solve(group, formula, &[]);
        }
        let Some((known, told)) = self
            .machine
            .pieces
            .get(piece)
            .cloned()
            .zip(self.model.pieces.get(piece))
        else {
            return Ok(None);
        };
        let mut without = known.clone();
        without.values.retain(|value| !values.contains(value));
        if !known.is_list {
            let mut ways = forbidden(told);
            ways.extend(values.iter().map(|value| Language::Text(value.clone())));
            let program = Program::of(&Language::Either(ways))?;
            let automaton =
                Automaton::new(program, &self.machine.alphabet, &mut self.machine.fuel)?;
            without.forbidden = Some(self.machine.automata.len());
            self.machine.automata.push(automaton);
        }
        if let Some(place) = self.machine.pieces.get_mut(piece) {
            *place = without;
        }
        let found = self.solve(group, formula, &[]);
        if let Some(place) = self.machine.pieces.get_mut(piece) {
            *place = known;
        }
        found
    }

    /// Whether no other text is made of the same letters: each is one character alone.
    pub(super) fn is_alone(&self, text: &str) -> bool {
        text.chars()
            .all(|character| self.machine.alphabet.is_alone(character))
    }

    /// The pieces in what is asked of a group, each once, in the order of the model.
    pub(super) fn pieces_of(&self, group: usize) -> Vec<usize> {
        let rows = self.groups.get(group).map(|group| &group.shape.rows);
        let mut pieces: Vec<usize> = rows
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|part| match part {
                solver::Part::Piece(piece, _) => Some(*piece),
                solver::Part::Text(_) => None,
            })
            .collect();
        pieces.sort_unstable();
        pieces.dedup();
        pieces
    }

    /// The token that a witness is.
    pub(super) fn token(&self, witness: &Witness) -> Option<Token> {
        let shape = self.model.shapes.get(witness.shape)?;
        Some(shape.token(|piece| Self::value(witness, piece)))
    }

    /// The value of a piece in a witness.
    pub(super) fn value(witness: &Witness, piece: usize) -> String {
        witness
            .values
            .iter()
            .find(|(known, _)| *known == piece)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }
}

/// What no value of a piece is in.
fn forbidden(piece: &super::model::Piece) -> Vec<Language> {
    piece
        .forbidden
        .iter()
        .map(|pattern| {
            let pattern = Wildcard::parse(pattern, Fold::None);
            Language::of_symbols(pattern.symbols(), pattern.fold())
        })
        .collect()
}

/// A token, by its shape and the values of its pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Witness {
    pub(super) shape: usize,
    pub(super) values: Vec<(usize, String)>,
}

#[derive(Default)]
struct Programs {
    programs: Vec<Program>,
    known: HashMap<Language, usize>,
}

impl Programs {
    fn add(&mut self, language: &Language) -> Result<usize, Exhausted> {
        if let Some(known) = self.known.get(language) {
            return Ok(*known);
        }
        self.programs.push(Program::of(language)?);
        self.known.insert(language.clone(), self.programs.len() - 1);
        Ok(self.programs.len() - 1)
    }
}

struct Builder<'b> {
    programs: &'b mut Programs,
    formulas: Formulas,
    free: HashMap<String, u32>,
}

/// What tells groups apart: which term of each policy, and what the claims in question are made of.
type Key<'k> = (Vec<usize>, Vec<Option<&'k Claim>>);

impl Builder<'_> {
    fn groups(
        &mut self,
        model: &Model,
        policies: &[&Posed],
        terms: &[Term],
    ) -> Result<Vec<Group>, Exhausted> {
        let mut further: Vec<&Field> = Vec::new();
        for term in terms {
            fields(term, &mut further);
        }
        let of_terms: Vec<Vec<Vec<&Field>>> = policies
            .iter()
            .map(|policy| {
                policy
                    .terms
                    .iter()
                    .map(|term| {
                        let mut found = Vec::new();
                        fields(term, &mut found);
                        found
                    })
                    .collect()
            })
            .collect();
        let mut groups: Vec<Group> = Vec::new();
        let mut known: HashMap<Key<'_>, usize> = HashMap::new();
        for (index, shape) in model.shapes.iter().enumerate() {
            let which: Vec<usize> = policies
                .iter()
                .map(|policy| policy.of_shape.get(index).copied().unwrap_or_default())
                .collect();
            let mut names: Vec<&str> = further.iter().map(|field| field.claim.as_str()).collect();
            for (policy, which) in of_terms.iter().zip(&which) {
                let found = policy.get(*which).map(Vec::as_slice).unwrap_or_default();
                names.extend(found.iter().map(|field| field.claim.as_str()));
            }
            names.sort_unstable();
            names.dedup();
            let claims = names.into_iter().map(|name| shape.claim(name)).collect();
            let key = (which.clone(), claims);
            if let Some(known) = known.get(&key) {
                if let Some(group) = groups.get_mut(*known) {
                    group.shapes.push(index);
                }
                continue;
            }
            known.insert(key, groups.len());
            let mut rows = Rows {
                model_shape: shape,
                shape: solver::Shape::default(),
            };
            let mut asked = Vec::new();
            for (policy, which) in policies.iter().zip(which) {
                let Some(term) = policy.terms.get(which) else {
                    continue;
                };
                asked.push(Policy {
                    possible: self.term(term, &mut rows, true)?,
                    certain: self.term(term, &mut rows, false)?,
                });
            }
            let mut ids = Vec::new();
            for term in terms {
                ids.push(self.term(term, &mut rows, true)?.pass);
            }
            groups.push(Group {
                shapes: vec![index],
                policies: asked,
                terms: ids,
                shape: rows.shape,
            });
        }
        Ok(groups)
    }

    fn outcome(&mut self, outcome: &Outcome, possible: bool) -> Verdict {
        let hangs = matches!(outcome, Outcome::Unknown(_));
        let (pass, fail) = match outcome {
            Outcome::Pass => (TRUE, FALSE),
            Outcome::Fail => (FALSE, TRUE),
            Outcome::Error => (FALSE, FALSE),
            Outcome::Unknown(_) if !possible => (FALSE, FALSE),
            Outcome::Unknown(key) => {
                let next = number(self.free.len());
                let free = *self.free.entry(key.clone()).or_insert(next);
                let pass = self.formulas.free(free);
                (pass, self.formulas.not(pass))
            }
        };
        Verdict { pass, fail, hangs }
    }

    fn term(
        &mut self,
        term: &Term,
        rows: &mut Rows<'_>,
        possible: bool,
    ) -> Result<Verdict, Exhausted> {
        Ok(match term {
            Term::Is(outcome) => self.outcome(outcome, possible),
            Term::Not(of) => {
                let of = self.term(of, rows, possible)?;
                Verdict {
                    pass: of.fail,
                    fail: of.pass,
                    ..of
                }
            }
            Term::Settled(of) => {
                let of = self.term(of, rows, possible)?;
                // What is not known may still hold.
                let fail = match possible || !of.hangs {
                    true => self.formulas.not(of.pass),
                    false => of.fail,
                };
                Verdict { fail, ..of }
            }
            Term::All(terms) | Term::Any(terms) => {
                let (mut pass, mut fail) = (Vec::new(), Vec::new());
                let mut hangs = false;
                for term in terms {
                    let verdict = self.term(term, rows, possible)?;
                    hangs |= verdict.hangs;
                    pass.push(verdict.pass);
                    fail.push(verdict.fail);
                }
                match term {
                    Term::All(_) => Verdict {
                        pass: self.formulas.all(pass),
                        fail: self.formulas.any(fail),
                        hangs,
                    },
                    _ => Verdict {
                        pass: self.formulas.any(pass),
                        fail: self.formulas.all(fail),
                        hangs,
                    },
                }
            }
            Term::Text { of, cases, other } => {
                let Some(row) = rows.row(of) else {
                    return Ok(Verdict {
                        pass: FALSE,
                        fail: TRUE,
                        hangs: false,
                    });
                };
                let (mut pass, mut fail) = (Vec::new(), Vec::new());
                let mut rest = TRUE;
                let mut hangs = false;
                for (language, outcome) in cases {
                    let here = if *language == Language::anything() {
                        TRUE
                    } else {
                        let automaton = self.programs.add(language)?;
                        let atom = rows.atom(row, automaton);
                        self.formulas.atom(atom)
                    };
                    let verdict = self.outcome(outcome, possible);
                    hangs |= verdict.hangs;
                    pass.push(self.formulas.all([rest, here, verdict.pass]));
                    fail.push(self.formulas.all([rest, here, verdict.fail]));
                    let not = self.formulas.not(here);
                    rest = self.formulas.all([rest, not]);
                }
                let verdict = self.outcome(other, possible);
                hangs |= verdict.hangs;
                pass.push(self.formulas.all([rest, verdict.pass]));
                fail.push(self.formulas.all([rest, verdict.fail]));
                Verdict {
                    pass: self.formulas.any(pass),
                    fail: self.formulas.any(fail),
                    hangs,
                }
            }
        })
    }
}

/// The texts that a term looks at.
fn fields<'t>(term: &'t Term, found: &mut Vec<&'t Field>) {
    match term {
        Term::Is(_) => {}
        Term::Not(of) | Term::Settled(of) => fields(of, found),
        Term::All(terms) | Term::Any(terms) => {
            for term in terms {
                fields(term, found);
            }
        }
        Term::Text { of, .. } => found.push(of),
    }
}

/// The rows and atoms of a shape, as they turn out to be needed.
struct Rows<'r> {
    model_shape: &'r super::model::Shape,
    shape: solver::Shape,
}

impl Rows<'_> {
    fn row(&mut self, field: &Field) -> Option<usize> {
        let claim = self.model_shape.claim(&field.claim)?;
        let text = |text: &String| (!text.is_empty()).then(|| solver::Part::Text(text.clone()));
        let mut parts: Vec<solver::Part> = text(&field.before).into_iter().collect();
        parts.extend(claim.parts.iter().map(|part| match part {
            Part::Text(text) => solver::Part::Text(text.clone()),
            Part::Piece { piece, colon } => solver::Part::Piece(*piece, *colon),
        }));
        parts.extend(text(&field.after));
        let known = self.shape.rows.iter().position(|row| *row == parts);
        Some(known.unwrap_or_else(|| {
            self.shape.rows.push(parts);
            self.shape.rows.len() - 1
        }))
    }

    fn atom(&mut self, row: usize, automaton: usize) -> u32 {
        let known = self
            .shape
            .atoms
            .iter()
            .position(|atom| *atom == (row, automaton));
        number(known.unwrap_or_else(|| {
            self.shape.atoms.push((row, automaton));
            self.shape.atoms.len() - 1
        }))
    }
}
