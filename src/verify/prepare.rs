//! The first step: everything that can be checked before the arithmetic.

use jsonwebtoken::Algorithm;

use super::compact::Compact;
use super::expectations::Expectations;
use super::header::Header;
use super::key::Key;
use super::key_set::KeySet;
use super::registered_claims;
use crate::diagnostic::{Check, Error, Subject};

/// A token of sound form and the keys that may have signed it. Whether one has is not known yet.
#[derive(Debug)]
pub struct Prepared<'t, 'k> {
    pub(super) parts: Compact<'t>,
    pub(super) header: Header,
    #[cfg_attr(
        target_family = "wasm",
        expect(dead_code, reason = "no tokens are made there")
    )]
    pub(super) header_text: String,
    pub(super) signature: Vec<u8>,
    keys: &'k KeySet,
    candidates: Vec<usize>,
}

/// Takes a token apart and finds the keys that may have signed it.
///
/// The form comes first (a token that was cut is told as such), then the header, then the keys.
/// Of the claims nothing is told, with one exception: where no key of the set fits, the token is
/// refused in any case, and that it names another issuer is the better reason.
///
/// # Errors
/// `token-too-large`, `invalid-token`, `invalid-unicode`, `duplicate-parameter`,
/// `algorithm-not-allowed`, `crit-not-supported`, `type-not-allowed`, `unknown-key`,
/// `issuer-mismatch`, `unsuitable-key`, `ambiguous-key`, `signature-invalid`.
pub fn prepare<'t, 'k>(
    token: &'t str,
    keys: &'k KeySet,
    expectations: &Expectations,
) -> Result<Prepared<'t, 'k>, Error> {
    let parts = Compact::split(token)?;
    let header_text = parts.text("header", parts.header)?;
    let header = Header::read(&header_text, expectations)?;
    let signature = parts.bytes("signature", parts.signature)?;
    let candidates = keys
        .candidates(&header, signature.len())
        .map_err(|error| better(error, &parts, expectations))?;
    Ok(Prepared {
        parts,
        header,
        header_text,
        signature,
        keys,
        candidates,
    })
}

impl Prepared<'_, '_> {
    /// The algorithm of the signature.
    pub fn algorithm(&self) -> Algorithm {
        self.header.algorithm.algorithm
    }

    /// The keys that may have signed the token, each with its place in the set. Never none.
    pub fn candidates(&self) -> impl Iterator<Item = (usize, &Key)> {
        self.candidates
            .iter()
            .filter_map(|&index| Some((index, self.keys.keys().get(index)?)))
    }

    /// What the signature is of.
    pub fn signing_input(&self) -> &str {
        self.parts.signing_input()
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

/// A reason that comes before the one that was found: the form of the payload, which is looked at
/// no sooner than there is need, and the issuer.
fn better(error: Error, parts: &Compact<'_>, expectations: &Expectations) -> Error {
    match parts.bytes("payload", parts.payload) {
        Err(form) => form,
        Ok(_) if error.code == "unknown-key" => {
            registered_claims::foreign(parts, expectations).unwrap_or(error)
        }
        Ok(_) => error,
    }
}

/// The error for a signature that none of the keys has made; or for the payload, where it is cut
/// or changed in a way that says more.
pub(super) fn signature_invalid(parts: &Compact<'_>) -> Error {
    if let Err(form) = parts.bytes("payload", parts.payload) {
        return form;
    }
    Error::new(
        "signature-invalid",
        "expected a signature that a key of the set has made, received another",
    )
    .help("the token was changed, or signed with another key of the same id")
    .of(Check::new(Subject::Signature, "mismatch"))
}
