//! Whether a token of a shape can satisfy a formula, and one that does.
//!
//! The pieces are taken one after the other, in an order in which each comes behind those that stand
//! before it in some claim. At a piece, every place in which it stands has a known state, so that one
//! search from letter to letter over all these states together finds every outcome that a value of
//! the piece can have, with a shortest value for each. No outcome is looked at that no value has.
//!
//! Where the order has a circle, or a piece stands twice in one claim, the state of the later place
//! is guessed, and compared when the claim arrives there.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::alphabet::{Alphabet, index, number};
use super::automaton::{ALL, Automaton, NONE};
use super::formula::{FALSE, Formulas, Id};
use super::fuel::{Exhausted, Fuel};

/// A test that is no longer followed.
const DROPPED: u32 = u32::MAX;

/// A piece: a part that varies, and is the same wherever it stands.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Which letters it may hold.
    pub(super) letters: Vec<bool>,
    pub(super) min: usize,
    pub(super) max: usize,
    /// What none of its values is in: an automaton.
    pub(super) forbidden: Option<usize>,
    /// Its values, where these are all there are: `is_list`.
    pub(super) values: Vec<String>,
    pub(super) is_list: bool,
    /// Values that read well, of those that it has.
    pub(super) liked: Vec<String>,
}

/// A part of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Text(String),
    /// A piece, and whether `:` is written as `%3A`.
    Piece(usize, bool),
}

/// A shape of tokens, as far as a question goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Shape {
    /// Texts that tests look at.
    pub(super) rows: Vec<Vec<Part>>,
    /// The tests: which row, and whether an automaton takes it.
    pub(super) atoms: Vec<(usize, usize)>,
}

/// What questions are answered with.
#[derive(Debug, Clone)]
pub(super) struct Machine {
    pub(super) alphabet: Alphabet,
    pub(super) automata: Vec<Automaton>,
    pub(super) pieces: Vec<Piece>,
    pub(super) fuel: Fuel,
}

/// Values of pieces that satisfy a formula; those that are not here may be any.
pub(super) type Values = Vec<(usize, String)>;

impl Machine {
    /// Values with which the formula over atoms of the shape holds; `None` where there are none.
    pub(super) fn solve(
        &mut self,
        shape: &Shape,
        formulas: &mut Formulas,
        formula: Id,
    ) -> Result<Option<Values>, Exhausted> {
        let live: Vec<usize> = {
            let mut rows: Vec<usize> = formulas
                .atoms(formula)
                .iter()
                .filter_map(|atom| shape.atoms.get(index(*atom)))
                .map(|(row, _)| *row)
                .collect();
            rows.sort_unstable();
            rows.dedup();
            rows
        };
        let order = order(shape, &live);
        let mut rows = vec![Vec::new(); shape.rows.len()];
        for row in live {
            let now = self.starts(shape, row);
            if let Some(tracks) = rows.get_mut(row) {
                *tracks = vec![Track {
                    begin: 0,
                    end: 0,
                    from: Vec::new(),
                    now,
                }];
            }
        }
        let mut search = Search {
            machine: self,
            shape,
            formulas,
            order,
            failed: HashSet::new(),
            reachable: HashMap::new(),
        };
        search.settle(0, rows, formula)
    }

    /// A value of a piece, whichever reads best.
    pub(super) fn any(&mut self, piece: usize) -> Result<String, Exhausted> {
        let outcomes = self.outcomes(piece, &[], &[])?;
        Ok(outcomes
            .into_iter()
            .next()
            .map(|(_, value)| value)
            .unwrap_or_default())
    }

    /// The atoms of a row.
    fn of_row(shape: &Shape, row: usize) -> impl Iterator<Item = (u32, usize)> {
        shape
            .atoms
            .iter()
            .enumerate()
            .filter(move |(_, (of, _))| *of == row)
            .map(|(atom, (_, automaton))| (number(atom), *automaton))
    }

    fn starts(&self, shape: &Shape, row: usize) -> Vec<u32> {
        Self::of_row(shape, row)
            .map(|(_, automaton)| self.automata.get(automaton).map_or(NONE, Automaton::start))
            .collect()
    }

    fn step(&mut self, automaton: usize, state: u32, letter: u32) -> Result<u32, Exhausted> {
        match self.automata.get_mut(automaton) {
            Some(found) => found.step(state, letter, &self.alphabet, &mut self.fuel),
            None => Ok(NONE),
        }
    }

    fn read(&mut self, automaton: usize, mut state: u32, text: &str) -> Result<u32, Exhausted> {
        for character in text.chars() {
            let letter = self.alphabet.class(character);
            state = self.step(automaton, state, letter)?;
        }
        Ok(state)
    }

    /// Whether a text is a value of the piece.
    fn is_value(&mut self, piece: &Piece, text: &str) -> Result<bool, Exhausted> {
        if piece.is_list {
            return Ok(piece.values.iter().any(|value| value == text));
        }
        let length = text.chars().count();
        let fits = (piece.min..=piece.max).contains(&length)
            && text.chars().all(|character| {
                piece.letters.get(index(self.alphabet.class(character))) == Some(&true)
            });
        match piece.forbidden {
            Some(forbidden) if fits => {
                let start = self.automata.get(forbidden).map_or(NONE, Automaton::start);
                let end = self.read(forbidden, start, text)?;
                Ok(!self
                    .automata
                    .get(forbidden)
                    .is_some_and(|it| it.accepts(end)))
            }
            _ => Ok(fits),
        }
    }

    /// What the values of a piece lead to: from the states of some automata, each of which reads it
    /// plainly or with `%3A`, to states, with a value for each, those that read well first.
    fn outcomes(
        &mut self,
        piece: usize,
        readers: &[(usize, bool)],
        from: &[u32],
    ) -> Result<Vec<(Vec<u32>, String)>, Exhausted> {
        let Some(piece) = self.pieces.get(piece).cloned() else {
            return Ok(Vec::new());
        };
        let mut found: Vec<(Vec<u32>, String)> = Vec::new();
        let mut known: HashSet<Vec<u32>> = HashSet::new();
        for value in piece.liked.iter().chain(&piece.values) {
            if !self.is_value(&piece, value)? {
                continue;
            }
            let encoded = value.replace(':', "%3A");
            let mut end = Vec::with_capacity(from.len());
            for ((automaton, colon), state) in readers.iter().zip(from) {
                let text = if *colon { &encoded } else { value };
                end.push(self.read(*automaton, *state, text)?);
            }
            if known.insert(end.clone()) {
                found.push((end, value.clone()));
            }
        }
        if piece.is_list {
            return Ok(found);
        }
        let letters: Vec<u32> = self
            .alphabet
            .letters()
            .filter(|letter| piece.letters.get(index(*letter)) == Some(&true))
            .collect();
        let colon = self.alphabet.class(':');
        // Behind the states: that of what is forbidden, and how many characters there are up to the
        // least.
        let mut first = from.to_vec();
        first.push(
            piece
                .forbidden
                .and_then(|automaton| self.automata.get(automaton))
                .map_or(NONE, Automaton::start),
        );
        first.push(0);
        let mut seen: HashMap<Rc<[u32]>, ()> = HashMap::new();
        let mut nodes: Vec<(Rc<[u32]>, usize, char)> = Vec::new();
        let first: Rc<[u32]> = first.into();
        seen.insert(Rc::clone(&first), ());
        nodes.push((first, usize::MAX, ' '));
        let (mut at, mut depth, mut last_of_depth) = (0, 0, 0);
        while let Some((node, _, _)) = nodes.get(at).cloned() {
            let states = node.get(..readers.len()).unwrap_or_default();
            let count = node.last().copied().unwrap_or_default();
            let banned = node.get(readers.len()).copied().unwrap_or_default();
            let is_value = index(count) >= piece.min
                && !piece
                    .forbidden
                    .and_then(|automaton| self.automata.get(automaton))
                    .is_some_and(|automaton| automaton.accepts(banned));
            if is_value && !known.contains(states) {
                let mut word = Vec::new();
                let mut back = at;
                while let Some((_, before, letter)) = nodes.get(back)
                    && *before != usize::MAX
                {
                    word.push(*letter);
                    back = *before;
                }
                known.insert(states.to_vec());
                found.push((states.to_vec(), word.iter().rev().collect()));
            }
            if depth < piece.max {
                for letter in &letters {
                    self.fuel.burn(2 + readers.len())?;
                    let mut next = Vec::with_capacity(node.len());
                    for ((automaton, encoded), state) in readers.iter().zip(states) {
                        next.push(match *encoded && *letter == colon {
                            true => self.read(*automaton, *state, "%3A")?,
                            false => self.step(*automaton, *state, *letter)?,
                        });
                    }
                    let banned = match piece.forbidden {
                        Some(automaton) => self.step(automaton, banned, *letter)?,
                        None => NONE,
                    };
                    if piece.forbidden.is_some() && banned == ALL {
                        continue;
                    }
                    next.push(banned);
                    next.push(number((index(count) + 1).min(piece.min)));
                    let next: Rc<[u32]> = next.into();
                    if seen.insert(Rc::clone(&next), ()).is_none() {
                        nodes.push((next, at, self.alphabet.face(*letter)));
                    }
                }
            }
            if at == last_of_depth {
                depth += 1;
                last_of_depth = nodes.len() - 1;
            }
            at += 1;
        }
        Ok(found)
    }
}

/// A stretch of a row that has been read: from a state that was guessed, unless it begins the row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Track {
    begin: usize,
    end: usize,
    from: Vec<u32>,
    /// By atom of the row.
    now: Vec<u32>,
}

type Rows = Vec<Vec<Track>>;

/// The pieces of these rows: each, where that can be, behind all that stand before it.
fn order(shape: &Shape, live: &[usize]) -> Vec<usize> {
    let rows: Vec<Vec<usize>> = live
        .iter()
        .filter_map(|row| shape.rows.get(*row))
        .map(|parts| {
            parts
                .iter()
                .filter_map(|part| match part {
                    Part::Piece(piece, _) => Some(*piece),
                    Part::Text(_) => None,
                })
                .collect()
        })
        .collect();
    let mut order: Vec<usize> = Vec::new();
    loop {
        // How many places of a piece would have to be guessed.
        let guesses = |piece: usize| {
            rows.iter()
                .flat_map(|row| row.iter().enumerate().map(move |place| (row, place)))
                .filter(|(row, (at, of))| {
                    **of == piece && row.iter().take(*at).any(|before| !order.contains(before))
                })
                .count()
        };
        let next = rows
            .iter()
            .flatten()
            .copied()
            .filter(|piece| !order.contains(piece))
            .min_by_key(|piece| guesses(*piece));
        match next {
            Some(piece) => order.push(piece),
            None => return order,
        }
    }
}

struct Search<'s> {
    machine: &'s mut Machine,
    shape: &'s Shape,
    formulas: &'s mut Formulas,
    order: Vec<usize>,
    /// What was tried in vain.
    failed: HashSet<(usize, Rows, Id)>,
    /// The states that a row can be in before an item.
    reachable: HashMap<(usize, usize), Rc<[Vec<u32>]>>,
}

impl Search<'_> {
    fn parts(&self, row: usize) -> &[Part] {
        self.shape.rows.get(row).map_or(&[], Vec::as_slice)
    }

    fn atoms(&self, row: usize) -> Vec<(u32, usize)> {
        Machine::of_row(self.shape, row).collect()
    }

    /// Reads on over texts, joins what meets, and sees which tests are decided; then goes on with
    /// the next piece.
    fn settle(
        &mut self,
        layer: usize,
        mut rows: Rows,
        mut formula: Id,
    ) -> Result<Option<Values>, Exhausted> {
        self.machine
            .fuel
            .burn(8 + rows.len() + self.shape.atoms.len())?;
        let mut decided: Vec<(u32, bool)> = Vec::new();
        for row in 0..rows.len() {
            let Some(mut tracks) = rows.get_mut(row).map(std::mem::take) else {
                continue;
            };
            if !self.read_on(row, &mut tracks)? {
                return Ok(None);
            }
            let complete = tracks.len() == 1
                && tracks
                    .first()
                    .is_some_and(|track| track.end == self.parts(row).len());
            if let [only] = tracks.as_slice() {
                for ((atom, automaton), state) in self.atoms(row).into_iter().zip(&only.now) {
                    let truth = match *state {
                        DROPPED => continue,
                        NONE => false,
                        ALL => true,
                        state if complete => self
                            .machine
                            .automata
                            .get(automaton)
                            .is_some_and(|automaton| automaton.accepts(state)),
                        _ => continue,
                    };
                    decided.push((atom, truth));
                }
            }
            if let Some(place) = rows.get_mut(row) {
                *place = tracks;
            }
        }
        decided.sort_unstable();
        formula = self
            .formulas
            .assign(formula, &decided, &mut self.machine.fuel)?;
        if formula == FALSE {
            return Ok(None);
        }
        let wanted = self.formulas.atoms(formula);
        let mut open = false;
        for row in 0..rows.len() {
            let atoms = self.atoms(row);
            let Some(tracks) = rows.get_mut(row) else {
                continue;
            };
            match tracks.as_mut_slice() {
                [] => {}
                [only] => {
                    let mut follows = false;
                    for ((atom, _), state) in atoms.iter().zip(&mut only.now) {
                        match wanted.binary_search(atom) {
                            Ok(_) => follows = true,
                            Err(_) => *state = DROPPED,
                        }
                    }
                    if !follows {
                        tracks.clear();
                    }
                }
                // What was guessed has to come true, whatever hangs on it.
                _ => open = true,
            }
        }
        if wanted.is_empty() && !open {
            let holds = self.formulas.can_hold(formula, &mut self.machine.fuel)?;
            return Ok(holds.then(Vec::new));
        }
        let key = (layer, rows, formula);
        if self.failed.contains(&key) {
            return Ok(None);
        }
        let found = self.take(layer, &key.1, formula)?;
        if found.is_none() {
            self.machine
                .fuel
                .burn(key.1.iter().map(|tracks| 1 + 2 * tracks.len()).sum())?;
            self.failed.insert(key);
        }
        Ok(found)
    }

    /// Reads on; `false` where a guess turns out wrong.
    fn read_on(&mut self, row: usize, tracks: &mut Vec<Track>) -> Result<bool, Exhausted> {
        let automata: Vec<usize> = self.atoms(row).into_iter().map(|(_, it)| it).collect();
        let mut at = 0;
        while let Some(track) = tracks.get(at) {
            let end = track.end;
            let meets = tracks.get(at + 1).is_some_and(|next| next.begin == end);
            if meets {
                let next = tracks.remove(at + 1);
                let Some(track) = tracks.get_mut(at) else {
                    continue;
                };
                if track.now != next.from {
                    return Ok(false);
                }
                track.now = next.now;
                track.end = next.end;
                continue;
            }
            let Some(Part::Text(text)) = self.shape.rows.get(row).and_then(|parts| parts.get(end))
            else {
                at += 1;
                continue;
            };
            let mut now = track.now.clone();
            for (automaton, state) in automata.iter().zip(&mut now) {
                if *state != DROPPED {
                    *state = self.machine.read(*automaton, *state, text)?;
                }
            }
            if let Some(track) = tracks.get_mut(at) {
                track.now = now;
                track.end = end + 1;
            }
        }
        Ok(true)
    }

    /// Tries the values of the next piece.
    fn take(
        &mut self,
        layer: usize,
        rows: &Rows,
        formula: Id,
    ) -> Result<Option<Values>, Exhausted> {
        let Some(piece) = self.order.get(layer).copied() else {
            return Ok(None);
        };
        // Where it stands, and where that has not been reached.
        let mut places: Vec<(usize, usize, bool)> = Vec::new();
        let mut unreached: Vec<(usize, usize)> = Vec::new();
        for (row, tracks) in rows.iter().enumerate() {
            if tracks.is_empty() {
                continue;
            }
            for (at, part) in self.parts(row).iter().enumerate() {
                let Part::Piece(of, colon) = part else {
                    continue;
                };
                if *of != piece {
                    continue;
                }
                places.push((row, at, *colon));
                if !tracks.iter().any(|track| track.end == at) {
                    unreached.push((row, at));
                }
            }
        }
        if places.is_empty() {
            return self.settle(layer + 1, rows.clone(), formula);
        }
        self.guess(layer, piece, rows.clone(), formula, &places, &unreached)
    }

    fn guess(
        &mut self,
        layer: usize,
        piece: usize,
        rows: Rows,
        formula: Id,
        places: &[(usize, usize, bool)],
        unreached: &[(usize, usize)],
    ) -> Result<Option<Values>, Exhausted> {
        let Some(((row, at), rest)) = unreached.split_first() else {
            return self.follow(layer, piece, &rows, formula, places);
        };
        let dropped: Vec<bool> = rows
            .get(*row)
            .and_then(|tracks| tracks.first())
            .map(|track| track.now.iter().map(|state| *state == DROPPED).collect())
            .unwrap_or_default();
        let mut tried: HashSet<Vec<u32>> = HashSet::new();
        for states in self.reachable(*row, *at)?.iter() {
            let from: Vec<u32> = states
                .iter()
                .zip(&dropped)
                .map(|(state, dropped)| if *dropped { DROPPED } else { *state })
                .collect();
            if !tried.insert(from.clone()) {
                continue;
            }
            let mut guessed = rows.clone();
            if let Some(tracks) = guessed.get_mut(*row) {
                let place = tracks.partition_point(|track| track.end <= *at);
                tracks.insert(
                    place,
                    Track {
                        begin: *at,
                        end: *at,
                        now: from.clone(),
                        from,
                    },
                );
            }
            let found = self.guess(layer, piece, guessed, formula, places, rest)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The states in which a row can arrive before an item, whatever its pieces are.
    fn reachable(&mut self, row: usize, at: usize) -> Result<Rc<[Vec<u32>]>, Exhausted> {
        if let Some(known) = self.reachable.get(&(row, at)) {
            return Ok(Rc::clone(known));
        }
        let automata: Vec<usize> = self.atoms(row).into_iter().map(|(_, it)| it).collect();
        let states: Rc<[Vec<u32>]> = match at.checked_sub(1) {
            None => [self.machine.starts(self.shape, row)].into(),
            Some(before) => {
                let mut all: HashSet<Vec<u32>> = HashSet::new();
                let mut found: Vec<Vec<u32>> = Vec::new();
                for from in self.reachable(row, before)?.iter() {
                    let ends = match self.parts(row).get(before).cloned() {
                        Some(Part::Text(text)) => {
                            let mut end = Vec::with_capacity(from.len());
                            for (automaton, state) in automata.iter().zip(from) {
                                end.push(self.machine.read(*automaton, *state, &text)?);
                            }
                            vec![end]
                        }
                        Some(Part::Piece(piece, colon)) => {
                            let readers: Vec<(usize, bool)> =
                                automata.iter().map(|it| (*it, colon)).collect();
                            let outcomes = self.machine.outcomes(piece, &readers, from)?;
                            outcomes.into_iter().map(|(end, _)| end).collect()
                        }
                        None => Vec::new(),
                    };
                    found.extend(ends.into_iter().filter(|end| all.insert(end.clone())));
                }
                found.into()
            }
        };
        self.reachable.insert((row, at), Rc::clone(&states));
        Ok(states)
    }

    fn follow(
        &mut self,
        layer: usize,
        piece: usize,
        rows: &Rows,
        formula: Id,
        places: &[(usize, usize, bool)],
    ) -> Result<Option<Values>, Exhausted> {
        let mut readers: Vec<(usize, bool)> = Vec::new();
        let mut from: Vec<u32> = Vec::new();
        // Row, track and atom of each state.
        let mut owners: Vec<(usize, usize, usize)> = Vec::new();
        for (row, at, colon) in places {
            let Some(tracks) = rows.get(*row) else {
                continue;
            };
            // A track that was guessed here stands behind one that ends here.
            let Some((of, track)) = tracks
                .iter()
                .enumerate()
                .find(|(_, track)| track.end == *at)
            else {
                continue;
            };
            for (place, ((_, automaton), state)) in
                self.atoms(*row).into_iter().zip(&track.now).enumerate()
            {
                if *state != DROPPED {
                    readers.push((automaton, *colon));
                    from.push(*state);
                    owners.push((*row, of, place));
                }
            }
        }
        for (states, value) in self.machine.outcomes(piece, &readers, &from)? {
            let mut next = rows.clone();
            for ((row, track, place), state) in owners.iter().zip(states) {
                let cell = next
                    .get_mut(*row)
                    .and_then(|tracks| tracks.get_mut(*track))
                    .and_then(|track| track.now.get_mut(*place));
                if let Some(cell) = cell {
                    *cell = state;
                }
            }
            // From the end: what was guessed begins where what is read now ends.
            for (row, at, _) in places.iter().rev() {
                if let Some(track) = next
                    .get_mut(*row)
                    .and_then(|tracks| tracks.iter_mut().find(|track| track.end == *at))
                {
                    track.end = at + 1;
                }
            }
            if let Some(mut values) = self.settle(layer + 1, next, formula)? {
                values.push((piece, value));
                return Ok(Some(values));
            }
        }
        Ok(None)
    }
}
