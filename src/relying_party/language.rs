//! What a language of policies makes of the case of letters, of patterns, of what a token lacks, of
//! values of other kinds, and of alternatives: each relying party describes its own.
//!
//! Nothing is decided by a description. It is for people who compare languages, and the table in
//! `docs/relying-parties.md` is made of it. Every word has a meaning that can be tried, and
//! `tests/languages.rs` tries each on the evaluator. WebAssembly modules carry none of it: the size
//! of a module is the time that somebody waits.

/// What holds, and where: an operator, a field, a release. An empty place is all that is not named.
pub type Respect<T> = &'static [(&'static str, T)];

/// A language of policies, in eight respects.
#[derive(Debug)]
pub struct Language {
    /// What tells it from other languages of the relying party; empty where there is no other.
    pub name: &'static str,
    /// Values that differ in the case of letters.
    pub case: Respect<Case>,
    /// Characters that stand for others.
    pub wildcard: Respect<Wildcard>,
    /// Regular expressions.
    pub regular_expression: Respect<RegularExpression>,
    /// How much of a value a test must fit.
    pub anchoring: Respect<Anchoring>,
    /// A claim that is tested and that the token does not have.
    pub missing: Respect<Missing>,
    /// A claim that is a list, where the test is of a text.
    pub array: Respect<Array>,
    /// A claim that is a number, where the test is of a text of the same digits.
    pub number: Respect<Number>,
    /// Parts of a policy of which any suffices, or all are needed.
    pub alternatives: Respect<Alternatives>,
}

/// Something that a language can be like, in words of which each can be tried.
pub trait Trait: Copy {
    /// The words for it, for a table in Markdown.
    fn words(self) -> &'static str;
}

macro_rules! traits {
    ($($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $variant:ident = $words:literal,)+ })+) => {
        $(
            $(#[$about])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $name {
                $($(#[$meaning])* $variant,)+
            }

            impl Trait for $name {
                fn words(self) -> &'static str {
                    match self {
                        $(Self::$variant => $words,)+
                    }
                }
            }
        )+
    };
}

traits! {
    /// What comes of a value that differs in the case of letters.
    Case {
        /// It does not fit.
        Counts = "counts",
        /// It does not fit, with a caveat: the documentation does not say.
        CountsAssumed = "counts (assumed)",
        /// It fits.
        Ignored = "ignored",
    }

    /// Which characters stand for others.
    Wildcard {
        /// None: `*` and `?` are compared as they stand.
        Literal = "none",
        /// `*` at the end.
        AtEnd = "`*` at the end",
        /// `*` anywhere.
        Star = "`*`",
        /// `*` and `?` anywhere.
        StarAndQuestionMark = "`*` `?`",
    }

    /// Whether values are held against regular expressions, and whose.
    RegularExpression {
        /// There are none.
        Absent = "–",
        /// RE2, as in Go.
        Re2 = "RE2",
        /// Ruby's.
        Ruby = "Ruby's",
    }

    /// How much of a value a test must fit.
    Anchoring {
        /// All of it.
        Whole = "whole",
        /// Any part of it.
        Anywhere = "**anywhere**",
        /// All of it, but for alternatives: the first fits a beginning, the last an end.
        Ungrouped = "**`^p$` without a group**",
    }

    /// What comes of a claim that the token does not have.
    Missing {
        /// It fits nothing.
        Denies = "denies",
        /// It fits.
        Passes = "**holds**",
        /// An error, which denies unless another side of an `||` holds.
        Fails = "an error, which `\\|\\|` absorbs",
    }

    /// What comes of a claim that is a list.
    Array {
        /// It fits where one of its elements does.
        AnyElement = "one suffices",
        /// It fits nothing.
        Denies = "denies",
        /// The documentation does not say.
        Open = "not documented",
        /// One element is as good as a text; of several the documentation does not say.
        OpenOfSeveral = "several: not documented",
    }

    /// What comes of a number where a text of the same digits is asked for.
    Number {
        /// It is its text.
        IsText = "is its text",
        /// It fits no text.
        Differs = "is no text",
        /// The documentation does not say.
        Open = "not documented",
    }

    /// What parts of a policy come to together.
    Alternatives {
        /// One that holds suffices.
        Any = "any of the",
        /// All must hold.
        All = "all of the",
        /// None may hold.
        NoneOf = "none of the",
        /// The last that holds decides.
        Last = "the last of the",
    }
}

/// A respect in one cell of a table.
pub fn cell<T: Trait>(respect: Respect<T>) -> String {
    let parts = respect.iter().map(|(place, holds)| match *place {
        "" => holds.words().to_owned(),
        place => format!("{}: {}", place, holds.words()),
    });
    parts.collect::<Vec<_>>().join("; ")
}

impl Language {
    /// The respects as cells of a table, each under its name.
    pub fn cells(&self) -> [(&'static str, String); 8] {
        let alternatives = self.alternatives.iter();
        let alternatives = alternatives.map(|(of, holds)| format!("{} {of}", holds.words()));
        [
            ("case", cell(self.case)),
            ("wildcard", cell(self.wildcard)),
            ("regular expression", cell(self.regular_expression)),
            ("anchoring", cell(self.anchoring)),
            ("missing claim", cell(self.missing)),
            ("list", cell(self.array)),
            ("number for a text", cell(self.number)),
            ("and, or", alternatives.collect::<Vec<_>>().join("; ")),
        ]
    }
}
