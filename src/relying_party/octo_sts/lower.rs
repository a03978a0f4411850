//! From a trust policy to the condition tree.

use super::document::{self, Form, Policy, Wanted};
use super::pattern::Pattern;
use super::prepare::answer;
use crate::attribute::{Attribute, Source};
use crate::condition::{
    Alternative, Condition, Manner, Matcher, Node, Opaque, OpaqueCause, Origin, Reading, StepKind,
    Test,
};
use crate::evaluation::{Caveat, ReasonCode};
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::Fold;
use crate::relying_party::Lowered;
use crate::span::Span;
use crate::yaml::Document;

/// Indexes of the attributes that every policy has.
pub(super) const ISSUER: usize = 0;
pub(super) const SUBJECT: usize = 1;
pub(super) const AUDIENCE: usize = 2;
/// The domain of the service, which is the audience where a policy names none.
pub(super) const DOMAIN: usize = 3;
/// Whether the service is of before patterns were put into groups.
pub(super) const BEFORE: usize = 4;
/// The first claim of `claim_pattern`.
pub(super) const CLAIMS: usize = 5;

/// The domain of the public service.
pub(super) const DEFAULT_DOMAIN: &str = "octo-sts.dev";

pub(super) fn lower(text: &str, document: &Document<'_>) -> Lowered {
    let mut diagnostics = Vec::new();
    let policy = document::read(text, &document.value, &mut diagnostics);
    diagnostics.extend(document.next.map(document::several));
    let mut attributes: Vec<Attribute> = ["iss", "sub", "aud"].map(claim).into();
    attributes.extend([
        Attribute {
            name: "domain".to_owned(),
            source: Source::Request,
        },
        Attribute {
            name: "before PR 1643".to_owned(),
            source: Source::Request,
        },
    ]);
    attributes.extend(policy.claims.iter().map(|(name, _)| of_pattern(name)));
    let mut claims = vec!["iss".to_owned(), "sub".to_owned(), "aud".to_owned()];
    claims.extend(policy.claims.iter().map(|(name, _)| name.clone()));
    claims.sort_unstable();
    claims.dedup();
    Lowered {
        root: rules(&policy),
        attributes,
        claims,
        diagnostics,
        resource: None,
    }
}

fn claim(name: &str) -> Attribute {
    Attribute {
        name: name.to_owned(),
        source: Source::Claim {
            issuer: None,
            name: name.to_owned(),
        },
    }
}

/// A claim as `claim_pattern` takes it, in which an audience must be a single one.
fn of_pattern(name: &str) -> Attribute {
    match name {
        "aud" => Attribute {
            name: name.to_owned(),
            source: Source::Derived,
        },
        _ => claim(name),
    }
}

fn rules(policy: &Policy) -> Node {
    let mut ordered = Vec::new();
    if let Some(why) = &policy.refused {
        ordered.push(Node::new(
            Condition::Constant(false),
            Origin::new(StepKind::Check)
                .named("policy")
                .reason(ReasonCode::NoRule)
                .sentence(format!("octo-sts refuses the trust policy: {why}"))
                .refusal(answer(
                    "NotFound",
                    "unable to parse or compile trust policy",
                ))
                .at(policy.span),
        ));
    }
    if let Some(issuer) = &policy.issuer {
        ordered.push(check(ISSUER, issuer, ReasonCode::IssuerNotTrusted));
    }
    let mut rest = Vec::new();
    if let Some(subject) = &policy.subject {
        rest.push(check(SUBJECT, subject, ReasonCode::ConditionNotMet));
    }
    rest.push(match &policy.audience {
        Some(audience) => check(AUDIENCE, audience, ReasonCode::AudienceNotAccepted),
        None => default_audience(policy.span),
    });
    for (index, (name, wanted)) in policy.claims.iter().enumerate() {
        let mut node = check(CLAIMS + index, wanted, ReasonCode::ConditionNotMet);
        node.origin = node
            .origin
            .map(|origin| origin.named(format!("{}.{name}", wanted.field)));
        rest.push(node);
    }
    ordered.push(Node::new(
        Condition::All {
            nodes: rest,
            ordered: false,
        },
        Origin::new(StepKind::Conditions).at(policy.span),
    ));
    let rule = Node::new(
        Condition::All {
            nodes: ordered,
            ordered: true,
        },
        Origin::new(StepKind::Rule)
            .noun("trust policy")
            .at(policy.span),
    );
    Node::new(
        Condition::Any(vec![rule]),
        Origin::new(StepKind::Rules).at(policy.span),
    )
}

fn check(attribute: usize, wanted: &Wanted, reason: ReasonCode) -> Node {
    let mut origin = Origin::new(StepKind::Check)
        .named(wanted.field)
        .reason(reason)
        .at(wanted.span);
    if attribute == ISSUER {
        origin = origin.words("the token comes from", "the policy trusts");
    }
    let test = |matcher, readings| {
        let mut alternative =
            Alternative::new(matcher, wanted.text.clone(), Some(wanted.value_span));
        alternative.readings = readings;
        Condition::Test(Test {
            typed: true,
            ..Test::new(attribute, wanted.field, vec![alternative])
        })
    };
    let condition = match &wanted.form {
        Form::Literal => test(Matcher::Text(Template::literal(&wanted.text)), Vec::new()),
        Form::Pattern(pattern) => {
            let (matcher, readings) = matchers(pattern);
            match test(matcher, readings) {
                Condition::Test(test) => Condition::Test(Test {
                    manner: Manner::Named,
                    ..test
                }),
                other => other,
            }
        }
        Form::Unsettled => Condition::Opaque(Opaque::new(
            "a number without quotes stands where a text belongs, and what is made of it differs between versions",
            OpaqueCause::Documentation,
        )),
    };
    Node::new(condition, origin)
}

fn matchers(pattern: &Pattern) -> (Matcher, Vec<Reading>) {
    let whole = Matcher::RegularExpression(Box::new(pattern.whole.clone()));
    let Some(before) = &pattern.before else {
        return (whole, Vec::new());
    };
    let before = Matcher::RegularExpression(Box::new(before.clone()));
    let reading = |matcher: &Matcher| {
        Reading {
        matcher: matcher.clone(),
        caveat: Caveat::new(
            "pattern-anchoring",
            "octo-sts of before September 2026 anchors this pattern at one end of each alternative only, a newer one at both ends of all, and the two answer differently: assumed the one of the request, or the newer",
        )
        .url("https://github.com/octo-sts/app/security/advisories/GHSA-mwqh-2vg8-rhj3"),
    }
    };
    let readings = vec![reading(&before), reading(&whole)];
    let matcher = Matcher::Depending {
        attribute: BEFORE,
        present: Box::new(before),
        missing: Box::new(whole),
    };
    (matcher, readings)
}

/// Without `audience` a token must be for the service itself.
fn default_audience(span: Span) -> Node {
    let domain = Part::Variable {
        attribute: DOMAIN,
        default: Some(DEFAULT_DOMAIN.to_owned()),
    };
    let matcher = Matcher::Text(Template::new(vec![domain], Fold::None, false));
    let alternative = Alternative::new(matcher, DEFAULT_DOMAIN, None);
    let test = Test {
        typed: true,
        ..Test::new(AUDIENCE, "audience", vec![alternative])
    };
    Node::new(
        Condition::Test(test),
        Origin::new(StepKind::Check)
            .named("audience")
            .reason(ReasonCode::AudienceNotAccepted)
            .at(span),
    )
}
