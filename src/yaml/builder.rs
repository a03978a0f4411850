//! Builds values from the events of the parser.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, ScalarStyle, Tag};

use super::{MAX_VALUES, invalid, scalar};
use crate::diagnostic::Error;
use crate::json::{Kind, MAX_NESTING, Member, Value};
use crate::quote::quoted;
use crate::span::Span;

#[derive(Default)]
pub(super) struct Builder<'a> {
    /// The lists and maps that are open.
    open: Vec<Open<'a>>,
    /// What is anchored, by number.
    anchors: HashMap<usize, Built<'a>>,
    root: Option<Value<'a>>,
    values: usize,
}

/// A list or a map that is being read.
struct Open<'a> {
    anchor: usize,
    start: usize,
    height: usize,
    content: Content<'a>,
}

enum Content<'a> {
    List(Vec<Value<'a>>),
    Map {
        members: Vec<Member<'a>>,
        key: Option<Key<'a>>,
        /// The values of merge keys.
        merged: Vec<Value<'a>>,
    },
}

enum Key<'a> {
    Named(Cow<'a, str>, Span),
    Merge,
}

/// A value and how deep it nests.
#[derive(Clone)]
struct Built<'a> {
    value: Value<'a>,
    height: usize,
    /// A plain `<<`.
    is_merge: bool,
}

impl<'a> Builder<'a> {
    pub(super) fn is_done(&self) -> bool {
        self.root.is_some()
    }

    pub(super) fn finish(self) -> Value<'a> {
        self.root.unwrap_or(Value {
            span: Span::default(),
            kind: Kind::Null,
        })
    }

    pub(super) fn take(&mut self, event: Event<'a>, span: Span) -> Result<(), Error> {
        match event {
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
            Event::Alias(anchor) => {
                let Some(built) = self.anchors.get(&anchor) else {
                    return Err(invalid(
                        "expected an alias of what has been read, received one of what it stands in",
                        span,
                    ));
                };
                let built = built.clone();
                self.count(built.value.size(), span)?;
                self.put(built, span)
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.count(1, span)?;
                let built = scalar_of(text, style, tag.as_deref(), span)?;
                self.anchor(anchor, &built);
                self.put(built, span)
            }
            Event::SequenceStart(anchor, tag) => self.open(
                anchor,
                tag.as_deref(),
                "seq",
                Content::List(Vec::new()),
                span,
            ),
            Event::MappingStart(anchor, tag) => {
                let content = Content::Map {
                    members: Vec::new(),
                    key: None,
                    merged: Vec::new(),
                };
                self.open(anchor, tag.as_deref(), "map", content, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
        }
    }

    fn count(&mut self, values: usize, span: Span) -> Result<(), Error> {
        self.values += values;
        match self.values > MAX_VALUES {
            false => Ok(()),
            true => Err(Error::new(
                "yaml-too-large",
                format!("expected at most {MAX_VALUES} values, aliases resolved, received more"),
            )
            .at(span)),
        }
    }

    fn anchor(&mut self, anchor: usize, built: &Built<'a>) {
        // The parser counts anchors from one.
        if anchor > 0 {
            self.anchors.insert(anchor, built.clone());
        }
    }

    fn open(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        own: &str,
        content: Content<'a>,
        span: Span,
    ) -> Result<(), Error> {
        self.count(1, span)?;
        if let Some(tag) = tag
            && !(tag.is_yaml_core_schema() && tag.suffix == own)
        {
            return Err(unread_tag(tag, span));
        }
        self.nest(1, span)?;
        self.open.push(Open {
            anchor,
            start: span.start,
            height: 1,
            content,
        });
        Ok(())
    }

    /// Makes sure that what is open may hold something so deep.
    fn nest(&self, height: usize, span: Span) -> Result<(), Error> {
        match self.open.len() + height > MAX_NESTING {
            false => Ok(()),
            true => Err(Error::new(
                "nesting-too-deep",
                format!("expected at most {MAX_NESTING} levels of nesting, received more"),
            )
            .at(span)),
        }
    }

    fn close(&mut self, span: Span) -> Result<(), Error> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let kind = match open.content {
            Content::List(items) => Kind::Array(items),
            Content::Map {
                mut members,
                merged,
                ..
            } => {
                self.merge(&mut members, merged, span)?;
                Kind::Object(members)
            }
        };
        // That a block has ended is known only when something else follows.
        let end = match span.start == span.end {
            true => end_of(&kind).unwrap_or(span.end),
            false => span.end,
        };
        let built = Built {
            value: Value {
                span: Span::new(open.start, end),
                kind,
            },
            height: open.height,
            is_merge: false,
        };
        self.anchor(open.anchor, &built);
        self.put(built, span)
    }

    /// Adds what is merged in. Read strictly, a key that a map has of its own may not come in by
    /// merging either: it then stands there twice.
    fn merge(
        &mut self,
        members: &mut Vec<Member<'a>>,
        merged: Vec<Value<'a>>,
        span: Span,
    ) -> Result<(), Error> {
        for value in merged {
            for map in value.items() {
                let Kind::Object(further) = &map.kind else {
                    return Err(invalid(
                        format!(
                            "expected a map or a list of maps to merge, received {}",
                            map.describe()
                        ),
                        map.span,
                    ));
                };
                self.count(further.len(), span)?;
                members.extend_from_slice(further);
            }
        }
        Ok(())
    }

    fn put(&mut self, built: Built<'a>, span: Span) -> Result<(), Error> {
        self.nest(built.height, span)?;
        let Some(open) = self.open.last_mut() else {
            self.root = Some(built.value);
            return Ok(());
        };
        open.height = open.height.max(built.height + 1);
        match &mut open.content {
            Content::List(items) => items.push(built.value),
            Content::Map {
                members,
                key,
                merged,
            } => match key.take() {
                None if built.is_merge => *key = Some(Key::Merge),
                None => *key = Some(Key::Named(key_of(built.value.kind, span)?, span)),
                Some(Key::Merge) => merged.push(built.value),
                Some(Key::Named(key, key_span)) => members.push(Member {
                    key,
                    key_span,
                    value: built.value,
                }),
            },
        }
        Ok(())
    }
}

fn scalar_of<'a>(
    text: Cow<'a, str>,
    style: ScalarStyle,
    tag: Option<&Tag>,
    span: Span,
) -> Result<Built<'a>, Error> {
    let is_text = match tag {
        None => style != ScalarStyle::Plain,
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => true,
        Some(tag) => return Err(unread_tag(tag, span)),
    };
    let is_merge = !is_text && text == "<<";
    let kind = match is_text {
        true => Kind::String(text),
        false => scalar::resolve(text).ok_or_else(|| {
            invalid(
                "expected a number that JSON has, received one that it has not",
                span,
            )
        })?,
    };
    Ok(Built {
        value: Value { span, kind },
        height: 0,
        is_merge,
    })
}

/// The text of a key. What JSON has no key for is refused, as Go does.
fn key_of(kind: Kind<'_>, span: Span) -> Result<Cow<'_, str>, Error> {
    match kind {
        Kind::String(text) => Ok(text),
        Kind::Boolean(value) => Ok(Cow::Borrowed(if value { "true" } else { "false" })),
        Kind::Number(text) if !text.contains(['.', 'e']) => Ok(text),
        other => {
            let received = Value { span, kind: other };
            Err(invalid(
                format!(
                    "expected a key that is text, a whole number or a boolean, received {}",
                    received.describe()
                ),
                span,
            ))
        }
    }
}

fn unread_tag(tag: &Tag, span: Span) -> Error {
    invalid(
        format!(
            "expected no tag but `!!str`, `!!seq` and `!!map`, received {tag}",
            tag = quoted(&tag.to_string())
        ),
        span,
    )
}

/// Where the last thing in a list or a map ends.
fn end_of(kind: &Kind<'_>) -> Option<usize> {
    match kind {
        Kind::Array(items) => items.last().map(|item| item.span.end),
        Kind::Object(members) => members.last().map(|member| member.value.span.end),
        _ => None,
    }
}
