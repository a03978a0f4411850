//! Relying parties: who decides, each in a language of its own.
//!
//! A relying party contributes three things: it lowers the text of a policy to the shared
//! condition tree, it works out what the attributes of a policy are for one token and request, and
//! it says how its policies are found in the documents that people have. Beside these it gives
//! advice: how its policies are written, and diagnoses and findings of its own. Everything else is
//! shared. A new one is a folder here and a line in the table.

pub mod advisor;
pub mod alibaba;
pub mod aws;
pub mod entra;
pub(crate) mod expression;
pub mod generic;
pub mod google_cloud;
pub mod holding;
pub mod kubernetes;
#[cfg(not(target_family = "wasm"))]
pub mod language;
pub mod notation;
pub mod octo_sts;
pub mod okta;
pub mod sigstore;
pub mod trusted_publisher;
pub mod vault;

use std::borrow::Cow;

use crate::attribute::{Attribute, Slot, Source};
use crate::claims::Claims;
use crate::condition::Node;
use crate::diagnostic::{Diagnostic, Error};
use crate::evaluation::{Caveat, Evaluation, ReasonCode, Refusal};
use crate::json::Value;
use crate::quote::quoted;
use crate::request::Request;
pub use advisor::Advisor;
pub use holding::Holding;
pub use notation::{Notation, Topic};

/// Two tables of one list: who decides, and who gives advice. A build that only decides then links
/// nothing of the other.
macro_rules! relying_parties {
    ($($party:expr),+ $(,)?) => {
        /// The relying parties that there are.
        const TABLE: &[&dyn RelyingParty] = &[$(&$party),+];

        /// What each says beside its verdicts, in the same order.
        const ADVISORS: &[&dyn Advisor] = &[$(&$party),+];
    };
}

relying_parties![
    aws::Aws,
    alibaba::Alibaba,
    // Before Entra ID, whose credentials have the same members.
    generic::Generic,
    entra::Entra,
    google_cloud::GoogleCloud,
    vault::Vault,
    kubernetes::Kubernetes,
    octo_sts::OctoSts,
    trusted_publisher::TrustedPublisher,
    sigstore::Sigstore,
    okta::Okta,
];

/// How many there are.
pub(crate) const COUNT: usize = TABLE.len();

/// A relying party: its policy language, and what it makes of tokens.
pub trait RelyingParty: Sync {
    /// The name by which it is asked for.
    fn id(&self) -> &'static str;

    /// The name that people know.
    fn title(&self) -> &'static str;

    /// The name in a sentence.
    fn name(&self) -> &'static str {
        self.title()
    }

    /// Its languages, described: what the table of the documentation is made of.
    #[cfg(not(target_family = "wasm"))]
    fn languages(&self) -> &'static [language::Language];

    /// Whether a document, as JSON, looks like a policy of this one.
    fn recognises(&self, document: &Value<'_>) -> bool;

    /// The attribute that its policies mean by a name. Left as it is, none is the request's: all
    /// that a policy tests comes from the token, and a guard takes nobody else's word for it.
    fn attribute(&self, name: &str) -> Attribute {
        Attribute {
            name: name.to_owned(),
            source: Source::Derived,
        }
    }

    /// Whether its policies are written in YAML, of which JSON is a part.
    fn reads_yaml(&self) -> bool {
        false
    }

    /// How its policies are found in larger documents.
    fn holding(&self) -> &'static Holding;

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

    /// What it answers itself to a token that it does not let in. Left as it is, the answer of the
    /// step on which the denial hangs; another where the answer hangs on more than that.
    fn refusal(
        &self,
        _lowered: &Lowered,
        _claims: &Claims<'_>,
        evaluation: &Evaluation,
    ) -> Option<Refusal> {
        evaluation.reason.refusal.clone()
    }
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
    /// The name of what the document describes, where it holds one that a request may name too.
    pub resource: Option<String>,
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
    /// What is asked for, where there are several such things.
    pub name: Option<Cow<'a, str>>,
    /// Slots that are so in this round.
    pub slots: Vec<(usize, Slot<'a>)>,
    /// What a denial of this round is called; `None`: what the policy makes of it.
    pub reason: Option<ReasonCode>,
}

/// All relying parties.
pub fn all() -> impl Iterator<Item = &'static dyn RelyingParty> {
    TABLE.iter().copied()
}

/// The relying party of this index in the table; of one that is beyond it, the first.
pub(crate) fn by_index(index: usize) -> &'static dyn RelyingParty {
    TABLE.get(index).copied().unwrap_or(&aws::Aws)
}

/// Who gives advice on the policies of a relying party.
pub fn advisor(party: &dyn RelyingParty) -> &'static dyn Advisor {
    all()
        .position(|other| other.id() == party.id())
        .and_then(|index| ADVISORS.get(index).copied())
        .unwrap_or(&aws::Aws)
}

/// All of those.
pub(crate) fn advisors() -> impl Iterator<Item = &'static dyn Advisor> {
    ADVISORS.iter().copied()
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

/// Why a document is no policy of anybody.
pub(crate) fn unrecognised(document: &Value<'_>) -> Error {
    let titles: Vec<&str> = all().map(RelyingParty::title).collect();
    holding::not_a_policy(
        document,
        &format!("expected a policy of {}", titles.join(", or of ")),
        "the policies of each relying party are told by their shape: `docs/relying-parties.md` shows them",
    )
}
