//! One public key of a set, and what it can be used for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{
    EllipticCurve, EllipticCurveKeyParameters, EllipticCurveKeyType, OctetKeyPairParameters,
    OctetKeyPairType, RSAKeyParameters, RSAKeyType,
};

use serde::Serialize;

use super::algorithm::{Allowed, KeyType};
use crate::diagnostic::{Check, Error, Subject};
use crate::json::{Kind, Value};
use crate::quote::quoted;

/// Shortest and longest modulus of an RSA key, in bits. RFC 7518, section 3.3 wants 2048 at least;
/// beyond 8192 a signature takes milliseconds to check.
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// A key of a set. Only its public parts are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    id: Option<String>,
    usage: Option<String>,
    operations: Option<Vec<String>>,
    algorithm: Option<String>,
    content: Content,
}

/// The public parameters of a key, as RFC 7518 and 8037 name them: those of the crate jsonwebtoken,
/// without its catch-all for keys that nothing is known of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Parameters {
    /// `kty` is `RSA`.
    Rsa(RSAKeyParameters),
    /// `kty` is `EC`.
    Elliptic(EllipticCurveKeyParameters),
    /// `kty` is `OKP`.
    Edwards(OctetKeyPairParameters),
}

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Usable {
        key_type: KeyType,
        parameters: Parameters,
        /// How long the signatures of RSA keys are, in bytes.
        modulus: usize,
    },
    /// Of a type that is known, but no key.
    Faulty {
        key_type: KeyType,
        fault: Unsuitable,
    },
    /// Of a type that signs nothing here, as RFC 7517, section 5 wants it: it stays in the set and
    /// is of no use.
    Other(String),
}

/// Why a key cannot have signed a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unsuitable {
    reason: &'static str,
    expected: String,
    received: String,
}

impl Unsuitable {
    fn new(reason: &'static str, expected: impl Into<String>, received: impl Into<String>) -> Self {
        Self {
            reason,
            expected: expected.into(),
            received: received.into(),
        }
    }

    pub(super) fn error(&self, key: &Key) -> Error {
        let Self {
            reason,
            expected,
            received,
        } = self;
        let name = match key.id() {
            Some(id) => format!("the key {}", quoted(id)),
            None => "the key without an id".to_owned(),
        };
        Error::new(
            "unsuitable-key",
            format!("expected {expected} in {name}, received {received}"),
        )
        .of(Check::new(Subject::Key, reason)
            .expected(expected.as_str())
            .received(received.as_str()))
    }
}

impl Key {
    /// Reads one JWK; `None` where it is no object.
    pub(super) fn read(jwk: &Value<'_>) -> Option<Self> {
        if !matches!(jwk.kind, Kind::Object(_)) {
            return None;
        }
        let text = |name| jwk.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            id: text("kid"),
            usage: stated(jwk.get("use")),
            operations: jwk.get("key_ops").map(|value| {
                value
                    .items()
                    .iter()
                    .filter_map(|item| stated(Some(item)))
                    .collect()
            }),
            algorithm: stated(jwk.get("alg")),
            content: Content::read(jwk),
        })
    }

    /// The `kid`.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The public parameters; `None` where the key cannot be used.
    pub fn parameters(&self) -> Option<&Parameters> {
        match &self.content {
            Content::Usable { parameters, .. } => Some(parameters),
            Content::Faulty { .. } | Content::Other(_) => None,
        }
    }

    /// Whether it may have signed with an algorithm; how long the signature is then, in bytes.
    pub(super) fn suits(&self, allowed: &Allowed) -> Result<usize, Unsuitable> {
        let other_type = |received: &str| Unsuitable::new("type", allowed.key.name(), received);
        let (key_type, modulus) = match &self.content {
            Content::Usable {
                key_type, modulus, ..
            } => (*key_type, *modulus),
            Content::Faulty { key_type, fault } if *key_type == allowed.key => {
                return Err(fault.clone());
            }
            Content::Faulty { key_type, .. } => (*key_type, 0),
            Content::Other(name) => return Err(other_type(name)),
        };
        if key_type != allowed.key {
            return Err(other_type(key_type.name()));
        }
        // RFC 7517, sections 4.2 to 4.4: what a key says of itself binds.
        if let Some(usage) = self.usage.as_deref().filter(|usage| *usage != "sig") {
            return Err(Unsuitable::new(
                "use",
                "the use `sig`",
                quoted(usage).to_string(),
            ));
        }
        if let Some(operations) = &self.operations
            && !operations.iter().any(|operation| operation == "verify")
        {
            return Err(Unsuitable::new(
                "operations",
                "the operation `verify`",
                match operations.len() {
                    0 => "none".to_owned(),
                    _ => quoted(&operations.join(", ")).to_string(),
                },
            ));
        }
        if let Some(algorithm) = &self.algorithm
            && !allowed.names.contains(&algorithm.as_str())
        {
            return Err(Unsuitable::new(
                "algorithm",
                format!("the algorithm `{}`", allowed.names.join("` or `")),
                quoted(algorithm).to_string(),
            ));
        }
        Ok(match key_type {
            KeyType::Rsa => modulus,
            KeyType::P256 | KeyType::Ed25519 => 64,
            KeyType::P384 => 96,
        })
    }
}

/// What a key states of itself. What is no string fits nothing that could be asked for.
fn stated(value: Option<&Value<'_>>) -> Option<String> {
    let value = value?;
    Some(match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.describe().to_owned(),
    })
}

impl Content {
    fn read(jwk: &Value<'_>) -> Self {
        let text = |name| jwk.get(name).and_then(Value::as_str);
        let (key_type, read): (_, fn(&Value<'_>) -> Result<_, Unsuitable>) =
            match (text("kty"), text("crv")) {
                (Some("RSA"), _) => (KeyType::Rsa, rsa),
                (Some("EC"), Some("P-256")) => {
                    (KeyType::P256, |jwk| elliptic(jwk, EllipticCurve::P256, 32))
                }
                (Some("EC"), Some("P-384")) => {
                    (KeyType::P384, |jwk| elliptic(jwk, EllipticCurve::P384, 48))
                }
                (Some("OKP"), Some("Ed25519")) => (KeyType::Ed25519, edwards),
                (Some(kty @ ("EC" | "OKP")), Some(curve)) => {
                    return Self::Other(quoted(&format!("{kty} {curve}")).to_string());
                }
                (Some(kty), _) => return Self::Other(quoted(kty).to_string()),
                (None, _) => return Self::Other("none".to_owned()),
            };
        // Readers of a JWK with a parameter twice disagree about which key it is.
        let read = match jwk.duplicate_key() {
            Some(member) => Err(Unsuitable::new(
                "malformed",
                "each parameter once",
                format!("{} twice", quoted(&member.key)),
            )),
            None => read(jwk),
        };
        match read {
            Ok((parameters, modulus)) => Self::Usable {
                key_type,
                parameters,
                modulus,
            },
            Err(fault) => Self::Faulty { key_type, fault },
        }
    }
}

type Read = Result<(Parameters, usize), Unsuitable>;

fn rsa(jwk: &Value<'_>) -> Read {
    // Some libraries write a zero before a modulus whose highest bit is set.
    let number = |name| {
        bytes(jwk, name, None).map(|bytes| {
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            bytes.into_iter().skip(zeros).collect::<Vec<u8>>()
        })
    };
    let modulus = number("n")?;
    let exponent = number("e")?;
    let bits = modulus.len() * 8
        - modulus
            .first()
            .map_or(0, |byte| byte.leading_zeros() as usize);
    if !MODULUS_BITS.contains(&bits) {
        return Err(Unsuitable::new(
            "size",
            format!(
                "an RSA modulus of {} to {} bits",
                MODULUS_BITS.start(),
                MODULUS_BITS.end()
            ),
            format!("{bits} bits"),
        ));
    }
    let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte % 2 == 1);
    if !odd(&modulus) {
        return Err(Unsuitable::new(
            "malformed",
            "an odd RSA modulus",
            "an even one",
        ));
    }
    // With 1 a signature is the text itself. Four bytes are what every implementation takes.
    if !odd(&exponent) || exponent == [1] || exponent.len() > 4 {
        return Err(Unsuitable::new(
            "exponent",
            "an odd RSA exponent from 3 to 4294967295",
            match exponent.as_slice() {
                [] => "0".to_owned(),
                [one] => one.to_string(),
                more => format!("another of {} bytes", more.len()),
            },
        ));
    }
    let length = modulus.len();
    let parameters = RSAKeyParameters {
        key_type: RSAKeyType::RSA,
        n: URL_SAFE_NO_PAD.encode(modulus),
        e: URL_SAFE_NO_PAD.encode(exponent),
    };
    Ok((Parameters::Rsa(parameters), length))
}

fn elliptic(jwk: &Value<'_>, curve: EllipticCurve, length: usize) -> Read {
    let coordinate =
        |name| bytes(jwk, name, Some(length)).map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
    let parameters = EllipticCurveKeyParameters {
        key_type: EllipticCurveKeyType::EC,
        curve,
        x: coordinate("x")?,
        y: coordinate("y")?,
    };
    Ok((Parameters::Elliptic(parameters), 0))
}

fn edwards(jwk: &Value<'_>) -> Read {
    let parameters = OctetKeyPairParameters {
        key_type: OctetKeyPairType::OctetKeyPair,
        curve: EllipticCurve::Ed25519,
        x: URL_SAFE_NO_PAD.encode(bytes(jwk, "x", Some(32))?),
    };
    Ok((Parameters::Edwards(parameters), 0))
}

/// The bytes of a parameter in base64url, of a certain length where there is one.
fn bytes(jwk: &Value<'_>, name: &str, length: Option<usize>) -> Result<Vec<u8>, Unsuitable> {
    let malformed = |received: &str| {
        let expected = match length {
            Some(length) => format!("{length} bytes in base64url in `{name}`"),
            None => format!("base64url without padding in `{name}`"),
        };
        Unsuitable::new("malformed", expected, received)
    };
    let value = jwk.get(name).ok_or_else(|| malformed("none"))?;
    let text = value.as_str().ok_or_else(|| malformed(value.describe()))?;
    let bytes = URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| malformed("something else"))?;
    match length {
        Some(length) if length != bytes.len() => Err(malformed(&format!("{} bytes", bytes.len()))),
        _ => Ok(bytes),
    }
}
