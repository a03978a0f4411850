//! Named formats of texts. What is wrong with a text is told in words of our own: those of Kubernetes
//! differ from release to release.

use super::super::super::budget::Budget;
use super::super::super::fault::Failure;
use super::super::super::foreign::Foreign;
use super::super::super::time::Timestamp;
use super::super::super::value::Value;
use super::super::Library::Formats;
use super::super::{Function, function};
use super::{foreign, text};

/// A format, by its place among those that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format(usize);

const LABEL: &str = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
const SUBDOMAIN: &str = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
const LABEL_1035: &str = "^[a-z]([-a-z0-9]*[a-z0-9])?$";

/// Names, what texts of them look like, and how many bytes they have at most.
const ALL: &[(&str, &str, usize)] = &[
    ("dns1123Label", LABEL, 63),
    ("dns1123Subdomain", SUBDOMAIN, 253),
    ("dns1035Label", LABEL_1035, 63),
    (
        "qualifiedName",
        r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$",
        usize::MAX,
    ),
    ("dns1123LabelPrefix", LABEL, 63),
    ("dns1123SubdomainPrefix", SUBDOMAIN, 253),
    ("dns1035LabelPrefix", LABEL_1035, 63),
    (
        "labelValue",
        "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$",
        63,
    ),
    ("uri", "", usize::MAX),
    (
        "uuid",
        "^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}$",
        usize::MAX,
    ),
    (
        "byte",
        "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$",
        usize::MAX,
    ),
    ("date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", usize::MAX),
    (
        "datetime",
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$",
        usize::MAX,
    ),
];

const fn named(name: &'static str, call: super::super::Call) -> Function {
    function(name, Formats, &["() kubernetes.NamedFormat"], call)
}

pub(super) const FUNCTIONS: &[Function] = &[
    named("/format.dns1123Label", |_, _| Ok(of(0))),
    named("/format.dns1123Subdomain", |_, _| Ok(of(1))),
    named("/format.dns1035Label", |_, _| Ok(of(2))),
    named("/format.qualifiedName", |_, _| Ok(of(3))),
    named("/format.dns1123LabelPrefix", |_, _| Ok(of(4))),
    named("/format.dns1123SubdomainPrefix", |_, _| Ok(of(5))),
    named("/format.dns1035LabelPrefix", |_, _| Ok(of(6))),
    named("/format.labelValue", |_, _| Ok(of(7))),
    named("/format.uri", |_, _| Ok(of(8))),
    named("/format.uuid", |_, _| Ok(of(9))),
    named("/format.byte", |_, _| Ok(of(10))),
    named("/format.date", |_, _| Ok(of(11))),
    named("/format.datetime", |_, _| Ok(of(12))),
    function(
        "/format.named",
        Formats,
        &["(string) optional(kubernetes.NamedFormat)"],
        |budget, values| {
            let name = text(budget, values)?;
            let place = ALL.iter().position(|(own, ..)| *own == name);
            Ok(Value::optional(place.map(of)))
        },
    ),
    function(
        "/validate",
        Formats,
        &[".(kubernetes.NamedFormat, string) optional(list(string))"],
        |budget, values| {
            let [Value::Foreign(format), Value::String(text)] = values else {
                return Err(Failure::no_overload());
            };
            let Foreign::Format(format) = &**format else {
                return Err(Failure::no_overload());
            };
            let wrong = (!format.fits(budget, text)?).then(|| {
                let name = format.name();
                Value::list([Value::string(format!("expected the format `{name}`"))])
            });
            Ok(Value::optional(wrong))
        },
    ),
];

fn of(place: usize) -> Value {
    foreign(Foreign::Format(Format(place)))
}

impl Format {
    fn name(self) -> &'static str {
        ALL.get(self.0).map_or("", |(name, ..)| name)
    }

    fn fits(self, budget: &mut Budget, text: &str) -> Result<bool, Failure> {
        let Some((name, pattern, most)) = ALL.get(self.0) else {
            return Err(Failure::no_overload());
        };
        // A prefix may end in a dash, behind which a letter is to come.
        let whole = match text.strip_suffix('-') {
            Some(before) if name.ends_with("Prefix") && !before.is_empty() => {
                let mut characters = before.chars();
                characters.next_back();
                format!("{}a", characters.as_str())
            }
            _ => text.to_owned(),
        };
        if whole.len() > *most {
            return Ok(false);
        }
        match *name {
            "uri" => return Ok(super::Url::request(text).is_ok()),
            "qualifiedName" => {
                let (before, last) = text.rsplit_once('/').unwrap_or(("", text));
                if before.len() > 253 || last.len() > 63 {
                    return Ok(false);
                }
            }
            _ => {}
        }
        let is_day = || {
            let day = text.get(..10).unwrap_or_default();
            Timestamp::parse(&format!("{day}T00:00:00Z")).is_some()
        };
        Ok(budget.matches(&(*pattern).into(), &whole)? && (!name.starts_with("date") || is_day()))
    }
}
