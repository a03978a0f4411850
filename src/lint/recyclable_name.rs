//! Names without ids: whoever gets the name gets in.

use super::language::{meet, pieces};
use super::reach::Reach;
use super::service::Service;
use super::trust::{pattern, place};
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::placeholder;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "recyclable-name",
    summary: "a repository is trusted by names alone, which somebody else may take over",
    url: "https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting() {
        let has_id = trust
            .reaching
            .iter()
            .any(|reaching| reaching.claim.ends_with("_id") && reaching.reach() < Reach::Anyone);
        if has_id {
            continue;
        }
        let named = trust
            .reaching
            .iter()
            .filter(|reaching| reaching.service == Service::GitHub)
            .find_map(|reaching| {
                let form = match reaching.claim {
                    "sub" => "repo:N/N:R",
                    "repository" => "N/N",
                    _ => return None,
                };
                let alternatives = reaching.alternatives.iter();
                let mut names = alternatives.filter(|(alternative, reach)| {
                    (Reach::Named..=Reach::Owner).contains(reach)
                        && placeholder::find(&alternative.text).is_none()
                        && pattern(alternative).is_some_and(|pattern| {
                            meet(pattern.symbols(), &pieces(form)) == Some(true)
                        })
                });
                names.next().map(|(alternative, _)| (reaching, alternative))
            });
        if let Some((reaching, alternative)) = named {
            findings.push(
                RULE.finding(
                    Severity::Note,
                    place(&reaching.tested, alternative),
                    format!("{} pins names and no ids", quoted(&alternative.text)),
                )
                .why("an owner who renames or deletes the account gives the name free, and whoever takes it is let in; ids are never given twice")
                .fix(format!(
                    "{}opt in to immutable subjects and write `repo:OWNER@ID/REPOSITORY@ID:…`",
                    review.notation().asking_for_ids()
                )),
            );
        }
    }
}
