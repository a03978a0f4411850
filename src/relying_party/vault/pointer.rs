//! Names of claims: what begins with `/` is a path into the claims, anything else a name.
//!
//! By `mitchellh/pointerstructure`: RFC 6901, lists by index.

use std::borrow::Cow;

use crate::claims::Claims;
use crate::json::{Kind, Value};

/// The claim that a name begins at, and the parts of the way from there; `None` where it is no
/// path.
pub(super) fn parts(name: &str) -> Option<(Cow<'_, str>, Vec<Cow<'_, str>>)> {
    let mut parts = name.strip_prefix('/')?.split('/').map(unescaped);
    let first = parts.next()?;
    Some((first, parts.collect()))
}

fn unescaped(part: &str) -> Cow<'_, str> {
    match part.contains('~') {
        true => Cow::Owned(part.replace("~1", "/").replace("~0", "~")),
        false => Cow::Borrowed(part),
    }
}

/// The value at the end of a path.
pub(super) fn get<'a>(claims: &'a Claims<'_>, name: &str) -> Option<&'a Value<'a>> {
    let (first, rest) = parts(name)?;
    rest.iter()
        .try_fold(claims.get(&first)?, |value, part| match &value.kind {
            Kind::Array(items) => items.get(index(part)?),
            _ => value.get(part),
        })
}

fn index(part: &str) -> Option<usize> {
    let leading_zero = part.len() > 1 && part.starts_with('0');
    let digits = part.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !leading_zero).then(|| part.parse().ok())?
}
