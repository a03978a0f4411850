//! IP addresses and ranges of them in CIDR notation.

use std::net::IpAddr;

use ipnet::IpNet;

/// Reads `ADDRESS/LENGTH`, or an address alone as the range of that one address. Bits of the
/// address past the length are ignored.
pub fn parse_range(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
        .map(|range| range.trunc())
}

/// Reads a single address.
pub fn parse_address(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let fits = |range: &str, address: &str| {
            parse_range(range)
                .unwrap()
                .contains(&parse_address(address).unwrap())
        };
        assert!(fits("203.0.113.77/24", "203.0.113.1"));
        assert!(!fits("203.0.113.77", "203.0.113.1"));
        assert!(fits("2001:DB8::1", "2001:db8:0:0:0:0:0:1"));
        assert!(fits("::/0", "2001:db8::") && !fits("::/0", "203.0.113.1"));
        for text in [
            "",
            "203.0.113.0/33",
            "203.0.113",
            "203.0.113.01",
            "2001:db8::/129",
            "host",
        ] {
            assert_eq!(parse_range(text), None, "{text}");
        }
    }
}
