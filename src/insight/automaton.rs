//! Languages as automata, made as far as they are walked.
//!
//! A state is the set of places in a program that a text may have led to. Two states are known from
//! the start: the one that nothing leads out of, and the one in which every text is taken.

use std::collections::HashMap;

use super::alphabet::{Alphabet, index, number};
use super::fuel::{Exhausted, Fuel};
use super::language::{Language, Place};

/// The state from which no text is taken.
pub(super) const NONE: u32 = 0;
/// The state from which every text is taken.
pub(super) const ALL: u32 = 1;

/// Most instructions of a program.
const MAX_PROGRAM: usize = 50_000;

#[derive(Debug, Clone)]
enum Instruction {
    /// Takes a letter of this set and goes on with the next instruction.
    Take(usize),
    /// Goes on with the next instruction where the place is one.
    Look(Place),
    /// Goes on with the next instruction and with this one.
    Also(usize),
    /// Goes on with this one.
    Jump(usize),
    /// The text is taken.
    Accept,
}

/// A language as a program, its sets of characters beside it.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    instructions: Vec<Instruction>,
    pub(super) sets: Vec<Vec<(u32, u32)>>,
    known: HashMap<Vec<(u32, u32)>, usize>,
    /// Where "any character, over and over" begins, and where it ends.
    loops: Vec<(usize, usize)>,
    pub(super) looks: bool,
}

impl Program {
    pub(super) fn of(language: &Language) -> Result<Self, Exhausted> {
        let mut program = Self::default();
        program.language(language)?;
        program.emit(Instruction::Accept)?;
        Ok(program)
    }

    fn emit(&mut self, instruction: Instruction) -> Result<usize, Exhausted> {
        if self.instructions.len() >= MAX_PROGRAM {
            return Err(Exhausted);
        }
        self.instructions.push(instruction);
        Ok(self.instructions.len() - 1)
    }

    fn set(&mut self, at: usize, instruction: Instruction) {
        if let Some(place) = self.instructions.get_mut(at) {
            *place = instruction;
        }
    }

    fn take(&mut self, ranges: &[(u32, u32)]) -> Result<(), Exhausted> {
        let set = match self.known.get(ranges) {
            Some(set) => *set,
            None => {
                self.sets.push(ranges.to_vec());
                self.known.insert(ranges.to_vec(), self.sets.len() - 1);
                self.sets.len() - 1
            }
        };
        self.emit(Instruction::Take(set)).map(|_| ())
    }

    fn language(&mut self, language: &Language) -> Result<(), Exhausted> {
        match language {
            Language::Text(text) => {
                for character in text.chars() {
                    self.take(&[(character.into(), character.into())])?;
                }
            }
            Language::One(ranges) => self.take(ranges)?,
            Language::Look(place) => {
                self.looks = true;
                self.emit(Instruction::Look(*place))?;
            }
            Language::Sequence(parts) => {
                for part in parts {
                    self.language(part)?;
                }
            }
            Language::Either(parts) => {
                let mut ends = Vec::new();
                for part in parts {
                    let fork = self.emit(Instruction::Also(0))?;
                    self.language(part)?;
                    ends.push(self.emit(Instruction::Jump(0))?);
                    let next = self.instructions.len();
                    self.set(fork, Instruction::Also(next));
                }
                // Where no part is left, there is no way on.
                self.take(&[])?;
                let end = self.instructions.len();
                for jump in ends {
                    self.set(jump, Instruction::Jump(end));
                }
            }
            Language::Repeat(least, most, of) => {
                for _ in 0..*least {
                    self.language(of)?;
                }
                match most {
                    None => {
                        let fork = self.emit(Instruction::Also(0))?;
                        self.language(of)?;
                        self.emit(Instruction::Jump(fork))?;
                        let end = self.instructions.len();
                        self.set(fork, Instruction::Also(end));
                        if **of == Language::any_character() {
                            self.loops.push((fork, end));
                        }
                    }
                    Some(most) => {
                        let mut forks = Vec::new();
                        for _ in *least..*most {
                            forks.push(self.emit(Instruction::Also(0))?);
                            self.language(of)?;
                        }
                        let end = self.instructions.len();
                        for fork in forks {
                            self.set(fork, Instruction::Also(end));
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// The sets that looks tell characters apart by.
pub(super) const LOOKED_AT: [&[(u32, u32)]; 2] =
    [&[(10, 10)], &[(48, 57), (65, 90), (95, 95), (97, 122)]];

/// A state: places in the program, and where any of them looks back, what came before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    places: Vec<u32>,
    before: Option<char>,
}

/// An automaton.
#[derive(Debug, Clone)]
pub(super) struct Automaton {
    program: Program,
    /// The letters of each set.
    letters: Vec<Vec<bool>>,
    /// Instructions from which every text is taken.
    universal: Vec<bool>,
    states: Vec<State>,
    known: HashMap<State, u32>,
    /// By state, then letter: the next state and one more; 0 where it was not asked for.
    next: Vec<Vec<u32>>,
    accepts: Vec<bool>,
    start: u32,
}

impl Automaton {
    pub(super) fn new(
        program: Program,
        alphabet: &Alphabet,
        fuel: &mut Fuel,
    ) -> Result<Self, Exhausted> {
        let letters = program
            .sets
            .iter()
            .map(|set| alphabet.members(set))
            .collect();
        let mut automaton = Self {
            universal: vec![false; program.instructions.len()],
            program,
            letters,
            states: Vec::new(),
            known: HashMap::new(),
            next: Vec::new(),
            accepts: Vec::new(),
            start: NONE,
        };
        for (fork, end) in std::mem::take(&mut automaton.program.loops) {
            // Whatever looks may not hold.
            let closed = automaton.follow([number(end)].into(), fuel, |_| Some(false))?;
            let ends = closed.iter().any(|at| {
                matches!(
                    automaton.program.instructions.get(index(*at)),
                    Some(Instruction::Accept)
                )
            });
            if let (true, Some(known)) = (ends, automaton.universal.get_mut(fork)) {
                *known = true;
            }
        }
        for accepts in [false, true] {
            let state = State {
                places: Vec::new(),
                before: accepts.then_some('*'),
            };
            automaton.add(state, accepts);
        }
        automaton.start = automaton.enter([0].into(), None, fuel)?;
        Ok(automaton)
    }

    pub(super) const fn start(&self) -> u32 {
        self.start
    }

    /// Whether a text that ends here is taken.
    pub(super) fn accepts(&self, state: u32) -> bool {
        self.accepts.get(index(state)).copied().unwrap_or_default()
    }

    /// The state behind a letter.
    pub(super) fn step(
        &mut self,
        state: u32,
        letter: u32,
        alphabet: &Alphabet,
        fuel: &mut Fuel,
    ) -> Result<u32, Exhausted> {
        if state <= ALL {
            return Ok(state);
        }
        let known = self
            .next
            .get(index(state))
            .and_then(|row| row.get(index(letter)))
            .copied()
            .unwrap_or_default();
        if known > 0 {
            return Ok(known - 1);
        }
        let Some(from) = self.states.get(index(state)) else {
            return Ok(NONE);
        };
        let face = alphabet.face(letter);
        let before = from.before;
        let places = from.places.clone();
        fuel.burn(1 + places.len())?;
        let places = self.look(places, before, Some(face), fuel)?;
        let mut arrived = Vec::new();
        for place in places {
            if let Some(Instruction::Take(set)) = self.program.instructions.get(index(place))
                && self
                    .letters
                    .get(*set)
                    .and_then(|letters| letters.get(index(letter)))
                    == Some(&true)
            {
                arrived.push(place + 1);
            }
        }
        let next = self.enter(arrived, Some(face), fuel)?;
        let width = alphabet.len();
        if let Some(row) = self.next.get_mut(index(state)) {
            if row.is_empty() {
                *row = vec![0; width];
            }
            if let Some(cell) = row.get_mut(index(letter)) {
                *cell = next + 1;
            }
        }
        Ok(next)
    }

    /// The state of these places, once what needs no letter has been followed.
    fn enter(
        &mut self,
        arrived: Vec<u32>,
        before: Option<char>,
        fuel: &mut Fuel,
    ) -> Result<u32, Exhausted> {
        let places = self.close(arrived, before, fuel)?;
        if places.is_empty() {
            return Ok(NONE);
        }
        if places
            .iter()
            .any(|place| self.universal.get(index(*place)) == Some(&true))
        {
            return Ok(ALL);
        }
        let mut kept = Vec::with_capacity(places.len());
        let (mut looks, mut accepts) = (false, false);
        for place in places {
            match self.program.instructions.get(index(place)) {
                Some(Instruction::Look(_)) => looks = true,
                Some(Instruction::Accept) => accepts = true,
                Some(Instruction::Take(set))
                    if self
                        .letters
                        .get(*set)
                        .is_some_and(|set| !set.contains(&true)) =>
                {
                    continue;
                }
                Some(Instruction::Take(_)) => {}
                _ => continue,
            }
            kept.push(place);
        }
        if kept.is_empty() {
            return Ok(NONE);
        }
        let before = if looks { before.map(kind) } else { None };
        let state = State {
            places: kept,
            before,
        };
        if let Some(known) = self.known.get(&state) {
            return Ok(*known);
        }
        if looks && !accepts {
            let places = self.look(state.places.clone(), state.before, None, fuel)?;
            accepts = places.iter().any(|place| {
                matches!(
                    self.program.instructions.get(index(*place)),
                    Some(Instruction::Accept)
                )
            });
        }
        Ok(self.add(state, accepts))
    }

    fn add(&mut self, state: State, accepts: bool) -> u32 {
        let id = number(self.states.len());
        self.known.insert(state.clone(), id);
        self.states.push(state);
        self.next.push(Vec::new());
        self.accepts.push(accepts);
        id
    }

    /// Follows everything that needs no letter; places that look ahead stay.
    fn close(
        &self,
        arrived: Vec<u32>,
        before: Option<char>,
        fuel: &mut Fuel,
    ) -> Result<Vec<u32>, Exhausted> {
        self.follow(arrived, fuel, |place| {
            place.looks_back().then(|| place.look().holds(before, None))
        })
    }

    /// Follows the places that look, now that it is known what comes.
    fn look(
        &self,
        places: Vec<u32>,
        before: Option<char>,
        after: Option<char>,
        fuel: &mut Fuel,
    ) -> Result<Vec<u32>, Exhausted> {
        if !self.program.looks {
            return Ok(places);
        }
        self.follow(places, fuel, |place| {
            Some(place.look().holds(before, after))
        })
    }

    fn follow(
        &self,
        mut open: Vec<u32>,
        fuel: &mut Fuel,
        holds: impl Fn(Place) -> Option<bool>,
    ) -> Result<Vec<u32>, Exhausted> {
        let mut seen: Vec<u32> = Vec::with_capacity(open.len());
        let mut marked = std::collections::HashSet::new();
        while let Some(at) = open.pop() {
            if !marked.insert(at) {
                continue;
            }
            fuel.burn(1)?;
            match self.program.instructions.get(index(at)) {
                Some(Instruction::Also(other)) => {
                    if self.universal.get(index(at)) == Some(&true) {
                        seen.push(at);
                    }
                    open.extend([at + 1, number(*other)]);
                }
                Some(Instruction::Jump(other)) => open.push(number(*other)),
                Some(Instruction::Look(place)) => match holds(*place) {
                    Some(true) => open.push(at + 1),
                    Some(false) => {}
                    None => seen.push(at),
                },
                Some(Instruction::Take(_) | Instruction::Accept) => seen.push(at),
                None => {}
            }
        }
        seen.sort_unstable();
        Ok(seen)
    }
}

/// A character that stands for all that looks do not tell from it.
fn kind(character: char) -> char {
    match character {
        '\n' => '\n',
        '_' => '_',
        _ if character.is_ascii_alphanumeric() => '_',
        _ => ' ',
    }
}
