//! What there is to know of a claim.

/// How far a statement about an issuer can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// The issuer's documentation says so.
    Documented,
    /// Tokens were published in which it is so.
    Observed,
    /// It follows from what is documented or from policies that are in use.
    Inferred,
    /// A stand-in for a value that was not given. Said of predicted claims alone.
    MadeUp,
}

impl Standing {
    /// `documented`, `observed`, `inferred` or `made-up`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
            Self::MadeUp => "made-up",
        }
    }
}

/// The JSON type of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonType {
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An array of strings.
    Strings,
    /// A string, or an array of strings.
    StringOrStrings,
    /// An object, or an array of objects.
    Object,
}

impl JsonType {
    /// The type in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Strings => "array of strings",
            Self::StringOrStrings => "string or array of strings",
            Self::Object => "object",
        }
    }
}

/// When a token has a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// In every token.
    Always,
    /// Under a condition, said in words that complete "there …".
    When(&'static str),
}

impl Presence {
    /// `always`, or the condition.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::When(condition) => condition,
        }
    }
}

/// Who decides what stands in a claim, from the least trusted to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Controller {
    /// Anybody, also from outside: whoever can open a pull request or comment.
    Outsider,
    /// Whoever can write the workflow, the pipeline or the request for the token.
    Author,
    /// Whoever administers the repository, project, workspace or cluster.
    Administrator,
    /// Whoever administers the organisation, tenant or enterprise.
    Organization,
    /// The issuer alone.
    Issuer,
}

impl Controller {
    /// `outsider`, `author`, `administrator`, `organization` or `issuer`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Outsider => "outsider",
            Self::Author => "author",
            Self::Administrator => "administrator",
            Self::Organization => "organization",
            Self::Issuer => "issuer",
        }
    }
}

/// A claim, as a dictionary has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimEntry {
    /// The name; a trailing `*` stands for the rest of it.
    pub name: &'static str,
    /// Its JSON type.
    pub json: JsonType,
    /// When a token has it.
    pub present: Presence,
    /// Who decides what stands in it.
    pub controlled_by: Controller,
    /// Whether the same thing may come to bear another value, and another thing this one: names
    /// can be changed and taken over, ids cannot.
    pub mutable: bool,
    /// How far this entry can be trusted.
    pub standing: Standing,
    /// Where it is written.
    pub url: &'static str,
    /// What it says, as a noun phrase.
    pub says: &'static str,
}

impl ClaimEntry {
    /// Whether this is the entry of the claim `name`.
    pub fn is_of(&self, name: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(beginning) => name.len() > beginning.len() && name.starts_with(beginning),
            None => self.name == name,
        }
    }
}

/// A table of claims, a line each:
/// name, type, presence (`Always` or a text), controller, `Mutable` or `Fixed`, standing, page, what
/// it says.
macro_rules! dictionary {
    ($($name:literal $json:ident, $present:tt, $by:ident, $change:ident, $standing:ident, $url:ident, $says:literal;)+) => {
        &[$($crate::issuer::ClaimEntry {
            name: $name,
            json: $crate::issuer::JsonType::$json,
            present: $crate::issuer::dictionary::dictionary!(@presence $present),
            controlled_by: $crate::issuer::Controller::$by,
            mutable: $crate::issuer::dictionary::dictionary!(@mutable $change),
            standing: $crate::issuer::Standing::$standing,
            url: $url,
            says: $says,
        },)+]
    };
    (@presence Always) => { $crate::issuer::Presence::Always };
    (@presence $condition:literal) => { $crate::issuer::Presence::When($condition) };
    (@mutable Mutable) => { true };
    (@mutable Fixed) => { false };
}

pub(in crate::issuer) use dictionary;
