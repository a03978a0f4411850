//! A subject that fits every owner whose name begins, or ends, so.

use super::reach::Reach;
use super::trust::{place, replace};
use super::{Finding, Review, Rule, where_it_goes_on};
use crate::diagnostic::Severity;
use crate::edit::Edit;
use crate::quote::quoted;
use crate::span::Span;

pub(crate) const RULE: Rule = Rule {
    id: "owner-prefix",
    summary: "a wildcard inside the name of the owner",
    url: "https://docs.github.com/en/actions/reference/security/oidc#filtering-for-a-specific-branch",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting() {
        for (reaching, alternative) in trust.values_that_reach(Reach::OwnerAffix) {
            let span = place(&reaching.tested, alternative);
            let (owner, thing) = reaching.service.nouns();
            findings.push(
                RULE.finding(
                    if reaching.service.is_public() {
                        Severity::Error
                    } else {
                        Severity::Warning
                    },
                    span,
                    format!(
                        "{} fits every {owner} whose name goes on {}",
                        quoted(&alternative.text),
                        where_it_goes_on(alternative)
                    ),
                )
                .why("names are free to take: whoever signs up under a longer one is let in")
                .fix(format!(
                    "end the name of the {owner}, with a `/` at GitHub and GitLab, before the wildcard; better, name the {thing}"
                ))
                .edit(with_slash(review.policy.text(), &alternative.text, span)),
            );
        }
    }
}

/// `repo:acme*` as `repo:acme/*`, which fits less; unless the name is cut short on purpose.
fn with_slash(text: &str, value: &str, span: Span) -> Option<Edit> {
    let (owner, rest) = value.strip_prefix("repo:")?.split_once('*')?;
    let is_whole = |name: &str| {
        !name.is_empty()
            && !name.ends_with('-')
            && name
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || character == '-')
    };
    (is_whole(owner) && (rest.is_empty() || rest.starts_with(':')))
        .then(|| replace(text, span, value, &format!("repo:{owner}/*{rest}")))?
}
