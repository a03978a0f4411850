//! Expressions while they are put together.

use std::collections::VecDeque;

use crate::pattern::regular_expression::{Expression, Kind};
use crate::span::Span;

/// An expression with what its size is judged by.
pub(super) struct Built {
    form: Form,
    pub(super) span: Span,
    pub(super) height: usize,
    /// The product of the counts of repetitions in each other.
    pub(super) repeats: u32,
}

/// What may yet become a part of a longer one is kept open at both ends.
enum Form {
    One(Kind),
    Many(Join, VecDeque<Expression>),
}

/// How several expressions make one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    Sequence,
    Alternatives,
}

impl Built {
    pub(super) fn leaf(kind: Kind, span: Span) -> Self {
        Self {
            form: Form::One(kind),
            span,
            height: 1,
            repeats: 1,
        }
    }

    /// One that holds another.
    pub(super) fn around(
        inner: Self,
        span: Span,
        make: impl FnOnce(Box<Expression>) -> Kind,
    ) -> Self {
        Self {
            height: inner.height + 1,
            repeats: inner.repeats,
            form: Form::One(make(Box::new(inner.into_expression()))),
            span,
        }
    }

    /// Several in one, none of which is one of the same kind: those give up their parts. The
    /// longest takes the others in, so that no depth makes it take long.
    pub(super) fn several(mut parts: Vec<Self>, span: Span, join: Join) -> Self {
        if parts.len() == 1
            && let Some(part) = parts.pop()
        {
            return part;
        }
        if parts.is_empty() {
            return Self::leaf(Kind::Empty, span);
        }
        let height = parts.iter().map(|part| match part.many(join) {
            Some(_) => part.height,
            None => part.height + 1,
        });
        let height = height.max().unwrap_or(1);
        let repeats = parts.iter().map(|part| part.repeats).max().unwrap_or(1);
        let longest = (0..parts.len()).max_by_key(|index| {
            parts
                .get(*index)
                .and_then(|part| part.many(join))
                .map_or(0, VecDeque::len)
        });
        let mut after = parts.split_off(longest.unwrap_or(0)).into_iter();
        let mut all = after
            .next()
            .map(|part| part.split(join))
            .unwrap_or_default();
        for part in parts.into_iter().rev() {
            for expression in part.split(join).into_iter().rev() {
                all.push_front(expression);
            }
        }
        all.extend(after.flat_map(|part| part.split(join)));
        Self {
            form: Form::Many(join, all),
            span,
            height,
            repeats,
        }
    }

    fn many(&self, join: Join) -> Option<&VecDeque<Expression>> {
        match &self.form {
            Form::Many(own, parts) if *own == join => Some(parts),
            _ => None,
        }
    }

    fn split(self, join: Join) -> VecDeque<Expression> {
        match self.form {
            Form::Many(own, parts) if own == join => parts,
            _ => VecDeque::from([self.into_expression()]),
        }
    }

    pub(super) fn into_expression(self) -> Expression {
        let kind = match self.form {
            Form::One(kind) => kind,
            Form::Many(Join::Sequence, parts) => Kind::Sequence(parts.into()),
            Form::Many(Join::Alternatives, parts) => Kind::Alternatives(parts.into()),
        };
        Expression {
            kind,
            span: self.span,
        }
    }
}
