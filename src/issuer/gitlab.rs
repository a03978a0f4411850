//! GitLab CI/CD: what `id_tokens` hold. Its `ref` has no `refs/heads/` before it.

use super::ClaimEntry;
use super::dictionary::dictionary;

const ID_TOKENS: &str = "https://docs.gitlab.com/ci/secrets/id_token_authentication/";
const JOB_PROJECT: &str = "https://gitlab.com/gitlab-org/gitlab/-/work_items/563038";
const JOB_SOURCE: &str = "https://gitlab.com/gitlab-org/gitlab/-/work_items/459001";

pub(super) const CLAIMS: &[ClaimEntry] = dictionary! {
    "iss" String, Always, Issuer, Mutable, Documented, ID_TOKENS, "the URL of the GitLab instance";
    "sub" String, Always, Author, Mutable, Documented, ID_TOKENS, "`project_path:GROUP/PROJECT:ref_type:TYPE:ref:NAME`, unless the project chose other components";
    "aud" StringOrStrings, Always, Author, Mutable, Documented, ID_TOKENS, "what the job asks for under `id_tokens`";
    "exp" Number, Always, Issuer, Mutable, Documented, ID_TOKENS, "when the token ends: with the job's timeout, or after five minutes";
    "nbf" Number, Always, Issuer, Mutable, Documented, ID_TOKENS, "when the token begins to hold";
    "iat" Number, Always, Issuer, Mutable, Documented, ID_TOKENS, "when the token was issued";
    "jti" String, Always, Issuer, Fixed, Documented, ID_TOKENS, "the id of the token";
    "namespace_id" String, Always, Issuer, Fixed, Documented, ID_TOKENS, "the id of the group or user that has the project";
    "namespace_path" String, Always, Organization, Mutable, Documented, ID_TOKENS, "the path of the group or user that has the project";
    "project_id" String, Always, Issuer, Fixed, Documented, ID_TOKENS, "the id of the project; in a merge request from a fork, of the fork";
    "project_path" String, Always, Administrator, Mutable, Documented, ID_TOKENS, "the path of the project";
    "project_visibility" String, Always, Administrator, Mutable, Documented, ID_TOKENS, "`internal`, `private` or `public`";
    "job_project_id" String, Always, Issuer, Fixed, Inferred, JOB_PROJECT, "the id of the project in which the job runs";
    "job_project_path" String, Always, Administrator, Mutable, Inferred, JOB_PROJECT, "the path of the project in which the job runs";
    "job_namespace_id" String, Always, Issuer, Fixed, Inferred, JOB_PROJECT, "the id of the group or user of the project in which the job runs";
    "job_namespace_path" String, Always, Organization, Mutable, Inferred, JOB_PROJECT, "the path of the group or user of the project in which the job runs";
    "user_id" String, Always, Issuer, Fixed, Documented, ID_TOKENS, "the id of the user who runs the job";
    "user_login" String, Always, Outsider, Mutable, Documented, ID_TOKENS, "the name of the user who runs the job";
    "user_email" String, Always, Outsider, Mutable, Documented, ID_TOKENS, "the address of the user who runs the job";
    "user_access_level" String, Always, Administrator, Mutable, Documented, ID_TOKENS, "the role of the user in the project";
    "user_identities" Object, "when the user chose so", Outsider, Mutable, Documented, ID_TOKENS, "the user's identities at other providers";
    "groups_direct" Strings, "when the user is a direct member of at most 200 groups", Organization, Mutable, Documented, ID_TOKENS, "the groups that the user is a direct member of";
    "pipeline_id" String, Always, Issuer, Fixed, Documented, ID_TOKENS, "the id of the pipeline";
    "pipeline_source" String, Always, Outsider, Mutable, Documented, ID_TOKENS, "what started the pipeline, such as `push` or `merge_request_event`";
    "job_id" String, Always, Issuer, Fixed, Documented, ID_TOKENS, "the id of the job";
    "job_source" String, Always, Outsider, Mutable, Inferred, JOB_SOURCE, "what started the job";
    "ref" String, Always, Author, Mutable, Documented, ID_TOKENS, "the name of the branch or tag, without `refs/heads/`";
    "ref_type" String, Always, Issuer, Mutable, Documented, ID_TOKENS, "`branch` or `tag`";
    "ref_path" String, Always, Author, Mutable, Documented, ID_TOKENS, "the full ref, such as `refs/heads/main`";
    "ref_protected" String, Always, Administrator, Mutable, Documented, ID_TOKENS, "`true` where the branch or tag is protected, `false` otherwise, as text";
    "environment" String, "when the job names an environment", Author, Mutable, Documented, ID_TOKENS, "the environment that the job deploys to";
    "environment_protected" String, "when the job names an environment", Administrator, Mutable, Documented, ID_TOKENS, "`true` where the environment is protected, `false` otherwise, as text";
    "environment_action" String, "when the job names an environment", Author, Mutable, Documented, ID_TOKENS, "what the job does with the environment, such as `start`";
    "deployment_tier" String, "when the job names an environment", Author, Mutable, Documented, ID_TOKENS, "the tier of the environment, such as `production`";
    "runner_id" Number, Always, Issuer, Fixed, Documented, ID_TOKENS, "the id of the runner";
    "runner_environment" String, Always, Author, Mutable, Documented, ID_TOKENS, "`gitlab-hosted` or `self-hosted`";
    "sha" String, Always, Author, Fixed, Documented, ID_TOKENS, "the commit";
    "ci_config_ref_uri" String, Always, Author, Mutable, Documented, ID_TOKENS, "the pipeline definition and its ref, or null where that is in another project";
    "ci_config_sha" String, Always, Author, Fixed, Documented, ID_TOKENS, "the commit of the pipeline definition, or null where that is in another project";
};
