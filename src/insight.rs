//! Who else gets in: questions about all tokens that an issuer can mint.
//!
//! One token's verdict says that it gets in. This says who else does, over all tokens of a
//! [`Model`], exactly, each answer with a token that the evaluation itself has confirmed.
//! `docs/insight.md` tells how.
//!
//! What a policy hangs on beside the token, or in a way that is not understood, may turn out either
//! way: a proof holds whatever it turns out to be, and what cannot be told without it is unknown.
//!
//! ```
//! use rolecall::insight::{self, Invariants, Model, Proof};
//! use rolecall::{Policy, Request};
//!
//! let policy = Policy::compile(
//!     r#"{ "Version": "2012-10-17", "Statement": [{
//!         "Effect": "Allow",
//!         "Principal": { "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
//!         "Action": "sts:AssumeRoleWithWebIdentity",
//!         "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": "repo:octo-org*" } } }] }"#,
//!     None,
//! )?;
//! let model = Model::github(None);
//! let only = Invariants {
//!     only: vec![("repository".to_owned(), vec!["octo-org/*".to_owned()])],
//!     never: Vec::new(),
//! };
//! // `octo-org-2` is somebody else.
//! let proof = insight::prove(&policy, &model, &only, &Request::default())?;
//! assert!(matches!(proof, Proof::Refuted { .. }));
//! # Ok::<(), rolecall::Error>(())
//! ```

#[cfg(test)]
mod agreement;
mod alphabet;
mod automaton;
mod break_test;
mod compare;
mod engine;
mod formula;
mod fuel;
mod inquiry;
mod language;
mod model;
mod pose;
mod prove;
mod question;
mod solver;
mod term;
mod who;
mod words;

pub use break_test::NearMiss;
pub use compare::{Comparison, Relation};
pub use inquiry::{FUEL, Inquiry, Judge};
pub use language::{Language, Place};
pub use model::{Claim, Model, Part, Piece, Shape, Token};
pub use pose::Posed;
pub use prove::{Invariants, Proof};
pub use question::Question;
pub use term::{Field, Outcome, Term};
pub use who::{Admission, Kind, Reach};

use crate::claims::Claims;
use crate::diagnostic::Error;
use crate::evaluation::Decision;
use crate::policy::Policy;
use crate::request::Request;
use crate::token;

/// Evaluates tokens by the policies themselves.
fn judge<'j>(
    policies: &'j [&'j Policy],
    request: &'j Request,
) -> impl Fn(usize, &Token) -> Decision + 'j {
    move |policy, token| {
        policies
            .get(policy)
            .and_then(|policy| policy.evaluate(&token.json(), request).ok())
            .map_or(Decision::Indeterminate, |evaluation| evaluation.decision)
    }
}

/// Whom of all tokens of the model `policy` lets in.
///
/// # Errors
/// Those of [`RelyingParty::prepare`](crate::relying_party::RelyingParty::prepare).
pub fn who_gets_in(policy: &Policy, model: &Model, request: &Request) -> Result<Admission, Error> {
    let policies = [Posed::new(policy, model, request, "policy")?];
    let inquiry = Inquiry {
        model,
        policies: &policies,
        fuel: FUEL,
    };
    Ok(inquiry.who(&judge(&[policy], request)))
}

/// Whether all tokens of the model that `policy` lets in keep to `invariants`.
///
/// # Errors
/// `invalid-invariant`, and those of
/// [`RelyingParty::prepare`](crate::relying_party::RelyingParty::prepare).
pub fn prove(
    policy: &Policy,
    model: &Model,
    invariants: &Invariants,
    request: &Request,
) -> Result<Proof, Error> {
    invariants.check(model)?;
    let policies = [Posed::new(policy, model, request, "policy")?];
    let inquiry = Inquiry {
        model,
        policies: &policies,
        fuel: FUEL,
    };
    Ok(inquiry.prove(invariants, &judge(&[policy], request)))
}

/// Compares whom two policies let in.
///
/// # Errors
/// Those of [`RelyingParty::prepare`](crate::relying_party::RelyingParty::prepare).
pub fn compare(
    before: &Policy,
    after: &Policy,
    model: &Model,
    request: &Request,
) -> Result<Comparison, Error> {
    let policies = [
        Posed::new(before, model, request, "before")?,
        Posed::new(after, model, request, "after")?,
    ];
    let inquiry = Inquiry {
        model,
        policies: &policies,
        fuel: FUEL,
    };
    Ok(inquiry.compare(&judge(&[before, after], request)))
}

/// Tokens that differ in one thing from `token`, and whether `policy` lets each in.
///
/// # Errors
/// Those of [`token::decode`] and [`Claims::read`], and `token-not-in-model`.
pub fn break_test(
    policy: &Policy,
    token: &str,
    model: &Model,
    request: &Request,
) -> Result<Vec<NearMiss>, Error> {
    let token = token::decode(token)?;
    let claims = Claims::read(&token)?;
    break_test::break_test(model, &claims, policy.claims(), &judge(&[policy], request))
}
