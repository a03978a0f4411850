//! Buildkite: what `buildkite-agent oidc request-token` gives.

use super::ClaimEntry;
use super::dictionary::dictionary;

const OIDC: &str = "https://buildkite.com/docs/agent/cli/reference/oidc";

pub(super) const CLAIMS: &[ClaimEntry] = dictionary! {
    "iss" String, Always, Issuer, Fixed, Documented, OIDC, "Buildkite";
    "sub" String, Always, Author, Mutable, Documented, OIDC, "`organization:ORG:pipeline:PIPELINE:ref:REF:commit:SHA:step:KEY`, or one id where the step asks for that";
    "aud" String, Always, Author, Mutable, Documented, OIDC, "what the step asks for, by default `https://buildkite.com/ORG`";
    "exp" Number, Always, Author, Mutable, Documented, OIDC, "when the token ends, by default after five minutes";
    "nbf" Number, Always, Issuer, Mutable, Documented, OIDC, "when the token begins to hold";
    "iat" Number, Always, Issuer, Mutable, Documented, OIDC, "when the token was issued";
    "organization_slug" String, Always, Organization, Mutable, Documented, OIDC, "the organisation's slug";
    "pipeline_slug" String, Always, Administrator, Mutable, Documented, OIDC, "the pipeline's slug";
    "build_number" Number, Always, Issuer, Mutable, Documented, OIDC, "the number of the build";
    "build_branch" String, Always, Author, Mutable, Documented, OIDC, "the branch of the build, without `refs/heads/`";
    "build_tag" String, "when the build has a tag", Author, Mutable, Documented, OIDC, "the tag of the build";
    "build_commit" String, Always, Author, Fixed, Documented, OIDC, "the commit of the build";
    "build_source" String, Always, Outsider, Mutable, Documented, OIDC, "what created the build: `ui`, `api`, `webhook`, `trigger_job` or `schedule`";
    "step_key" String, Always, Author, Mutable, Documented, OIDC, "the key of the step, null where it has none";
    "job_id" String, Always, Issuer, Fixed, Documented, OIDC, "the id of the job";
    "agent_id" String, Always, Issuer, Fixed, Documented, OIDC, "the id of the agent";
    "runner_environment" String, Always, Administrator, Mutable, Documented, OIDC, "`buildkite-hosted` or `self-hosted`";
    "organization_id" String, "when the step asks for it", Issuer, Fixed, Documented, OIDC, "the id of the organisation";
    "pipeline_id" String, "when the step asks for it", Issuer, Fixed, Documented, OIDC, "the id of the pipeline";
    "build_id" String, "when the step asks for it", Issuer, Fixed, Documented, OIDC, "the id of the build";
    "cluster_id" String, "when the step asks for it and the pipeline is in a cluster", Issuer, Fixed, Documented, OIDC, "the id of the cluster";
    "cluster_name" String, "when the step asks for it and the pipeline is in a cluster", Organization, Mutable, Documented, OIDC, "the name of the cluster";
    "queue_id" String, "when the step asks for it and the pipeline is in a cluster", Issuer, Fixed, Documented, OIDC, "the id of the queue";
    "queue_key" String, "when the step asks for it and the pipeline is in a cluster", Organization, Mutable, Documented, OIDC, "the key of the queue";
    "agent_tag:*" String, "when the step asks for it", Administrator, Mutable, Documented, OIDC, "a tag of the agent";
};
