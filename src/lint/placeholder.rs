//! What somebody was to fill in.

use super::trust::place;
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(super) const RULE: Rule = Rule {
    id: "placeholder",
    summary: "a part of an example that was never filled in",
    url: "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
    check,
};

/// Words that stand for somebody's own names in examples; in lower case, with `-` for `_`.
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

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in &review.statements {
        let statement = &trust.statement;
        let principals = statement.principals.iter().map(|tested| (tested, true));
        let tests = statement.tests.iter().map(|tested| (tested, false));
        for (tested, is_principal) in principals.chain(tests) {
            for alternative in tested.test.predicate.alternatives() {
                let Some((part, is_marked)) = placeholder(&alternative.text) else {
                    continue;
                };
                findings.push(
                    RULE.finding(
                        if is_marked {
                            Severity::Error
                        } else {
                            Severity::Warning
                        },
                        place(tested, alternative),
                        format!("{} looks like something to be filled in", quoted(&part)),
                    )
                    .why(if is_principal {
                        "AWS refuses a policy with such a principal"
                    } else if is_marked {
                        "it is compared as it stands, and no token has it"
                    } else {
                        "it is compared as it stands: your tokens do not have it, and whoever has taken the name is let in"
                    })
                    .fix("write your own name or number in its place"),
                );
            }
        }
    }
}

/// The part of a text that was to be replaced, and whether it is marked so that it cannot be a
/// name.
pub(super) fn placeholder(text: &str) -> Option<(String, bool)> {
    let between = |open: &str, close: &str| {
        let (_, rest) = text.split_once(open)?;
        let (inside, _) = rest.split_once(close)?;
        // `${*}` and variables, which have a colon, are what they are.
        (inside.len() > 1 && !inside.contains([':', '*']))
            .then(|| (format!("{open}{inside}{close}"), true))
    };
    let word = || {
        let plain = text.to_ascii_lowercase().replace('_', "-");
        let begins = |at: usize| {
            let before = plain
                .get(..at)
                .and_then(|before| before.chars().next_back());
            before.is_none_or(|character| !character.is_ascii_alphanumeric() && character != '-')
        };
        let (start, length) = WORDS.iter().find_map(|word| {
            let mut places = plain.match_indices(word).map(|(at, _)| at);
            let at = places.find(|at| begins(*at) && ends(&plain, at + word.len(), word))?;
            Some((at, word.len()))
        })?;
        let behind = text.get(start + length..)?;
        let more = behind.find(|next: char| !next.is_ascii_alphanumeric() && !"-_".contains(next));
        let end = start + length + more.unwrap_or(behind.len());
        Some((text.get(start..end)?.to_owned(), false))
    };
    between("<", ">")
        .or_else(|| between("${", "}"))
        .or_else(|| between("{{", "}}"))
        .or_else(word)
}

/// Whether a word ends there: names may begin with it and be somebody's, unless they say "your".
fn ends(text: &str, at: usize, word: &str) -> bool {
    word.starts_with("your")
        || text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .is_none_or(|next| !next.is_ascii_alphanumeric() && next != '-')
}
