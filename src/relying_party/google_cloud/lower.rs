//! From a provider and its bindings to the condition tree: one rule, whose checks come in the order
//! in which Google makes them.

use super::document::{Binding, Document, Mapping, Provider, Text, is_number};
use super::member::{Member, Who};
use super::{ASSERTION, MAX_SUBJECT, PROVIDER, VARIABLES, environment, refusal, validate};
use crate::attribute::{Attribute, Scalar, Source};
use crate::cel::ast::{Expression, Kind, Literal};
use crate::condition::{
    Alternative, Condition, Matcher, Node, Opaque, OpaqueCause, Origin, StepKind, Test, Truth,
    Wants,
};
use crate::diagnostic::Diagnostic;
use crate::evaluation::{Caveat, ReasonCode};
use crate::excerpt::Excerpt;
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Symbol, Wildcard};
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::relying_party::expression::{ITEMS, Lowering, Written, whole_claim};

/// Roles that let whoever has them on a service account act as that account.
const IMPERSONATING: &[&str] = &[
    "roles/iam.workloadIdentityUser",
    "roles/iam.serviceAccountTokenCreator",
];

/// What a mapping makes of an attribute.
enum Mapped {
    /// A claim as it stands.
    Claim(String),
    /// Something worked out.
    Made(Condition),
}

pub(super) fn lower(
    text: &str,
    document: &Document<'_>,
    mut diagnostics: Vec<Diagnostic>,
) -> Lowered {
    let provider = &document.provider;
    validate::provider(provider, &mut diagnostics);
    let mut nodes = Vec::new();
    let mut attributes = vec![
        claim("iss"),
        claim("aud"),
        Attribute {
            name: PROVIDER.to_owned(),
            source: Source::Request,
        },
    ];
    nodes.extend(provider.off.map(off));
    nodes.push(issuer(provider));
    nodes.push(audience(provider));

    // What an attribute is mapped from, for the condition and the bindings.
    let mut mapped: Vec<(&str, Mapped)> = Vec::new();
    for mapping in &provider.mapping {
        let mut lowering = Lowering {
            attributes,
            variables: &[ASSERTION],
            resolve: &|_, field| claim_source(field),
            numbers: None,
            caveats,
        };
        let (node, made) = attribute_mapping(text, mapping, &mut lowering, &mut diagnostics);
        attributes = lowering.attributes;
        nodes.extend(node);
        mapped.push((mapping.key.text, made));
    }
    let resolve = |variable: &str, field: &str| {
        if variable == ASSERTION {
            return claim_source(field);
        }
        let key = format!("{variable}.{field}");
        match mapped.iter().find(|(own, _)| *own == key) {
            Some((_, Mapped::Claim(name))) => claim_source(name),
            Some((_, Mapped::Made(Condition::Expression(expression)))) => {
                Source::Expression(expression.clone())
            }
            Some((_, Mapped::Made(_))) => Source::Derived,
            None => Source::Never {
                why: format!("the provider maps no {}", quoted(&key)),
            },
        }
    };
    let mut lowering = Lowering {
        attributes,
        variables: VARIABLES,
        resolve: &resolve,
        numbers: None,
        caveats,
    };
    if let Some(condition) = provider.condition {
        nodes.push(attribute_condition(
            text,
            condition,
            provider,
            &mut lowering,
            &mut diagnostics,
        ));
    } else {
        validate::no_condition(provider, &mut diagnostics);
    }
    if let Some(bindings) = &document.bindings {
        nodes.push(binding(provider, bindings, &mut lowering, &mut diagnostics));
    }
    let attributes = lowering.attributes;
    let mut rule = Origin::new(StepKind::Rule)
        .noun("provider")
        .at(provider.span);
    rule.name = provider.name.as_ref().map(|name| name.provider.to_string());
    let rule = Node::new(
        Condition::All {
            nodes,
            ordered: true,
        },
        rule,
    );
    Lowered {
        root: Node::new(
            Condition::Any(vec![rule]),
            Origin::new(StepKind::Rules).noun("provider"),
        ),
        claims: claims(&attributes),
        attributes,
        diagnostics,
        resource: provider.name.as_ref().and_then(|name| name.full()),
    }
}

fn claim_source(name: &str) -> Source {
    Source::Claim {
        issuer: None,
        name: name.to_owned(),
    }
}

fn claim(name: &str) -> Attribute {
    Attribute {
        name: name.to_owned(),
        source: claim_source(name),
    }
}

/// The claims that attributes hang on: mapped ones by way of those that they are mapped from.
fn claims(attributes: &[Attribute]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for attribute in attributes {
        if let Some(name) = attribute.source.claim()
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

fn check(name: &'static str) -> Origin {
    Origin::new(StepKind::Check).named(name)
}

fn off(off: Text<'_>) -> Node {
    Node::new(
        Condition::Constant(false),
        check("state")
            .at(off.span)
            .reason(ReasonCode::ProviderOff)
            .sentence(format!("the provider is {}", off.text))
            .refusal(refusal::off()),
    )
}

fn literal(text: &str, shown: &str, span: Option<crate::span::Span>) -> Alternative {
    Alternative::new(
        Matcher::Text(Template::literal(text)),
        shown.to_owned(),
        span,
    )
}

/// The issuer. One slash at the end is taken for nothing when the token is read.
fn issuer(provider: &Provider<'_>) -> Node {
    let mut origin = check("issuer")
        .reason(ReasonCode::IssuerNotTrusted)
        .words("the token comes from", "the provider trusts");
    let alternatives = match provider.issuer {
        Some(issuer) => {
            origin = origin.at(issuer.span);
            vec![literal(issuer.text, issuer.text, Some(issuer.span))]
        }
        None => Vec::new(),
    };
    Node::new(
        Condition::Test(Test::new(super::ISS, "is", alternatives)),
        origin,
    )
}

/// One of the audiences that are allowed; without any, the name of the provider.
fn audience(provider: &Provider<'_>) -> Node {
    let origin = check("audience")
        .reason(ReasonCode::AudienceNotAccepted)
        .words("the audience of the token is", "the provider takes");
    let test = |alternatives| {
        let mut test = Test::new(super::AUD, "is", alternatives);
        test.typed = true;
        test
    };
    if let (Some(first), Some(last)) = (provider.audiences.first(), provider.audiences.last()) {
        let span = crate::span::Span::new(first.span.start, last.span.end);
        let alternatives = provider
            .audiences
            .iter()
            .map(|audience| literal(audience.text, audience.text, Some(audience.span)))
            .collect();
        return Node::new(Condition::Test(test(alternatives)), origin.at(span));
    }
    let prefixes = ["https://iam.googleapis.com/", "//iam.googleapis.com/"];
    if let Some(name) = provider.name.as_ref().and_then(|name| name.full()) {
        let alternatives = prefixes
            .iter()
            .map(|prefix| format!("{prefix}{name}"))
            .map(|audience| literal(&audience, &audience, None))
            .collect();
        return Node::new(Condition::Test(test(alternatives)), origin);
    }
    // Of the name not even the number of the project may be known: what is no name of such a
    // provider is none for certain, and for the rest the request has to say which it is.
    let part = |known: Option<&str>| known.unwrap_or("*").to_owned();
    let name = provider.name.as_ref();
    let shape = format!(
        "projects/{}/locations/global/workloadIdentityPools/{}/providers/{}",
        part(name.and_then(|name| name.number())),
        part(name.map(|name| &*name.pool)),
        part(name.map(|name| &*name.provider)),
    );
    let shaped = prefixes.map(|prefix| {
        let text = format!("{prefix}{shape}");
        let pattern = Wildcard::parse(&text, Fold::None);
        let parts = pattern.symbols().iter().copied().map(Part::Symbol);
        Alternative::new(
            Matcher::Text(Template::new(parts.collect(), Fold::None, true)),
            text,
            None,
        )
    });
    let named = prefixes.map(|prefix| {
        let mut parts: Vec<Part> = prefix
            .chars()
            .map(|character| Part::Symbol(Symbol::Literal(character)))
            .collect();
        parts.push(Part::Variable {
            attribute: super::PROVIDER_INDEX,
            default: None,
        });
        Alternative::new(
            Matcher::Text(Template::new(parts, Fold::None, false)),
            format!("{prefix}PROVIDER"),
            None,
        )
    });
    let mut own = origin.clone();
    own.name = Some("audience of this provider".to_owned());
    let nodes = vec![
        Node::new(Condition::Test(test(shaped.to_vec())), origin),
        Node::new(Condition::Test(test(named.to_vec())), own),
    ];
    Node::plain(Condition::All {
        nodes,
        ordered: true,
    })
}

/// The checks of a mapping, and what its attribute is.
fn attribute_mapping(
    text: &str,
    mapping: &Mapping<'_>,
    lowering: &mut Lowering<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Node>, Mapped) {
    let key = mapping.key.text;
    let origin = || {
        Origin::new(StepKind::Check)
            .named(key)
            .at(mapping.expression.span)
            .reason(ReasonCode::MappingFailed)
    };
    let excerpt = Excerpt::new(text, mapping.expression.span, mapping.expression.text);
    let written = match Written::parse(mapping.expression.text, excerpt) {
        Ok(written) => written,
        Err(error) => {
            diagnostics.push(error.to_diagnostic());
            let condition = unread(key, mapping.expression.text);
            let node = Node::new(condition.clone(), origin());
            return (vec![node], Mapped::Made(condition));
        }
    };
    let checked = written.check(&environment(&[(ASSERTION, "map(string, dyn)")]));
    validate::mapping(mapping, &checked.result, diagnostics);
    diagnostics.extend(checked.diagnostics);
    let wants = match key {
        "google.groups" => Wants::Texts,
        _ => Wants::Text,
    };
    let condition = lowering.expression(&written.program, &written, wants);
    let mut nodes = vec![settled(Node::new(
        condition.clone(),
        origin().refusal(refusal::not_a_text(key)),
    ))];
    if key == "google.subject" {
        let limit = lowering.expression(&written.program, &written, Wants::TextUpTo(MAX_SUBJECT));
        nodes.push(Node::new(
            limit,
            Origin::new(StepKind::Check)
                .named("length of google.subject")
                .at(mapping.expression.span)
                .reason(ReasonCode::SubjectTooLong)
                .refusal(refusal::too_long()),
        ));
    }
    let made = match whole_claim(&written.program, ASSERTION) {
        Some(claim) => Mapped::Claim(claim),
        None => Mapped::Made(condition),
    };
    (nodes, made)
}

/// An error rejects the token, and what comes after it is beside the point.
fn settled(node: Node) -> Node {
    Node::plain(Condition::Settled(Box::new(node)))
}

/// What cannot be read lets nobody in, and keeps nobody out for certain.
fn unread(name: &str, text: &str) -> Condition {
    Condition::Opaque(
        Opaque::new(
            format!("the expression of {} cannot be read", quoted(name)),
            OpaqueCause::Policy,
        )
        .written(text, Vec::new()),
    )
}

fn attribute_condition(
    text: &str,
    condition: Text<'_>,
    provider: &Provider<'_>,
    lowering: &mut Lowering<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Node {
    let origin = check("condition")
        .at(condition.span)
        .reason(ReasonCode::ConditionNotMet)
        .refusal(refusal::condition());
    let excerpt = Excerpt::new(text, condition.span, condition.text);
    match Written::parse(condition.text, excerpt) {
        Err(error) => {
            diagnostics.push(error.to_diagnostic());
            Node::new(unread("attributeCondition", condition.text), origin)
        }
        Ok(written) => {
            let checked = written.check(&environment(&[
                (ASSERTION, "map(string, dyn)"),
                ("google", "map(string, dyn)"),
                ("attribute", "map(string, dyn)"),
            ]));
            validate::condition(condition, &checked.result, &written, provider, diagnostics);
            diagnostics.extend(checked.diagnostics);
            let node = lowering.condition(&written);
            Node::new(Condition::Settled(Box::new(node)), origin)
        }
    }
}

/// The second gate: whoever has been let into the pool must have a role.
fn binding(
    provider: &Provider<'_>,
    bindings: &[Binding<'_>],
    lowering: &mut Lowering<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Node {
    let names_pool = |binding: &&Binding<'_>| {
        let mut members = binding.members.iter();
        members.any(|member| Member::parse(member.text).is_some())
    };
    // Where somebody may act as a service account, the policy is that of one, and its other roles
    // let nobody act as it.
    let of_service_account = bindings
        .iter()
        .filter(names_pool)
        .any(|binding| IMPERSONATING.contains(&binding.role));
    let mut nodes = Vec::new();
    for binding in bindings {
        for member in &binding.members {
            let Some(parsed) = Member::parse(member.text) else {
                continue;
            };
            let origin = Origin::new(StepKind::Test)
                .named(format!("{} {}", binding.role, member.text))
                .at(member.span);
            let condition = match parsed {
                Err(invalid) => {
                    diagnostics.push(validate::member(*member, invalid));
                    continue;
                }
                Ok(parsed) => bound(
                    provider,
                    binding,
                    *member,
                    parsed,
                    of_service_account,
                    lowering,
                ),
            };
            nodes.push(match condition {
                Ok(condition) => Node::new(condition, origin),
                Err(why) => Node::new(Condition::Constant(false), origin.sentence(why)),
            });
        }
    }
    let origin = check("binding")
        .reason(ReasonCode::NotBound)
        .refusal(refusal::not_bound());
    match nodes.is_empty() {
        true => Node::new(
            Condition::Constant(false),
            origin.sentence("no binding names anybody of a workload identity pool"),
        ),
        false => Node::new(Condition::Any(nodes), origin),
    }
}

/// What a member of a binding asks for; the error says why it is nobody.
fn bound(
    provider: &Provider<'_>,
    binding: &Binding<'_>,
    member: Text<'_>,
    parsed: Member<'_>,
    of_service_account: bool,
    lowering: &mut Lowering<'_>,
) -> Result<Condition, String> {
    if let Some(name) = &provider.name {
        let other_project = is_number(parsed.project)
            && name.number().is_some_and(|number| number != parsed.project);
        if *name.pool != *parsed.pool || other_project {
            return Err(format!(
                "the binding is for the pool {}, and the provider is of another",
                quoted(parsed.pool)
            ));
        }
    }
    if !is_number(parsed.project) {
        return Err(format!(
            "the binding names the project {} by its id, and Google compares its number",
            quoted(parsed.project)
        ));
    }
    if of_service_account && !IMPERSONATING.contains(&binding.role) {
        // What a role of somebody's own lets do is not known.
        if !binding.role.starts_with("roles/") {
            return Ok(Condition::Opaque(Opaque::new(
                format!(
                    "whether the role {} lets act as the service account is not known",
                    quoted(binding.role)
                ),
                OpaqueCause::Policy,
            )));
        }
        return Err(format!(
            "the role {} does not let act as the service account",
            quoted(binding.role)
        ));
    }
    let condition = match parsed.who {
        Who::Everybody => Condition::Constant(true),
        Who::Subject(value) => field(lowering, "google", "subject", value, member),
        Who::Attribute(name, value) => field(lowering, "attribute", name, value, member),
        Who::Group(value) => {
            let source = (lowering.resolve)("google", "groups");
            let attribute = lowering.attribute(format!("google.groups{ITEMS}"), source);
            let alternative = Alternative::new(
                Matcher::Value(Scalar::Text(value.to_owned().into())),
                value.to_owned(),
                Some(member.span),
            );
            Condition::Test(Test::new(attribute, "contains", vec![alternative]))
        }
    };
    Ok(match binding.conditional {
        false => condition,
        true => Condition::All {
            nodes: vec![
                Node::plain(condition),
                Node::new(
                    Condition::Opaque(Opaque::new(
                        "the binding has a condition of its own, which is not evaluated",
                        OpaqueCause::Policy,
                    )),
                    Origin::new(StepKind::Test)
                        .named("condition")
                        .at(member.span),
                ),
            ],
            ordered: true,
        },
    })
}

fn field(
    lowering: &mut Lowering<'_>,
    variable: &str,
    name: &str,
    value: &str,
    member: Text<'_>,
) -> Condition {
    let source = (lowering.resolve)(variable, name);
    let attribute = lowering.attribute(format!("{variable}.{name}"), source);
    let mut test = Test::new(
        attribute,
        "is",
        vec![literal(value, value, Some(member.span))],
    );
    test.typed = true;
    test.on_unreadable = Truth::Fail;
    Condition::Test(test)
}

/// What an expression rests on.
fn caveats(expression: &Expression) -> Vec<Caveat> {
    let mut hyphen = false;
    expression.visit(&mut |part| {
        if let Kind::Call {
            function,
            arguments,
            ..
        } = &part.kind
            && *function.text == *"extract"
            && let Some(Kind::Literal(Literal::String(template))) =
                arguments.first().map(|argument| &argument.kind)
        {
            let inside = template
                .split_once('{')
                .and_then(|(_, rest)| rest.split_once('}'));
            hyphen |= inside.is_some_and(|(name, _)| name.contains('-'));
        }
    });
    let caveat = Caveat::new(
        "extract-identifier",
        "`extract` is given a name with `-` between braces, taken for a name like any other; the documentation has letters, digits and `_` alone",
    )
    .url("https://docs.cloud.google.com/iam/docs/conditions-attribute-reference#extract");
    hyphen.then_some(caveat).into_iter().collect()
}
