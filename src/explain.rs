//! Explanations: why it failed, in the words of somebody who has seen it a hundred times, and what
//! to do about it.
//!
//! A diagnosis is a file here; its id is the file's name and a heading of `docs/diagnoses.md`. Each
//! looks at the tests of the statement that came closest, and keeps silent where its own story is
//! not the one that happened. They are asked in order, from the particular to the general, and one
//! that is general leaves alone what has been explained.

mod case;
mod difference;
mod nearest;
mod subject;

mod action_differs;
mod attribute_not_given;
mod audience_differs;
mod audience_not_registered;
mod branch_differs;
mod case_differs;
mod claim_missing;
mod customised_subject;
mod denied_by_statement;
mod environment_differs;
mod environment_missing;
mod environment_replaces_ref;
mod hyphen_subject;
mod immutable_policy;
mod immutable_subject;
mod issuer_differs;
mod key_never_set;
mod key_of_other_issuer;
mod merge_queue;
mod missing_context;
mod passes_because_missing;
mod placeholder;
mod provider_of_other_account;
mod pull_request_subject;
mod refs_pull_pattern;
mod repository_differs;
mod tag_differs_from_branch;
mod token_lifetime;
mod typo;
mod value_differs;
mod value_excluded;
mod wildcard_under_exact_operator;

pub(crate) use case::{Case, Failing};
pub use nearest::Nearest;

use crate::claims::Claims;
use crate::condition::Alternative;
use crate::diagnostic::Error;
use crate::edit::Edit;
use crate::evaluation::{Decision, Evaluation};
use crate::policy::Policy;
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
    fn new(id: &'static str, url: &'static str, title: String, detail: impl Into<String>) -> Self {
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
    fn of(mut self, failing: &Failing<'_>, alternative: Option<&Alternative>) -> Self {
        self.span = alternative
            .and_then(|alternative| alternative.span)
            .or(Some(failing.tested.span));
        self.and_of(failing)
    }

    /// Says that it explains this test too.
    fn and_of(mut self, failing: &Failing<'_>) -> Self {
        self.tests.push(failing.tested.span);
        self
    }

    /// Says that it explains the failing tests of these claims too.
    fn and_of_claims(self, case: &Case<'_>, claims: &[&str]) -> Self {
        case.failing()
            .iter()
            .filter(|failing| claims.iter().any(|claim| failing.is_of(claim)))
            .fold(self, Self::and_of)
    }

    fn fix(mut self, fix: Fix) -> Self {
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
    diagnose: fn(&Case<'_>) -> Vec<Diagnosis>,
}

/// All kinds of diagnosis, in the order in which they are asked.
pub static KINDS: &[Kind] = &[
    denied_by_statement::KIND,
    placeholder::KIND,
    provider_of_other_account::KIND,
    issuer_differs::KIND,
    action_differs::KIND,
    audience_not_registered::KIND,
    audience_differs::KIND,
    key_never_set::KIND,
    key_of_other_issuer::KIND,
    wildcard_under_exact_operator::KIND,
    case_differs::KIND,
    hyphen_subject::KIND,
    immutable_subject::KIND,
    immutable_policy::KIND,
    typo::KIND,
    customised_subject::KIND,
    repository_differs::KIND,
    missing_context::KIND,
    environment_replaces_ref::KIND,
    environment_missing::KIND,
    environment_differs::KIND,
    refs_pull_pattern::KIND,
    merge_queue::KIND,
    pull_request_subject::KIND,
    tag_differs_from_branch::KIND,
    branch_differs::KIND,
    claim_missing::KIND,
    value_excluded::KIND,
    value_differs::KIND,
    attribute_not_given::KIND,
    passes_because_missing::KIND,
    token_lifetime::KIND,
];

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
    for kind in KINDS {
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
