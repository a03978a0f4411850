//! Formulas over tests whose truth is not known yet, each of which is held once.

use std::collections::HashMap;
use std::rc::Rc;

use super::alphabet::{index, number};
use super::fuel::{Exhausted, Fuel};

/// A formula: an index into [`Formulas`].
pub(super) type Id = u32;

/// The formula that never holds.
pub(super) const FALSE: Id = 0;
/// The formula that always holds.
pub(super) const TRUE: Id = 1;

/// What a formula is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Node {
    Constant(bool),
    /// A text of the token is in a language.
    Atom(u32),
    /// Something that may be so or not, whatever the token.
    Free(u32),
    All(Vec<Id>),
    Any(Vec<Id>),
    Not(Id),
}

/// All formulas of a question.
#[derive(Debug, Clone)]
pub(super) struct Formulas {
    nodes: Vec<Node>,
    known: HashMap<Node, Id>,
    /// The atoms in each, sorted.
    atoms: Vec<Rc<[u32]>>,
    free: Vec<bool>,
}

impl Formulas {
    pub(super) fn new() -> Self {
        let mut formulas = Self {
            nodes: Vec::new(),
            known: HashMap::new(),
            atoms: Vec::new(),
            free: Vec::new(),
        };
        formulas.add(Node::Constant(false));
        formulas.add(Node::Constant(true));
        formulas
    }

    fn add(&mut self, node: Node) -> Id {
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        let (atoms, free) = match &node {
            Node::Constant(_) => (Vec::new(), false),
            Node::Atom(atom) => (vec![*atom], false),
            Node::Free(_) => (Vec::new(), true),
            Node::Not(of) => (self.atoms(*of).to_vec(), self.has_free(*of)),
            Node::All(parts) | Node::Any(parts) => {
                let mut atoms: Vec<u32> = parts
                    .iter()
                    .flat_map(|part| self.atoms(*part).to_vec())
                    .collect();
                atoms.sort_unstable();
                atoms.dedup();
                (atoms, parts.iter().any(|part| self.has_free(*part)))
            }
        };
        let id = number(self.nodes.len());
        self.known.insert(node.clone(), id);
        self.nodes.push(node);
        self.atoms.push(atoms.into());
        self.free.push(free);
        id
    }

    /// The atoms in it, sorted.
    pub(super) fn atoms(&self, id: Id) -> Rc<[u32]> {
        self.atoms
            .get(index(id))
            .map_or_else(|| Rc::from([]), Rc::clone)
    }

    fn has_free(&self, id: Id) -> bool {
        self.free.get(index(id)).copied().unwrap_or_default()
    }

    pub(super) fn constant(truth: bool) -> Id {
        if truth { TRUE } else { FALSE }
    }

    pub(super) fn atom(&mut self, atom: u32) -> Id {
        self.add(Node::Atom(atom))
    }

    pub(super) fn free(&mut self, free: u32) -> Id {
        self.add(Node::Free(free))
    }

    pub(super) fn not(&mut self, of: Id) -> Id {
        match self.nodes.get(index(of)) {
            Some(Node::Constant(truth)) => Self::constant(!truth),
            Some(Node::Not(inner)) => *inner,
            _ => self.add(Node::Not(of)),
        }
    }

    pub(super) fn all(&mut self, parts: impl IntoIterator<Item = Id>) -> Id {
        let mut kept = Vec::new();
        for part in parts {
            match self.nodes.get(index(part)) {
                _ if part == FALSE => return FALSE,
                _ if part == TRUE => {}
                Some(Node::All(inner)) => kept.extend(inner.iter().copied()),
                _ => kept.push(part),
            }
        }
        self.gather(kept, Node::All, FALSE, TRUE)
    }

    pub(super) fn any(&mut self, parts: impl IntoIterator<Item = Id>) -> Id {
        let mut kept = Vec::new();
        for part in parts {
            match self.nodes.get(index(part)) {
                _ if part == TRUE => return TRUE,
                _ if part == FALSE => {}
                Some(Node::Any(inner)) => kept.extend(inner.iter().copied()),
                _ => kept.push(part),
            }
        }
        self.gather(kept, Node::Any, TRUE, FALSE)
    }

    /// `decided` where it holds a formula and its opposite, `nothing` where it holds none.
    fn gather(
        &mut self,
        mut parts: Vec<Id>,
        of: fn(Vec<Id>) -> Node,
        decided: Id,
        nothing: Id,
    ) -> Id {
        parts.sort_unstable();
        parts.dedup();
        let contradicts = parts.iter().any(|part| match self.nodes.get(index(*part)) {
            Some(Node::Not(inner)) => parts.binary_search(inner).is_ok(),
            _ => false,
        });
        match *parts {
            _ if contradicts => decided,
            [] => nothing,
            [only] => only,
            _ => self.add(of(parts)),
        }
    }

    /// What is left of it once the truth of some atoms is known; sorted by atom.
    pub(super) fn assign(
        &mut self,
        id: Id,
        known: &[(u32, bool)],
        fuel: &mut Fuel,
    ) -> Result<Id, Exhausted> {
        if known.is_empty() {
            return Ok(id);
        }
        self.replace(id, &mut HashMap::new(), fuel, &|node| match node {
            Node::Atom(atom) => known
                .binary_search_by_key(atom, |(atom, _)| *atom)
                .ok()
                .and_then(|at| known.get(at))
                .map(|(_, truth)| *truth),
            _ => None,
        })
    }

    fn replace(
        &mut self,
        id: Id,
        done: &mut HashMap<Id, Id>,
        fuel: &mut Fuel,
        known: &dyn Fn(&Node) -> Option<bool>,
    ) -> Result<Id, Exhausted> {
        if let Some(done) = done.get(&id) {
            return Ok(*done);
        }
        let Some(node) = self.nodes.get(index(id)).cloned() else {
            return Ok(id);
        };
        fuel.burn(1)?;
        let next = match &node {
            Node::Constant(_) => id,
            Node::Atom(_) | Node::Free(_) => known(&node).map_or(id, Self::constant),
            Node::Not(of) => {
                let of = self.replace(*of, done, fuel, known)?;
                self.not(of)
            }
            Node::All(parts) | Node::Any(parts) => {
                fuel.burn(parts.len())?;
                let mut next = Vec::with_capacity(parts.len());
                for part in parts {
                    next.push(self.replace(*part, done, fuel, known)?);
                }
                match &node {
                    Node::All(_) => self.all(next),
                    _ => self.any(next),
                }
            }
        };
        done.insert(id, next);
        Ok(next)
    }

    /// Whether a formula without atoms can hold.
    pub(super) fn can_hold(&mut self, id: Id, fuel: &mut Fuel) -> Result<bool, Exhausted> {
        let Some(free) = self.first_free(id) else {
            return Ok(id == TRUE);
        };
        for truth in [true, false] {
            let rest = self.replace(id, &mut HashMap::new(), fuel, &|node| {
                (*node == Node::Free(free)).then_some(truth)
            })?;
            if self.can_hold(rest, fuel)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What is free in it, sorted.
    pub(super) fn frees(&self, id: Id) -> Vec<u32> {
        let mut found = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if !self.has_free(id) || !seen.insert(id) {
                continue;
            }
            match self.nodes.get(index(id)) {
                Some(Node::Free(free)) => found.push(*free),
                Some(Node::Not(of)) => open.push(*of),
                Some(Node::All(parts) | Node::Any(parts)) => open.extend(parts),
                _ => {}
            }
        }
        found.sort_unstable();
        found
    }

    fn first_free(&self, id: Id) -> Option<u32> {
        if !self.has_free(id) {
            return None;
        }
        match self.nodes.get(index(id))? {
            Node::Free(free) => Some(*free),
            Node::Not(of) => self.first_free(*of),
            Node::All(parts) | Node::Any(parts) => {
                parts.iter().find_map(|part| self.first_free(*part))
            }
            Node::Constant(_) | Node::Atom(_) => None,
        }
    }
}
