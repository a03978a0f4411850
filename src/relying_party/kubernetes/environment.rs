//! What Kubernetes has of CEL, and since when
//! (`pkg/cel/environment/base.go` of `k8s.io/apiserver`).
//!
//! A configuration is compiled with all that a release has (`StoredExpressions`), not with what the
//! release before it had as well: so it is for what is kept in files.

use super::{CLAIMS, USER};
use crate::cel::ast::{Expression, Kind};
use crate::cel::{Environment, Library, Object};
use crate::diagnostic::Error;
use crate::quote::quoted;

/// The least minor version that reads such a configuration at all.
pub(super) const FIRST: u32 = 29;
/// Since when fields are found by escaped names, and whole numbers of a token are doubles:
/// <https://github.com/kubernetes/kubernetes/pull/131574>.
pub(super) const ESCAPES: u32 = 34;

const USER_TYPE: &str = "kubernetes.UserInfo";

const OBJECTS: &[Object<'static>] = &[Object {
    name: USER_TYPE,
    fields: &[
        ("username", "string"),
        ("uid", "string"),
        ("groups", "list(string)"),
        ("extra", "map(string, list(string))"),
    ],
}];

const LIBRARIES: &[Library] = &[
    Library::Standard,
    Library::SplitAndJoin,
    Library::Strings,
    Library::Optional,
    Library::Lists,
    Library::KubernetesLists,
    Library::Sets,
    Library::TwoVariables,
    Library::Kubernetes,
    Library::Addresses,
    Library::Formats,
    Library::Versions,
];

/// The environment of rules and mappings, or that of rules about the user.
pub(super) fn environment(variable: &'static str) -> Environment<'static> {
    Environment {
        title: "Kubernetes",
        variables: match variable {
            USER => &[(USER, USER_TYPE)],
            _ => &[(CLAIMS, "map(string, dyn)")],
        },
        objects: OBJECTS,
        libraries: LIBRARIES,
        functions: &[],
        closed: true,
        homogeneous: true,
    }
}

/// The newest thing in an expression that is younger than the configuration itself: what it is, and
/// the minor version that brought it.
pub(super) fn newest(expression: &Expression) -> Option<(String, u32)> {
    let mut found: Option<(String, u32)> = None;
    expression.visit(&mut |part| {
        let (what, since) = match &part.kind {
            Kind::Call { function, .. } => {
                let Some(library) = Library::of(&function.text) else {
                    return;
                };
                (&*function.text, since(library))
            }
            Kind::Comprehension(macros) => (macros.kind.as_str(), since(macros.library())),
            _ => return,
        };
        if since > found.as_ref().map_or(FIRST, |(_, since)| *since) {
            found = Some((what.trim_start_matches('/').to_owned(), since));
        }
    });
    found
}

fn since(library: Library) -> u32 {
    match library {
        Library::Addresses => 30,
        Library::Formats => 31,
        Library::TwoVariables => 32,
        Library::Versions => 33,
        Library::Lists => 34,
        _ => FIRST,
    }
}

/// A version as it is compared, which is as it is written but for those from before all of this.
pub(super) fn number(minor: u32) -> String {
    format!("1.{:02}", minor.min(99))
}

/// The minor version that a request names: `1.34`, `v1.34.2`, `1.33.5-eks-1234`.
///
/// # Errors
/// `invalid-request` for anything else.
pub(super) fn minor(version: Option<&str>) -> Result<Option<u32>, Error> {
    let Some(written) = version else {
        return Ok(None);
    };
    let read = || {
        let plain = written.trim();
        let (major, rest) = plain.strip_prefix('v').unwrap_or(plain).split_once('.')?;
        let digits = rest.len()
            - rest
                .trim_start_matches(|digit: char| digit.is_ascii_digit())
                .len();
        let (minor, rest) = rest.split_at_checked(digits)?;
        let ends = rest.is_empty() || rest.starts_with(['.', '-', '+']);
        minor.parse().ok().filter(|_| ends && major == "1")
    };
    read().map(Some).ok_or_else(|| {
        Error::new(
            "invalid-request",
            format!(
                "expected a version of Kubernetes in `relyingPartyVersion`, received {}",
                quoted(written)
            ),
        )
        .help("write it as `1.34`")
    })
}
