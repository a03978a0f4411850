//! Patterns of subjects, as policies have them: which part of a subject each part of one is about.

use super::ContextKind;
use super::segment::{Reading, Segment, has_wildcard, segments};
use crate::pattern::wildcard::{Fold, Wildcard};

/// A pattern of subjects, taken apart as far as it goes. `*` stands for any characters and `?` for
/// one, as in AWS policies and in most others.
///
/// It says what the author of a pattern means and not everything that the pattern lets in: a star
/// crosses every border, so that `repo:octo*:environment:prod` also lets in a subject whose
/// environment is another, if that were ever issued. Whether a subject matches is for the pattern
/// itself to say.
///
/// ```
/// use rolecall::issuer::github::subject::{ContextPattern, Part, SubjectPattern};
///
/// let pattern = SubjectPattern::parse("repo:octo-org/*:environment:prod");
/// assert_eq!(pattern.owner, Part::Literal("octo-org"));
/// assert_eq!(pattern.name, Part::Wildcard("*"));
/// assert_eq!(pattern.context, ContextPattern::Environment(Part::Literal("prod")));
/// assert_eq!(pattern.owner_id, Part::Absent);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectPattern<'p> {
    /// The pattern.
    pub text: &'p str,
    /// The name of the owner.
    pub owner: Part<'p>,
    /// The id of the owner.
    pub owner_id: Part<'p>,
    /// The name of the repository.
    pub name: Part<'p>,
    /// The id of the repository.
    pub id: Part<'p>,
    /// The context.
    pub context: ContextPattern<'p>,
    /// The pattern cut at `:`, in order.
    pub segments: Vec<Segment<'p>>,
}

/// What a pattern says of one part of a subject. Texts are as they were written, `%3A` included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'p> {
    /// It has no place for it: a subject with this part does not match.
    Absent,
    /// Exactly this.
    Literal(&'p str),
    /// Text with wildcards in it.
    Wildcard(&'p str),
    /// A star before takes it in, whatever it is and whether it is there or not.
    Open,
}

/// What a pattern says of the context of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextPattern<'p> {
    /// It has no place for one.
    Absent,
    /// A star takes in any context.
    Open,
    /// `pull_request`.
    PullRequest,
    /// `ref:` and this.
    Ref(Part<'p>),
    /// `environment:` and this.
    Environment(Part<'p>),
    /// The key has wildcards itself.
    Unclear {
        /// The key.
        key: &'p str,
        /// What stands after it.
        value: Part<'p>,
    },
    /// Something that is no context, such as `refs` or `pull-request`.
    Unknown {
        /// The key.
        key: &'p str,
        /// What stands after it.
        value: Part<'p>,
    },
}

impl<'p> Part<'p> {
    fn of(text: &'p str) -> Self {
        if has_wildcard(text) {
            Self::Wildcard(text)
        } else {
            Self::Literal(text)
        }
    }

    /// The text, where it is exactly one.
    pub const fn literal(&self) -> Option<&'p str> {
        match self {
            Self::Literal(text) => Some(text),
            _ => None,
        }
    }

    /// Whether everything fits.
    pub fn is_anything(&self) -> bool {
        match self {
            Self::Open => true,
            Self::Wildcard(text) => text.bytes().all(|byte| byte == b'*'),
            Self::Absent | Self::Literal(_) => false,
        }
    }

    /// Whether `text`, written as a subject writes it, fits.
    pub fn fits(&self, text: &str) -> bool {
        match self {
            Self::Absent => false,
            Self::Literal(literal) => *literal == text,
            Self::Wildcard(pattern) => Wildcard::parse(pattern, Fold::None).is_match(text),
            Self::Open => true,
        }
    }
}

impl ContextPattern<'_> {
    /// Whether a context of this kind may fit.
    pub fn allows(&self, kind: ContextKind) -> bool {
        match self {
            Self::Absent | Self::Unknown { .. } => false,
            Self::Open => true,
            Self::PullRequest => kind == ContextKind::PullRequest,
            Self::Ref(_) => kind == ContextKind::Ref,
            Self::Environment(_) => kind == ContextKind::Environment,
            Self::Unclear { key, value } => {
                (kind != ContextKind::PullRequest || *value == Part::Open)
                    && Wildcard::parse(key, Fold::None).is_match(kind.key())
            }
        }
    }
}

impl<'p> SubjectPattern<'p> {
    /// Takes a pattern apart.
    pub fn parse(text: &'p str) -> Self {
        let segments = segments(text, Reading::Pattern);
        let mut pattern = Self {
            text,
            owner: Part::Absent,
            owner_id: Part::Absent,
            name: Part::Absent,
            id: Part::Absent,
            context: ContextPattern::Absent,
            segments,
        };
        let begins_open = pattern.segments.first().is_some_and(Segment::is_open);
        let repository = pattern
            .segments
            .iter()
            .find(|segment| segment.key == "repo" || segment.is_open())
            .copied();
        match repository {
            Some(Segment {
                key: "repo",
                value: Some(value),
            }) => pattern.read_repository(value),
            // `*`, `repo*` and the like.
            Some(_) if begins_open => pattern.open_repository(),
            _ => {}
        }
        pattern.context = pattern.read_context();
        pattern
    }

    fn read_repository(&mut self, value: &'p str) {
        let Some((owner, name)) = value.split_once('/') else {
            let (owner, owner_id) = with_id(value);
            (self.owner, self.owner_id) = (owner, owner_id);
            if value.ends_with('*') {
                (self.name, self.id) = (Part::Open, Part::Open);
            }
            return;
        };
        (self.owner, self.owner_id) = with_id(owner);
        (self.name, self.id) = with_id(name);
    }

    fn open_repository(&mut self) {
        (self.owner, self.owner_id) = (Part::Open, Part::Open);
        (self.name, self.id) = (Part::Open, Part::Open);
    }

    fn read_context(&self) -> ContextPattern<'p> {
        let ends_open = self.text.ends_with('*');
        let value_of = |segment: &Segment<'p>| match segment.value {
            Some(value) => Part::of(value),
            None if ends_open => Part::Open,
            None => Part::Absent,
        };
        for segment in &self.segments {
            match ContextKind::of(segment.key) {
                Some(ContextKind::PullRequest) => return ContextPattern::PullRequest,
                Some(ContextKind::Ref) => return ContextPattern::Ref(value_of(segment)),
                Some(ContextKind::Environment) => {
                    return ContextPattern::Environment(value_of(segment));
                }
                None => {}
            }
        }
        let no_key = |segment: &&Segment<'p>| segment.is_open() || !segment.is_known();
        // What stands first is about the repository.
        let Some(segment) = self.segments.iter().skip(1).find(no_key) else {
            return match ends_open {
                true => ContextPattern::Open,
                false => ContextPattern::Absent,
            };
        };
        let (key, value) = (segment.key, value_of(segment));
        if !segment.is_open() {
            ContextPattern::Unknown { key, value }
        } else if Part::of(key).is_anything() && value == Part::Open {
            ContextPattern::Open
        } else {
            ContextPattern::Unclear { key, value }
        }
    }

    /// Whether a subject with ids in its repository cannot match, however its names are.
    pub fn excludes_ids(&self) -> bool {
        self.owner_id == Part::Absent || self.id == Part::Absent
    }

    /// Whether a subject without ids in its repository cannot match.
    pub fn requires_ids(&self) -> bool {
        let required = |part: &Part<'_>| matches!(part, Part::Literal(_) | Part::Wildcard(_));
        required(&self.owner_id) || required(&self.id)
    }
}

/// A name and the id after its `@`. A star at the end takes in an id, too.
fn with_id(text: &str) -> (Part<'_>, Part<'_>) {
    if let Some((name, id)) = text.split_once('@') {
        return (Part::of(name), Part::of(id));
    }
    let id = match text.ends_with('*') {
        true => Part::Open,
        false => Part::Absent,
    };
    (Part::of(text), id)
}
