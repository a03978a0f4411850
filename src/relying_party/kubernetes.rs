//! Kubernetes: the `AuthenticationConfiguration` of kube-apiserver, by which it takes tokens of
//! issuers and makes users of them.
//!
//! Semantics follow the code of `k8s.io/apiserver`: `pkg/apis/apiserver/validation/validation.go`
//! for what it refuses to start with, `plugin/pkg/authenticator/token/oidc/oidc.go` for what it
//! makes of a token, `pkg/cel/environment/base.go` for what its CEL has, and since when. A
//! configuration that it refuses lets in nobody. Of the authenticators the one for the issuer of
//! the token decides alone.

mod document;
mod environment;
mod explain;
mod issuer;
#[cfg(not(target_family = "wasm"))]
mod language;
mod lint;
mod lower;
mod mapping;
mod notation;
mod prepare;
mod refusal;
mod rules;

use super::holding::{self, Holding};
use super::notation::Notation;
use super::{Advisor, Lowered, Prepared, RelyingParty};
use crate::attribute::{Attribute, Slot};
use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::evaluation::{Evaluation, Refusal};
use crate::json::Value;
use crate::request::Request;
use crate::yaml;

const DOCS_URL: &str = "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration";

/// The variables of expressions.
const CLAIMS: &str = "claims";
const USER: &str = "user";

/// Indexes of the attributes that every configuration has.
const ISS: usize = 0;
const AUD: usize = 1;
/// Which minor version of Kubernetes it is.
const VERSION: usize = 2;
/// The first attribute of the rules.
const FIRST: usize = 3;

/// Where claims stand of which the token says that they are to be had elsewhere.
const DISTRIBUTED: &str = "_claim_names";

/// The configuration as it is, and the file of k3s, kubeadm and their like that holds it.
static HOLDING: Holding = Holding {
    keys: &[],
    names: &[],
    members: &["apiVersion", "kind", "jwt"],
    is_policy: |has| has("apiVersion") && has("kind") && has("jwt"),
    anywhere: true,
    wrapper: None,
    lists: false,
};

/// Kubernetes.
#[derive(Debug)]
pub struct Kubernetes;

impl RelyingParty for Kubernetes {
    fn id(&self) -> &'static str {
        "kubernetes"
    }

    fn title(&self) -> &'static str {
        "Kubernetes"
    }

    fn name(&self) -> &'static str {
        "kube-apiserver"
    }

    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [super::language::Language] {
        language::ALL
    }

    fn recognises(&self, document: &Value<'_>) -> bool {
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        text("kind") == Some(document::KIND)
            || text("apiVersion").is_some_and(|version| version.starts_with(document::GROUP))
                && document.get("jwt").is_some()
    }

    fn reads_yaml(&self) -> bool {
        true
    }

    fn holding(&self) -> &'static Holding {
        &HOLDING
    }

    fn lower(&self, text: &str) -> Result<Lowered, Error> {
        let read = yaml::parse(text)?;
        if !self.recognises(&read.value) {
            return Err(holding::not_a_policy(
                &read.value,
                "expected a configuration of the kind `AuthenticationConfiguration`",
                "give the file that `--authentication-config` names",
            ));
        }
        holding::check_document(&read.value, "kube-apiserver refuses the file: remove one")?;
        Ok(lower::lower(text, &read))
    }

    fn prepare<'a>(
        &self,
        lowered: &'a Lowered,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Prepared<'a>, Error> {
        prepare::prepare(lowered, claims, request)
    }

    fn attributes<'a>(
        &self,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Vec<(Attribute, Slot<'a>)>, Error> {
        prepare::attributes(claims, request)
    }

    fn refusal(
        &self,
        _: &Lowered,
        claims: &Claims<'_>,
        evaluation: &Evaluation,
    ) -> Option<Refusal> {
        refusal::of(claims, evaluation)
    }
}

impl Advisor for Kubernetes {
    fn notation(&self) -> &'static dyn Notation {
        &notation::Configuration
    }

    fn diagnoses(&self) -> &'static [&'static crate::explain::Kind] {
        explain::KINDS
    }

    fn rules(&self) -> &'static [&'static crate::lint::Rule] {
        lint::RULES
    }

    fn told_by_rules(&self) -> &'static [&'static str] {
        lint::TOLD
    }
}
