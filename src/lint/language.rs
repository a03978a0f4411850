//! What patterns have in common: whether two of them ever match one text, and whether one matches
//! everything that another does.

use crate::pattern::wildcard::Symbol;

/// A letter that no policy writes: a name with it in it is one that the policy does not name.
pub(crate) const UNNAMED: char = '\u{f8ff}';

/// A piece of a language of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// This character.
    Is(char),
    /// One character of these.
    One(Of),
    /// Any number of characters of these.
    Many(Of),
}

/// Characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// All.
    All,
    /// All but `:`, as in a value inside a subject.
    Value,
    /// What names of owners and repositories are made of, and some more.
    Name,
    /// All but `@` and `:`, as in the path of a workflow.
    Path,
    /// `0` to `9`, as in an id.
    Digit,
}

impl Of {
    fn holds(self, character: char) -> bool {
        match self {
            Self::All => true,
            Self::Value => character != ':',
            Self::Name => !character.is_whitespace() && !":/@*<>{}$".contains(character),
            Self::Path => !matches!(character, '@' | ':'),
            Self::Digit => character.is_ascii_digit() || character == UNNAMED,
        }
    }
}

/// A language in a notation of its own: `N` a name, `U` a name that the policy does not name, `F` one
/// that begins otherwise than any that it names, `D` an id, `X` an id that it does not name, `P` the path
/// of a workflow, `V` a value inside a subject, `R` any text, in capitals; all else is itself.
pub(crate) fn pieces(notation: &str) -> Vec<Piece> {
    use Of::{All, Digit, Name, Path, Value};
    use Piece::{Is, Many, One};
    notation
        .chars()
        .flat_map(|mark| match mark {
            'N' => vec![One(Name), Many(Name)],
            'U' => vec![Many(Name), Is(UNNAMED), Many(Name)],
            'F' => vec![Is(UNNAMED), Many(Name)],
            'D' => vec![One(Digit), Many(Digit)],
            'X' => vec![Many(Digit), Is(UNNAMED), Many(Digit)],
            'P' => vec![One(Path), Many(Path)],
            'V' => vec![One(Value), Many(Value)],
            'R' => vec![Many(All)],
            other => vec![Is(other)],
        })
        .collect()
}

/// The texts of a pattern.
pub(crate) fn of_pattern(symbols: &[Symbol]) -> Vec<Piece> {
    symbols
        .iter()
        .map(|symbol| match symbol {
            Symbol::Literal(character) => Piece::Is(*character),
            Symbol::One => Piece::One(Of::All),
            Symbol::Star => Piece::Many(Of::All),
        })
        .collect()
}

/// The most work that a comparison takes, in steps; longer patterns count as alike in nothing that
/// a finding could be made of.
const MOST: usize = 1 << 18;

/// Whether some text is in both. `None` where it would take too long to tell.
pub(crate) fn meet(pattern: &[Symbol], language: &[Piece]) -> Option<bool> {
    let width = language.len() + 1;
    if width.saturating_mul(pattern.len() + 1) > MOST {
        return None;
    }
    // `row[j]`: what the pattern has read so far can be the first `j` pieces.
    let mut row = vec![false; width];
    if let Some(first) = row.first_mut() {
        *first = true;
    }
    skip(&mut row, language);
    for symbol in pattern {
        row = step(&row, *symbol, language);
    }
    Some(row.last().copied().unwrap_or_default())
}

/// Pieces that may be nothing are passed over.
fn skip(row: &mut [bool], language: &[Piece]) {
    let mut reached = false;
    for (index, cell) in row.iter_mut().enumerate() {
        let over = index
            .checked_sub(1)
            .and_then(|before| language.get(before))
            .is_some_and(|piece| matches!(piece, Piece::Many(_)));
        *cell |= reached && over;
        reached = *cell;
    }
}

fn step(row: &[bool], symbol: Symbol, language: &[Piece]) -> Vec<bool> {
    if symbol == Symbol::Star {
        // From the first place on, it reaches every one that follows.
        let mut reached = false;
        return row
            .iter()
            .map(|cell| {
                reached |= *cell;
                reached
            })
            .collect();
    }
    let reads = |of: Of| match symbol {
        Symbol::Literal(character) => of.holds(character),
        Symbol::One | Symbol::Star => true,
    };
    let mut next = vec![false; row.len()];
    for (index, piece) in language.iter().enumerate() {
        if !row.get(index).copied().unwrap_or_default() {
            continue;
        }
        let (reads, stays) = match piece {
            Piece::Is(character) => (
                matches!(symbol, Symbol::One) || symbol == Symbol::Literal(*character),
                false,
            ),
            Piece::One(of) => (reads(*of), false),
            Piece::Many(of) => (reads(*of), true),
        };
        if reads && let Some(cell) = next.get_mut(index + usize::from(!stays)) {
            *cell = true;
        }
    }
    skip(&mut next, language);
    next
}

/// Whether `wide` matches everything that `narrow` does. Errs towards "no".
pub(crate) fn covers(wide: &[Symbol], narrow: &[Symbol]) -> bool {
    if wide.len().saturating_mul(narrow.len()) > MOST {
        return false;
    }
    let (mut rest_wide, mut rest_narrow) = (wide, narrow);
    // Where to go on when the last star should have taken more.
    let mut retry: Option<(&[Symbol], &[Symbol])> = None;
    loop {
        match (rest_wide.split_first(), rest_narrow.split_first()) {
            (Some((Symbol::Star, after)), _) => {
                rest_wide = after;
                retry = Some((after, rest_narrow));
            }
            (Some((Symbol::One, after)), Some((Symbol::Literal(_) | Symbol::One, tail))) => {
                (rest_wide, rest_narrow) = (after, tail);
            }
            (Some((left @ Symbol::Literal(_), after)), Some((right, tail))) if left == right => {
                (rest_wide, rest_narrow) = (after, tail);
            }
            (None, None) => return true,
            _ => {
                let Some((after, (_, tail))) =
                    retry.and_then(|(after, from)| Some((after, from.split_first()?)))
                else {
                    return false;
                };
                (rest_wide, rest_narrow) = (after, tail);
                retry = Some((after, tail));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::wildcard::{Fold, Wildcard};

    fn symbols(text: &str) -> Vec<Symbol> {
        Wildcard::parse(text, Fold::None).symbols().to_vec()
    }

    #[test]
    fn meeting() {
        let meets =
            |pattern: &str, notation: &str| meet(&symbols(pattern), &pieces(notation)).unwrap();
        assert!(meets("repo:*", "repo:F/F:pull_request"));
        assert!(meets("*:ref:refs/heads/main", "repo:F/F:ref:refs/heads/V"));
        assert!(!meets("repo:acme/*", "repo:U/N:pull_request"));
        assert!(meets("repo:acme*", "repo:U/N:pull_request"));
        assert!(!meets("repo:acme*", "repo:F/N:pull_request"));
        // A branch may be called `a@123/b`, and a star does not stop at a colon.
        assert!(meets("repo:*@123/*", "repo:U@X/U@X:ref:refs/heads/V"));
        assert!(!meets(
            "repo:*@123/*:pull_request",
            "repo:U@X/U@X:ref:refs/heads/V"
        ));
        assert!(!meets(
            "repo:*@123/*:pull_request",
            "repo:U@X/U@X:pull_request"
        ));
        assert!(meets("", "R") && !meets("", "N") && meets("a?c", "R"));
    }

    #[test]
    fn covering() {
        let covered = |wide: &str, narrow: &str| covers(&symbols(wide), &symbols(narrow));
        assert!(covered("repo:o/r:*", "repo:o/r:ref:refs/heads/*"));
        assert!(covered("*", "a*b?c") && covered("a*c", "a?b*c") && covered("a", "a"));
        assert!(!covered("a?", "a*") && !covered("a*b", "a*") && !covered("ab", "a"));
        assert!(covered("*ab*ab", "abxab") && !covered("*ab*ab", "ab"));
    }
}
