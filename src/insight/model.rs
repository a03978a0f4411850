//! Which tokens an issuer can mint, as questions take it: pieces and shapes.

use crate::issuer::github::model::{self as github, Choice, Encoding, Item, Shape as GitHubShape};
use crate::issuer::{Controller, Issuer, JsonType, claim};
use crate::pattern::wildcard::{Fold, Wildcard};

/// All tokens of an issuer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Model {
    /// What tokens are made of.
    pub pieces: Vec<Piece>,
    /// How claims are put together, for each kind of token.
    pub shapes: Vec<Shape>,
}

/// A part of tokens that varies, and is the same wherever it stands in one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its name.
    pub name: String,
    /// What it is, as a noun phrase.
    pub what: String,
    /// The characters that it may hold, as ranges from the first to the last.
    pub characters: Vec<(char, char)>,
    /// Fewest characters.
    pub min: usize,
    /// Most characters.
    pub max: usize,
    /// Patterns of `*` and `?` that none of its values matches.
    pub forbidden: Vec<String>,
    /// The only values there are; empty where any text of these characters is one.
    pub values: Vec<String>,
    /// Values that read well.
    pub examples: Vec<String>,
    /// Who decides on it.
    pub controlled_by: Controller,
    /// Whether it can come to mean something else.
    pub mutable: bool,
}

/// A part of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// This text.
    Text(String),
    /// A piece: an index into [`Model::pieces`].
    Piece {
        /// Which.
        piece: usize,
        /// Whether `:` in it is written `%3A`.
        colon: bool,
    },
}

/// How each claim of a kind of token is put together. A claim that is not listed is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Its stable name.
    pub id: String,
    /// What such tokens are for, as a noun phrase.
    pub what: String,
    /// What else is so of them: `environment`, `immutable`, `reusable`, `enterprise`.
    pub traits: Vec<&'static str>,
    /// The claims.
    pub claims: Vec<Claim>,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// Its name.
    pub name: String,
    /// Whether it is a number in JSON.
    pub number: bool,
    /// What it is made of.
    pub parts: Vec<Part>,
}

impl Shape {
    /// The pieces that its tokens are made of, each once.
    pub fn pieces(&self) -> Vec<usize> {
        let mut pieces: Vec<usize> = self
            .claims
            .iter()
            .flat_map(|claim| &claim.parts)
            .filter_map(|part| match part {
                Part::Piece { piece, .. } => Some(*piece),
                Part::Text(_) => None,
            })
            .collect();
        pieces.sort_unstable();
        pieces.dedup();
        pieces
    }

    /// What a claim is made of.
    pub fn claim(&self, name: &str) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.name == name)
    }
}

impl Model {
    /// The tokens of GitHub Actions: on github.com, with the default subject and with ids in it.
    /// `template`: the keys of a subject that is made otherwise.
    pub fn github(template: Option<&[String]>) -> Self {
        let mut model = Self::default();
        for choice in github::choices() {
            let choice = Choice { template, ..choice };
            if let Some(shape) = GitHubShape::of(&choice) {
                model.add_github(&choice, &shape);
            }
        }
        model
    }

    fn add_github(&mut self, choice: &Choice<'_>, shape: &GitHubShape) {
        let claims = shape
            .claims
            .iter()
            .map(|(name, items)| Claim {
                name: name.to_string(),
                number: claim(Issuer::GitHub, name)
                    .is_some_and(|entry| entry.json == JsonType::Number),
                parts: items
                    .iter()
                    .map(|item| self.part(item, choice.run.events))
                    .collect(),
            })
            .collect();
        let traits = [
            ("environment", choice.environment),
            ("immutable", choice.immutable),
            ("reusable", choice.reusable),
            ("enterprise", choice.enterprise),
        ];
        self.shapes.push(Shape {
            id: choice.run.id.to_owned(),
            what: choice.run.what.to_owned(),
            traits: traits
                .into_iter()
                .filter_map(|(name, is)| is.then_some(name))
                .collect(),
            claims,
        });
    }

    fn part(&mut self, item: &Item, events: &[&str]) -> Part {
        match item {
            Item::Literal(text) => Part::Text(text.to_string()),
            Item::Piece(piece, encoding) => {
                // Which events there are hangs on the run.
                let values: Vec<String> = match piece.name {
                    "event" => events.iter().map(|event| (*event).to_owned()).collect(),
                    _ => piece
                        .values
                        .iter()
                        .map(|value| (*value).to_owned())
                        .collect(),
                };
                Part::Piece {
                    piece: self.piece(piece, values),
                    colon: *encoding == Encoding::Colon,
                }
            }
            Item::Property(name, encoding) => Part::Piece {
                piece: self.property(name),
                colon: *encoding == Encoding::Colon,
            },
        }
    }

    fn piece(&mut self, piece: &github::Piece, values: Vec<String>) -> usize {
        let same = |known: &Piece| known.name == piece.name && known.values == values;
        if let Some(known) = self.pieces.iter().position(same) {
            return known;
        }
        self.pieces.push(Piece {
            name: piece.name.to_owned(),
            what: piece.what.to_owned(),
            characters: piece.characters.to_vec(),
            min: piece.min,
            max: piece.max,
            forbidden: piece.forbidden.iter().map(|it| (*it).to_owned()).collect(),
            values,
            examples: vec![piece.example.to_owned()],
            controlled_by: piece.controlled_by,
            mutable: piece.mutable,
        });
        self.pieces.len() - 1
    }

    fn property(&mut self, name: &str) -> usize {
        let name = format!("repo_property_{name}");
        if let Some(known) = self.pieces.iter().position(|known| known.name == name) {
            return known;
        }
        self.pieces.push(Piece {
            what: format!("the custom property `{name}`"),
            name,
            characters: vec![(' ', '~'), ('\u{a0}', char::MAX)],
            min: 0,
            max: 1000,
            forbidden: Vec::new(),
            values: Vec::new(),
            examples: vec!["value".to_owned()],
            controlled_by: Controller::Administrator,
            mutable: true,
        });
        self.pieces.len() - 1
    }
}

impl Piece {
    /// Whether `text` is a value of the piece.
    pub fn admits(&self, text: &str) -> bool {
        if !self.values.is_empty() {
            return self.values.iter().any(|value| value == text);
        }
        let length = text.chars().count();
        (self.min..=self.max).contains(&length)
            && text.chars().all(|character| self.has(character))
            && !self
                .forbidden
                .iter()
                .any(|pattern| Wildcard::parse(pattern, Fold::None).is_match(text))
    }

    fn has(&self, character: char) -> bool {
        self.characters
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&character))
    }

    /// Whether its values are whole numbers, each of which is written in one way alone.
    pub(super) fn is_whole_number(&self) -> bool {
        self.values.is_empty()
            && self.min > 0
            && self
                .characters
                .iter()
                .all(|(first, last)| *first >= '0' && *last <= '9')
            && self.forbidden.iter().any(|pattern| pattern == "0?*")
    }

    /// A value for trying things out: another for each `seed`, where there are several, and for
    /// each `salt`.
    pub fn probe(&self, seed: usize, salt: usize) -> String {
        if !self.values.is_empty() {
            return self
                .values
                .iter()
                .cycle()
                .nth(seed % self.values.len())
                .cloned()
                .unwrap_or_default();
        }
        let letters: Vec<char> = "abcdefghijklmnopqrstuvwxyz0123456789"
            .chars()
            .filter(|letter| self.has(*letter))
            .chain(self.characters.iter().map(|(first, _)| *first))
            .collect();
        let length = 9.max(self.min).min(self.max);
        // A few rounds are enough: few texts of letters and digits are forbidden.
        (0..64_u64)
            .map(|round| {
                let mut state = (number(seed) * 977 + number(salt)) * 64 + round + 1;
                (0..length)
                    .filter_map(|_| {
                        state = state
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(1_442_695_040_888_963_407);
                        let pick = usize::try_from(state >> 33).unwrap_or_default();
                        letters.get(pick % letters.len().max(1))
                    })
                    .collect::<String>()
            })
            .find(|text| self.admits(text))
            .or_else(|| self.examples.first().cloned())
            .unwrap_or_default()
    }

    /// Its characters as ranges of numbers.
    pub(super) fn ranges(&self) -> Vec<(u32, u32)> {
        self.characters
            .iter()
            .map(|(first, last)| (u32::from(*first), u32::from(*last)))
            .collect()
    }
}

impl Shape {
    /// A token of it, the values of the pieces being given.
    pub fn token(&self, value: impl Fn(usize) -> String) -> Token {
        Token {
            claims: self
                .claims
                .iter()
                .map(|claim| {
                    let text = claim.text(&value);
                    (claim.name.clone(), text, claim.number)
                })
                .collect(),
        }
    }
}

impl Claim {
    fn text(&self, value: &impl Fn(usize) -> String) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Piece { piece, colon: true } => value(*piece).replace(':', "%3A"),
                Part::Piece { piece, .. } => value(*piece),
            })
            .collect()
    }
}

/// A token of a model: its claims by name, with their text, and whether each is a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    claims: Vec<(String, String, bool)>,
}

impl Token {
    /// The text of a claim.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.claims
            .iter()
            .find(|(claim, ..)| claim == name)
            .map(|(_, text, _)| text.as_str())
    }

    /// The token without a claim.
    pub(super) fn without(&self, name: &str) -> Self {
        Self {
            claims: self
                .claims
                .iter()
                .filter(|(claim, ..)| claim != name)
                .cloned()
                .collect(),
        }
    }

    /// The claims as JSON text: a token to evaluate.
    pub fn json(&self) -> String {
        crate::render::json::to_string(self)
    }
}

/// An object of claims.
impl serde::Serialize for Token {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(self.claims.len()))?;
        for (name, text, number) in &self.claims {
            match text.parse::<u64>() {
                Ok(value) if *number => map.serialize_entry(name, &value)?,
                _ => map.serialize_entry(name, text)?,
            }
        }
        map.end()
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
