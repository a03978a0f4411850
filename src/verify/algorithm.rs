//! The algorithms that a token may be signed with: a list of what is allowed, never of what is not.

use jsonwebtoken::Algorithm;

use crate::diagnostic::{Check, Error, Subject};
use crate::quote::quoted;

/// What a key is, as far as algorithms tell keys apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyType {
    Rsa,
    P256,
    P384,
    Ed25519,
}

impl KeyType {
    /// As the parameters `kty` and `crv` of a JWK name it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::P256 => "EC P-256",
            Self::P384 => "EC P-384",
            Self::Ed25519 => "OKP Ed25519",
        }
    }
}

/// An algorithm that is allowed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Allowed {
    pub(super) algorithm: Algorithm,
    /// What headers and keys call it. RFC 9864 gave `EdDSA` with Ed25519 a name of its own.
    pub(super) names: &'static [&'static str],
    pub(super) key: KeyType,
}

macro_rules! allowed {
    ($($algorithm:ident, $names:expr, $key:ident;)+) => {
        &[$(Allowed {
            algorithm: Algorithm::$algorithm,
            names: &$names,
            key: KeyType::$key,
        },)+]
    };
}

const ALLOWED: &[Allowed] = allowed! {
    RS256, ["RS256"], Rsa;
    RS384, ["RS384"], Rsa;
    RS512, ["RS512"], Rsa;
    PS256, ["PS256"], Rsa;
    PS384, ["PS384"], Rsa;
    PS512, ["PS512"], Rsa;
    ES256, ["ES256"], P256;
    ES384, ["ES384"], P384;
    EdDSA, ["EdDSA", "Ed25519"], Ed25519;
};

/// The allowed algorithm of that name. The case of the letters counts: RFC 7515, section 4.1.1.
pub(super) fn by_name(name: &str) -> Option<&'static Allowed> {
    ALLOWED.iter().find(|allowed| allowed.names.contains(&name))
}

/// Every name there is.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ALLOWED.iter().flat_map(|allowed| allowed.names).copied()
}

/// The algorithm that a header names, if the token may be signed with it.
///
/// # Errors
/// `algorithm-not-allowed`.
pub(super) fn choose(name: &str, among: Option<&[String]>) -> Result<&'static Allowed, Error> {
    let chosen = by_name(name)
        .filter(|_| among.is_none_or(|names| names.iter().any(|allowed| allowed == name)));
    chosen.ok_or_else(|| not_allowed(name, among))
}

fn not_allowed(name: &str, among: Option<&[String]>) -> Error {
    let expected: Vec<String> = match among {
        Some(names) => names.to_vec(),
        None => names().map(str::to_owned).collect(),
    };
    let error = Error::new(
        "algorithm-not-allowed",
        format!(
            "expected the algorithm of the token to be one of `{}`, received {}",
            expected.join("`, `"),
            quoted(name)
        ),
    )
    .of(Check::new(Subject::Parameter("alg"), "mismatch")
        .expected(expected)
        .received(name));
    let is = |prefix: &str| {
        name.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    if is("none") {
        error.help("the token is not signed: anybody can write it")
    } else if is("HS") {
        error.help("whoever can check such a signature can also make it, and the keys are public")
    } else if by_name(name).is_some() {
        error.help("the algorithm is sound, but not among those that were asked for")
    } else {
        error
    }
}
