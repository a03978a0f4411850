//! Git refs, as GitHub has them.

use std::fmt;

/// Where the branches of merge queues stand.
const QUEUE: &str = "refs/heads/gh-readonly-queue/";

/// A ref taken apart. Parsing takes any text, and printing gives the same text again; it is as
/// good for patterns (`refs/heads/release/*`) as for refs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GitRef<'a> {
    /// `refs/heads/NAME`.
    Branch(&'a str),
    /// `refs/tags/NAME`.
    Tag(&'a str),
    /// `refs/pull/NUMBER/merge`, or `…/head`. No default subject ever has one.
    PullRequest {
        /// The number of the pull request.
        number: &'a str,
        /// `merge` or `head`.
        side: &'a str,
    },
    /// `refs/heads/gh-readonly-queue/BASE/pr-NUMBER-SHA`: a branch that a merge queue made.
    MergeQueue {
        /// The branch that the pull request is for.
        base: &'a str,
        /// The number of the pull request.
        number: &'a str,
        /// The commit that the queue started from.
        sha: &'a str,
    },
    /// No ref: the run is for a commit.
    Empty,
    /// Anything else.
    Other(&'a str),
}

impl<'a> GitRef<'a> {
    /// Takes a text apart.
    pub fn parse(text: &'a str) -> Self {
        if text.is_empty() {
            return Self::Empty;
        }
        if let Some(queued) = text.strip_prefix(QUEUE).and_then(Self::queued) {
            return queued;
        }
        if let Some(name) = named(text, "refs/heads/") {
            return Self::Branch(name);
        }
        if let Some(name) = named(text, "refs/tags/") {
            return Self::Tag(name);
        }
        if let Some((number, side)) = text
            .strip_prefix("refs/pull/")
            .and_then(|rest| rest.split_once('/'))
            && !number.is_empty()
            && matches!(side, "merge" | "head")
        {
            return Self::PullRequest { number, side };
        }
        Self::Other(text)
    }

    fn queued(rest: &'a str) -> Option<Self> {
        let (base, last) = rest.rsplit_once("/pr-")?;
        let (number, sha) = last.split_once('-')?;
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        (!base.is_empty() && digits && !sha.is_empty()).then_some(Self::MergeQueue {
            base,
            number,
            sha,
        })
    }

    /// Whether it lies among the branches of merge queues, as a whole ref or as a pattern.
    pub fn is_of_merge_queue(&self) -> bool {
        match self {
            Self::MergeQueue { .. } => true,
            Self::Branch(name) => name.starts_with("gh-readonly-queue/"),
            _ => false,
        }
    }
}

fn named<'a>(text: &'a str, folder: &str) -> Option<&'a str> {
    text.strip_prefix(folder).filter(|name| !name.is_empty())
}

impl fmt::Display for GitRef<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Branch(name) => write!(formatter, "refs/heads/{name}"),
            Self::Tag(name) => write!(formatter, "refs/tags/{name}"),
            Self::PullRequest { number, side } => write!(formatter, "refs/pull/{number}/{side}"),
            Self::MergeQueue { base, number, sha } => {
                write!(formatter, "{QUEUE}{base}/pr-{number}-{sha}")
            }
            Self::Empty => Ok(()),
            Self::Other(text) => formatter.write_str(text),
        }
    }
}
