//! IP addresses and ranges of them in CIDR notation.

use std::net::IpAddr;

use ipnet::IpNet;

/// Reads `ADDRESS/LENGTH`, or an address alone as the range of that one address. Bits of the
/// address past the length are ignored.
pub fn parse_range(text: &str) -> Option<IpNet> {
    let Some((address, length)) = text.split_once('/') else {
        return parse_address(text).map(IpNet::from);
    };
    // `IpNet` itself takes `010.0.0.0/8`, of which nobody knows whether it is octal.
    let is_plain = length.bytes().all(|byte| byte.is_ascii_digit())
        && (length == "0" || !length.starts_with('0'));
    let length = length.parse().ok().filter(|_| is_plain)?;
    let range = IpNet::new(parse_address(address)?, length).ok()?;
    Some(range.trunc())
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
            "203.0.113.01/24",
            "010.0.0.0/8",
            "10.0.0.0/08",
            "10.0.0.0/+8",
            "10.0.0.0/",
            "10.0.0.0/8/8",
            "2001:db8::/129",
            "host",
        ] {
            assert_eq!(parse_range(text), None, "{text}");
        }
    }
}
