//! HCP Terraform: workload identity tokens of workspaces and stacks.

use super::ClaimEntry;
use super::dictionary::dictionary;

const TOKENS: &str = "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens";

pub(super) const CLAIMS: &[ClaimEntry] = dictionary! {
    "iss" String, Always, Issuer, Fixed, Documented, TOKENS, "the URL of HCP Terraform or of the Terraform Enterprise server";
    "sub" String, Always, Administrator, Mutable, Documented, TOKENS, "`organization:ORG:project:PROJECT:workspace:WORKSPACE:run_phase:PHASE`, of a stack `…:stack:STACK:deployment:NAME:operation:OPERATION`";
    "aud" StringOrStrings, Always, Administrator, Mutable, Documented, TOKENS, "what the workspace's variables ask for";
    "exp" Number, Always, Issuer, Mutable, Documented, TOKENS, "when the token ends: with the timeout of the plan or apply";
    "nbf" Number, Always, Issuer, Mutable, Documented, TOKENS, "when the token begins to hold";
    "iat" Number, Always, Issuer, Mutable, Documented, TOKENS, "when the token was issued";
    "jti" String, Always, Issuer, Fixed, Documented, TOKENS, "the id of the token";
    "terraform_organization_id" String, Always, Issuer, Fixed, Documented, TOKENS, "the id of the organisation";
    "terraform_organization_name" String, Always, Organization, Mutable, Documented, TOKENS, "the name of the organisation";
    "terraform_project_id" String, Always, Issuer, Fixed, Documented, TOKENS, "the id of the project";
    "terraform_project_name" String, Always, Organization, Mutable, Documented, TOKENS, "the name of the project";
    "terraform_workspace_id" String, "in tokens of workspaces", Issuer, Fixed, Documented, TOKENS, "the id of the workspace";
    "terraform_workspace_name" String, "in tokens of workspaces", Administrator, Mutable, Documented, TOKENS, "the name of the workspace";
    "terraform_full_workspace" String, "in tokens of workspaces", Administrator, Mutable, Documented, TOKENS, "`organization:ORG:project:PROJECT:workspace:WORKSPACE`";
    "terraform_run_phase" String, "in tokens of workspaces", Issuer, Mutable, Documented, TOKENS, "`plan` or `apply`";
    "terraform_run_id" String, "in tokens of workspaces", Issuer, Fixed, Documented, TOKENS, "the id of the run";
    "terraform_stack_id" String, "in tokens of stacks", Issuer, Fixed, Documented, TOKENS, "the id of the stack";
    "terraform_stack_name" String, "in tokens of stacks", Administrator, Mutable, Documented, TOKENS, "the name of the stack";
    "terraform_stack_deployment_name" String, "in tokens of stacks", Author, Mutable, Documented, TOKENS, "the name of the deployment";
    "terraform_operation" String, "in tokens of stacks", Issuer, Mutable, Documented, TOKENS, "`plan` or `apply`";
};
