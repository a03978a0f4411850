//! Cutting a subject, or a pattern of subjects, into segments.

use std::borrow::Cow;
use std::fmt;

use super::decode;
use crate::issuer::{Issuer, claim};

/// A key of a subject and its value, as they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment<'a> {
    /// The key; where the text is no subject of GitHub's, whatever stood there.
    pub key: &'a str,
    /// The value, not decoded; `None` after `pull_request`, and where the text ends.
    pub value: Option<&'a str>,
}

impl<'a> Segment<'a> {
    /// The value, `%3A` read as `:`.
    pub fn decoded(&self) -> Option<Cow<'a, str>> {
        self.value.map(decode)
    }

    /// Whether GitHub has such a key.
    pub fn is_known(&self) -> bool {
        is_key(self.key)
    }

    /// Whether the key itself has wildcards, in a pattern.
    pub fn is_open(&self) -> bool {
        has_wildcard(self.key)
    }
}

impl fmt::Display for Segment<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.key)?;
        match self.value {
            Some(value) => write!(formatter, ":{value}"),
            None => Ok(()),
        }
    }
}

/// As what a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A subject: every character is itself.
    Subject,
    /// A pattern: `*` and `?` are wildcards.
    Pattern,
}

pub(super) fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?'])
}

fn is_key(text: &str) -> bool {
    matches!(text, "repo" | "pull_request") || claim(Issuer::GitHub, text).is_some()
}

/// Values in which older servers leave `:` as it is.
fn may_hold_colon(key: &str) -> bool {
    matches!(
        key,
        "environment" | "workflow" | "workflow_ref" | "job_workflow_ref"
    ) || key.starts_with("repo_property_")
}

/// Cuts at every `:`, except where what follows is no key and the value before may have held it.
/// Printed with `:` between, the segments are the text again.
pub(super) fn segments(text: &str, reading: Reading) -> Vec<Segment<'_>> {
    let mut segments: Vec<Segment<'_>> = Vec::new();
    let mut rest = Some(text);
    while let Some(here) = rest {
        let (word, after) = cut(here);
        let is_wild = reading == Reading::Pattern && has_wildcard(word);
        if !is_key(word)
            && !is_wild
            && let Some(last) = segments.last_mut()
            && may_hold_colon(last.key)
            && let Some(value) = last.value
        {
            last.value = joined(text, value, word);
            rest = after;
            continue;
        }
        let (value, after) = match after.map(cut) {
            // `*:environment:prod`: the star is no key of `environment`.
            Some((next, _)) if is_wild && is_key(next) => (None, after),
            Some((value, after)) if word != "pull_request" => (Some(value), after),
            _ => (None, after),
        };
        segments.push(Segment { key: word, value });
        rest = after;
    }
    segments
}

fn cut(text: &str) -> (&str, Option<&str>) {
    match text.split_once(':') {
        Some((word, after)) => (word, Some(after)),
        None => (text, None),
    }
}

/// The part of `text` from the beginning of `first` to the end of `last`, both parts of it.
fn joined<'a>(text: &'a str, first: &'a str, last: &'a str) -> Option<&'a str> {
    let offset = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    text.get(offset(first)..offset(last) + last.len())
}
