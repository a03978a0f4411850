//! Addresses and ranges, as Go's `net/netip` has them, without zones and IPv4 in IPv6.

use std::net::IpAddr;

use ipnet::IpNet;

use super::super::super::fault::Failure;
use super::super::super::foreign::Foreign;
use super::super::super::value::Value;
use super::super::Library::Addresses;
use super::super::{Function, count, function};
use super::{foreign, only, text};

const OF_ADDRESS: &[&str] = &[".(net.IP) bool"];

const fn asked(name: &'static str, call: super::super::Call) -> Function {
    function(name, Addresses, OF_ADDRESS, call)
}

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        "/ip",
        Addresses,
        &["(string) net.IP", ".(net.CIDR) net.IP"],
        |budget, values| match values {
            [Value::Foreign(value)] => match &**value {
                Foreign::Range(range) => Ok(foreign(Foreign::Address(range.addr()))),
                _ => Err(Failure::no_overload()),
            },
            values => address(text(budget, values)?).map(|found| foreign(Foreign::Address(found))),
        },
    ),
    function("/isIP", Addresses, &["(string) bool"], |budget, values| {
        Ok(Value::Bool(address(text(budget, values)?).is_ok()))
    }),
    function(
        "/ip.isCanonical",
        Addresses,
        &["(string) bool"],
        |budget, values| {
            let written = text(budget, values)?;
            Ok(Value::Bool(address(written)?.to_string() == written))
        },
    ),
    function("/family", Addresses, &[".(net.IP) int"], |_, values| {
        Ok(Value::Int(if of(values)?.is_ipv4() { 4 } else { 6 }))
    }),
    asked("/isUnspecified", |_, values| {
        Ok(Value::Bool(of(values)?.is_unspecified()))
    }),
    asked("/isLoopback", |_, values| {
        Ok(Value::Bool(of(values)?.is_loopback()))
    }),
    asked("/isLinkLocalMulticast", |_, values| {
        Ok(Value::Bool(match of(values)? {
            IpAddr::V4(own) => matches!(own.octets(), [224, 0, 0, _]),
            IpAddr::V6(own) => own
                .segments()
                .first()
                .is_some_and(|own| own & 0xff0f == 0xff02),
        }))
    }),
    asked("/isLinkLocalUnicast", |_, values| {
        Ok(Value::Bool(is_link_local(of(values)?)))
    }),
    asked("/isGlobalUnicast", |_, values| {
        let own = of(values)?;
        let broadcast = matches!(own, IpAddr::V4(own) if own.is_broadcast());
        let other = own.is_unspecified() || own.is_loopback() || own.is_multicast();
        Ok(Value::Bool(!broadcast && !other && !is_link_local(own)))
    }),
    function(
        "/cidr",
        Addresses,
        &["(string) net.CIDR"],
        |budget, values| range(text(budget, values)?).map(|found| foreign(Foreign::Range(found))),
    ),
    function(
        "/isCIDR",
        Addresses,
        &["(string) bool"],
        |budget, values| Ok(Value::Bool(range(text(budget, values)?).is_ok())),
    ),
    function(
        "/containsIP",
        Addresses,
        &[".(net.CIDR, net.IP) bool", ".(net.CIDR, string) bool"],
        |_, values| {
            let (range, other) = pair(values)?;
            let contained = match other {
                Value::String(text) => address(text)?,
                other => of(std::slice::from_ref(other))?,
            };
            Ok(Value::Bool(range.contains(&contained)))
        },
    ),
    function(
        "/containsCIDR",
        Addresses,
        &[".(net.CIDR, net.CIDR) bool", ".(net.CIDR, string) bool"],
        |_, values| {
            let (own, other) = pair(values)?;
            let contained = match other {
                Value::String(text) => range(text)?,
                other => range_of(std::slice::from_ref(other))?,
            };
            Ok(Value::Bool(own.trunc().contains(&contained)))
        },
    ),
    function(
        "/masked",
        Addresses,
        &[".(net.CIDR) net.CIDR"],
        |_, values| Ok(foreign(Foreign::Range(range_of(values)?.trunc()))),
    ),
    function(
        "/prefixLength",
        Addresses,
        &[".(net.CIDR) int"],
        |_, values| Ok(count(usize::from(range_of(values)?.prefix_len()))),
    ),
    function(
        "/string",
        super::Kubernetes,
        &[
            "(net.IP) string",
            "(net.CIDR) string",
            "(string) string",
            "(bool) string",
            "(int) string",
            "(uint) string",
            "(double) string",
            "(bytes) string",
            "(timestamp) string",
            "(duration) string",
        ],
        |budget, values| match values {
            [Value::Foreign(value)]
                if matches!(&**value, Foreign::Address(_) | Foreign::Range(_)) =>
            {
                Ok(Value::string(value.shown()))
            }
            values => super::super::standard::to_string(budget, values),
        },
    ),
];

fn is_link_local(own: IpAddr) -> bool {
    match own {
        IpAddr::V4(own) => own.is_link_local(),
        IpAddr::V6(own) => own
            .segments()
            .first()
            .is_some_and(|own| own & 0xffc0 == 0xfe80),
    }
}

fn of(values: &[Value]) -> Result<IpAddr, Failure> {
    match only(values)? {
        Foreign::Address(own) => Ok(*own),
        _ => Err(Failure::no_overload()),
    }
}

fn range_of(values: &[Value]) -> Result<IpNet, Failure> {
    match only(values)? {
        Foreign::Range(own) => Ok(*own),
        _ => Err(Failure::no_overload()),
    }
}

fn pair(values: &[Value]) -> Result<(IpNet, &Value), Failure> {
    match values {
        [range, other] => Ok((range_of(std::slice::from_ref(range))?, other)),
        _ => Err(Failure::no_overload()),
    }
}

fn address(written: &str) -> Result<IpAddr, Failure> {
    let mapped = |own: &IpAddr| matches!(own, IpAddr::V6(own) if own.to_ipv4_mapped().is_some());
    match written.parse::<IpAddr>() {
        Ok(own) if mapped(&own) => Err(Failure::error(format!(
            "IPv4-mapped IPv6 address {written:?} is not allowed"
        ))),
        Ok(own) => Ok(own),
        Err(_) => Err(Failure::error(format!(
            "IP Address {written:?} parse error during conversion from string"
        ))),
    }
}

fn range(written: &str) -> Result<IpNet, Failure> {
    let wrong = || {
        Failure::error(format!(
            "network address parse error during conversion from string: {written:?}"
        ))
    };
    let (own, length) = written.rsplit_once('/').ok_or_else(wrong)?;
    let plain = !length.is_empty()
        && length.bytes().all(|byte| byte.is_ascii_digit())
        && (length == "0" || !length.starts_with('0'));
    let length = length.parse().ok().filter(|_| plain).ok_or_else(wrong)?;
    IpNet::new(address(own)?, length).map_err(|_| wrong())
}
