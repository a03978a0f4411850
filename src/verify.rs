//! Tokens whose signature is checked (feature `verify`).
//!
//! ```no_run
//! use rolecall::verify::{Expectations, KeySet, verify};
//! # fn main() -> Result<(), rolecall::Error> {
//! # let (jwks, token, policy, now) = ("", "", rolecall::Policy::compile("", None)?, 0);
//! let keys = KeySet::parse(jwks)?;
//! let expectations = Expectations::new(
//!     "https://token.actions.githubusercontent.com",
//!     ["sts.amazonaws.com"],
//!     now,
//! )?;
//! let token = verify(token, &keys, &expectations)?;
//! let evaluation = policy.evaluate_verified(&token, &rolecall::Request::default())?;
//! assert!(evaluation.token_verified);
//! # Ok(()) }
//! ```
//!
//! It is done in two steps with the arithmetic between them. [`prepare`] takes the token apart and
//! finds the keys that may have signed it; then comes the signature; only then are claims read. The
//! arithmetic is not ours: natively it is that of the crate jsonwebtoken (by AWS-LC), in WebAssembly
//! that of the host, which is 40 times as fast as RSA compiled to WebAssembly.
//!
//! # What is taken
//!
//! | | |
//! |---|---|
//! | form | the compact form alone, in the one way that base64url writes it; at most 256 KiB |
//! | header | JSON, no name twice at any depth |
//! | `alg` | RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA or Ed25519 |
//! | `crit`, `b64` | none; `b64` may be true |
//! | `typ` | none or `JWT`, or the one that was asked for |
//! | `kid` | any; without one, every key that fits the algorithm is tried, up to 16 |
//! | `jwk`, `jku`, `x5u`, `x5c` | ignored: a token does not bring its own key |
//! | key | of the type and curve of the algorithm; `use`, `key_ops` and `alg` must allow it where they are given; RSA of 2048 to 8192 bits |
//! | signature | as long as the key makes them, and good |
//! | claims | a JSON object, no name twice at any depth |
//! | `iss` | the expected one, to the letter |
//! | `aud` | one of those expected, as a string or in a list |
//! | `exp` | required; after now, less the leeway |
//! | `nbf`, `iat` | where given, not after now and the leeway |
//!
//! The sources are RFC 7515 (JWS), 7517 (JWK), 7518 (algorithms), 7519 (JWT) and 8725 (best
//! practices).

mod algorithm;
mod compact;
mod expectations;
mod header;
mod key;
mod key_set;
mod prepare;
mod registered_claims;
#[cfg(not(target_family = "wasm"))]
mod signature;
#[cfg(not(target_family = "wasm"))]
mod verified_token;

pub use expectations::{DEFAULT_LEEWAY, Expectations, MAX_LEEWAY};
pub use jsonwebtoken::Algorithm;
pub use key::{Key, Parameters};
pub use key_set::{KeySet, MAX_KEY_SET};
pub use prepare::{Prepared, prepare};
#[cfg(not(target_family = "wasm"))]
pub use signature::verify;
#[cfg(not(target_family = "wasm"))]
pub use verified_token::VerifiedToken;

#[cfg(feature = "wasm")]
use crate::diagnostic::Error;

/// The second step for a host that has done the arithmetic: the JSON text of the claims.
///
/// # Errors
/// As [`verify`], from the signature on.
#[cfg(feature = "wasm")]
pub(crate) fn finish(
    token: &str,
    expectations: &Expectations,
    signed: bool,
) -> Result<String, Error> {
    let parts = compact::Compact::split(token)?;
    if !signed {
        return Err(prepare::signature_invalid(&parts));
    }
    registered_claims::check(&parts, expectations)
}
