//! `extract`, which Google has in conditions
//! (<https://docs.cloud.google.com/iam/docs/conditions-attribute-reference#extract>).

use super::super::budget::Budget;
use super::super::fault::Failure;
use super::super::value::Value;
use super::{Function, Library, function, made};

pub(super) const FUNCTIONS: &[Function] = &[function(
    "extract",
    Library::Extract,
    &[".(string, string) string"],
    extract,
)];

/// A template: what stands before and after the one place that is taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template<'t> {
    /// What stands before it.
    prefix: &'t str,
    /// The name in braces, which means nothing.
    identifier: &'t str,
    /// What stands after it.
    suffix: &'t str,
}

impl<'t> Template<'t> {
    /// Reads `PREFIX{IDENTIFIER}SUFFIX`; `None` where there is not exactly one place.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let (prefix, rest) = text.split_once('{')?;
        let (identifier, suffix) = rest.split_once('}')?;
        let named = !identifier.is_empty()
            && identifier
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let one = !prefix.contains('}') && !suffix.contains(['{', '}']);
        (named && one).then_some(Self {
            prefix,
            identifier,
            suffix,
        })
    }

    /// What stands in the place: after the first prefix, and from there before the first suffix.
    /// Nothing where one of them does not come.
    pub(super) fn extract<'v>(&self, value: &'v str) -> &'v str {
        let after = match value.split_once(self.prefix) {
            _ if self.prefix.is_empty() => value,
            Some((_, after)) => after,
            None => return "",
        };
        match after.split_once(self.suffix) {
            _ if self.suffix.is_empty() => after,
            Some((inside, _)) => inside,
            None => "",
        }
    }
}

fn extract(budget: &mut Budget, arguments: &[Value]) -> Result<Value, Failure> {
    let [Value::String(value), Value::String(template)] = arguments else {
        return Err(Failure::no_overload());
    };
    budget.charge(value.len() / 16)?;
    match Template::parse(template) {
        Some(template) => made(budget, template.extract(value).to_owned()),
        None => Err(Failure::not_evaluable(
            "what `extract` makes of a template without exactly one `{name}` is not documented",
        )),
    }
}
