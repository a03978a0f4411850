//! Tests that never hold together.

use super::customised::segments;
use super::dead::{key_and_value, subject_keys};
use super::language::{Piece, covers, meet, of_pattern, pieces};
use super::trust::{Trust, pattern};
use super::{Finding, Review, Rule};
use crate::condition::Quantifier;
use crate::condition::outline::Tested;
use crate::diagnostic::Severity;
use crate::pattern::wildcard::{Symbol, Wildcard};
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "impossible-conjunction",
    summary: "two tests of a statement that no token passes both",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html",
    check,
};

/// Longer lists are not compared: each value is, with each.
const MOST: usize = 64;

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in &review.statements {
        let tests = &trust.statement.tests;
        for (index, second) in tests.iter().enumerate() {
            let clash = tests.iter().take(index).find(|first| {
                !trust.is_dead(first) && !trust.is_dead(second) && exclude(trust, first, second)
            });
            let Some(first) = clash else { continue };
            let same = first.test.attribute == second.test.attribute;
            let noun = review.notation().noun();
            findings.push(
                RULE.finding(
                    // A subject may be customised to hold the ref beside an environment.
                    if is_environment(first) || is_environment(second) {
                        Severity::Warning
                    } else {
                        Severity::Error
                    },
                    second.span,
                    if same {
                        format!(
                            "{} and {} of {} are never true together",
                            quoted(&first.test.operator),
                            quoted(&second.test.operator),
                            quoted(&second.attribute.name)
                        )
                    } else {
                        format!(
                            "the values of {} and {} never stand in one token",
                            quoted(&first.attribute.name),
                            quoted(&second.attribute.name)
                        )
                    },
                )
                .why(if same {
                    format!(
                        "all tests of a {noun} must hold, and no value fits both: the {noun} never applies"
                    )
                } else {
                    format!(
                        "all tests of a {noun} must hold, and the subject in its default form says otherwise than the other claim: the {noun} never applies"
                    )
                })
                .fix(format!("make the two agree; for one or the other, write two {noun}s")),
            );
        }
    }
}

fn is_environment(tested: &Tested<'_>) -> bool {
    tested.attribute.source.claim() == Some("environment")
}

/// Whether no token passes both tests.
fn exclude(trust: &Trust<'_>, first: &Tested<'_>, second: &Tested<'_>) -> bool {
    let is_single = |tested: &Tested<'_>| {
        tested.test.quantifier == Quantifier::Single
            && (tested.test.negated || !tested.test.holds_when_missing())
    };
    if !is_single(first) || !is_single(second) {
        return false;
    }
    let (Some(left), Some(right)) = (patterns(first), patterns(second)) else {
        return false;
    };
    if first.test.attribute != second.test.attribute {
        return match (trust.service_of(first), trust.service_of(second)) {
            (Some((service, "sub")), Some((_, claim))) if service.is_github() => {
                !first.test.negated && !second.test.negated && contradict(&left, claim, &right)
            }
            (Some((service, claim)), Some((_, "sub"))) if service.is_github() => {
                !first.test.negated && !second.test.negated && contradict(&right, claim, &left)
            }
            _ => false,
        };
    }
    match (first.test.negated, second.test.negated) {
        (false, false) => all(&left, &right, |left, right| {
            left.fold() == right.fold()
                && meet(left.symbols(), &of_pattern(right.symbols())) == Some(false)
        }),
        (false, true) => swallowed(&left, &right),
        (true, false) => swallowed(&right, &left),
        (true, true) => false,
    }
}

/// The patterns of a test; `None` where one is not known, or there are too many.
fn patterns<'p>(tested: &Tested<'p>) -> Option<Vec<&'p Wildcard>> {
    let alternatives = tested.test.predicate.alternatives();
    (!alternatives.is_empty() && alternatives.len() <= MOST)
        .then(|| alternatives.iter().map(pattern).collect())?
}

fn all(
    left: &[&Wildcard],
    right: &[&Wildcard],
    apart: impl Fn(&Wildcard, &Wildcard) -> bool,
) -> bool {
    left.iter()
        .all(|left| right.iter().all(|right| apart(left, right)))
}

/// Whether all that is wanted is excluded too.
fn swallowed(wanted: &[&Wildcard], excluded: &[&Wildcard]) -> bool {
    wanted.iter().all(|wanted| {
        excluded.iter().any(|excluded| {
            wanted.fold() == excluded.fold() && covers(excluded.symbols(), wanted.symbols())
        })
    })
}

/// Whether no subject of these, all in the default form, goes with any of these values of another
/// claim.
fn contradict(subjects: &[&Wildcard], claim: &str, values: &[&Wildcard]) -> bool {
    let is_default = |subject: &&Wildcard| {
        let symbols = subject.symbols();
        let mut segments = segments(symbols).into_iter();
        segments.next().flatten().as_deref() == Some("repo") && !is_customised(symbols)
    };
    subjects.iter().all(is_default)
        && all(subjects, values, |subject, value| {
            let Some(languages) = beside(claim, value.symbols()) else {
                return false;
            };
            subject.fold() == value.fold()
                && languages
                    .iter()
                    .all(|language| meet(subject.symbols(), language) == Some(false))
        })
}

/// Whether a claim may stand where the context does by default: what stands where is not known
/// then.
fn is_customised(subject: &[Symbol]) -> bool {
    subject_keys()
        .filter(|key| *key != "environment")
        .flat_map(|key| {
            REPOSITORIES.map(|repository| format!("{repository}{}", key_and_value(key)))
        })
        .any(|language| meet(subject, &pieces(&language)) != Some(false))
}

const REPOSITORIES: [&str; 2] = ["repo:N/N:", "repo:N@D/N@D:"];

/// What subjects there are beside a value of a claim, in the default form or made longer; `None`
/// where the claim is not in them.
fn beside(claim: &str, value: &[Symbol]) -> Option<Vec<Vec<Piece>>> {
    let join = |parts: &[&[Piece]]| parts.concat();
    let value = of_pattern(value);
    let text = pieces;
    Some(match claim {
        "repository" => {
            let mut split = value.splitn(2, |piece| *piece == Piece::Is('/'));
            let (owner, name) = (split.next()?, split.next()?);
            vec![
                join(&[&text("repo:"), owner, &text("/"), name, &text(":R")]),
                join(&[&text("repo:"), owner, &text("@D/"), name, &text("@D:R")]),
            ]
        }
        "repository_id" => vec![
            text("repo:N/N:R"),
            join(&[&text("repo:N@D/N@"), &value, &text(":R")]),
        ],
        "repository_owner_id" => vec![
            text("repo:N/N:R"),
            join(&[&text("repo:N@"), &value, &text("/N@D:R")]),
        ],
        "environment" => in_context("environment:", &value, &[]),
        "ref" => in_context("ref:", &value, &["environment:R", "pull_requestR"]),
        _ => return None,
    })
}

/// The subjects whose context is this, or one of the others.
fn in_context(key: &str, value: &[Piece], others: &[&str]) -> Vec<Vec<Piece>> {
    // As a value in a subject, and as older servers write it.
    let escaped: Vec<Piece> = value
        .iter()
        .flat_map(|piece| match piece {
            Piece::Is(':') => pieces("%3A"),
            other => vec![*other],
        })
        .collect();
    let mut languages = Vec::new();
    for repository in REPOSITORIES {
        for value in [value, &escaped] {
            let context = [&pieces(repository), &pieces(key), value].concat();
            languages.push([context.clone(), pieces(":R")].concat());
            languages.push(context);
        }
        for other in others {
            languages.push([pieces(repository), pieces(other)].concat());
        }
    }
    languages
}
