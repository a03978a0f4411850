//! What each registry compares.

use crate::quote::quoted;

/// A registry of packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Registry {
    /// Its name in documents.
    pub(super) id: &'static str,
    /// The name that people know.
    pub(super) title: &'static str,
    /// The audience of tokens for it.
    pub(super) audience: &'static str,
    /// Whether the case of letters counts in the names of owner and repository.
    pub(super) repository_case: bool,
    /// What it makes of the id of the owner.
    pub(super) owner_id: OwnerId,
    /// How it finds the workflow in a token.
    pub(super) workflow: Workflow,
    /// Whether the case of letters counts in the name of the environment.
    pub(super) environment_case: bool,
    /// Events that no publisher may be triggered by.
    pub(super) refused_events: &'static [&'static str],
    /// Claims that must be there as texts beside those that are compared.
    pub(super) required: &'static [&'static str],
    /// Whether runners must be GitHub's own.
    pub(super) hosted: bool,
    /// Where it is written.
    pub(super) url: &'static str,
}

/// What a registry makes of the id of the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnerId {
    /// It is this text.
    Text,
    /// It is this number, of 32 bits.
    Integer,
    /// It is not known to look at it.
    Unsaid,
}

/// Which workflow of a run is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Workflow {
    /// The one that holds the job: `job_workflow_ref` is the file in the repository of the
    /// publisher, at the ref or at the commit of the token.
    Job,
    /// The one that was triggered, by the name of its file in `workflow_ref` alone.
    File,
}

/// The registries.
pub(super) const REGISTRIES: &[Registry] = &[
    PYPI,
    Registry {
        id: "testpypi",
        title: "TestPyPI",
        audience: "testpypi",
        ..PYPI
    },
    Registry {
        id: "crates.io",
        title: "crates.io",
        audience: "crates.io",
        repository_case: false,
        owner_id: OwnerId::Integer,
        workflow: Workflow::File,
        environment_case: false,
        refused_events: &["pull_request_target", "workflow_run"],
        required: &["jti", "run_id", "sha"],
        hosted: false,
        url: "https://crates.io/docs/trusted-publishing",
    },
    Registry {
        id: "rubygems",
        title: "RubyGems.org",
        audience: "rubygems.org",
        repository_case: true,
        owner_id: OwnerId::Text,
        workflow: Workflow::Job,
        environment_case: true,
        refused_events: &[],
        required: &[],
        hosted: false,
        url: "https://guides.rubygems.org/trusted-publishing/",
    },
    Registry {
        id: "npm",
        title: "npm",
        audience: "npm:registry.npmjs.org",
        repository_case: true,
        owner_id: OwnerId::Unsaid,
        workflow: Workflow::File,
        environment_case: true,
        refused_events: &[],
        required: &[],
        hosted: true,
        url: "https://docs.npmjs.com/trusted-publishers",
    },
];

// The look-up by which a publisher is found compares names to the letter, whatever the check that
// comes after it takes.
const PYPI: Registry = Registry {
    id: "pypi",
    title: "PyPI",
    audience: "pypi",
    repository_case: true,
    owner_id: OwnerId::Text,
    workflow: Workflow::Job,
    environment_case: false,
    refused_events: &["pull_request_target"],
    required: &["jti", "event_name", "ref", "sha"],
    hosted: false,
    url: "https://docs.pypi.org/trusted-publishers/security-model/",
};

/// The registry of this name.
pub(super) fn by_id(id: &str) -> Option<&'static Registry> {
    REGISTRIES.iter().find(|registry| registry.id == id)
}

/// Their names, for messages.
pub(super) fn ids() -> String {
    let ids: Vec<String> = REGISTRIES
        .iter()
        .map(|registry| quoted(registry.id).to_string())
        .collect();
    ids.join(", ")
}
