//! Values of types that Kubernetes brings along: made by its functions, and told by them.

use std::net::IpAddr;

use ipnet::IpNet;

use super::function::{Format, Quantity, Url, Version};

/// Such a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Foreign {
    /// A URL.
    Url(Url),
    /// An amount.
    Quantity(Quantity),
    /// An address.
    Address(IpAddr),
    /// A range of addresses, with the address that it is written by.
    Range(IpNet),
    /// A named format of texts.
    Format(Format),
    /// A semantic version.
    Version(Version),
}

impl Foreign {
    /// The name of its type.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Url(_) => "kubernetes.URL",
            Self::Quantity(_) => "kubernetes.Quantity",
            Self::Address(_) => "net.IP",
            Self::Range(_) => "net.CIDR",
            Self::Format(_) => "kubernetes.NamedFormat",
            Self::Version(_) => "kubernetes.Semver",
        }
    }

    /// How people are shown it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Address(address) => address.to_string(),
            Self::Range(range) => range.to_string(),
            other => other.type_name().to_owned(),
        }
    }
}
