//! From rules to the condition tree: any that fits suffices.

use super::document::{Rule, Text};
use super::preset::{ClaimValues, Stars, Unstated};
use super::{BEFORE, ISSUER_ID, SETTLED};
use crate::attribute::{Attribute, Scalar, Source};
use crate::cel::{Environment, Library};
use crate::condition::{
    Alternative, Condition, Matcher, Node, Opaque, OpaqueCause, Origin, Predicate, Reading,
    StepKind, Test, ValueKind,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::evaluation::{Caveat, ReasonCode};
use crate::excerpt::Excerpt;
use crate::json::{Kind, Member};
use crate::pattern::regular_expression::{Anchoring, RegularExpression};
use crate::pattern::template::{Part, Template};
use crate::pattern::wildcard::{Fold, Symbol};
use crate::quote::quoted;
use crate::relying_party::Lowered;
use crate::relying_party::expression::{Lowering, Written};
use crate::span::Span;

/// What lets in by itself is called.
pub(super) const NOUN: &str = "rule";

pub(super) fn lower(text: &str, rules: &[Rule<'_>], mut diagnostics: Vec<Diagnostic>) -> Lowered {
    let mut attributes: Vec<Attribute> = [BEFORE, SETTLED]
        .map(|name| Attribute {
            name: name.to_owned(),
            source: Source::Request,
        })
        .to_vec();
    let mut nodes = Vec::new();
    for rule in rules {
        let variables = rule.preset.variable.as_slice();
        let mut reading = RuleLowering {
            document: text,
            rule,
            // The names of attributes are those of the claims, or `claims.NAME` in a condition.
            lowering: Lowering {
                attributes,
                variables,
                resolve: &|_, field| claim_source(field),
                numbers: None,
                caveats: |_| Vec::new(),
            },
            diagnostics: &mut diagnostics,
        };
        nodes.push(reading.rule());
        attributes = reading.lowering.attributes;
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    let mut claims: Vec<String> = attributes
        .iter()
        .filter_map(|attribute| attribute.source.claim())
        .map(str::to_owned)
        .collect();
    claims.sort_unstable();
    claims.dedup();
    Lowered {
        root: Node::new(
            Condition::Any(nodes),
            Origin::new(StepKind::Rules)
                .noun(NOUN)
                .reason(ReasonCode::NoRule)
                .sentence("there is no rule that could let anybody in"),
        ),
        attributes,
        claims,
        diagnostics,
        resource: None,
    }
}

fn claim_source(name: &str) -> Source {
    Source::Claim {
        issuer: None,
        name: name.to_owned(),
    }
}

struct RuleLowering<'r, 'l> {
    document: &'r str,
    rule: &'r Rule<'r>,
    lowering: Lowering<'l>,
    diagnostics: &'r mut Vec<Diagnostic>,
}

impl RuleLowering<'_, '_> {
    fn rule(&mut self) -> Node {
        let rule = self.rule;
        let preset = rule.preset;
        let mut nodes = Vec::new();
        nodes.push(self.issuer());
        for (why, span) in &rule.unclear {
            nodes.push(opaque("rule", why.clone(), *span));
        }
        nodes.extend(self.audience());
        match &rule.subject {
            Some(subject) => nodes.push(self.subject(subject)),
            None if preset.has_subject => nodes.push(self.missing("subject")),
            None if rule.claims.is_empty() && rule.condition.is_none() => {
                nodes.push(self.missing("subject"));
            }
            None => {}
        }
        for member in &rule.claims {
            nodes.push(self.claim(member));
        }
        nodes.extend(self.too_many());
        if self.lacks_organization() {
            nodes.push(self.missing("organization_id"));
        }
        if let Some(condition) = &rule.condition {
            nodes.push(self.condition(condition));
        }
        Node::new(
            Condition::All {
                nodes,
                ordered: true,
            },
            Origin::new(StepKind::Rule)
                .noun(NOUN)
                .named(rule.label.clone())
                .at(rule.span),
        )
    }

    fn attribute(&mut self, claim: &str) -> usize {
        self.lowering
            .attribute(claim.to_owned(), claim_source(claim))
    }

    fn refused(&mut self, code: &'static str, message: String, span: Span) {
        self.diagnostics.push(
            Diagnostic::error(code, message)
                .url(self.rule.preset.url)
                .at(span),
        );
    }

    /// Something that every rule has: without it no token fits.
    fn missing(&mut self, name: &'static str) -> Node {
        let title = self.rule.preset.title;
        self.refused(
            "missing-element",
            format!(
                "expected {} in a rule of {title}, received none",
                quoted(name)
            ),
            self.rule.span,
        );
        Node::new(
            Condition::Constant(false),
            check(name, self.rule.span)
                .reason(ReasonCode::NoRule)
                .sentence(format!("the rule has no {}", quoted(name))),
        )
    }

    /// Stands for audiences or claims that are more than a rule has.
    fn too_many(&mut self) -> Option<Node> {
        let rule = self.rule;
        let most = rule.preset.most;
        let audiences = rule.audiences.as_ref().map_or(0, Vec::len);
        let counts = [("audiences", audiences), ("claims", rule.claims.len())];
        let (name, count) = counts.into_iter().find(|(_, count)| *count > most)?;
        let why = format!(
            "expected at most {most} {name} in a rule of {}, received {count}",
            rule.preset.title
        );
        self.refused("invalid-element", why.clone(), rule.span);
        Some(opaque(name, why, rule.span))
    }

    /// Whether the rule trusts the issuer that all of Buildkite's customers share, and does not say
    /// whose organisation it means, which Buildkite asks for.
    fn lacks_organization(&self) -> bool {
        let rule = self.rule;
        rule.preset.stars == Stars::Within
            && rule
                .issuer
                .is_some_and(|issuer| issuer.text == "https://agent.buildkite.com")
            && !rule
                .claims
                .iter()
                .any(|claim| ["organization_id", "organization_slug"].contains(&&*claim.key))
    }

    fn issuer(&mut self) -> Node {
        let Some(issuer) = self.rule.issuer else {
            return match self.rule.preset.issuer_by_id {
                true => self.issuer_by_id(),
                false => self.missing("issuer"),
            };
        };
        let test = Test {
            typed: true,
            ..Test::new(self.attribute("iss"), "issuer", vec![literal(&issuer)])
        };
        Node::new(
            Condition::Test(test),
            check("issuer", issuer.span)
                .reason(ReasonCode::IssuerNotTrusted)
                .words("the token comes from", "the rule trusts"),
        )
    }

    /// An issuer that is named by an id cannot be compared: the slot tells what is assumed.
    fn issuer_by_id(&mut self) -> Node {
        let attribute = self
            .lowering
            .attribute(ISSUER_ID.to_owned(), Source::Derived);
        let test = Test {
            predicate: Predicate::Present {
                written: "that of the token".to_owned(),
            },
            ..Test::new(attribute, ISSUER_ID, Vec::new())
        };
        Node::new(Condition::Test(test), check("issuer", self.rule.span))
    }

    fn audience(&mut self) -> Option<Node> {
        let rule = self.rule;
        let stated = rule.audiences.as_deref().unwrap_or_default();
        let mut span = stated.first().map_or(rule.span, |audience| audience.span);
        let alternatives = match (stated, rule.preset.unstated, &rule.usual_audience) {
            ([], Unstated::Any, _) if rule.audiences.is_none() => return None,
            ([], Unstated::Is(usual), _) => {
                span = rule.span;
                vec![Alternative::new(
                    Matcher::Text(Template::literal(usual)),
                    usual,
                    None,
                )]
            }
            ([], Unstated::Elsewhere(_), Some(usual)) => {
                vec![Alternative::new(
                    Matcher::Text(Template::literal(usual)),
                    usual.clone(),
                    None,
                )]
            }
            ([], Unstated::Elsewhere(which), None) => {
                let why =
                    format!("the rule names no audience and takes {which}, which it does not tell");
                return Some(opaque("audience", why, span));
            }
            ([], Unstated::Refused | Unstated::Any, _) => return Some(self.missing("audiences")),
            (stated, ..) => stated.iter().map(literal).collect(),
        };
        let test = Test {
            typed: true,
            ..Test::new(self.attribute("aud"), "audiences", alternatives)
        };
        Some(Node::new(
            Condition::Test(test),
            check("audience", span).reason(ReasonCode::AudienceNotAccepted),
        ))
    }

    fn subject(&mut self, subject: &Text<'_>) -> Node {
        let is_within = self.rule.preset.stars == Stars::Within;
        if is_within && subject.text.contains('\\') {
            return self.open(
                "subject",
                Caveat::new(
                    "escape-in-subject",
                    "the documentation does not say what a `\\` in a subject of Buildkite stands for",
                ),
                subject,
            );
        }
        let claim = self.rule.subject_claim.map_or("sub", |claim| claim.text);
        let pattern = self.pattern(subject);
        let test = Test {
            typed: true,
            ..Test::new(self.attribute(claim), "subject", vec![pattern])
        };
        let node = Node::new(
            Condition::Test(test.clone()),
            check("subject", subject.span).reason(ReasonCode::ConditionNotMet),
        );
        match is_within.then(|| within_parts(subject)).flatten() {
            Some(narrow) => {
                let narrow = Test {
                    predicate: Predicate::AnyOf(vec![narrow]),
                    ..test
                };
                let why = "the documentation does not say whether a `*` in a subject of Buildkite stands for a `:` too";
                let open = Condition::Opaque(Opaque::new(why, OpaqueCause::Documentation));
                // What the narrow reading fits is certain; only of the rest it is open.
                let nodes = vec![
                    Node::plain(Condition::Not(Box::new(Node::plain(Condition::Test(
                        narrow,
                    ))))),
                    Node::new(open, check("`*` for `:`", subject.span)),
                ];
                let ordered = true;
                let open = Node::plain(Condition::All { nodes, ordered });
                let certain = Node::plain(Condition::Not(Box::new(open)));
                Node::plain(Condition::All {
                    nodes: vec![node, certain],
                    ordered,
                })
            }
            None => node,
        }
    }

    /// Something that the documentation leaves open, as the caveat says.
    fn open(&self, name: &'static str, caveat: Caveat, text: &Text<'_>) -> Node {
        let caveat = caveat.url(self.rule.preset.url);
        let why = caveat.message.clone();
        let opaque = Opaque::new(why, OpaqueCause::Documentation).assuming(caveat);
        Node::new(
            Condition::Opaque(opaque.written(text.text, Vec::new())),
            check(name, text.span),
        )
    }

    /// A subject, as the preset reads stars in it.
    fn pattern(&mut self, subject: &Text<'_>) -> Alternative {
        let exact = self.by_case(literal(subject), ignoring_case(subject, false));
        let (least, since) = match self.rule.preset.stars {
            Stars::Literal => return exact,
            Stars::Anywhere => return pattern(subject),
            Stars::Within => {
                return self.by_case(pattern(subject), ignoring_case(subject, true));
            }
            Stars::Trailing(least) => (least, None),
            Stars::TrailingSince(least, since) => (least, Some(since)),
        };
        let Some(first) = subject.text.find('*') else {
            return exact;
        };
        let before = subject.text.get(..first).unwrap_or_default();
        if first + 1 != subject.text.len() || before.chars().count() < least {
            self.refused(
                "invalid-pattern",
                format!(
                    "expected `*` at the end of a subject alone, with {least} or more characters before it, received {}",
                    quoted(subject.text)
                ),
                subject.span,
            );
            // What was stored before there were stars is still compared whole.
            return match since {
                Some(_) => exact,
                None => Alternative {
                    matcher: Matcher::Nobody,
                    ..exact
                },
            };
        }
        let prefix = pattern(subject);
        let Some((year, month)) = since else {
            return prefix;
        };
        let matcher = depending(BEFORE_INDEX, &exact.matcher, &prefix.matcher);
        let caveat = Caveat::new(
            "depends-on-version",
            format!(
                "a star at the end of a subject stands for any rest since the bundle {year}_{month:02}, and for itself before: assumed that the bundle is enabled"
            ),
        )
        .url(self.rule.preset.url);
        let fits = Alternative {
            readings: vec![Reading {
                matcher: depending(SETTLED_INDEX, &matcher, &exact.matcher),
                caveat,
            }],
            matcher,
            ..prefix
        };
        let [whole, start] = [false, true].map(|stars| ignoring_case(subject, stars));
        self.by_case(fits, depending(BEFORE_INDEX, &whole, &start))
    }

    /// What fits, where the documentation leaves open whether the case of letters counts.
    fn by_case(&self, fits: Alternative, ignoring_case: Matcher) -> Alternative {
        if self.rule.preset.documents_case {
            return fits;
        }
        let caveat = Caveat::new(
            "letter-case",
            "the documentation does not say whether the case of letters counts; assumed that it does",
        );
        let mut readings = fits.readings;
        readings.push(Reading {
            matcher: ignoring_case,
            caveat: caveat.url(self.rule.preset.url),
        });
        Alternative { readings, ..fits }
    }

    fn claim(&mut self, member: &Member<'_>) -> Node {
        let span = Span::new(member.key_span.start, member.value.span.end);
        let name = member.key.as_ref();
        let kinds = self.rule.preset.claims;
        let value = &member.value;
        let text = |text| Text {
            text,
            span: value.span,
        };
        if kinds == ClaimValues::TypedOrNull && name == "sub" {
            let why =
                "the subject is no claim that a rule of OpenAI compares: it stands in `subject`";
            self.refused("invalid-element", why.to_owned(), span);
            return opaque("claims", why.to_owned(), span);
        }
        if self.rule.preset.stars == Stars::Within
            && let Some(written) = value.as_str().filter(|value| value.contains(['*', '\\']))
        {
            return self.open(
                "claims",
                Caveat::new(
                    "star-in-claim",
                    "the documentation does not say whether `*` and `\\` mean in claims of Buildkite what they mean in its subjects",
                ),
                &text(written),
            );
        }
        if kinds == ClaimValues::TypedOrNull && value.kind == Kind::Null {
            let test = Test::of_kind(self.attribute(name), "claims", ValueKind::Null);
            let origin = check("claims", span).reason(ReasonCode::ConditionNotMet);
            return Node::new(Condition::Test(test), origin);
        }
        let alternative = match (&value.kind, kinds) {
            (Kind::String(written), ClaimValues::Patterns) => pattern(&text(written)),
            (
                Kind::String(written),
                ClaimValues::Typed | ClaimValues::TypedOrNull | ClaimValues::Texts,
            ) => self.by_case(
                literal(&text(written)),
                ignoring_case(&text(written), false),
            ),
            (Kind::Number(number), ClaimValues::Typed | ClaimValues::TypedOrNull) => {
                let matcher = Matcher::Value(Scalar::Number(number.to_string().into()));
                Alternative::new(matcher, number.to_string(), Some(value.span))
            }
            (Kind::Boolean(boolean), ClaimValues::Typed | ClaimValues::TypedOrNull) => {
                let matcher = Matcher::Value(Scalar::Boolean(*boolean));
                Alternative::new(matcher, boolean.to_string(), Some(value.span))
            }
            _ => {
                let expected = match kinds {
                    ClaimValues::None => "no claims".to_owned(),
                    ClaimValues::Typed => "a text, a number or a boolean".to_owned(),
                    ClaimValues::TypedOrNull => "a text, a number, a boolean or null".to_owned(),
                    ClaimValues::Texts | ClaimValues::Patterns => "a text".to_owned(),
                };
                let received = value.describe();
                self.refused(
                    "invalid-element",
                    format!(
                        "expected {expected} for {} in a rule of {}, received {received}",
                        quoted(name),
                        self.rule.preset.title
                    ),
                    span,
                );
                let why = format!("the rule wants {received} of {}", quoted(name));
                return opaque("claims", why, span);
            }
        };
        let test = Test {
            typed: true,
            ..Test::new(self.attribute(name), "claims", vec![alternative])
        };
        Node::new(
            Condition::Test(test),
            check("claims", span).reason(ReasonCode::ConditionNotMet),
        )
    }

    fn condition(&mut self, condition: &Text<'_>) -> Node {
        let origin = check("condition", condition.span).reason(ReasonCode::ConditionNotMet);
        let excerpt = Excerpt::new(self.document, condition.span, condition.text);
        let preset = self.rule.preset;
        match Written::parse(condition.text, excerpt) {
            Err(error) => {
                self.diagnostics.push(error.to_diagnostic());
                let why = "the condition cannot be read";
                Node::new(
                    Condition::Opaque(Opaque::new(why, OpaqueCause::Policy)),
                    origin,
                )
            }
            Ok(written) => {
                let variables: Vec<(&str, &str)> = preset
                    .variable
                    .iter()
                    .map(|name| (*name, "map(string, dyn)"))
                    .collect();
                let checked = written.check(&Environment {
                    title: preset.title,
                    variables: &variables,
                    objects: &[],
                    libraries: match preset.functions {
                        Some(_) => &[],
                        None => &[Library::Standard],
                    },
                    functions: preset.functions.unwrap_or_default(),
                    closed: preset.functions.is_some(),
                    homogeneous: false,
                });
                let is_refused = checked
                    .diagnostics
                    .iter()
                    .any(|diagnostic| diagnostic.severity == Severity::Error);
                self.diagnostics.extend(checked.diagnostics);
                if preset.functions.is_some() && is_refused {
                    let why = format!("the condition holds what {} does not have", preset.title);
                    return Node::new(
                        Condition::Opaque(Opaque::new(why, OpaqueCause::Policy)),
                        origin,
                    );
                }
                let node = self.lowering.condition(&written);
                // An error denies.
                Node::new(Condition::Settled(Box::new(node)), origin)
            }
        }
    }
}

/// Indexes of the attributes of the release.
const BEFORE_INDEX: usize = 0;
const SETTLED_INDEX: usize = 1;

fn depending(attribute: usize, present: &Matcher, missing: &Matcher) -> Matcher {
    Matcher::Depending {
        attribute,
        present: Box::new(present.clone()),
        missing: Box::new(missing.clone()),
    }
}

fn check(name: &'static str, span: Span) -> Origin {
    Origin::new(StepKind::Check).named(name).at(span)
}

fn opaque(name: &'static str, why: String, span: Span) -> Node {
    Node::new(
        Condition::Opaque(Opaque::new(why, OpaqueCause::Policy)),
        check(name, span),
    )
}

fn literal(text: &Text<'_>) -> Alternative {
    let matcher = Matcher::Text(Template::literal(text.text));
    Alternative::new(matcher, text.text, Some(text.span))
}

fn pattern(text: &Text<'_>) -> Alternative {
    let matcher = Matcher::Text(template(text, Fold::None, true));
    Alternative::new(matcher, text.text, Some(text.span))
}

/// A subject in which no star stands for a `:`; `None` where it has no stars.
fn within_parts(subject: &Text<'_>) -> Option<Alternative> {
    let parts: Vec<String> = subject.text.split('*').map(escaped).collect();
    let expression = RegularExpression::parse(&parts.join("[^:]*"), Anchoring::Whole).ok()?;
    (parts.len() > 1).then(|| {
        let matcher = Matcher::RegularExpression(Box::new(expression));
        Alternative::new(matcher, subject.text, Some(subject.span))
    })
}

/// A text as a regular expression that it alone fits.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if character.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn ignoring_case(text: &Text<'_>, has_stars: bool) -> Matcher {
    Matcher::TextIgnoreCase(template(text, Fold::Ascii, has_stars))
}

fn template(text: &Text<'_>, fold: Fold, has_stars: bool) -> Template {
    let symbols = text.text.chars().map(|character| match character {
        '*' if has_stars => Symbol::Star,
        other => Symbol::Literal(other),
    });
    Template::new(symbols.map(Part::Symbol).collect(), fold, has_stars)
}
