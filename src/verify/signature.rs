//! The arithmetic, by jsonwebtoken's own backend.

use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use jsonwebtoken::{Algorithm, DecodingKey};

use super::expectations::Expectations;
use super::key::{Key, Parameters};
use super::key_set::KeySet;
use super::prepare::{Prepared, prepare, signature_invalid};
use super::registered_claims;
use super::verified_token::VerifiedToken;
use crate::diagnostic::Error;

/// Verifies a token: its signature by the keys, and the rest by what is expected.
///
/// # Errors
/// Those of [`prepare`]; `signature-invalid`; then of the claims: `invalid-token`,
/// `duplicate-claim`, `claim-missing`, `claim-malformed`, `issuer-mismatch`, `audience-mismatch`,
/// `token-expired`, `token-not-yet-valid`.
pub fn verify(
    token: &str,
    keys: &KeySet,
    expectations: &Expectations,
) -> Result<VerifiedToken, Error> {
    let prepared = prepare(token, keys, expectations)?;
    if !prepared.is_signed() {
        return Err(signature_invalid(&prepared.parts));
    }
    let claims = registered_claims::check(&prepared.parts, expectations)?;
    Ok(VerifiedToken {
        header: prepared.header_text,
        claims,
        key_id: prepared.header.key_id,
    })
}

impl Prepared<'_, '_> {
    fn is_signed(&self) -> bool {
        let algorithm = self.algorithm();
        let message = self.signing_input().as_bytes();
        self.candidates()
            .any(|(_, key)| has_made(key, algorithm, message, &self.signature))
    }
}

/// Whether a key has made a signature. One that is no key, such as a point beside its curve, has
/// made none.
fn has_made(key: &Key, algorithm: Algorithm, message: &[u8], signature: &Vec<u8>) -> bool {
    let key = match key.parameters() {
        Some(Parameters::Rsa(key)) => DecodingKey::from_rsa_components(&key.n, &key.e),
        Some(Parameters::Elliptic(key)) => DecodingKey::from_ec_components(&key.x, &key.y),
        Some(Parameters::Edwards(key)) => DecodingKey::from_ed_components(&key.x),
        None => return false,
    };
    // Named, not asked for: the default of the process is whatever another crate has installed.
    key.and_then(|key| (DEFAULT_PROVIDER.verifier_factory)(&algorithm, &key))
        .is_ok_and(|verifier| verifier.verify(message, signature).is_ok())
}
