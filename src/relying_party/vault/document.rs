//! Where in a document the role is, and in whose spelling.

use super::MEMBERS;
use crate::json::{Kind, Value};

/// A role, and what stands around it.
pub(super) struct Document<'v> {
    /// The object with the fields of the role.
    pub(super) role: &'v Value<'v>,
    /// The configuration of the mount, where it was given beside the role.
    pub(super) config: Option<&'v Value<'v>>,
    pub(super) spelling: Spelling,
}

/// Who wrote a role down, and so what a text with commas means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// What is sent to Vault: `vault write auth/jwt/role/NAME -`.
    Written,
    /// What Vault answers: `vault read -format=json`.
    Read,
    /// A resource `vault_jwt_auth_backend_role`, whose provider splits bound claims at commas.
    Terraform,
}

/// The role of a document: itself, under `data`, or under `role` with `config` beside.
pub(super) fn find<'v>(value: &'v Value<'v>) -> Option<Document<'v>> {
    if let Some(role) = value.get("role").filter(|role| is_object(role)) {
        let config = value.get("config").map(|config| unwrap(config).0);
        return Some(Document {
            config,
            ..bare(role)?
        });
    }
    bare(value)
}

fn bare<'v>(value: &'v Value<'v>) -> Option<Document<'v>> {
    let (role, was_read) = unwrap(value);
    let is_role = MEMBERS.iter().any(|member| role.get(member).is_some());
    let spelling = match (was_read, role.get("role_name"), role.get("backend")) {
        (true, _, _) => Spelling::Read,
        (false, Some(_), Some(_)) => Spelling::Terraform,
        _ => Spelling::Written,
    };
    is_role.then_some(Document {
        role,
        config: None,
        spelling,
    })
}

/// What Vault answers holds what was asked for under `data`.
fn unwrap<'v>(value: &'v Value<'v>) -> (&'v Value<'v>, bool) {
    match value.get("data").filter(|data| is_object(data)) {
        Some(data) => (data, true),
        None => (value, false),
    }
}

fn is_object(value: &Value<'_>) -> bool {
    matches!(value.kind, Kind::Object(_))
}
