//! An expression as a program, and running it.

use super::{Class, Expression, Kind, Look, MAX_PROGRAM};

/// A program: it begins at its first instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    instructions: Vec<Instruction>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Instruction {
    /// Takes a character of the class and goes on with the next instruction.
    Take(Class),
    /// Goes on with the next instruction where the place is one.
    Look(Look),
    /// Goes on with the next instruction and with this one.
    Also(usize),
    /// Goes on with this one.
    Jump(usize),
    /// The text matches.
    Accept,
}

impl Program {
    /// `None` where it takes too many instructions.
    pub(super) fn new(expression: &Expression) -> Option<Self> {
        let mut compiler = Compiler {
            instructions: Vec::new(),
            steps: 0,
        };
        compiler.expression(expression)?;
        compiler.emit(Instruction::Accept)?;
        Some(Self {
            instructions: compiler.instructions,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.instructions.len()
    }

    /// Whether some part of `text` matches.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let anchored = matches!(
            self.instructions.first(),
            Some(Instruction::Look(Look::TextStart))
        );
        let mut run = Run {
            program: self,
            reached: vec![0; self.instructions.len()],
            round: 0,
            takes: Vec::new(),
            open: Vec::new(),
        };
        let mut arrived = Vec::new();
        let mut before = None;
        let mut characters = text.chars();
        loop {
            if before.is_none() || !anchored {
                arrived.push(0);
            }
            let after = characters.clone().next();
            if run.follow(&mut arrived, before, after) {
                return true;
            }
            let Some(character) = characters.next() else {
                return false;
            };
            if run.takes.is_empty() && anchored {
                return false;
            }
            arrived.extend(
                run.takes
                    .iter()
                    .filter_map(|at| match self.instructions.get(*at) {
                        Some(Instruction::Take(class)) if class.contains(character) => Some(at + 1),
                        _ => None,
                    }),
            );
            before = Some(character);
        }
    }
}

impl Program {
    /// The first match from a place on: of those that begin first the one that the expression would
    /// rather have.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let rest = text.get(from..)?;
        let mut before = text.get(..from).and_then(|text| text.chars().next_back());
        let mut characters = rest.char_indices();
        // Where threads stand and where each began, the one that is preferred first.
        let mut threads: Vec<(usize, usize)> = Vec::new();
        let mut reached = vec![0; self.instructions.len()];
        let (mut best, mut round) = (None, 0);
        loop {
            let next = characters.next();
            let here = from + next.map_or(rest.len(), |(at, _)| at);
            let after = next.map(|(_, character)| character);
            if best.is_none() {
                threads.push((0, here));
            }
            round += 1;
            let mut takes = Vec::new();
            let mut open: Vec<(usize, usize)> = threads.drain(..).rev().collect();
            while let Some((at, start)) = open.pop() {
                let Some(own) = reached.get_mut(at).filter(|own| **own != round) else {
                    continue;
                };
                *own = round;
                match self.instructions.get(at) {
                    Some(Instruction::Take(class)) => takes.push((at, start, class)),
                    Some(Instruction::Look(look)) if look.holds(before, after) => {
                        open.push((at + 1, start));
                    }
                    Some(Instruction::Also(other)) => {
                        open.extend([(*other, start), (at + 1, start)]);
                    }
                    Some(Instruction::Jump(other)) => open.push((*other, start)),
                    // What would be rather had has been followed; the rest is not wanted.
                    Some(Instruction::Accept) => {
                        best = Some((start, here));
                        break;
                    }
                    Some(Instruction::Look(_)) | None => {}
                }
            }
            let character = match after {
                Some(character) if best.is_none() || !takes.is_empty() => character,
                _ => return best,
            };
            let taken = takes.iter().filter(|(.., class)| class.contains(character));
            threads.extend(taken.map(|(at, start, _)| (at + 1, *start)));
            before = after;
        }
    }
}

struct Run<'p> {
    program: &'p Program,
    /// The round in which an instruction was last reached.
    reached: Vec<usize>,
    round: usize,
    /// The instructions of this round that take a character.
    takes: Vec<usize>,
    open: Vec<usize>,
}

impl Run<'_> {
    /// Follows everything from `arrived`, which it empties, up to what takes a character. Gives
    /// whether that accepts.
    fn follow(
        &mut self,
        arrived: &mut Vec<usize>,
        before: Option<char>,
        after: Option<char>,
    ) -> bool {
        self.round += 1;
        self.takes.clear();
        self.open.append(arrived);
        while let Some(at) = self.open.pop() {
            let Some(reached) = self.reached.get_mut(at) else {
                continue;
            };
            if *reached == self.round {
                continue;
            }
            *reached = self.round;
            match self.program.instructions.get(at) {
                Some(Instruction::Take(_)) => self.takes.push(at),
                Some(Instruction::Look(look)) if look.holds(before, after) => {
                    self.open.push(at + 1);
                }
                Some(Instruction::Also(other)) => self.open.extend([at + 1, *other]),
                Some(Instruction::Jump(other)) => self.open.push(*other),
                Some(Instruction::Accept) => return true,
                Some(Instruction::Look(_)) | None => {}
            }
        }
        false
    }
}

struct Compiler {
    instructions: Vec<Instruction>,
    /// Repetitions of nothing emit nothing, and take time.
    steps: usize,
}

impl Compiler {
    fn emit(&mut self, instruction: Instruction) -> Option<usize> {
        let at = self.instructions.len();
        (at < MAX_PROGRAM).then(|| self.instructions.push(instruction))?;
        Some(at)
    }

    /// Where the next instruction will stand.
    fn here(&self) -> usize {
        self.instructions.len()
    }

    /// Sends the instruction `at` to where the next one will stand.
    fn land(&mut self, at: usize) {
        let here = self.here();
        if let Some(Instruction::Also(target) | Instruction::Jump(target)) =
            self.instructions.get_mut(at)
        {
            *target = here;
        }
    }

    fn expression(&mut self, expression: &Expression) -> Option<()> {
        self.steps += 1;
        if self.steps > 100 * MAX_PROGRAM {
            return None;
        }
        match &expression.kind {
            Kind::Empty => {}
            Kind::Class(class) => drop(self.emit(Instruction::Take(class.clone()))?),
            Kind::Look(look) => drop(self.emit(Instruction::Look(*look))?),
            Kind::Capture { of, .. } => self.expression(of)?,
            Kind::Sequence(items) => items.iter().try_for_each(|item| self.expression(item))?,
            Kind::Alternatives(alternatives) => self.alternatives(alternatives)?,
            Kind::Repeat { least, most, of } => self.repeat(*least, *most, of)?,
        }
        Some(())
    }

    fn alternatives(&mut self, alternatives: &[Expression]) -> Option<()> {
        let Some((last, others)) = alternatives.split_last() else {
            return Some(());
        };
        let mut ends = Vec::new();
        for alternative in others {
            let also = self.emit(Instruction::Also(0))?;
            self.expression(alternative)?;
            ends.push(self.emit(Instruction::Jump(0))?);
            self.land(also);
        }
        self.expression(last)?;
        ends.into_iter().for_each(|end| self.land(end));
        Some(())
    }

    fn repeat(&mut self, least: u32, most: Option<u32>, of: &Expression) -> Option<()> {
        for _ in 0..least {
            self.expression(of)?;
        }
        let Some(most) = most else {
            let also = self.emit(Instruction::Also(0))?;
            self.expression(of)?;
            self.emit(Instruction::Jump(also))?;
            self.land(also);
            return Some(());
        };
        let mut exits = Vec::new();
        for _ in least..most {
            exits.push(self.emit(Instruction::Also(0))?);
            self.expression(of)?;
        }
        exits.into_iter().for_each(|exit| self.land(exit));
        Some(())
    }
}
