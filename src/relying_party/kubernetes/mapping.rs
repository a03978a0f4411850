//! The mappings of an authenticator: checks of what they need, and the user that they make.

use std::sync::Arc;

use super::document::{Matter, given, list, text};
use super::lint;
use super::lower::{Gathered, claim_source, selects, settled, source_of, unread};
use super::refusal::answer;
use crate::attribute::Source;
use crate::condition::{
    Alternative, Condition, Expression, Matcher, Node, Origin, StepKind, Test, Truth, ValueKind,
    Wants,
};
use crate::evaluation::ReasonCode;
use crate::json::Value;
use crate::relying_party::expression::whole_claim;
use crate::relying_party::notation::json_string;
use crate::span::Span;

/// The key under which kube-apiserver itself keeps the id of a token.
const CREDENTIAL_ID: &str = "authentication.kubernetes.io/credential-id";
/// What it keeps there.
const CREDENTIAL: &str = "type(claims[?'jti'].orValue(0)) == string && claims['jti'] != '' ? 'JTI=' + claims['jti'] : ''";

/// The fields of the user, each with where it comes from.
type User = Vec<(&'static str, Source)>;

fn check(name: &str, span: Span) -> Origin {
    Origin::new(StepKind::Check)
        .named(name)
        .reason(ReasonCode::MappingFailed)
        .at(span)
}

impl Gathered<'_> {
    /// Adds the checks of the mappings. `verified`: a rule is about `email_verified`.
    pub(super) fn mappings(
        &mut self,
        authenticator: &Value<'_>,
        path: &str,
        nodes: &mut Vec<Node>,
        verified: bool,
    ) -> User {
        let mappings = authenticator.get("claimMappings");
        let place = mappings.map_or(authenticator.span, |mappings| mappings.span);
        let path = format!("{path}.claimMappings");
        let get = |name: &str| mappings.and_then(|mappings| mappings.get(name));
        let (mut user, mut entries) = (Vec::new(), Vec::new());
        let mut verified = verified;
        let mut by_email = None;

        let username = get("username");
        match self.prefixed(username, place, &format!("{path}.username"), true) {
            Mapped::Claim(claim, prefix, span) => {
                let source = self.claim_mapping("username", claim, span, nodes);
                if claim == "email" {
                    nodes.push(self.email_verified(span));
                    if !verified {
                        self.complaints
                            .diagnostics
                            .push(lint::email_unverified(span));
                    }
                }
                let source = match prefix {
                    "" => source,
                    prefix => self.with_prefix(claim, prefix, span, nodes),
                };
                self.complaints.diagnostics.extend(lint::username_prefix(
                    prefix,
                    span,
                    authenticator,
                ));
                user.push(("username", source));
            }
            Mapped::Expression(expression, span) => {
                let field = format!("{path}.username.expression");
                let mut whole = false;
                let (node, source) = self.expression(
                    "username",
                    (expression, span),
                    &field,
                    Wants::SomeText,
                    &mut |program| {
                        whole = whole_claim(program, super::CLAIMS).is_some();
                        verified |= selects(program, "email_verified");
                        if selects(program, "email") {
                            by_email = Some(span);
                        }
                    },
                );
                nodes.push(node);
                if whole {
                    self.complaints.diagnostics.extend(lint::username_prefix(
                        "",
                        span,
                        authenticator,
                    ));
                }
                user.push(("username", source));
            }
            Mapped::Nothing => {}
        }

        match self.prefixed(get("groups"), place, &format!("{path}.groups"), false) {
            Mapped::Claim(claim, prefix, span) => {
                let claim = format!("claims[{}]", json_string(claim));
                let optional = claim.replacen('[', "[?", 1);
                let prefixed = format!("{} + (g == null ? '' : g)", json_string(prefix));
                let text = format!(
                    "({optional}.orValue(null) == null ? [] : type({claim}) == list ? {claim} : [{claim}]).map(g, {prefixed})"
                );
                if let Some(written) = self.standing_for(&text, span) {
                    let made = self.made(&written, Wants::Texts);
                    user.push(("groups", source_of(&made)));
                    let origin = check("groups", span).refusal(answer("oidc: parse groups claim"));
                    nodes.push(Node::new(settled(Node::plain(made)), origin));
                }
                self.complaints.diagnostics.extend(lint::groups_prefix(
                    prefix,
                    span,
                    authenticator,
                ));
            }
            Mapped::Expression(expression, span) => {
                let field = format!("{path}.groups.expression");
                let wants = Wants::TextOrTexts;
                let (node, source) =
                    self.expression("groups", (expression, span), &field, wants, &mut |_| {});
                nodes.push(node);
                user.push(("groups", source));
            }
            Mapped::Nothing => {}
        }

        let uid = get("uid");
        match (text(uid, "claim"), text(uid, "expression")) {
            (Some((_, span)), Some(_)) => self.complaints.field(
                span,
                &format!("{path}.uid"),
                Matter::Invalid(""),
                "claim and expression can't both be set",
            ),
            (Some((claim, span)), None) => {
                let source = self.claim_mapping("uid", claim, span, nodes);
                user.push(("uid", source));
            }
            (None, Some(written)) => {
                let field = format!("{path}.uid.expression");
                let (node, source) =
                    self.expression("uid", written, &field, Wants::Text, &mut |_| {});
                nodes.push(node);
                user.push(("uid", source));
            }
            (None, None) => {}
        }

        let mut keys: Vec<&str> = Vec::new();
        let mut known = true;
        for (index, extra) in list(mappings, "extra").iter().enumerate() {
            let path = format!("{path}.extra[{index}]");
            let (key, span) = given(Some(extra), "key").unwrap_or(("", extra.span));
            self.extra_key(key, span, &format!("{path}.key"));
            if keys.contains(&key) {
                self.complaints
                    .field(span, &format!("{path}.key"), Matter::Duplicate(key), "");
                continue;
            }
            keys.push(key);
            let field = format!("{path}.valueExpression");
            let Some(written) = text(Some(extra), "valueExpression") else {
                self.complaints
                    .field(extra.span, &field, Matter::Required, "");
                continue;
            };
            let name = format!("extra {key}");
            let (node, source) =
                self.expression(&name, written, &field, Wants::TextOrTexts, &mut |program| {
                    verified |= selects(program, "email_verified");
                });
            nodes.push(node);
            match source {
                Source::Expression(expression) => entries.push((key.to_owned(), expression)),
                _ => known = false,
            }
        }
        if let Some(span) = by_email.filter(|_| !verified) {
            let expression = text(username, "expression").map_or("", |(text, _)| text);
            self.complaints.field(span, &format!("{path}.username.expression"), Matter::Invalid(expression), "claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression");
        }
        entries.extend(
            self.credential()
                .map(|made| (CREDENTIAL_ID.to_owned(), made)),
        );
        if !known {
            entries.clear();
        }
        user.push(("extra", Source::Map(Arc::from(entries))));
        user
    }

    fn credential(&mut self) -> Option<Arc<Expression>> {
        let written = self.standing_for(CREDENTIAL, Span::default())?;
        match self.made(&written, Wants::Text) {
            Condition::Expression(expression) => Some(expression),
            _ => None,
        }
    }

    /// `validatePrefixClaimOrExpression`
    fn prefixed<'v>(
        &mut self,
        mapping: Option<&'v Value<'_>>,
        place: Span,
        path: &str,
        required: bool,
    ) -> Mapped<'v> {
        let prefix = given(mapping, "prefix");
        let place = mapping.map_or(place, |mapping| mapping.span);
        match (text(mapping, "claim"), text(mapping, "expression")) {
            (Some((_, span)), Some(_)) => {
                let detail = "claim and expression can't both be set";
                self.complaints
                    .field(span, path, Matter::Invalid(""), detail);
                Mapped::Nothing
            }
            (None, None) => {
                if required {
                    let detail = "claim or expression is required";
                    self.complaints.field(place, path, Matter::Required, detail);
                }
                Mapped::Nothing
            }
            (None, Some((expression, span))) => {
                if let Some((prefix, span)) = prefix {
                    let path = format!("{path}.prefix");
                    let detail = "may not be specified when expression is set";
                    self.complaints
                        .field(span, &path, Matter::Invalid(prefix), detail);
                }
                Mapped::Expression(expression, span)
            }
            (Some((claim, span)), None) => {
                if prefix.is_none() {
                    let path = format!("{path}.prefix");
                    let detail = "prefix is required when claim is set. It can be set to an empty string to disable prefixing";
                    self.complaints
                        .field(place, &path, Matter::Required, detail);
                }
                let (prefix, span) = prefix.map_or(("", span), |(prefix, at)| {
                    (
                        prefix,
                        Span::new(span.start.min(at.start), span.end.max(at.end)),
                    )
                });
                Mapped::Claim(claim, prefix, span)
            }
        }
    }

    /// A claim that must be a text.
    fn claim_mapping(
        &mut self,
        name: &'static str,
        claim: &str,
        span: Span,
        nodes: &mut Vec<Node>,
    ) -> Source {
        let test = Test::of_kind(self.plain(claim), "claim", ValueKind::Text);
        let prefix = match name {
            "username" => "oidc: parse username claims",
            _ => "oidc: parse uid claim",
        };
        let origin = check(name, span).refusal(answer(format!("{prefix} {claim:?}")));
        nodes.push(Node::new(Condition::Test(test), origin));
        claim_source(claim)
    }

    /// The name with its prefix.
    fn with_prefix(
        &mut self,
        claim: &str,
        prefix: &str,
        span: Span,
        nodes: &mut Vec<Node>,
    ) -> Source {
        let claim = format!("claims[{}]", json_string(claim));
        let text = format!("{} + ({claim} == null ? '' : {claim})", json_string(prefix));
        let Some(written) = self.standing_for(&text, span) else {
            return Source::Derived;
        };
        let made = self.made(&written, Wants::Text);
        let source = source_of(&made);
        let node = Node::new(made, check("username with its prefix", span));
        nodes.push(Node::plain(settled(node)));
        source
    }

    /// `email` is taken where the issuer says that it is verified, or says nothing of that.
    fn email_verified(&mut self, span: Span) -> Node {
        let alternative = Alternative::new(Matcher::Boolean(true), "true", None);
        let mut test = Test::new(self.plain("email_verified"), "is", vec![alternative]);
        test.typed = true;
        test.on_missing = Truth::Pass;
        let origin = check("email_verified", span).refusal(answer("oidc: email not verified"));
        Node::new(Condition::Test(test), origin)
    }

    /// A mapping in CEL: its check, and where the field comes from.
    fn expression(
        &mut self,
        name: &str,
        (expression, span): (&str, Span),
        path: &str,
        wants: Wants,
        look: &mut dyn FnMut(&crate::cel::Expression),
    ) -> (Node, Source) {
        let kind = match name {
            "username" => "username claim",
            "groups" => "group claim",
            "uid" => "uid claim",
            _ => "extra claim",
        };
        let origin = check(name, span).refusal(answer(format!(
            "oidc: error evaluating {kind} expression: expression '{expression}'"
        )));
        let Some((written, _)) = self.written(expression, span, path, super::CLAIMS) else {
            return (Node::new(unread(expression), origin), Source::Derived);
        };
        look(&written.program);
        let made = self.made(&written, wants);
        let source = source_of(&made);
        let node = Node::new(made, origin);
        (Node::plain(settled(node)), source)
    }

    /// A key of the extra values: a path with a domain before it, none of Kubernetes' own.
    fn extra_key(&mut self, key: &str, span: Span, path: &str) {
        let mut refuse = |detail: &str| {
            self.complaints
                .field(span, path, Matter::Invalid(key), detail);
        };
        let Some((host, rest)) = key
            .split_once('/')
            .filter(|(host, rest)| !host.is_empty() && !rest.is_empty())
        else {
            match key {
                "" => self.complaints.field(span, path, Matter::Required, ""),
                _ => refuse("must be a domain-prefixed path (such as \"acme.io/foo\")"),
            }
            return;
        };
        if !is_subdomain(host) {
            refuse(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
            );
        }
        let in_path =
            |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&byte);
        if !rest.bytes().all(in_path) {
            refuse("invalid path");
        }
        if key.chars().any(char::is_uppercase) {
            refuse("must be lowercase");
        }
        let is_of = |domain: &str| {
            host.strip_suffix(domain)
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        if is_of("kubernetes.io") || is_of("k8s.io") {
            refuse("k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use");
        }
    }
}

/// What a mapping takes.
enum Mapped<'v> {
    Nothing,
    /// A claim, the prefix before it, and where both stand.
    Claim(&'v str, &'v str, Span),
    Expression(&'v str, Span),
}

/// RFC 1123.
pub(super) fn is_subdomain(host: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}
