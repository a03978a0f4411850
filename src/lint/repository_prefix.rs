//! A subject that fits every repository whose name begins, or ends, so.

use super::reach::Reach;
use super::trust::{place, replace};
use super::{Finding, Review, Rule, where_it_goes_on};
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::span::Span;

pub(crate) const RULE: Rule = Rule {
    id: "repository-prefix",
    summary: "a wildcard inside the name of the repository",
    url: "https://docs.github.com/en/actions/reference/security/oidc#filtering-for-a-specific-branch",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting().filter(|trust| !trust.pins_workflow()) {
        for (reaching, alternative) in trust.values_that_reach(Reach::Affix) {
            let span = place(&reaching.tested, alternative);
            let (owner, thing) = reaching.service.nouns();
            findings.push(
                RULE.finding(
                    Severity::Warning,
                    span,
                    format!(
                        "{} fits every {thing} of the {owner} whose name goes on {}",
                        quoted(&alternative.text),
                        where_it_goes_on(alternative)
                    ),
                )
                .why(format!(
                    "whoever may make a {thing} there can give it such a name"
                ))
                .fix(format!(
                    "end the name of the {thing} with `:` before the wildcard"
                ))
                .edit(with_colon(review.policy.text(), &alternative.text, span)),
            );
        }
    }
}

/// `repo:acme/app*` as `repo:acme/app:*`, which fits less; unless the name is cut short on purpose.
fn with_colon(text: &str, value: &str, span: Span) -> Option<Edit> {
    let (name, rest) = value.strip_prefix("repo:")?.split_once('*')?;
    let (_, repository) = name.split_once('/')?;
    let is_whole = repository
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || "-_.".contains(character));
    (is_whole && !repository.ends_with(['-', '_', '.']) && rest.is_empty())
        .then(|| replace(text, span, value, &format!("repo:{name}:*")))?
}
