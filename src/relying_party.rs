//! Relying parties: who decides, each in a language of its own.
//!
//! A relying party contributes three things: it lowers the text of a policy to the shared
//! condition tree, it works out what the attributes of a policy are for one token and request, and
//! it finds its policies in the documents that people have. Everything else is shared. A new one
//! is a folder here and a line in the table.

pub mod aws;

use crate::attribute::{Attribute, Slot};
use crate::claims::Claims;
use crate::condition::Node;
use crate::diagnostic::{Diagnostic, Error};
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::Value;
use crate::quote::quoted;
use crate::request::Request;

/// The relying parties that there are.
static TABLE: &[&dyn RelyingParty] = &[&aws::Aws];

/// A relying party: its policy language, and what it makes of tokens.
pub trait RelyingParty: Sync {
    /// The name by which it is asked for.
    fn id(&self) -> &'static str;

    /// The name that people know.
    fn title(&self) -> &'static str;

    /// Whether a JSON document looks like a policy of this one.
    fn recognises(&self, document: &Value<'_>) -> bool;

    /// The attribute that its policies mean by a name.
    fn attribute(&self, name: &str) -> Attribute;

    /// Lowers the text of a policy.
    ///
    /// # Errors
    /// Where the text cannot be read, or an answer from it would be a guess.
    fn lower(&self, text: &str) -> Result<Lowered, Error>;

    /// Works out, for one token and request, what the tree needs to be walked.
    ///
    /// # Errors
    /// `invalid-request` where the request makes no sense to this relying party.
    fn prepare<'a>(
        &self,
        lowered: &'a Lowered,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Prepared<'a>, Error>;

    /// All attributes that a token and request give, whatever a policy tests.
    ///
    /// # Errors
    /// As [`Self::prepare`].
    fn attributes<'a>(
        &self,
        claims: &'a Claims<'_>,
        request: &'a Request,
    ) -> Result<Vec<(Attribute, Slot<'a>)>, Error>;
}

/// A policy, lowered.
#[derive(Debug, Clone, PartialEq)]
pub struct Lowered {
    /// The condition.
    pub root: Node,
    /// The attributes that its tests speak of, by index.
    pub attributes: Vec<Attribute>,
    /// The claims that [`RelyingParty::prepare`] may look at; no other can change a decision.
    pub claims: Vec<String>,
    /// What the relying party would say of the document.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a tree needs to be walked for one token and request.
#[derive(Debug)]
pub struct Prepared<'a> {
    /// What is known of each attribute of the policy, and then of [`Self::further`].
    pub slots: Vec<Slot<'a>>,
    /// Attributes that the gates test beside those of the policy.
    pub further: Vec<Attribute>,
    /// What must hold before the policy is read.
    pub gates: Vec<Node>,
    /// The policy must hold for each of these.
    pub rounds: Vec<Round<'a>>,
    /// What the answer rests on, whatever is tested.
    pub caveats: Vec<Caveat>,
}

/// One asking of the policy.
#[derive(Debug)]
pub struct Round<'a> {
    /// What is asked for.
    pub name: String,
    /// Slots that are so in this round.
    pub slots: Vec<(usize, Slot<'a>)>,
    /// What a denial of this round is called; `None`: what the policy makes of it.
    pub reason: Option<ReasonCode>,
}

/// All relying parties.
pub fn all() -> impl Iterator<Item = &'static dyn RelyingParty> {
    TABLE.iter().copied()
}

/// The relying party named `id`.
///
/// # Errors
/// `unknown-relying-party`.
pub fn by_id(id: &str) -> Result<&'static dyn RelyingParty, Error> {
    all().find(|party| party.id() == id).ok_or_else(|| {
        let ids: Vec<&str> = all().map(RelyingParty::id).collect();
        Error::new(
            "unknown-relying-party",
            format!("unknown relying party {id}", id = quoted(&id)),
        )
        .help(format!("the relying parties are `{}`", ids.join("`, `")))
    })
}

/// The first relying party that takes a document for one of its policies.
pub fn detect(document: &Value<'_>) -> Option<&'static dyn RelyingParty> {
    all().find(|party| party.recognises(document))
}
