//! Bitbucket Pipelines: what `$BITBUCKET_STEP_OIDC_TOKEN` holds.

use super::ClaimEntry;
use super::dictionary::dictionary;

const OIDC: &str = "https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/";
const AUDIENCES: &str = "https://www.atlassian.com/blog/bitbucket/bitbucket-pipelines-oidc-now-supports-multiple-audiences";

pub(super) const CLAIMS: &[ClaimEntry] = dictionary! {
    "iss" String, Always, Issuer, Mutable, Documented, OIDC, "the identity provider of the workspace";
    "sub" String, Always, Author, Fixed, Documented, OIDC, "`{REPOSITORY}:{STEP}`, with `{ENVIRONMENT}` between where the step deploys; all are ids in braces";
    "aud" StringOrStrings, Always, Author, Mutable, Documented, AUDIENCES, "the workspace as `ari:cloud:bitbucket::workspace/ID`, unless the step asks for others";
    "exp" Number, Always, Issuer, Mutable, Documented, OIDC, "when the token ends";
    "iat" Number, Always, Issuer, Mutable, Documented, OIDC, "when the token was issued";
    "workspaceUuid" String, Always, Issuer, Fixed, Documented, OIDC, "the id of the workspace, in braces";
    "repositoryUuid" String, Always, Issuer, Fixed, Documented, OIDC, "the id of the repository, in braces";
    "deploymentEnvironmentUuid" String, "when the step deploys to an environment", Author, Fixed, Documented, OIDC, "the id of the deployment environment, in braces";
    "branchName" String, "when the pipeline is of a branch", Author, Mutable, Inferred, OIDC, "the branch";
    "pipelineUuid" String, Always, Issuer, Fixed, Inferred, OIDC, "the id of the pipeline, in braces";
    "stepUuid" String, Always, Issuer, Fixed, Inferred, OIDC, "the id of the step, in braces";
    "accountUuid" String, Always, Issuer, Fixed, Inferred, OIDC, "the id of the account, in braces";
};
