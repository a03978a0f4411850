//! Explanations: why it failed, in the words of somebody who has seen it a hundred times, and what
//! to do about it.
//!
//! A diagnosis is a file here; its id is the file's name and a heading of `docs/diagnoses.md`. Each
//! looks at the tests of the statement that came closest, and keeps silent where its own story is
//! not the one that happened. They are asked in order, from the particular to the general, and one
//! that is general leaves alone what has been explained.

pub(crate) mod case;
pub(crate) mod difference;
pub(crate) mod nearest;
pub(crate) mod subject;

pub(crate) mod attribute_not_given;
pub(crate) mod audience_differs;
pub(crate) mod branch_differs;
pub(crate) mod case_differs;
pub(crate) mod claim_missing;
pub(crate) mod customised_subject;
pub(crate) mod environment_differs;
pub(crate) mod environment_missing;
pub(crate) mod environment_replaces_ref;
pub(crate) mod hyphen_subject;
pub(crate) mod immutable_policy;
pub(crate) mod immutable_subject;
pub(crate) mod issuer_differs;
pub(crate) mod merge_queue;
pub(crate) mod missing_context;
pub(crate) mod number_for_text;
pub(crate) mod placeholder;
pub(crate) mod pull_request_subject;
pub(crate) mod refs_pull_pattern;
pub(crate) mod repository_differs;
pub(crate) mod tag_differs_from_branch;
pub(crate) mod token_lifetime;
pub(crate) mod typo;
pub(crate) mod value_differs;
pub(crate) mod value_excluded;
pub(crate) mod wildcard_under_exact_operator;

pub(crate) use case::{Case, Failing};
pub use nearest::Nearest;

use crate::claims::Claims;
use crate::condition::Alternative;
use crate::diagnostic::Error;
use crate::edit::Edit;
use crate::evaluation::{Decision, Evaluation};
use crate::policy::Policy;
use crate::relying_party::{self, Advisor};
use crate::request::Request;
use crate::span::Span;

/// Why a verdict is what it is, and what would change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// One sentence.
    pub summary: String,
    /// What is behind it, the most telling first.
    pub diagnoses: Vec<Diagnosis>,
    /// The least that would have to change.
    pub nearest: Nearest,
}

/// A known way for a policy and a token not to fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// Stable name; `docs/diagnoses.md` lists them all.
    pub id: &'static str,
    /// What it is, in one line.
    pub title: String,
    /// How it comes about, here.
    pub detail: String,
    /// What to do about it, the best first.
    pub fixes: Vec<Fix>,
    /// Where to read on.
    pub url: &'static str,
    /// What it is about in the policy, in bytes.
    pub span: Option<Span>,
    /// The tests that it explains, by their places in the policy.
    pub tests: Vec<Span>,
}

impl Diagnosis {
    pub(crate) fn new(
        id: &'static str,
        url: &'static str,
        title: String,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            id,
            title,
            detail: detail.into(),
            fixes: Vec::new(),
            url,
            span: None,
            tests: Vec::new(),
        }
    }

    /// Says which test it explains, and which of its values it is about.
    pub(crate) fn of(mut self, failing: &Failing<'_>, alternative: Option<&Alternative>) -> Self {
        self.span = alternative
            .and_then(|alternative| alternative.span)
            .or(Some(failing.tested.span));
        self.and_of(failing)
    }

    /// Says that it explains this test too.
    pub(crate) fn and_of(mut self, failing: &Failing<'_>) -> Self {
        self.tests.push(failing.tested.span);
        self
    }

    /// Says that it explains the failing tests of these claims too.
    pub(crate) fn and_of_claims(self, case: &Case<'_>, claims: &[&str]) -> Self {
        case.failing()
            .iter()
            .filter(|failing| claims.iter().any(|claim| failing.is_of(claim)))
            .fold(self, Self::and_of)
    }

    pub(crate) fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
}

/// Something to do about a [`Diagnosis`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to do, in one line.
    pub text: String,
    /// The change of the policy that does it.
    pub policy_edit: Option<Edit>,
    /// The lines to write in the workflow.
    pub workflow_edit: Option<String>,
    /// Whether it lets in more than tokens like this one.
    pub widens: bool,
}

impl Fix {
    /// A fix that is told and not made.
    pub(crate) fn told(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            policy_edit: None,
            workflow_edit: None,
            widens: false,
        }
    }

    /// Gives the change of the policy that does it.
    pub(crate) fn by_policy(mut self, edit: Option<Edit>) -> Self {
        self.policy_edit = edit;
        self
    }

    /// Gives the lines of the workflow that do it.
    pub(crate) fn by_workflow(mut self, lines: impl Into<String>) -> Self {
        self.workflow_edit = Some(lines.into());
        self
    }

    /// Says that it lets in more than tokens like this one.
    pub(crate) fn widening(mut self) -> Self {
        self.widens = true;
        self
    }
}

/// A kind of diagnosis.
#[derive(Debug)]
pub struct Kind {
    /// Its id.
    pub id: &'static str,
    pub(crate) diagnose: fn(&Case<'_>) -> Vec<Diagnosis>,
}

/// The kinds of diagnosis for every relying party, in the order in which they are asked.
pub static SHARED: &[&Kind] = &[
    &placeholder::KIND,
    &issuer_differs::KIND,
    &audience_differs::KIND,
    &number_for_text::KIND,
    &wildcard_under_exact_operator::KIND,
    &case_differs::KIND,
    &hyphen_subject::KIND,
    &immutable_subject::KIND,
    &immutable_policy::KIND,
    &typo::KIND,
    &customised_subject::KIND,
    &repository_differs::KIND,
    &missing_context::KIND,
    &environment_replaces_ref::KIND,
    &environment_missing::KIND,
    &environment_differs::KIND,
    &refs_pull_pattern::KIND,
    &merge_queue::KIND,
    &pull_request_subject::KIND,
    &tag_differs_from_branch::KIND,
    &branch_differs::KIND,
    &claim_missing::KIND,
    &value_excluded::KIND,
    &value_differs::KIND,
    &attribute_not_given::KIND,
    &token_lifetime::KIND,
];

/// All kinds of diagnosis of all relying parties, each once.
pub fn kinds() -> Vec<&'static Kind> {
    let mut kinds: Vec<&'static Kind> = Vec::new();
    for kind in relying_party::advisors().flat_map(Advisor::diagnoses) {
        if !kinds.iter().any(|known| known.id == kind.id) {
            kinds.push(kind);
        }
    }
    kinds
}

/// Explains an evaluation.
///
/// # Errors
/// Those of evaluating the same again.
pub fn explain(
    policy: &Policy,
    claims: &Claims<'_>,
    request: &Request,
    evaluation: &Evaluation,
) -> Result<Explanation, Error> {
    let mut case = Case::new(policy, claims, request, evaluation)?;
    let nearest = nearest::nearest(&case, &case.failing());
    let mut diagnoses = Vec::new();
    for kind in relying_party::advisor(policy.relying_party()).diagnoses() {
        let found = (kind.diagnose)(&case);
        for test in found.iter().flat_map(|diagnosis| &diagnosis.tests) {
            case.explained(*test);
        }
        diagnoses.extend(found);
    }
    for diagnosis in &mut diagnoses {
        for fix in &mut diagnosis.fixes {
            // A change is offered only if it was made and seen to help.
            fix.policy_edit = fix.policy_edit.take().filter(|edit| case.helps(edit));
        }
    }
    let summary = match (evaluation.decision, diagnoses.first()) {
        (Decision::Allow, _) | (_, None) => evaluation.reason.message.clone(),
        (_, Some(first)) => first.title.clone(),
    };
    Ok(Explanation {
        summary,
        diagnoses,
        nearest,
    })
}
