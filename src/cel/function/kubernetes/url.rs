//! URLs, as Go's `net/url` reads them.

use std::sync::Arc;

use super::super::super::fault::Failure;
use super::super::super::foreign::Foreign;
use super::super::super::value::{Map, Value};
use super::super::Library::Kubernetes;
use super::super::{Function, function};
use super::{foreign, only, text};

/// A URL: an absolute one, or an absolute path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    scheme: String,
    host: String,
    /// As it is written.
    path: String,
    query: String,
    /// Everything, for whether two are equal.
    whole: String,
}

const fn part(name: &'static str, call: super::super::Call) -> Function {
    function(name, Kubernetes, &[".(kubernetes.URL) string"], call)
}

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        "/url",
        Kubernetes,
        &["(string) kubernetes.URL"],
        |budget, values| {
            let written = text(budget, values)?;
            match Url::parse(written) {
                Ok(url) => Ok(foreign(Foreign::Url(url))),
                Err(why) => Err(Failure::error(format!(
                    "URL parse error during conversion from string: parse {written:?}: {why}"
                ))),
            }
        },
    ),
    function(
        "/isURL",
        Kubernetes,
        &["(string) bool"],
        |budget, values| {
            let written = text(budget, values)?;
            Ok(Value::Bool(Url::request(written).is_ok()))
        },
    ),
    part("/getScheme", |_, values| {
        Ok(Value::string(&of(values)?.scheme))
    }),
    part("/getHost", |_, values| Ok(Value::string(&of(values)?.host))),
    part("/getHostname", |_, values| {
        let (name, _) = split_port(&of(values)?.host);
        let bare = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'));
        Ok(Value::string(bare.unwrap_or(name)))
    }),
    part("/getPort", |_, values| {
        let (_, port) = split_port(&of(values)?.host);
        Ok(Value::string(port))
    }),
    part("/getEscapedPath", |_, values| {
        Ok(Value::string(escaped(&of(values)?.path)))
    }),
    function(
        "/getQuery",
        Kubernetes,
        &[".(kubernetes.URL) map(string, list(string))"],
        |_, values| Ok(Value::Map(Arc::new(query(&of(values)?.query)))),
    ),
];

fn of(values: &[Value]) -> Result<&Url, Failure> {
    match only(values)? {
        Foreign::Url(url) => Ok(url),
        _ => Err(Failure::no_overload()),
    }
}

/// The host, and the port behind it.
fn split_port(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, port),
        _ => (host, ""),
    }
}

impl Url {
    /// As `url.ParseRequestURI` asks for it, and `url.Parse` reads it.
    fn parse(written: &str) -> Result<Self, String> {
        Self::request(written)?;
        let before = written.split('#').next().unwrap_or_default();
        Ok(Self {
            whole: written.to_owned(),
            ..Self::read(before, false)?
        })
    }

    /// As `url.ParseRequestURI` reads it.
    pub(super) fn request(written: &str) -> Result<Self, String> {
        Self::read(written, true)
    }

    /// `request`: it is the target of a request, in which `//` without a scheme begins a path.
    fn read(written: &str, request: bool) -> Result<Self, String> {
        if written.bytes().any(|byte| byte.is_ascii_control()) {
            return Err("net/url: invalid control character in URL".to_owned());
        }
        if written.is_empty() {
            return Err("empty url".to_owned());
        }
        let (scheme, rest) = scheme(written)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut url = Self {
            scheme: scheme.to_ascii_lowercase(),
            host: String::new(),
            path: String::new(),
            query: query.to_owned(),
            whole: String::new(),
        };
        if written == "*" {
            url.path = written.to_owned();
            return Ok(url);
        }
        if !rest.starts_with('/') {
            return match scheme {
                "" => Err("invalid URI for request".to_owned()),
                // What is behind such a scheme is no path.
                _ => Ok(url),
            };
        }
        let mut path = rest;
        let has_host = !scheme.is_empty() || !request && !rest.starts_with("///");
        if has_host && let Some(behind) = rest.strip_prefix("//") {
            let (authority, _) = behind.split_once('/').unwrap_or((behind, ""));
            path = behind.get(authority.len()..).unwrap_or_default();
            url.host = host(authority)?;
        }
        check_escapes(path)?;
        url.path = path.to_owned();
        Ok(url)
    }
}

fn scheme(written: &str) -> Result<(&str, &str), String> {
    for (at, character) in written.char_indices() {
        match character {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            ':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            ':' => {
                let (scheme, rest) = written.split_at(at);
                return Ok((scheme, rest.strip_prefix(':').unwrap_or(rest)));
            }
            _ => break,
        }
    }
    Ok(("", written))
}

fn host(authority: &str) -> Result<String, String> {
    let host = match authority.rsplit_once('@') {
        Some((user, host)) => {
            let fine =
                |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
            if !user.bytes().all(fine) {
                return Err("net/url: invalid userinfo".to_owned());
            }
            check_escapes(user)?;
            host
        }
        None => authority,
    };
    let port = if host.starts_with('[') {
        let end = host.rfind(']').ok_or("missing ']' in host")?;
        host.get(end + 1..).unwrap_or_default()
    } else {
        host.rfind(':')
            .and_then(|at| host.get(at..))
            .unwrap_or_default()
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    if !port.is_empty()
        && (!port.starts_with(':') || !digits.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(format!("invalid port {port:?} after host"));
    }
    check_escapes(host)?;
    // A zone, which is escaped in a way of its own.
    let zone = host.starts_with('[').then(|| host.find("%25")).flatten();
    let plain = host.get(..zone.unwrap_or(host.len())).unwrap_or_default();
    let is_ascii = |rest: &str| rest.starts_with(|first: char| ('0'..='7').contains(&first));
    if plain.split('%').skip(1).any(is_ascii) {
        return Err("invalid URL escape in host name".to_owned());
    }
    let fine = |character: char| {
        !character.is_ascii()
            || character.is_ascii_alphanumeric()
            || "-_.~!$&'()*+,;=:[]<>\"%".contains(character)
    };
    match host.chars().find(|character| !fine(*character)) {
        Some(character) => Err(format!("invalid character {character:?} in host name")),
        None => String::from_utf8(bytes(host, false).unwrap_or_default())
            .map_err(|_| "a host that is no text".to_owned()),
    }
}

fn check_escapes(text: &str) -> Result<(), String> {
    for rest in text.split('%').skip(1) {
        let digits = rest
            .get(..2)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if digits.is_none() {
            let shown: String = rest.chars().take(2).collect();
            return Err(format!("invalid URL escape \"%{shown}\""));
        }
    }
    Ok(())
}

/// A path as it is written, where it may be written so; else escaped anew.
fn escaped(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte);
    if path
        .bytes()
        .all(|byte| plain(byte) || b"!'()*%[]".contains(&byte))
    {
        return path.to_owned();
    }
    let mut text = String::new();
    for byte in bytes(path, false).unwrap_or_default() {
        match plain(byte) {
            true => text.push(char::from(byte)),
            false => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// Keys, each with its values; what is written badly is left out.
fn query(query: &str) -> Map {
    let mut found: Vec<(String, Vec<Value>)> = Vec::new();
    for pair in query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.contains(';'))
    {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(key), Some(value)) = (unescaped(key), unescaped(value)) else {
            continue;
        };
        let value = Value::string(value);
        match found.iter_mut().find(|(own, _)| *own == key) {
            Some((_, values)) => values.push(value),
            None => found.push((key, vec![value])),
        }
    }
    let entries = found.into_iter();
    entries
        .map(|(key, values)| (Value::string(key), Value::list(values)))
        .collect()
}

fn unescaped(text: &str) -> Option<String> {
    // Bytes that are no text would be one in Go, and are met by nobody.
    String::from_utf8(bytes(text, true)?).ok()
}

/// What a text stands for that is escaped; in a query `+` is a blank.
fn bytes(text: &str, query: bool) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        bytes.push(match (first, after) {
            (b'+', _) if query => b' ',
            (b'%', [high, low, after @ ..]) => {
                rest = after;
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                u8::try_from(digit(high)? * 16 + digit(low)?).ok()?
            }
            (b'%', _) => return None,
            (byte, _) => *byte,
        });
    }
    Some(bytes)
}
