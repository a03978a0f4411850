//! From statements to the condition tree.

use super::context_key;
use super::document::{ConditionPart, Document, Effect, Element, Statement, Version, wrong_kind};
use super::identity_provider_control;
use super::operator::{Family, Operator};
use super::principal::{Federated, federated, has_account};
use super::value::{self, Unreadable, Variables};
use crate::attribute::{Attribute, Source};
use crate::condition::{
    Alternative, Condition, Matcher, Node, OpaqueCause, Origin, Predicate, Quantifier, StepKind,
    Test,
};
use crate::diagnostic::{Diagnostic, Error, Severity};
use crate::evaluation::{Caveat, ReasonCode};
use crate::json::{Kind, Member, Value};
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Symbol};
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::span::Span;

/// Indexes of the attributes that every policy tests.
pub(super) const PRINCIPAL: usize = 0;
pub(super) const ACTION: usize = 1;

const CHECKS_URL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";
const VARIABLES_URL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html";
const PRINCIPAL_URL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";
const QUOTAS_URL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";

/// Actions of STS that a trust policy can be about.
const ROLE_ACTIONS: &[&str] = &[
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:tagsession",
    "sts:setsourceidentity",
    "sts:setcontext",
];

pub(super) fn lower(
    text: &str,
    document: &Document<'_>,
    diagnostics: Vec<Diagnostic>,
) -> Result<Lowered, Error> {
    let mut lowering = Lowering {
        version: document.version,
        attributes: vec![
            Attribute {
                name: "Principal".to_owned(),
                source: Source::Claim {
                    issuer: None,
                    name: "iss".to_owned(),
                },
            },
            Attribute {
                name: "Action".to_owned(),
                source: Source::Request,
            },
        ],
        diagnostics,
    };
    let mut allow = Vec::new();
    let mut deny = Vec::new();
    for statement in &document.statements {
        let node = lowering.statement(statement);
        match statement.effect {
            Effect::Allow => allow.push(node),
            Effect::Deny => deny.push(node),
            // It may be either, and so it is unknown on both sides.
            Effect::Unknown => {
                allow.push(node.clone());
                deny.push(node);
            }
        }
        identity_provider_control::check(statement, &mut lowering.diagnostics);
    }
    lowering.check_length(text);
    let mut diagnostics = lowering.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    let claims = claims(&lowering.attributes);
    Ok(Lowered {
        root: policy(allow, deny),
        attributes: lowering.attributes,
        claims,
        diagnostics,
    })
}

/// Denied where a statement denies; else allowed where one allows; else denied.
fn policy(allow: Vec<Node>, deny: Vec<Node>) -> Node {
    let mut nodes = vec![Node::new(
        Condition::Any(allow),
        Origin::new(StepKind::Allow).reason(ReasonCode::NoAllowStatement),
    )];
    if !deny.is_empty() {
        nodes.push(Node::new(
            Condition::Not(Box::new(Node::plain(Condition::Any(deny)))),
            Origin::new(StepKind::Deny).reason(ReasonCode::ExplicitDeny),
        ));
    }
    Node::new(
        Condition::All {
            nodes,
            ordered: false,
        },
        Origin::new(StepKind::Policy),
    )
}

/// The claims that preparing may look at, whatever the policy tests, and those that it tests.
fn claims(attributes: &[Attribute]) -> Vec<String> {
    let mut claims: Vec<String> = [
        "iss",
        "aud",
        "azp",
        context_key::ROLES_CLAIM,
        context_key::TAGS_CLAIM,
        context_key::SOURCE_IDENTITY_CLAIM,
    ]
    .map(str::to_owned)
    .to_vec();
    // The first part of a path is the claim that holds the rest.
    let tested = attributes
        .iter()
        .filter_map(|attribute| attribute.source.claim())
        .flat_map(|claim| [Some(claim), claim.strip_suffix("/organization_number")])
        .flatten();
    for claim in tested {
        if !claims.iter().any(|known| known == claim) {
            claims.push(claim.to_owned());
        }
    }
    claims
}

struct Lowering {
    version: Version,
    attributes: Vec<Attribute>,
    diagnostics: Vec<Diagnostic>,
}

impl Lowering {
    fn statement(&mut self, statement: &Statement<'_>) -> Node {
        let mut nodes = vec![
            self.principal(&statement.principal, statement.span),
            self.action(&statement.action, statement.span),
        ];
        self.check_action_fits_principal(statement);
        if statement.effect == Effect::Unknown {
            nodes.push(opaque(
                StepKind::Conditions,
                "the effect of the statement is neither `Allow` nor `Deny`",
                OpaqueCause::Policy,
                statement.span,
            ));
        }
        if !statement.conditions.is_empty() {
            let tests = statement
                .conditions
                .iter()
                .map(|part| self.condition(part))
                .collect();
            nodes.push(Node::new(
                Condition::All {
                    nodes: tests,
                    ordered: false,
                },
                Origin::new(StepKind::Conditions),
            ));
        }
        Node::new(
            Condition::All {
                nodes,
                ordered: true,
            },
            Origin::new(StepKind::Statement)
                .named(statement.name.clone())
                .at(statement.span),
        )
    }

    fn principal(&mut self, element: &Element<'_>, statement: Span) -> Node {
        let (value, span) = match element {
            Element::Plain(value, span) => (value, *span),
            Element::Negated(_, span) => {
                return opaque(
                    StepKind::Principal,
                    "`NotPrincipal` has no place in a trust policy",
                    OpaqueCause::Policy,
                    *span,
                );
            }
            Element::Unclear(why) => {
                return opaque(StepKind::Principal, why, OpaqueCause::Policy, statement);
            }
        };
        let mut identities = Vec::new();
        let mut everyone = None;
        let mut unclear = false;
        match &value.kind {
            Kind::String(text) if text == "*" => everyone = Some(value.span),
            Kind::Object(members) if !members.is_empty() => {
                for member in members {
                    self.principal_type(member, &mut identities, &mut everyone, &mut unclear);
                }
            }
            _ => {
                unclear = true;
                self.diagnostics.push(
                    Diagnostic::error(
                        "invalid-principal",
                        format!(
                            "expected an object such as `{{\"Federated\": \"arn:aws:iam::…\"}}` in `Principal`, received {}",
                            described(value)
                        ),
                    )
                    .url(PRINCIPAL_URL)
                    .at(value.span),
                );
            }
        }
        if let Some(span) = everyone {
            self.diagnostics.push(
                Diagnostic::error(
                    "principal-wildcard",
                    "expected a named principal in a trust policy, received `*`",
                )
                .help("name the identity provider by its ARN in `Federated`")
                .url(CHECKS_URL)
                .at(span),
            );
        }
        let trusted = Node::new(
            Condition::Test(Test {
                attribute: PRINCIPAL,
                operator: "Principal".into(),
                predicate: Predicate::AnyOf(identities),
                quantifier: Quantifier::Single,
                negated: false,
                on_missing: false,
                on_empty: false,
            }),
            Origin::new(StepKind::Principal)
                .at(span)
                .reason(ReasonCode::IssuerNotTrusted),
        );
        if everyone.is_none() && !unclear {
            return trusted;
        }
        let rest = match everyone {
            Some(span) => {
                let mut rest = opaque(
                    StepKind::Principal,
                    "it hangs on whether the principal `*` means web identities too, which the documentation does not settle",
                    OpaqueCause::Documentation,
                    span,
                );
                if let Condition::Opaque { caveat, .. } = &mut rest.condition {
                    *caveat = Some(
                        Caveat::new(
                            "principal-wildcard",
                            "the documentation does not say whether the principal `*` of a trust policy ever lets in a web identity",
                        )
                        .url(PRINCIPAL_URL),
                    );
                }
                rest
            }
            None => opaque(
                StepKind::Principal,
                "it hangs on a `Principal` that AWS does not have",
                OpaqueCause::Policy,
                span,
            ),
        };
        Node::new(
            Condition::Any(vec![trusted, rest]),
            Origin::new(StepKind::Principal).at(span),
        )
    }

    /// Reads `"Federated": …` and its kin. Only federated principals are web identities.
    fn principal_type(
        &mut self,
        member: &Member<'_>,
        identities: &mut Vec<Alternative>,
        everyone: &mut Option<Span>,
        unclear: &mut bool,
    ) {
        let known = ["AWS", "CanonicalUser", "Federated", "Service"];
        let key = member.key.as_ref();
        if !known.contains(&key) {
            *unclear = true;
            let diagnostic = Diagnostic::error(
                "invalid-principal",
                format!(
                    "expected one of `{}` in `Principal`, received {key}",
                    known.join("`, `"),
                    key = quoted(&key)
                ),
            )
            .url(PRINCIPAL_URL)
            .at(member.key_span);
            self.diagnostics
                .push(match crate::spelling::nearest(key, known.into_iter()) {
                    Some(near) => {
                        diagnostic.help(format!("did you mean {near}?", near = quoted(&near)))
                    }
                    None => diagnostic,
                });
            return;
        }
        for value in member.value.items() {
            let Some(text) = value.as_str() else {
                *unclear = true;
                self.diagnostics.push(wrong_kind(key, "a string", value));
                continue;
            };
            let matcher = match (key, federated(text)) {
                ("Federated" | "AWS", Federated::Everyone) => {
                    *everyone = Some(value.span);
                    continue;
                }
                ("Federated", Federated::Oidc(url)) => {
                    if !has_account(text) {
                        self.diagnostics.push(no_account(text, value.span));
                    }
                    Matcher::Identity {
                        full: text.to_owned(),
                        issuer: format!("https://{url}"),
                    }
                }
                ("Federated", Federated::Invalid) => {
                    self.diagnostics.push(invalid_federated(text, value.span));
                    Matcher::Nobody
                }
                // Accounts, services and SAML providers are somebody else.
                _ => Matcher::Nobody,
            };
            identities.push(Alternative {
                matcher,
                text: text.to_owned(),
                span: Some(value.span),
            });
        }
    }

    fn action(&mut self, element: &Element<'_>, statement: Span) -> Node {
        let (value, span, negated) = match element {
            Element::Plain(value, span) => (value, *span, false),
            Element::Negated(value, span) => (value, *span, true),
            Element::Unclear(why) => {
                return opaque(StepKind::Action, why, OpaqueCause::Policy, statement);
            }
        };
        let key = if negated { "NotAction" } else { "Action" };
        let mut alternatives = Vec::new();
        for item in value.items() {
            let Some(text) = item.as_str() else {
                self.diagnostics.push(wrong_kind(key, "a string", item));
                alternatives.push(Alternative {
                    matcher: Matcher::Unreadable,
                    text: item.describe().to_owned(),
                    span: Some(item.span),
                });
                continue;
            };
            let pattern = action_pattern(text);
            if !negated && !fits_any(&pattern, ROLE_ACTIONS) {
                self.diagnostics.push(
                    Diagnostic::error(
                        "action-not-assume-role",
                        format!("expected an action of STS that assumes a role, received {text}",
 text = quoted(&text)),
                    )
                    .help("a trust policy says who may assume the role; what the role may do stands in its permission policies")
                    .url(CHECKS_URL)
                    .at(item.span),
                );
            }
            alternatives.push(Alternative {
                matcher: Matcher::Text(pattern),
                text: text.to_owned(),
                span: Some(item.span),
            });
        }
        Node::new(
            Condition::Test(Test {
                attribute: ACTION,
                operator: key.into(),
                predicate: Predicate::AnyOf(alternatives),
                quantifier: Quantifier::Single,
                negated,
                on_missing: false,
                on_empty: false,
            }),
            Origin::new(StepKind::Action)
                .at(span)
                .reason(ReasonCode::ActionNotAllowed),
        )
    }

    /// An identity provider is assumed from by its own action: `sts:AssumeRole` is for others.
    fn check_action_fits_principal(&mut self, statement: &Statement<'_>) {
        let (Element::Plain(principal, _), Element::Plain(action, _)) =
            (&statement.principal, &statement.action)
        else {
            return;
        };
        let trusts_oidc = principal
            .get("Federated")
            .into_iter()
            .flat_map(Value::items)
            .filter_map(Value::as_str)
            .any(|text| matches!(federated(text), Federated::Oidc(_)));
        let principal_is_oidc_alone = trusts_oidc && principal.members().len() == 1;
        if !principal_is_oidc_alone {
            return;
        }
        let actions: Vec<Template> = action
            .items()
            .iter()
            .filter_map(Value::as_str)
            .map(action_pattern)
            .collect();
        let about_roles = |names: &[&str]| actions.iter().any(|action| fits_any(action, names));
        let federated_actions = [
            "sts:assumerolewithwebidentity",
            "sts:tagsession",
            "sts:setsourceidentity",
        ];
        if about_roles(ROLE_ACTIONS) && !about_roles(&federated_actions) {
            self.diagnostics.push(
                Diagnostic::error(
                    "mismatched-action",
                    format!(
                        "an OIDC identity provider needs `sts:AssumeRoleWithWebIdentity`, received {}",
                        action
                            .items()
                            .iter()
                            .filter_map(Value::as_str)
                            .map(|text| format!("{text}",
 text = quoted(&text)))
                            .collect::<Vec<_>>()
                            .join(", ")
                    ),
                )
                .help("write `\"Action\": \"sts:AssumeRoleWithWebIdentity\"`")
                .url(CHECKS_URL)
                .at(action.span),
            );
        }
    }

    fn condition(&mut self, part: &ConditionPart<'_>) -> Node {
        match part {
            ConditionPart::Test {
                operator_name,
                operator,
                member,
            } => self.test(operator_name, *operator, member),
            ConditionPart::Unclear { name, why, span } => Node::new(
                Condition::Opaque {
                    why: why.clone(),
                    cause: OpaqueCause::Policy,
                    caveat: None,
                },
                Origin::new(StepKind::Test).named(name.clone()).at(*span),
            ),
        }
    }

    fn test(&mut self, name: &str, operator: Operator, member: &Member<'_>) -> Node {
        let key = member.key.as_ref();
        let span = Span::new(member.key_span.start, member.value.span.end);
        let origin = Origin::new(StepKind::Test)
            .at(span)
            .reason(ReasonCode::ConditionNotMet);
        if operator.quantifier == Quantifier::Single
            && context_key::is_multi_valued(key)
            && operator.family != Family::Null
        {
            self.diagnostics.push(
                Diagnostic::error(
                    "missing-qualifier",
                    format!("{key} has a list of values and needs `ForAllValues:` or `ForAnyValue:`, received {name}",
 key = quoted(&key),
 name = quoted(&name)),
                )
                .url(CHECKS_URL)
                .at(member.key_span),
            );
        }
        let attribute = self.intern(key);
        if operator.family == Family::Null {
            return self.null_test(name, operator, member, attribute, origin);
        }
        let values = member.value.items();
        if values.is_empty() && operator.quantifier == Quantifier::Single && !operator.if_exists {
            return Node::new(
                Condition::Opaque {
                    why: format!(
                        "{name} of {key} has an empty list of values",
                        name = quoted(&name),
                        key = quoted(&key)
                    ),
                    cause: OpaqueCause::Policy,
                    caveat: Some(empty_policy_list()),
                },
                origin,
            );
        }
        let alternatives = self.alternatives(name, operator.family, values);
        Node::new(
            Condition::Test(Test {
                attribute,
                operator: name.to_owned().into(),
                // An empty list is matched by no value, negated or not.
                negated: operator.negated && !values.is_empty(),
                predicate: Predicate::AnyOf(alternatives),
                quantifier: operator.quantifier,
                on_missing: operator.on_missing(),
                on_empty: operator.on_empty()
                    && !(values.is_empty() && operator.quantifier == Quantifier::Single),
            }),
            origin,
        )
    }

    fn alternatives(
        &mut self,
        operator: &str,
        family: Family,
        values: &[Value<'_>],
    ) -> Vec<Alternative> {
        values
            .iter()
            .map(|value| {
                let text = match &value.kind {
                    Kind::String(text) | Kind::Number(text) => text.to_string(),
                    Kind::Boolean(boolean) => boolean.to_string(),
                    Kind::Null | Kind::Array(_) | Kind::Object(_) => {
                        self.diagnostics.push(wrong_kind(
                            operator,
                            "a string, a number or a boolean",
                            value,
                        ));
                        return Alternative {
                            matcher: Matcher::Unreadable,
                            text: value.describe().to_owned(),
                            span: Some(value.span),
                        };
                    }
                };
                let matcher = self.matcher(operator, family, &text, value.span);
                Alternative {
                    matcher,
                    text,
                    span: Some(value.span),
                }
            })
            .collect()
    }

    fn matcher(&mut self, operator: &str, family: Family, text: &str, span: Span) -> Matcher {
        let version = self.version;
        let has_variables = matches!(family, Family::String(_) | Family::Arn);
        if has_variables && version == Version::V2008 && value::looks_like_variable(text) {
            self.diagnostics.push(
                Diagnostic::error(
                    "variable-in-2008-policy",
                    format!("{text} is literal text: policy variables need `\"Version\": \"2012-10-17\"`",
 text = quoted(&text)),
                )
                .url(CHECKS_URL)
                .at(span),
            );
        }
        let mut variables = Variables {
            version,
            attribute: &mut |key| self.intern(key),
        };
        match value::matcher(family, text, &mut variables) {
            Ok(matcher) => matcher,
            Err(Unreadable::Kind(expected)) => {
                self.diagnostics.push(
                    Diagnostic::warning(
                        "invalid-value",
                        format!(
                            "expected {expected} under {operator}, received {text}",
                            operator = quoted(&operator),
                            text = quoted(&text)
                        ),
                    )
                    .help("AWS takes the policy and does not say what such a value matches")
                    .url(CHECKS_URL)
                    .at(span),
                );
                Matcher::Unreadable
            }
            Err(Unreadable::Variable) => {
                self.diagnostics.push(
                    Diagnostic::error(
                        "invalid-variable",
                        format!("expected a variable such as `${{aws:SourceIp}}` or `${{*}}`, received {text}",
 text = quoted(&text)),
                    )
                    .help("write `${$}` for a dollar sign before a brace")
                    .url(VARIABLES_URL)
                    .at(span),
                );
                Matcher::Unreadable
            }
        }
    }

    /// `Null` asks whether the key is there: `"true"` that it is not.
    fn null_test(
        &mut self,
        name: &str,
        operator: Operator,
        member: &Member<'_>,
        attribute: usize,
        origin: Origin,
    ) -> Node {
        let named = origin.clone().named(format!("{name} {}", member.key));
        match operator.quantifier {
            Quantifier::All => return Node::new(Condition::Constant(true), named),
            Quantifier::Any => return Node::new(Condition::Constant(false), named),
            Quantifier::Single => {}
        }
        let alternatives = self.alternatives(name, Family::Null, member.value.items());
        let wants = |wanted: bool| {
            alternatives
                .iter()
                .any(|alternative| alternative.matcher == Matcher::Boolean(wanted))
        };
        let unreadable = alternatives
            .iter()
            .any(|alternative| alternative.matcher == Matcher::Unreadable);
        match (wants(true), wants(false)) {
            (true, true) => Node::new(Condition::Constant(true), named),
            (false, false) => Node::new(
                Condition::Opaque {
                    why: format!(
                        "{name} of {} has neither `true` nor `false`",
                        quoted(&member.key),
                        name = quoted(&name)
                    ),
                    cause: OpaqueCause::Policy,
                    caveat: alternatives.is_empty().then(empty_policy_list),
                },
                named,
            ),
            (absent, _) => {
                let test = Node::new(
                    Condition::Test(Test {
                        attribute,
                        operator: name.to_owned().into(),
                        predicate: Predicate::Present,
                        quantifier: Quantifier::Single,
                        negated: absent,
                        on_missing: absent,
                        on_empty: !absent,
                    }),
                    origin,
                );
                if !unreadable {
                    return test;
                }
                let rest = Node::plain(Condition::Opaque {
                    why: format!(
                        "{name} has a value that is neither `true` nor `false`",
                        name = quoted(&name)
                    ),
                    cause: OpaqueCause::Policy,
                    caveat: None,
                });
                Node::new(Condition::Any(vec![test, rest]), named)
            }
        }
    }

    fn intern(&mut self, key: &str) -> usize {
        let known = self
            .attributes
            .iter()
            .position(|attribute| attribute.name.eq_ignore_ascii_case(key));
        known.unwrap_or_else(|| {
            self.attributes.push(context_key::attribute(key));
            self.attributes.len() - 1
        })
    }

    fn check_length(&mut self, text: &str) {
        let length = text
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '\u{feff}')
            .count();
        let (severity, limit, which) = match length {
            0..=2048 => return,
            2049..=4096 => (Severity::Warning, 2048, "unless the quota was raised"),
            _ => (Severity::Error, 4096, "whatever the quota"),
        };
        let message = format!(
            "expected at most {limit} characters beside white space {which}, received {length}"
        );
        let diagnostic = match severity {
            Severity::Error => Diagnostic::error("policy-too-long", message),
            _ => Diagnostic::warning("policy-too-long", message),
        };
        self.diagnostics.push(diagnostic.url(QUOTAS_URL));
    }
}

fn action_pattern(text: &str) -> Template {
    let parts = text
        .chars()
        .map(|character| {
            Part::Symbol(match character {
                '*' => Symbol::Star,
                '?' => Symbol::One,
                other => Symbol::Literal(other),
            })
        })
        .collect();
    Template::new(parts, Fold::Ascii, true)
}

fn fits_any(pattern: &Template, names: &[&str]) -> bool {
    pattern
        .fixed()
        .is_some_and(|pattern| names.iter().any(|name| pattern.is_match(name)))
}

fn opaque(kind: StepKind, why: impl Into<String>, cause: OpaqueCause, span: Span) -> Node {
    Node::new(
        Condition::Opaque {
            why: why.into(),
            cause,
            caveat: None,
        },
        Origin::new(kind).at(span),
    )
}

fn described(value: &Value<'_>) -> String {
    value.as_str().map_or_else(
        || value.describe().to_owned(),
        |text| quoted(text).to_string(),
    )
}

fn no_account(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "invalid-principal",
        format!("expected an account of twelve digits in the ARN of the identity provider, received {text}",
 text = quoted(&text)),
    )
    .help("fill in the account id; until then AWS refuses the policy, and the answer is for any account")
    .url(PRINCIPAL_URL)
    .at(span)
}

fn invalid_federated(text: &str, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "invalid-principal",
        format!(
            "expected the ARN of an identity provider such as `arn:aws:iam::123456789012:oidc-provider/…` in `Federated`, received {text}"
        ,
 text = quoted(&text)),
    )
    .url(PRINCIPAL_URL)
    .at(span);
    if text.contains('*') {
        diagnostic.help("a principal is named whole: wildcards match nothing")
    } else {
        diagnostic
    }
}

fn empty_policy_list() -> Caveat {
    Caveat::new(
        "empty-policy-list",
        "the list of values is empty; the documentation contradicts itself on what that matches under this operator",
    )
    .url(CHECKS_URL)
}
