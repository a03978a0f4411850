//! A customised subject that begins with what anybody may choose.

use super::customised::{chosen_first, named_inside};
use super::reach::Reach;
use super::trust::{pattern, place};
use super::{Finding, Review, Rule};
use crate::diagnostic::Severity;
use crate::quote::quoted;

pub(crate) const RULE: Rule = Rule {
    id: "attacker-chosen-claim",
    summary: "a customised subject begins with a claim that whoever writes a workflow may choose",
    url: "https://unit42.paloaltonetworks.com/oidc-misconfigurations-in-ci-cd/",
    check,
};

fn check(review: &Review<'_>, findings: &mut Vec<Finding>) {
    for trust in review.admitting() {
        let others = |at: usize| {
            let tests = trust.reaching.iter().enumerate();
            tests
                .filter(move |(index, _)| *index != at)
                .any(|(_, reaching)| reaching.reach() <= Reach::Owner)
        };
        for (index, reaching) in trust.reaching.iter().enumerate() {
            if reaching.claim != "sub" || !reaching.service.is_github() || others(index) {
                continue;
            }
            for (alternative, _) in &reaching.alternatives {
                let Some(symbols) = pattern(alternative).map(|pattern| pattern.symbols()) else {
                    continue;
                };
                let Some(claim) = chosen_first(symbols) else {
                    continue;
                };
                let is_named = named_inside(symbols) <= Reach::Owner;
                findings.push(
                    RULE.finding(
                        if is_named {
                            Severity::Warning
                        } else {
                            Severity::Error
                        },
                        place(&reaching.tested, alternative),
                        format!(
                            "{} begins with `{claim}`, which is anybody's to choose",
                            quoted(&alternative.text)
                        ),
                    )
                    .why(if is_named {
                        "what follows is safe only where GitHub writes `%3A` for every `:` in a value; older GitHub Enterprise Servers do not, and there the value can forge the rest"
                    } else {
                        "no claim in it says whose repository it is: anybody can have such a subject for his own"
                    })
                    .fix("customise the subject to begin with `repo`, `repository_id` or `repository_owner_id`"),
                );
            }
        }
    }
}
