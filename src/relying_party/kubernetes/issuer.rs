//! The issuer of an authenticator: what kube-apiserver takes for one, and its checks.

use super::document::{Complaints, Matter, list, text};
use super::{AUD, ISS};
use crate::condition::{Alternative, Condition, Matcher, Node, Origin, StepKind, Test};
use crate::evaluation::ReasonCode;
use crate::json::Value;
use crate::pattern::template::Template;
use crate::span::Span;

/// What issuers were seen before.
#[derive(Debug, Default)]
pub(super) struct Seen<'v> {
    urls: Vec<&'v str>,
    discovery: Vec<&'v str>,
}

/// The checks of issuer and audience.
pub(super) fn checks<'v>(
    issuer: Option<&'v Value<'_>>,
    whole: Span,
    path: &str,
    seen: &mut Seen<'v>,
    complaints: &mut Complaints,
) -> Vec<Node> {
    let place = issuer.map_or(whole, |issuer| issuer.span);
    let path = format!("{path}.issuer");
    let url = text(issuer, "url");
    let url_path = format!("{path}.url");
    match url {
        None => complaints.field(place, &url_path, Matter::Required, ""),
        Some((url, span)) => {
            check_url(url, span, &url_path, complaints);
            unique(url, span, &url_path, &mut seen.urls, complaints);
        }
    }
    if let Some((discovery, span)) = text(issuer, "discoveryURL") {
        let path = format!("{path}.discoveryURL");
        let plain = |url: &'v str| url.trim_end_matches('/');
        if url.is_some_and(|(url, _)| plain(url) == plain(discovery)) {
            let detail = "discoveryURL must be different from URL";
            complaints.field(span, &path, Matter::Invalid(discovery), detail);
        }
        check_url(discovery, span, &path, complaints);
        unique(discovery, span, &path, &mut seen.discovery, complaints);
    }
    check_rest(issuer, &path, complaints);
    let audiences = audiences(issuer, place, &path, complaints);
    complaints
        .diagnostics
        .extend(super::lint::audiences(&audiences));

    let literal = |(text, span): &(&str, Span)| {
        let matcher = Matcher::Text(Template::literal(text));
        Alternative::new(matcher, *text, Some(*span))
    };
    let check = |name: &'static str, attribute: usize, values: &[(&str, Span)], reason| {
        let mut test = Test::new(attribute, "is", values.iter().map(literal).collect());
        test.typed = true;
        let span = values
            .iter()
            .map(|(_, span)| *span)
            .reduce(|first, last| Span::new(first.start, last.end));
        let origin = Origin::new(StepKind::Check)
            .named(name)
            .reason(reason)
            .at(span.unwrap_or(place));
        Node::new(Condition::Test(test), origin)
    };
    let mut issuer = check("issuer", ISS, url.as_slice(), ReasonCode::IssuerNotTrusted);
    let mut audience = check("audience", AUD, &audiences, ReasonCode::AudienceNotAccepted);
    let words = |node: &mut Node, came, wanted| {
        node.origin = node.origin.take().map(|origin| origin.words(came, wanted));
    };
    words(
        &mut issuer,
        "the token comes from",
        "the authenticator is for",
    );
    words(
        &mut audience,
        "the audience of the token is",
        "the authenticator takes",
    );
    vec![issuer, audience]
}

fn unique<'v>(
    url: &'v str,
    span: Span,
    path: &str,
    seen: &mut Vec<&'v str>,
    complaints: &mut Complaints,
) {
    if seen.contains(&url) {
        complaints.field(span, path, Matter::Duplicate(url), "");
    }
    seen.push(url);
}

/// `validateURL`. What Go's parser of URLs makes of odd ones is told as far as it matters here.
fn check_url(url: &str, span: Span, path: &str, complaints: &mut Complaints) {
    let mut refuse = |detail: &str| complaints.field(span, path, Matter::Invalid(url), detail);
    let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
    let (before, query) = before.split_once('?').unwrap_or((before, ""));
    if url.chars().any(|character| character.is_ascii_control()) {
        return refuse("net/url: invalid control character in URL");
    }
    let authority = match before.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => {
            rest.split('/').next().unwrap_or_default()
        }
        _ => {
            refuse("URL scheme must be https");
            ""
        }
    };
    if authority.contains('@') {
        refuse("URL must not contain a username or password");
    }
    if !query.is_empty() {
        refuse("URL must not contain a query");
    }
    if !fragment.is_empty() {
        refuse("URL must not contain a fragment");
    }
    if authority.contains([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}']) {
        refuse("invalid character in host name");
    }
}

fn audiences<'v>(
    issuer: Option<&'v Value<'_>>,
    place: Span,
    path: &str,
    complaints: &mut Complaints,
) -> Vec<(&'v str, Span)> {
    let path_of = format!("{path}.audiences");
    let mut audiences: Vec<(&str, Span)> = Vec::new();
    for (index, item) in list(issuer, "audiences").iter().enumerate() {
        let audience = item.as_str().unwrap_or_default();
        let path = format!("{path_of}[{index}]");
        if audience.is_empty() {
            complaints.field(item.span, &path, Matter::Required, "");
        }
        if audiences.iter().any(|(other, _)| *other == audience) {
            complaints.field(item.span, &path, Matter::Duplicate(audience), "");
        }
        audiences.push((audience, item.span));
    }
    if audiences.is_empty() {
        let detail = format!("at least one {path_of} is required");
        complaints.field(place, &path_of, Matter::Required, &detail);
        return audiences;
    }
    let (policy, span) = text(issuer, "audienceMatchPolicy").unwrap_or(("", place));
    let several = audiences.len() > 1;
    if policy != "MatchAny" && (several || !policy.is_empty()) {
        complaints.field(
            span,
            &format!("{path}.audienceMatchPolicy"),
            Matter::Invalid(policy),
            match several {
                true => "audienceMatchPolicy must be MatchAny for multiple audiences",
                false => "audienceMatchPolicy must be empty or MatchAny for single audience",
            },
        );
    }
    audiences
}

fn check_rest(issuer: Option<&Value<'_>>, path: &str, complaints: &mut Complaints) {
    if let Some((authority, span)) = text(issuer, "certificateAuthority")
        && !authority.contains("-----BEGIN CERTIFICATE-----")
    {
        complaints.field(
            span,
            &format!("{path}.certificateAuthority"),
            Matter::Invalid("<omitted>"),
            "data does not contain any valid RSA or ECDSA certificates",
        );
    }
    if let Some((selector, span)) = text(issuer, "egressSelectorType")
        && !matches!(selector, "controlplane" | "cluster")
    {
        complaints.field(
            span,
            &format!("{path}.egressSelectorType"),
            Matter::Invalid(selector),
            "egress selector must be either controlplane or cluster",
        );
    }
}
