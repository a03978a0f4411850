//! What an example leaves for its reader to fill in, and was left as it is.

/// A part of a text that stands for somebody's own name or number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placeholder<'t> {
    /// The part.
    pub(crate) text: &'t str,
    /// Whether it is marked, so that it cannot be a name.
    pub(crate) is_marked: bool,
}

impl Placeholder<'_> {
    /// Whether it is hardly anybody's name: marked, or in capitals throughout.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_marked || !self.text.contains(|part: char| part.is_ascii_lowercase())
    }
}

/// Words of examples in whatever case; here in lower case, with `-` for `_`.
const WORDS: &[&str] = &[
    "account-id",
    "aws-account",
    "github-org",
    "my-org/my-repo",
    "myorg/myrepo",
    "org-name",
    "org/repo",
    "orgname",
    "owner/repo",
    "repo-name",
    "username/repo",
    "your-",
    "yourorg",
    "yourrepo",
];

/// Words that are somebody's name in lower case and stand for one in capitals; with `-` for `_`.
const CAPITALS: &[&str] = &["MY-ORG", "MY-REPO", "USERNAME"];

/// The first placeholder in `text`.
pub(crate) fn find(text: &str) -> Option<Placeholder<'_>> {
    let marked = |text| Placeholder {
        text,
        is_marked: true,
    };
    let word = |text| Placeholder {
        text,
        is_marked: false,
    };
    None.or_else(|| between(text, "<", ">").map(marked))
        .or_else(|| between(text, "${", "}").map(marked))
        .or_else(|| between(text, "#{", "}#").map(marked))
        .or_else(|| between(text, "{{", "}}").map(marked))
        .or_else(|| one_of(WORDS, text, &text.to_ascii_lowercase()).map(word))
        .or_else(|| one_of(CAPITALS, text, text).map(word))
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let start = text.find(open)?;
    let (inside, _) = text.get(start + open.len()..)?.split_once(close)?;
    // `${*}` and variables, which have a colon, are what they are.
    if inside.len() < 2 || inside.contains([':', '*']) {
        return None;
    }
    text.get(start..start + open.len() + inside.len() + close.len())
}

/// The part of `text` that begins with one of `words` in `spelled`, the same text in their case.
fn one_of<'t>(words: &[&str], text: &'t str, spelled: &str) -> Option<&'t str> {
    let plain = spelled.replace('_', "-");
    let (start, length) = words.iter().find_map(|word| {
        let mut places = plain.match_indices(word).map(|(at, _)| at);
        let at = places.find(|at| begins(&plain, *at) && ends(&plain, at + word.len(), word))?;
        Some((at, word.len()))
    })?;
    let behind = text.get(start + length..)?;
    let more = behind.find(|next: char| !next.is_ascii_alphanumeric() && !"-_".contains(next));
    text.get(start..start + length + more.unwrap_or(behind.len()))
}

fn begins(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(|character| !character.is_ascii_alphanumeric() && character != '-')
}

/// Whether a word ends there: names may begin with it and be somebody's, unless they say "your".
fn ends(text: &str, at: usize, word: &str) -> bool {
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    word.starts_with("your") || next.is_none_or(|next| !next.is_ascii_alphanumeric() && next != '-')
}
