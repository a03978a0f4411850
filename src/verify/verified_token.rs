//! Tokens that can be trusted.

/// A token whose signature one of the issuer's keys has made, and whose registered claims are what
/// was expected. There is no other way to one than [`verify`](super::verify()).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedToken {
    pub(super) header: String,
    pub(super) claims: String,
    pub(super) key_id: Option<String>,
}

impl VerifiedToken {
    /// The JSON text of the header.
    pub fn header(&self) -> &str {
        &self.header
    }

    /// The JSON text of the claims.
    pub fn claims(&self) -> &str {
        &self.claims
    }

    /// The `kid` of the header.
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }
}
