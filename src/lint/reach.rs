//! Whom a statement lets in: how far each of its tests of an identifying claim reaches.
//!
//! A test is asked about names that the policy does not name. Whoever may call himself so is let
//! in, wherever the wildcard stands that does it.

use super::customised::{chosen_first, named_inside};
use super::dead::Dead;
use super::language::{meet, pieces};
use super::service::Service;
use super::trust::{Trust, Trusted, pattern, service_of};
use crate::condition::Alternative;
use crate::condition::outline::Tested;
use crate::pattern::wildcard::Wildcard;

/// How far, from nobody to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Nothing that the issuer says fits.
    Nobody,
    /// What is named.
    Named,
    /// Everything of an owner whose name begins, or ends, so.
    Affix,
    /// Everything of an owner.
    Owner,
    /// Everything of owners whose names begin, or end, so.
    OwnerAffix,
    /// Whoever can call a workflow.
    Caller,
    /// Anybody who gets a token of the issuer.
    Anyone,
}

/// A test of a claim that identifies, and how far it reaches.
#[derive(Debug)]
pub(crate) struct Reaching<'p> {
    pub(crate) tested: Tested<'p>,
    pub(crate) service: Service,
    pub(crate) claim: &'p str,
    pub(crate) alternatives: Vec<(&'p Alternative, Reach)>,
}

impl Reaching<'_> {
    /// As far as its widest alternative.
    pub(crate) fn reach(&self) -> Reach {
        self.alternatives
            .iter()
            .map(|(_, reach)| *reach)
            .max()
            .unwrap_or(Reach::Nobody)
    }
}

/// The tests of identifying claims in a statement that trusts these issuers; `dead` says of each
/// value of each test whether nothing fits it.
pub(crate) fn tests<'p>(
    tests: &[Tested<'p>],
    dead: &[Vec<Option<Dead>>],
    issuers: &[Trusted<'p>],
) -> Vec<Reaching<'p>> {
    let mut found = Vec::new();
    for (tested, dead) in tests.iter().zip(dead) {
        let Some((service, claim)) = service_of(tested, issuers) else {
            continue;
        };
        // `Null` asks for no value.
        if tested.test.negated || dead.is_empty() || !service.identifying().contains(&claim) {
            continue;
        }
        let values = tested.test.predicate.alternatives().iter();
        found.push(Reaching {
            tested: *tested,
            service,
            claim,
            alternatives: values
                .zip(dead)
                .map(|(value, dead)| {
                    let reach = match (dead, pattern(value)) {
                        (Some(_), _) => Reach::Nobody,
                        (None, Some(pattern)) => reach(service, claim, pattern),
                        (None, None) => Reach::Named,
                    };
                    (value, reach)
                })
                .collect(),
        });
    }
    found
}

impl<'p> Trust<'p> {
    /// How far the statement as a whole reaches: as far as its tightest test.
    pub(crate) fn reach(&self) -> Reach {
        self.reaching
            .iter()
            .map(Reaching::reach)
            .min()
            .unwrap_or(Reach::Anyone)
    }

    /// The values that reach so far, where no other test holds them back.
    pub(crate) fn values_that_reach(
        &self,
        wanted: Reach,
    ) -> impl Iterator<Item = (&Reaching<'p>, &'p Alternative)> {
        let held_back = move |index: usize| {
            let mut others = self.reaching.iter().enumerate();
            others.any(|(other, reaching)| other != index && reaching.reach() < wanted)
        };
        self.reaching
            .iter()
            .enumerate()
            .filter(move |(index, _)| !held_back(*index))
            .flat_map(move |(_, reaching)| {
                reaching
                    .alternatives
                    .iter()
                    .filter(move |(_, reach)| *reach == wanted)
                    .map(move |(alternative, _)| (reaching, *alternative))
            })
    }
}

/// What the subjects of strangers look like, from the farthest on; in the notation of `pieces`.
///
/// A stranger may choose what stands behind his own name: the names of branches, environments and
/// workflows, and at GitHub the claims that his subjects are made of.
fn subjects(service: Service) -> &'static [(Reach, &'static str)] {
    use Reach::{Affix, Anyone, Named, Owner, OwnerAffix};
    match service {
        Service::GitHub | Service::GitHubEnterprise => &[
            (Anyone, "repo:F/N:R"),
            (Anyone, "repo:F@X/N@X:R"),
            (OwnerAffix, "repo:U/N:R"),
            (OwnerAffix, "repo:U@X/N@X:R"),
            (Owner, "repo:N/F:R"),
            (Owner, "repo:N@D/F@X:R"),
            (Affix, "repo:N/U:R"),
            (Affix, "repo:N@D/U@X:R"),
            (Named, "R"),
        ],
        Service::GitLab => &[
            (Anyone, "project_path:F/R"),
            (OwnerAffix, "project_path:U/R"),
            (Owner, "project_path:N/FR"),
            (Affix, "project_path:N/U:R"),
            (Named, "R"),
        ],
        Service::Buildkite => &[
            (Anyone, "organization:F:R"),
            (OwnerAffix, "organization:U:R"),
            (Owner, "organization:N:pipeline:F:R"),
            (Affix, "organization:N:pipeline:U:R"),
            (Named, "R"),
        ],
        Service::Terraform => &[
            (Anyone, "organization:F:R"),
            (OwnerAffix, "organization:U:R"),
            (Owner, "organization:N:project:F:workspace:F:R"),
            (Named, "R"),
        ],
        Service::Eks => &[(Anyone, "system:serviceaccount:F:N"), (Named, "R")],
        Service::CircleCi | Service::Google | Service::SocialLogin | Service::Other => {
            &[(Anyone, "FR"), (Named, "R")]
        }
    }
}

fn others(claim: &str) -> &'static [(Reach, &'static str)] {
    use Reach::{Affix, Anyone, Caller, Named, Owner, OwnerAffix};
    match claim {
        "repository" => &[
            (Anyone, "F/N"),
            (OwnerAffix, "U/N"),
            (Owner, "N/F"),
            (Affix, "N/U"),
            (Named, "N/N"),
        ],
        "project_path" => &[
            (Anyone, "F/R"),
            (OwnerAffix, "U/R"),
            (Owner, "N/F"),
            (Affix, "N/U"),
            (Named, "R"),
        ],
        "repository_owner" => &[(Anyone, "F"), (OwnerAffix, "U"), (Owner, "N")],
        "namespace_path" => &[(Anyone, "F"), (OwnerAffix, "U"), (Owner, "R")],
        "workflow_ref" => &[
            (Anyone, "F/R"),
            (OwnerAffix, "U/R"),
            (Owner, "N/F/R"),
            (Affix, "N/U/R"),
            (Named, "R"),
        ],
        "job_workflow_ref" => &[(Anyone, "F/R"), (Caller, "R")],
        "repository_owner_id" | "enterprise_id" => &[(Anyone, "X"), (Owner, "D")],
        "namespace_id" | "organization_id" | "organization_slug" => &[(Anyone, "X"), (Owner, "R")],
        "repository_id" | "project_id" => &[(Anyone, "X"), (Named, "D")],
        _ => &[(Anyone, "FR"), (Named, "R")],
    }
}

/// How far a pattern of a claim reaches.
pub(crate) fn reach(service: Service, claim: &str, pattern: &Wildcard) -> Reach {
    let symbols = pattern.symbols();
    let languages = match claim {
        "sub" => subjects(service),
        _ => others(claim),
    };
    let reach = languages
        .iter()
        .find(|(_, language)| meet(symbols, &pieces(language)).unwrap_or_default())
        .map_or(Reach::Nobody, |(reach, _)| *reach);
    match claim {
        "sub" if service.is_github() && reach > Reach::Nobody => {
            let claimed = if chosen_first(symbols).is_some() {
                Reach::Anyone
            } else {
                reach
            };
            claimed.min(named_inside(symbols))
        }
        _ => reach,
    }
}
