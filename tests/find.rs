//! Policies in the documents that people have.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::path::Path;

use rolecall::{Policy, find, json};

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/documents")
        .join(name);
    std::fs::read_to_string(path).unwrap()
}

/// Names and the repository that each policy is about.
fn found(name: &str) -> Vec<(Option<String>, &'static str)> {
    let text = document(name);
    find::find(&text)
        .unwrap()
        .into_iter()
        .map(|found| {
            // What is found compiles, and stands where it is said to.
            let policy = Policy::compile(&found.text, Some(found.relying_party)).unwrap();
            assert!(!policy.has_errors(), "{name}: {:?}", policy.diagnostics());
            let source = found.span.of(&text).unwrap();
            if source.starts_with(['{', '[']) {
                assert_eq!(source, found.text);
            } else if source.starts_with('"') {
                assert!(json::parse(source).is_ok());
            }
            let repository = if found.text.contains("octo-repo") {
                "octo-repo"
            } else {
                "other-repo"
            };
            (found.name, repository)
        })
        .collect()
}

fn named(name: &str) -> Option<String> {
    Some(name.to_owned())
}

#[test]
fn policies_that_are_found_alike_are_told_apart() {
    for (name, relying_party) in [
        ("aliyun-get-role.json", "alibaba"),
        ("get-role.json", "aws"),
        ("policy.json", "aws"),
    ] {
        let text = document(name);
        let found = find::find(&text).unwrap();
        assert_eq!(found[0].relying_party, relying_party, "{name}");
    }
    assert_eq!(
        found("aliyun-get-role.json"),
        [(named("deploy"), "octo-repo")]
    );
}

#[test]
fn rules_in_a_list_are_one_policy() {
    assert_eq!(found("databricks-list.json"), [(None, "octo-repo")]);
    let text = document("databricks-list.json");
    assert_eq!(find::find(&text).unwrap()[0].relying_party, "generic");
}

#[test]
fn a_policy_and_a_list_of_them() {
    assert_eq!(found("policy.json"), [(None, "octo-repo")]);
    assert_eq!(
        found("list.json"),
        [(None, "octo-repo"), (None, "other-repo")]
    );
    assert_eq!(found("url-encoded.txt"), [(None, "octo-repo")]);
}

#[test]
fn answers_of_the_command_line_of_aws() {
    assert_eq!(found("get-role.json"), [(named("deploy"), "octo-repo")]);
    assert_eq!(found("get-role-raw.json"), [(named("deploy"), "octo-repo")]);
    assert_eq!(
        found("list-roles.json"),
        [
            (named("deploy"), "octo-repo"),
            (named("preview"), "other-repo")
        ]
    );
    // Permission policies are no trust policies.
    assert_eq!(
        found("account-authorization-details.json"),
        [(named("deploy"), "octo-repo")]
    );
}

#[test]
fn templates_and_plans() {
    assert_eq!(
        found("cloudformation.json"),
        [
            (named("DeployRole"), "octo-repo"),
            (named("preview"), "other-repo")
        ]
    );
    assert_eq!(
        found("terraform-plan.json"),
        [
            (named("aws_iam_role.deploy"), "octo-repo"),
            (named("module.preview.aws_iam_role.this[0]"), "other-repo"),
        ]
    );
    assert_eq!(
        found("terraform-state.json"),
        [(named("aws_iam_role.deploy"), "octo-repo")]
    );
}

#[test]
fn json_in_a_script() {
    assert_eq!(found("script.sh"), [(None, "octo-repo")]);
}

#[test]
fn what_is_not_read_says_how_to_get_json() {
    let error = find::find(&document("role.tf")).unwrap_err();
    assert_eq!(error.code, "hcl-not-supported");
    assert!(
        error
            .help
            .as_deref()
            .unwrap()
            .contains("terraform show -json")
    );
    assert_eq!(
        Policy::compile(&document("role.tf"), None)
            .unwrap_err()
            .code,
        "hcl-not-supported"
    );
    let error = find::find(&document("template.yaml")).unwrap_err();
    assert_eq!(error.code, "yaml-not-supported");
    assert_eq!(
        Policy::compile(&document("template.yaml"), None)
            .unwrap_err()
            .code,
        "yaml-not-supported"
    );
}

#[test]
fn credentials_of_entra() {
    assert_eq!(found("entra-list.json"), [(None, "octo-repo")]);
    assert_eq!(found("entra-graph.json"), [(None, "octo-repo")]);
    assert_eq!(
        found("entra-arm-template.json"),
        [
            (named("deploy/github-main"), "octo-repo"),
            (named("deploy/other"), "other-repo")
        ]
    );
    assert_eq!(
        found("entra-terraform-plan.json"),
        [
            (
                named("azuread_application_federated_identity_credential.main"),
                "octo-repo"
            ),
            (
                named("azurerm_federated_identity_credential.other"),
                "other-repo"
            )
        ]
    );
    // A list is one policy, whose parts are any of several; beside another thing each is one.
    let credential = document("entra-list.json");
    let credential = credential
        .trim()
        .trim_start_matches('[')
        .trim_end_matches(']');
    let mixed = format!("[{{\"Statement\": []}}, {credential}]");
    let parties: Vec<&str> = find::find(&mixed)
        .unwrap()
        .iter()
        .map(|found| found.relying_party)
        .collect();
    assert_eq!(parties, ["aws", "entra", "entra"]);
}

#[test]
fn providers_of_google_cloud() {
    assert_eq!(
        found("google-cloud-list.json"),
        [
            (named("octo-repo"), "octo-repo"),
            (named("other-repo"), "other-repo")
        ]
    );
    assert_eq!(
        found("google-cloud-terraform-plan.json"),
        [(
            named("google_iam_workload_identity_pool_provider.github"),
            "octo-repo"
        )]
    );
    assert_eq!(found("google-cloud-provider.yaml"), [(None, "octo-repo")]);
    // A provider and the policy that goes with it are one.
    let both = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/google-cloud-provider.json"),
    )
    .unwrap();
    let found = find::find(&both).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].text.contains("bindings"));
}

#[test]
fn nothing_to_find() {
    assert_eq!(find::find("{}").unwrap(), []);
    assert_eq!(
        find::find("[1, \"a\", {\"Statement\": 1}]").unwrap().len(),
        1
    );
    assert_eq!(find::find("no braces").unwrap_err().code, "invalid-json");
    let error = Policy::compile(&document("get-role.json"), None).unwrap_err();
    assert_eq!(error.code, "not-a-policy");
    assert!(error.help.as_deref().unwrap().contains("findPolicies"));
}

#[test]
fn roles_of_vault() {
    let read = document("vault-read.json");
    let found = find::find(&read).unwrap();
    let [role] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(role.relying_party, "vault");
    assert!(
        Policy::compile(&role.text, None)
            .unwrap()
            .diagnostics()
            .is_empty()
    );
    let plan = document("vault-terraform-plan.json");
    let found = find::find(&plan).unwrap();
    let [role] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(
        role.name.as_deref(),
        Some("vault_jwt_auth_backend_role.deploy")
    );
    let policy = Policy::compile(&role.text, None).unwrap();
    let token = r#"{"sub":"repo:octo-org/b:ref:refs/heads/main","aud":"https://vault.example.com","repository":"octo-org/b"}"#;
    assert!(policy.allows(token, &rolecall::Request::default()).unwrap());
}

#[test]
fn trust_policies_in_yaml() {
    let text = document("deploy.sts.yaml");
    let found = find::find(&text).unwrap();
    let [policy] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(policy.relying_party, "octo-sts");
    assert_eq!(policy.text, text);
    assert!(
        Policy::compile(&policy.text, None)
            .unwrap()
            .diagnostics()
            .is_empty()
    );
    // What is no YAML is told as such, where it looks like a policy.
    let broken = format!("{text}repositories: [\n");
    assert_eq!(find::find(&broken).unwrap_err().code, "invalid-yaml");
    assert_eq!(
        Policy::compile(&broken, None).unwrap_err().code,
        "invalid-yaml"
    );
}

#[test]
fn configurations_of_kubernetes() {
    let text = document("authentication.yaml");
    let found = find::find(&text).unwrap();
    let [policy] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(policy.relying_party, "kubernetes");
    assert_eq!(policy.text, text);
    assert_eq!(
        Policy::compile(&policy.text, None).unwrap().diagnostics(),
        &[]
    );
}
