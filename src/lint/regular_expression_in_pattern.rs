//! A pattern that is written as a regular expression, which it is not.

use super::trust::place;
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "regular-expression-in-pattern",
    summary: "a regular expression where a pattern of `*` and `?` stands",
    url: "https://docs.github.com/en/actions/reference/security/oidc#filtering-for-a-specific-branch",
    check,
};

/// What regular expressions are told by, and names, refs and paths never have.
const MARKS: [&str; 9] = [".*", ".+", "\\", "(", "|", "[^", "[a-z", "[A-Z", "[0-9"];

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for (_, tested) in review.wanting() {
        for alternative in tested.test.predicate.alternatives() {
            if alternative.pattern().is_none() || alternative.is_exact_text() {
                continue;
            }
            let text = alternative.text.as_str();
            let anchor = text.starts_with('^').then_some("^");
            let end = text.ends_with('$').then_some("$");
            let mark = MARKS.iter().copied().find(|mark| is_mark(text, mark));
            let Some(mark) = mark.or(anchor).or(end) else {
                continue;
            };
            findings.push(
                RULE.finding(
                    Severity::Warning,
                    place(tested, alternative),
                    format!(
                        "{} is written as a regular expression, and {} has `*` and `?` alone",
                        quoted(text),
                        quoted(&tested.test.operator)
                    ),
                )
                .why(format!(
                    "{} is compared as it stands, and tokens do not have it",
                    quoted(mark)
                ))
                .fix("write `*` for any characters; for one or the other, write both out"),
            );
        }
    }
}

/// A workflow file may end in a `.` before a star: `/.github/workflows/*` has none of these, and
/// `release.*` is a pattern of files.
fn is_mark(text: &str, mark: &str) -> bool {
    match mark {
        ".*" => {
            text.split(".*")
                .skip(1)
                .any(|rest| rest.is_empty() || rest.starts_with([':', '/', '$', ')']))
                && !text.contains(".github/workflows/")
        }
        _ => text.contains(mark),
    }
}
