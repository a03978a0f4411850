//! The dictionary of GitHub's claims: all of them.
//!
//! GitHub documents most claims; the others were seen in published tokens, in which every claim
//! but `exp`, `iat` and `nbf` is a string, ids and booleans included.

use crate::issuer::ClaimEntry;
use crate::issuer::dictionary::dictionary;

pub(super) const OIDC: &str = "https://docs.github.com/en/actions/reference/security/oidc";
const PROPERTIES: &str = "https://docs.github.com/en/actions/reference/security/oidc#including-repository-custom-properties-in-oidc-tokens";
const CONTEXTS: &str =
    "https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context";
const PYPI: &str = "https://github.com/pypi/warehouse/blob/main/warehouse/oidc/models/github.py";

/// Every claim that GitHub puts in its tokens, by name.
pub const CLAIMS: &[ClaimEntry] = dictionary! {
    "actor" String, Always, Outsider, Mutable, Documented, OIDC, "the account that started the run";
    "actor_id" String, Always, Issuer, Fixed, Documented, OIDC, "the id of the account that started the run";
    "aud" String, Always, Author, Mutable, Documented, OIDC, "the audience, which the step that asks for the token chooses; by default the URL of the owner";
    "base_ref" String, Always, Outsider, Mutable, Documented, OIDC, "the branch that the pull request is for, empty outside of pull requests";
    "check_run_id" String, "since 2025", Issuer, Fixed, Documented, OIDC, "the id of the job's check run";
    "enterprise" String, "when the owner belongs to an enterprise", Organization, Mutable, Documented, OIDC, "the slug of the enterprise";
    "enterprise_id" String, "when the owner belongs to an enterprise", Issuer, Fixed, Documented, OIDC, "the id of the enterprise";
    "environment" String, "when the job has an environment", Author, Mutable, Documented, OIDC, "the environment of the job";
    "environment_node_id" String, "when the job has an environment", Issuer, Fixed, Observed, PYPI, "the id of the environment";
    "event_name" String, Always, Outsider, Mutable, Documented, OIDC, "the event that started the run";
    "exp" Number, Always, Issuer, Mutable, Documented, OIDC, "when the token ends: minutes to hours after it was issued";
    "head_ref" String, Always, Outsider, Mutable, Documented, OIDC, "the branch that the pull request comes from, empty outside of pull requests";
    "iat" Number, Always, Issuer, Mutable, Documented, OIDC, "when the token was issued";
    "iss" String, Always, Organization, Mutable, Documented, OIDC, "the issuer, with the slug of the enterprise where that is set up so";
    "job_workflow_ref" String, Always, Author, Mutable, Observed, OIDC, "the file of the job and its ref: of the called workflow in a reusable one, otherwise the same as `workflow_ref`";
    "job_workflow_sha" String, Always, Author, Fixed, Observed, OIDC, "the commit of the file of `job_workflow_ref`";
    "jti" String, Always, Issuer, Fixed, Documented, OIDC, "the id of the token";
    "nbf" Number, Always, Issuer, Mutable, Documented, OIDC, "when the token begins to hold: minutes before it was issued";
    "ref" String, Always, Author, Mutable, Documented, OIDC, "the full ref that the run is for, empty for a deployment of a commit";
    "ref_protected" String, Always, Administrator, Mutable, Observed, CONTEXTS, "`true` where the branch or tag is protected, `false` otherwise";
    "ref_type" String, Always, Author, Mutable, Documented, OIDC, "`branch` or `tag`; `branch` also where the ref is of a pull request, or empty";
    "repo_property_*" String, "when the property is made a claim and the repository has it", Organization, Mutable, Documented, PROPERTIES, "a custom property of the repository, several values with commas between";
    "repository" String, Always, Administrator, Mutable, Documented, OIDC, "the repository as `OWNER/NAME`, spelled as GitHub spells it";
    "repository_id" String, Always, Issuer, Fixed, Documented, OIDC, "the id of the repository";
    "repository_owner" String, Always, Organization, Mutable, Documented, OIDC, "the owner of the repository";
    "repository_owner_id" String, Always, Issuer, Fixed, Documented, OIDC, "the id of the owner of the repository";
    "repository_visibility" String, Always, Administrator, Mutable, Documented, OIDC, "`public`, `private` or `internal`";
    "run_attempt" String, Always, Author, Mutable, Documented, OIDC, "how many times the run was started";
    "run_id" String, Always, Issuer, Fixed, Documented, OIDC, "the id of the run";
    "run_number" String, Always, Issuer, Mutable, Documented, OIDC, "the number of the run among those of the workflow";
    "runner_environment" String, Always, Author, Mutable, Documented, OIDC, "`github-hosted` or `self-hosted`";
    "sha" String, Always, Author, Fixed, Observed, CONTEXTS, "the commit that the run is for";
    "sub" String, Always, Author, Mutable, Documented, OIDC, "the subject, put together from other claims";
    "workflow" String, Always, Author, Mutable, Documented, OIDC, "the name of the workflow, or its path where it has no name";
    "workflow_ref" String, Always, Author, Mutable, Documented, OIDC, "the workflow file that was started and its ref";
    "workflow_sha" String, Always, Author, Fixed, Documented, OIDC, "the commit of the workflow file that was started";
};
