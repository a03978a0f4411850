//! What iam-rs does not read, said in a way that it reads: the same test in other words.

use rolecall::pattern::date;
use rolecall::pattern::number::Decimal;
use serde_json::Value;

use super::engines::{Asked, Values};
use super::parts::{Comparison, Part, Set, Test, What};

/// What to ask in place of a part.
pub(crate) type Restated = (Part, Asked);

/// The test of a case with something changed; `None` where that cannot be said.
fn rewrite(case: &Comparison, change: impl FnOnce(&mut Test) -> Option<()>) -> Option<Restated> {
    let mut test = case.test()?.clone();
    change(&mut test)?;
    Some(test.put_to(&case.asked))
}

/// A document without a version is one of 2008.
pub(crate) fn with_version(case: &Comparison) -> Option<Restated> {
    let mut policy: Value = serde_json::from_str(&case.part.policy).ok()?;
    policy["Version"] = "2008-10-17".into();
    let part = Part::new(policy.to_string(), What::Document);
    Some((part, case.asked.clone()))
}

/// Accounts and services are not who comes with a token.
pub(crate) fn federated_alone(case: &Comparison) -> Option<Restated> {
    let mut policy: Value = serde_json::from_str(&case.part.policy).ok()?;
    let kinds = policy["Statement"][0]["Principal"].as_object_mut()?;
    if kinds
        .values()
        .any(|names| names.to_string().contains("\"*\""))
    {
        return None;
    }
    kinds.retain(|kind, _| kind == "Federated");
    let part = Part::new(policy.to_string(), What::Principal);
    Some((part, case.asked.clone()))
}

/// Quotes around numbers and booleans are optional.
pub(crate) fn in_quotes(case: &Comparison) -> Option<Restated> {
    rewrite(case, |test| {
        for value in &mut test.expected {
            if !value.is_string() {
                *value = value.to_string().into();
            }
        }
        Some(())
    })
}

/// A boolean without quotes.
pub(crate) fn without_quotes(case: &Comparison) -> Option<Restated> {
    rewrite(case, |test| match test.expected.as_mut_slice() {
        [Value::String(text)] => {
            test.expected = vec![text.parse::<bool>().ok()?.into()];
            test.is_listed = false;
            Some(())
        }
        _ => None,
    })
}

pub(crate) fn in_lower_case(case: &Comparison) -> Option<Restated> {
    rewrite(case, |test| {
        for value in &mut test.expected {
            if let Value::String(text) = value {
                text.make_ascii_lowercase();
            }
        }
        each_received(test, |text| text.make_ascii_lowercase());
        Some(())
    })
}

/// A set operator makes no difference to a single value; it says what a missing key means.
pub(crate) fn without_set_operator(case: &Comparison) -> Option<Restated> {
    rewrite(case, |test| {
        match (test.values(), test.set) {
            ([value], _) => test.received = Some(Values::One(value.clone())),
            ([], Set::All) if !test.has_list() => test.if_exists = true,
            ([], Set::Any) if !test.has_list() && !test.is_negated() => {}
            _ => return None,
        }
        test.set = Set::None;
        Some(())
    })
}

/// `IfExists` says what a missing key means, which `ForAllValues` does too.
pub(crate) fn without_if_exists(case: &Comparison) -> Option<Restated> {
    rewrite(case, |test| {
        if test.set == Set::Any && test.received.is_none() {
            test.set = Set::None;
        } else {
            test.if_exists = false;
        }
        Some(())
    })
}

pub(crate) fn with_like(case: &Comparison) -> Option<Restated> {
    rewrite(case, |test| {
        test.base = test.base.replace("Equals", "Like");
        Some(())
    })
}

/// What cannot be read is left out.
pub(crate) fn without(
    case: &Comparison,
    unreadable: impl Fn(&Test, &Value) -> bool,
) -> Option<Restated> {
    rewrite(case, |test| {
        let before = test.clone();
        test.expected.retain(|value| !unreadable(&before, value));
        (!test.expected.is_empty()).then_some(())
    })
}

/// Variables with their values in place.
pub(crate) fn filled_in(case: &Comparison) -> Option<Restated> {
    rewrite(case, |test| {
        for value in &mut test.expected {
            while let Some((before, rest)) = value.as_str()?.split_once("${") {
                let (inside, after) = rest.split_once('}')?;
                let (key, default) = match inside.split_once(',') {
                    Some((key, default)) => (key, Some(default.trim().trim_matches('\''))),
                    None => (inside, None),
                };
                let filled = match (case.asked.values(key), default) {
                    (Some(Values::One(value)), _) => value,
                    (_, Some(default)) => default,
                    _ => return None,
                };
                if filled.contains(['*', '?', '$']) {
                    return None;
                }
                *value = format!("{before}{filled}{after}").into();
            }
        }
        Some(())
    })
}

/// Dates with all that they leave out.
pub(crate) fn with_seconds(case: &Comparison) -> Option<Restated> {
    rewrite(case, |test| {
        for value in &mut test.expected {
            if let Value::String(text) = value {
                complete(text);
            }
        }
        each_received(test, complete);
        Some(())
    })
}

fn each_received(test: &mut Test, change: impl Fn(&mut String)) {
    match &mut test.received {
        Some(Values::One(value)) => change(value),
        Some(Values::Many(values)) => values.iter_mut().for_each(change),
        None => {}
    }
}

/// A date of the W3C profile that leaves out seconds or more.
pub(crate) fn is_partial_date(text: &str) -> bool {
    let is_seconds = Decimal::parse(text).is_some() && text.len() != "YYYY".len();
    date::parse(text).is_some() && !is_seconds && text.as_bytes().get(16) != Some(&b':')
}

fn complete(text: &mut String) {
    if !is_partial_date(text) {
        return;
    }
    match text.len() {
        4 => text.push_str("-01-01T00:00:00Z"),
        7 => text.push_str("-01T00:00:00Z"),
        10 => text.push_str("T00:00:00Z"),
        _ => text.insert_str("YYYY-MM-DDTHH:MM".len(), ":00"),
    }
}
