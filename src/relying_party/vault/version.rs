//! Which Vault it is, as far as the answer hangs on it.

use crate::diagnostic::Error;
use crate::evaluation::Caveat;
use crate::quote::quoted;

/// A version, or that none was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    Newest,
    Vault(u32, u32, u32),
    OpenBao,
}

/// Before it, `aud` as a text was not looked at where a role binds no audience. Documented as a
/// change of 1.17, and met in 1.16.3: <https://developer.hashicorp.com/vault/docs/upgrading/upgrade-to-1.17.x>.
const STRICT: (u32, u32, u32) = (1, 16, 3);

impl Version {
    /// Reads `1.16`, `1.16.2`, `vault 1.16.2`, `openbao 2.1`.
    ///
    /// # Errors
    /// `invalid-request` for anything else.
    pub(super) fn parse(written: Option<&str>) -> Result<Self, Error> {
        let Some(written) = written else {
            return Ok(Self::Newest);
        };
        let lower = written.trim().to_ascii_lowercase();
        let numbers = |text: &str| {
            let text = text.trim_start_matches([' ', '-', '/', '@']);
            let text = text.strip_prefix('v').unwrap_or(text);
            let text = text.split(['+', '-']).next().unwrap_or_default();
            let numbers: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
            numbers
                .ok()
                .filter(|numbers| (1..=3).contains(&numbers.len()))
        };
        let read = match lower.strip_prefix("openbao").or(lower.strip_prefix("bao")) {
            Some(rest) => (rest.is_empty() || numbers(rest).is_some()).then_some(Self::OpenBao),
            None => numbers(lower.strip_prefix("vault").unwrap_or(&lower)).map(|numbers| {
                let number = |index: usize| numbers.get(index).copied().unwrap_or(0);
                Self::Vault(number(0), number(1), number(2))
            }),
        };
        read.ok_or_else(|| {
            Error::new(
                "invalid-request",
                format!(
                    "expected a version of Vault or OpenBao in `relyingPartyVersion`, received {}",
                    quoted(written)
                ),
            )
            .help("write `1.17.0`, or `openbao 2.4`")
        })
    }

    /// Whether a text in `aud` is refused by a role that binds no audience, and what that rests on.
    pub(super) fn refuses_unbound(self, audience: &str) -> (bool, Option<Caveat>) {
        let differs = |assumed: &str| {
            Some(
                Caveat::new(
                    "depends-on-version",
                    format!(
                        "the role binds no audience, and the token has one: Vault refuses that since 1.17, some releases of 1.16 too, OpenBao in its newer versions; {assumed}"
                    ),
                )
                .url("https://developer.hashicorp.com/vault/docs/upgrading/upgrade-to-1.17.x"),
            )
        };
        match (self, audience.is_empty()) {
            (Self::Newest, false) => (true, differs("assumed the newest version")),
            (Self::OpenBao, _) => (true, differs("assumed the newest version")),
            (Self::Newest | Self::Vault(..), true) => (false, None),
            (Self::Vault(major, minor, patch), false) => {
                let version = (major, minor, patch);
                match version {
                    _ if version >= (1, 17, 0) => (true, None),
                    _ if version >= STRICT => (true, differs("assumed that 1.16.3 and later do")),
                    _ => (false, differs("assumed that this one does not")),
                }
            }
        }
    }
}
