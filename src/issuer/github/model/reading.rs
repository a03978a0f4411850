//! Taking tokens apart by the model.

use super::{Choice, Encoding, Host, Item, RUNS, Run, Shape};
use crate::claims::Claims;
use crate::issuer::github::Subject;
use crate::issuer::github::subject::decode;
use crate::issuer::{Issuer, Variant, recognise_claims};
use crate::json::Kind;

/// The value of a piece, or of a custom property, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The name of the piece; of a property with `repo_property_` before it.
    pub piece: String,
    /// Its value.
    pub text: String,
}

/// The kind of run that a token of GitHub is for, and the pieces it is made of. `None` for a token
/// that the model does not have.
///
/// Claims that the token lacks are passed over, since older tokens lack some; so are claims that
/// the model lacks. Where several kinds fit, as for a branch that may be the default one, it is
/// the first of them in the order of [`RUNS`].
pub fn read(claims: &Claims<'_>) -> Option<(&'static Run, Vec<Value>)> {
    let known = recognise_claims(claims).filter(|known| known.issuer == Issuer::GitHub)?;
    let (host, slug_in_issuer) = match known.variant {
        Variant::Shared => (Host::GitHub, false),
        Variant::GitHubEnterprise { .. } => (Host::GitHub, true),
        Variant::GitHubDataResidency { slug, .. } => (Host::DataResidency, slug.is_some()),
        Variant::GitHubServer { .. } => (Host::Server, false),
        _ => return None,
    };
    let subject = Subject::parse(claims.text("sub")?);
    let properties: Vec<String> = claims
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("repo_property_"))
        .map(str::to_owned)
        .collect();
    let event = claims.text("event_name");
    let known = Known {
        claims,
        host,
        slug_in_issuer,
        immutable: subject.repository.is_some_and(|known| known.has_ids()),
        properties,
    };
    // `ref` and `environment` in a subject are the context, or the claims of these names.
    let keys: Vec<&str> = subject.segments.iter().map(|segment| segment.key).collect();
    let templates = [subject.template(), keys];
    let runs = RUNS
        .iter()
        .filter(|run| event.is_none_or(|event| run.events.contains(&event)));
    runs.flat_map(|run| templates.iter().map(move |template| (run, template)))
        .find_map(|(run, template)| Some((run, known.read_as(run, template)?)))
}

/// What a token shows without being taken apart.
struct Known<'c> {
    claims: &'c Claims<'c>,
    host: Host,
    slug_in_issuer: bool,
    immutable: bool,
    properties: Vec<String>,
}

impl Known<'_> {
    fn read_as(&self, run: &'static Run, template: &[&str]) -> Option<Vec<Value>> {
        let claims = self.claims;
        let template: Vec<String> = template.iter().map(|key| (*key).to_owned()).collect();
        let shape = Shape::of(&Choice {
            run,
            host: self.host,
            slug_in_issuer: self.slug_in_issuer,
            enterprise: self.slug_in_issuer || claims.get("enterprise").is_some(),
            immutable: self.immutable,
            environment: claims.get("environment").is_some(),
            reusable: claims.text("job_workflow_ref") != claims.text("workflow_ref"),
            template: Some(&template),
            properties: &self.properties,
        })?;
        // The subject last: the other claims have then settled most of what is in it.
        let mut rows: Vec<_> = shape.claims.iter().collect();
        rows.sort_by_key(|(name, _)| name == "sub");
        let mut values = Vec::new();
        rows.into_iter()
            .all(
                |(name, items)| match claims.get(name).map(|value| &value.kind) {
                    Some(Kind::String(text) | Kind::Number(text)) => fit(items, text, &mut values),
                    Some(_) => false,
                    None => true,
                },
            )
            .then_some(values)
    }
}

/// Whether `text` is put together so, given the values that are known; adds those it finds.
pub(in super::super) fn fit(items: &[Item], text: &str, values: &mut Vec<Value>) -> bool {
    let Some((item, rest)) = items.split_first() else {
        return text.is_empty();
    };
    let (name, encoding, most) = match item {
        Item::Literal(literal) => {
            return text
                .strip_prefix(literal.as_ref())
                .is_some_and(|after| fit(rest, after, values));
        }
        Item::Piece(piece, encoding) => (piece.name.to_owned(), *encoding, piece.max),
        Item::Property(name, encoding) => (format!("repo_property_{name}"), *encoding, 1000),
    };
    if let Some(known) = values.iter().find(|value| value.piece == name) {
        let written = encoding.apply(&known.text).into_owned();
        return text
            .strip_prefix(written.as_str())
            .is_some_and(|after| fit(rest, after, values));
    }
    let mark = values.len();
    // The longest first: a name may hold what follows it, as the file of
    // `.github/workflows/a@b.yml@refs/heads/main` does.
    let ends: Vec<usize> = match rest.is_empty() {
        true => vec![text.len()],
        false => text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            // Three characters may stand for one.
            .take(3 * most + 1)
            .collect(),
    };
    for end in ends.into_iter().rev() {
        let Some((here, after)) = text.split_at_checked(end) else {
            continue;
        };
        let value = match encoding {
            Encoding::Plain => here.to_owned(),
            Encoding::Colon => decode(here).into_owned(),
        };
        if matches!(item, Item::Piece(piece, _) if !piece.admits(&value)) {
            continue;
        }
        values.push(Value {
            piece: name.clone(),
            text: value,
        });
        if fit(rest, after, values) {
            return true;
        }
        values.truncate(mark);
    }
    false
}
