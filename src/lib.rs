//! Would this token be let in? Why, or why not?
//!
//! A CI job, a pod or a person's session presents an OIDC token; a relying party holds a policy
//! that says which tokens it trusts. This crate evaluates the policy, in the relying party's own
//! language, against the claims of the token, and shows its work.
//!
//! ```
//! use rolecall::{Decision, Policy, Request};
//!
//! let policy = Policy::compile(r#"{
//!   "Version": "2012-10-17",
//!   "Statement": [{
//!     "Effect": "Allow",
//!     "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
//!     "Action": "sts:AssumeRoleWithWebIdentity",
//!     "Condition": {
//!       "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
//!       "StringLike": { "token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*" }
//!     }
//!   }]
//! }"#, None)?;
//! assert!(policy.diagnostics().is_empty());
//!
//! let claims = r#"{
//!   "iss": "https://token.actions.githubusercontent.com",
//!   "aud": "sts.amazonaws.com",
//!   "sub": "repo:octo-org/other-repo:ref:refs/heads/main"
//! }"#;
//! let evaluation = policy.evaluate(claims, &Request::default())?;
//! assert_eq!(evaluation.decision, Decision::Deny);
//! assert_eq!(
//!     evaluation.reason.message,
//!     "`sub` is `repo:octo-org/other-repo:ref:refs/heads/main`, the policy wants `repo:octo-org/octo-repo:*`",
//! );
//! # Ok::<(), rolecall::Error>(())
//! ```
//!
//! # Decisions
//!
//! | decision | means |
//! |---|---|
//! | [`Decision::Allow`] | the policy is satisfied |
//! | [`Decision::Deny`] | it is not |
//! | [`Decision::Indeterminate`] | what is known does not decide |
//!
//! An attribute that the token would carry and does not is *missing*, and the language says what
//! that means. An attribute of the request that was not given is *unknown*: the decision is then
//! indeterminate unless the rest decides, and never a guess. What the policy says in a way that
//! its language does not have is unknown too: as "false" it would fail open inside a denial.
//!
//! # What rolecall does not do
//!
//! [`Policy::evaluate`] decodes tokens and does not verify them; with the feature `verify` the
//! module `verify` does, given the keys of the issuer. It asks no network, reads no clock and keeps
//! no state: the same input gives the same output. "Allow" is said of the policy alone: a relying
//! party may look at more than that.
//!
//! # AWS IAM role trust policies
//!
//! The document is JSON, by the grammar of the IAM User Guide:
//!
//! ```text
//! { "Version": "2012-10-17" | "2008-10-17",        absent: 2008, without variables
//!   "Id": TEXT,
//!   "Statement": [ {                               or one statement without the brackets
//!     "Sid": TEXT,
//!     "Effect": "Allow" | "Deny",
//!     "Principal": { "Federated": ARN | [ARN, …] },
//!     "Action": PATTERN | [PATTERN, …],            or "NotAction"
//!     "Condition": { OPERATOR: { KEY: VALUE | [VALUE, …], … }, … } }, … ] }
//! ```
//!
//! A statement that denies wins over every one that allows; without one that allows, the answer is
//! deny. All operators, and all keys under an operator, must hold; of the values of a key one must
//! fit, and under a negated operator none may.
//!
//! **Operators.** `StringEquals`, `StringEqualsIgnoreCase`, `StringLike`; `NumericEquals`,
//! `NumericLessThan`, `NumericLessThanEquals`, `NumericGreaterThan`, `NumericGreaterThanEquals`;
//! `Date…` with the same endings; `Bool`; `BinaryEquals`; `IpAddress`; `ArnEquals` and `ArnLike`,
//! which are the same; `Null`. Negated: `StringNotEquals`, `StringNotEqualsIgnoreCase`,
//! `StringNotLike`, `NumericNotEquals`, `DateNotEquals`, `NotIpAddress`, `ArnNotEquals`,
//! `ArnNotLike`. Before the name `ForAllValues:` or `ForAnyValue:`, after it `IfExists` (not after
//! `Null`). The case of the letters counts.
//!
//! | the key is | positive | negated | `…IfExists` | `ForAllValues:` | `ForAnyValue:` |
//! |---|---|---|---|---|---|
//! | missing | fails | holds | holds | holds | fails |
//! | a list of several values | not settled | not settled | as without | every value | some value |
//!
//! **Wildcards.** `*` is any number of characters, `?` exactly one, under `StringLike`,
//! `StringNotLike`, the `Arn` operators (not across a `:` before the sixth component) and in
//! actions, whose letters may have either case. Under every other operator they are themselves.
//!
//! **Variables.** `${KEY}`, `${KEY, 'default'}` and the literal `${*}`, `${?}`, `${$}`, in version
//! 2012, under `String` and `Arn` operators. One without a value makes its text match nothing.
//!
//! **Keys.** `ISSUER:CLAIM`, where the issuer is the URL without `https://`; the case of the
//! letters does not count. AWS makes keys of few claims: `aud`, `sub`, `amr` for any issuer, and
//! for some issuers a list of its own. All other claims never arrive, and their keys are missing.
//!
//! **Illegal** in a trust policy, and told as diagnostics: `NotPrincipal`, `Resource`,
//! `NotResource`, the principal `*`, elements and operators that do not exist, `NullIfExists`, a
//! `Sid` twice, actions other than those that assume a role, more than 4,096 characters. **Refused**
//! here, since an answer would be a guess: a key twice in one object, and condition keys that
//! differ in case alone.
//!
//! # Microsoft Entra ID federated identity credentials
//!
//! The document is JSON: a credential, a list of them, `{ "value": [ … ] }`, or each under
//! `properties`; the names of Terraform's attributes will do. Any credential that fits suffices.
//!
//! ```text
//! { "name": TEXT, "issuer": URL,
//!   "subject": TEXT,                               or, in its place:
//!   "claimsMatchingExpression": { "value": EXPRESSION, "languageVersion": 1 },
//!   "audiences": [ TEXT ] }
//!
//! EXPRESSION = COMPARISON, or several with " and " between
//! COMPARISON = claims['NAME'] eq 'TEXT' | claims['NAME'] matches 'TEXT'
//! ```
//!
//! Issuer, subject and audience are compared whole and by the case of their letters; `*` has no
//! meaning there. Under `matches` `?` is one character and `*` any number, over the whole value;
//! under `eq` they are themselves. Parts of an expression stand one space apart; a quote in a text
//! is doubled. A claim that is missing fits nothing.
//!
//! **Illegal**, and told as diagnostics: other than one audience, `subject` beside an expression,
//! values of more than 600 characters, more than 20 credentials; in expressions `or`, `not`,
//! parentheses, other operators, and claims that Microsoft does not list for the issuer; for GitHub
//! an expression without `sub`, or without `repository_id` and `repository_owner_id`. None of that
//! keeps older credentials from working, so it decides nothing. What cannot be read is unknown.
//!
//! # Google Cloud workload identity federation
//!
//! The document is JSON or YAML: a provider, with or without the IAM policy that its principals
//! have a role in.
//!
//! ```text
//! { "name": "projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER",
//!   "oidc": { "issuerUri": URL, "allowedAudiences": [ TEXT, … ] },   none: the name, behind `https:`
//!   "attributeMapping": { "google.subject": CEL, "google.groups": CEL, "attribute.NAME": CEL, … },
//!   "attributeCondition": CEL }
//!
//! [ PROVIDER, { "bindings": [ { "role": ROLE, "members": [ MEMBER, … ] }, … ] } ]
//!
//! MEMBER = principal://iam.googleapis.com/POOL/subject/VALUE
//!        | principalSet://iam.googleapis.com/POOL/group/VALUE
//!        | principalSet://iam.googleapis.com/POOL/attribute.NAME/VALUE
//!        | principalSet://iam.googleapis.com/POOL/*
//! ```
//!
//! Issuer, audience, mappings, condition and bindings are asked in this order. A mapping must give a
//! text, `google.groups` a list of texts, and `google.subject` at most 127 bytes. The condition must
//! be true. A value of a member is all that comes after the name; it is compared whole, and `*` is a
//! character but after the pool itself.
//!
//! **CEL** is in [`cel`]. Google documents the standard definitions, `extract`, `split` and `join`.
//! An error is neither true nor false: `||` forgets it where the other side is true, `&&` where it
//! is false, and at the end it rejects. Values of different types are unequal; numbers are compared
//! by what they count.
//!
//! **Illegal**, and told as diagnostics: no `google.subject`, names but `attribute.` with `a` to `z`,
//! digits and `_`, expressions of another type than is wanted, more than 50 attributes, 10 audiences,
//! 2,048 characters of a mapping or 4,096 of the condition, and for the issuers of GitHub, GitLab and
//! HCP Terraform a condition that reads no claim. None of that decides anything.

pub mod attribute;
pub mod cel;
pub mod claims;
pub mod condition;
pub mod diagnostic;
pub mod edit;
pub mod evaluation;
pub mod excerpt;
pub mod explain;
mod fields;
pub mod find;
#[cfg(feature = "insight")]
pub mod insight;
pub mod issuer;
pub mod json;
pub mod lint;
pub mod pattern;
mod placeholder;
pub mod policy;
mod quote;
pub mod relying_party;
pub mod render;
pub mod request;
pub mod span;
mod spelling;
pub mod token;
#[cfg(feature = "verify")]
pub mod verify;
#[cfg(feature = "wasm")]
mod wasm;
pub mod yaml;

pub use diagnostic::{Diagnostic, Error, Severity};
pub use evaluation::{Decision, Evaluation};
pub use policy::Policy;
pub use request::Request;

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
