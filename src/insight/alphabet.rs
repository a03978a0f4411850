//! The alphabet of a question: characters that nothing tells apart are one letter.

use std::collections::HashMap;

/// Faces that read well, the first that is in a class.
const LIKED: &str = "xyzwvutsrqponmlkjihgfedcba0123456789XYZWVUTSRQPONMLKJIHGFEDCBA-_./ é";

/// Letters, each a class of characters that no set of the question tells apart.
#[derive(Debug, Clone)]
pub(super) struct Alphabet {
    /// Where intervals begin, and the class of each.
    intervals: Vec<(u32, u32)>,
    /// A character for each class.
    faces: Vec<char>,
    /// The letters, those that read well first.
    order: Vec<u32>,
}

impl Alphabet {
    /// The coarsest alphabet in which each of these sets of ranges is a set of letters.
    pub(super) fn of<'r>(sets: impl IntoIterator<Item = &'r [(u32, u32)]>) -> Self {
        let mut sets: Vec<&[(u32, u32)]> = sets.into_iter().collect();
        sets.sort_unstable();
        sets.dedup();
        let mut bounds: Vec<u32> = vec![0];
        for (first, last) in sets.iter().copied().flatten() {
            bounds.extend([*first, last + 1]);
        }
        bounds.sort_unstable();
        bounds.dedup();
        bounds.retain(|bound| *bound <= u32::from(char::MAX));
        let mut classes: HashMap<Vec<usize>, u32> = HashMap::new();
        let mut intervals: Vec<(u32, u32)> = Vec::with_capacity(bounds.len());
        for bound in bounds {
            let within: Vec<usize> = sets
                .iter()
                .enumerate()
                .filter(|(_, set)| holds(set, bound))
                .map(|(index, _)| index)
                .collect();
            let next = number(classes.len());
            intervals.push((bound, *classes.entry(within).or_insert(next)));
        }
        let mut alphabet = Self {
            intervals,
            faces: vec!['\u{fffd}'; classes.len()],
            order: Vec::with_capacity(classes.len()),
        };
        let mut named = vec![false; alphabet.faces.len()];
        let firsts: Vec<char> = alphabet
            .intervals
            .iter()
            .filter_map(|(bound, _)| char::from_u32(*bound))
            .collect();
        for character in LIKED.chars().chain(firsts) {
            let class = index(alphabet.class(character));
            if let (Some(known @ false), Some(face)) =
                (named.get_mut(class), alphabet.faces.get_mut(class))
            {
                *known = true;
                *face = character;
                alphabet.order.push(number(class));
            }
        }
        alphabet
    }

    /// How many letters there are.
    pub(super) fn len(&self) -> usize {
        self.faces.len()
    }

    /// The letters, those that read well first.
    pub(super) fn letters(&self) -> impl Iterator<Item = u32> {
        self.order.iter().copied()
    }

    /// The letter that a character is.
    pub(super) fn class(&self, character: char) -> u32 {
        let code = u32::from(character);
        let after = self.intervals.partition_point(|(bound, _)| *bound <= code);
        after
            .checked_sub(1)
            .and_then(|index| self.intervals.get(index))
            .map_or(0, |(_, class)| *class)
    }

    /// A character that is this letter.
    pub(super) fn face(&self, class: u32) -> char {
        self.faces.get(index(class)).copied().unwrap_or_default()
    }

    /// Whether the letter that a character is stands for it alone.
    pub(super) fn is_alone(&self, character: char) -> bool {
        let class = self.class(character);
        let code = u32::from(character);
        let ends = self.intervals.iter().skip(1).map(|(bound, _)| *bound);
        self.intervals
            .iter()
            .zip(ends.chain([u32::from(char::MAX) + 1]))
            .filter(|((_, of), _)| *of == class)
            .all(|((start, _), end)| *start == code && end == code + 1)
    }

    /// Which letters are in a set that the alphabet was made of.
    pub(super) fn members(&self, set: &[(u32, u32)]) -> Vec<bool> {
        self.faces
            .iter()
            .map(|face| holds(set, u32::from(*face)))
            .collect()
    }
}

fn holds(set: &[(u32, u32)], code: u32) -> bool {
    set.iter()
        .any(|(first, last)| (*first..=*last).contains(&code))
}

/// Counts stay far below what 32 bits hold: fuel runs out before.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The index that a number is.
pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
