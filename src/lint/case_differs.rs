//! One name in two spellings.

use std::collections::HashMap;

use super::customised::segments;
use super::trust::{pattern, place};
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::pattern::wildcard::Fold;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "case-differs",
    summary: "the name of an owner or a repository in spellings that differ in case",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    let mut spellings: HashMap<String, String> = HashMap::new();
    for (trust, tested) in review.wanting() {
        let Some((service, claim)) = trust.service_of(tested) else {
            continue;
        };
        if !service.is_github() || !matches!(claim, "sub" | "repository") {
            continue;
        }
        for alternative in tested.test.predicate.alternatives() {
            let Some(pattern) = pattern(alternative).filter(|found| found.fold() == Fold::None)
            else {
                continue;
            };
            let mut segments = segments(pattern.symbols()).into_iter();
            if claim == "sub" && segments.next().flatten().as_deref() != Some("repo") {
                continue;
            }
            let Some(repository) = segments.next().flatten() else {
                continue;
            };
            // Ids stand behind an `@`.
            let names: Vec<&str> = repository
                .split('/')
                .filter_map(|part| part.split('@').next())
                .collect();
            let [owner, name] = names.as_slice() else {
                continue;
            };
            let mut clash = None;
            for spelling in [(*owner).to_owned(), format!("{owner}/{name}")] {
                let known = spellings
                    .entry(spelling.to_ascii_lowercase())
                    .or_insert_with(|| spelling.clone());
                if *known != spelling && clash.is_none() {
                    clash = Some((spelling, known.clone()));
                }
            }
            if let Some((spelling, known)) = clash {
                findings.push(
                    RULE.finding(
                        Severity::Warning,
                        place(tested, alternative),
                        format!("{} is {} elsewhere", quoted(&spelling), quoted(&known)),
                    )
                    .why("GitHub writes a name in one way, whatever others type, and the comparison minds the case: one of the two fits nothing")
                    .fix("write the name as its page at GitHub does"),
                );
            }
        }
    }
}
