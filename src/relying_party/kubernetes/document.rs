//! A configuration, read as strictly as kube-apiserver reads it: fields by their exact names, values
//! of the right kind, each refusal with its reason.

use super::DOCS_URL;
use crate::diagnostic::Diagnostic;
use crate::evaluation::Refusal;
use crate::json::{Kind, Value};
use crate::quote::quoted;
use crate::span::Span;
use crate::spelling;

/// The kind of the document, and the group of its versions.
pub(super) const KIND: &str = "AuthenticationConfiguration";
pub(super) const GROUP: &str = "apiserver.config.k8s.io/";

/// The versions of the document, and the minor version of Kubernetes that brought each.
pub(super) const VERSIONS: &[(&str, u32)] = &[("v1", 34), ("v1beta1", 30), ("v1alpha1", 29)];

/// The value of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    Text,
    Flag,
    Texts,
    Object(&'static [Field]),
    Objects(&'static [Field]),
}

type Field = (&'static str, Form);

use Form::{Flag, Object, Objects, Text, Texts};

const MAPPING: Form = Object(&[("claim", Text), ("prefix", Text), ("expression", Text)]);

/// The fields of the document.
const ROOT: &[Field] = &[
    ("apiVersion", Text),
    ("kind", Text),
    (
        "jwt",
        Objects(&[
            (
                "issuer",
                Object(&[
                    ("url", Text),
                    ("discoveryURL", Text),
                    ("certificateAuthority", Text),
                    ("audiences", Texts),
                    ("audienceMatchPolicy", Text),
                    ("egressSelectorType", Text),
                ]),
            ),
            (
                "claimValidationRules",
                Objects(&[
                    ("claim", Text),
                    ("requiredValue", Text),
                    ("expression", Text),
                    ("message", Text),
                ]),
            ),
            (
                "claimMappings",
                Object(&[
                    ("username", MAPPING),
                    ("groups", MAPPING),
                    ("uid", Object(&[("claim", Text), ("expression", Text)])),
                    (
                        "extra",
                        Objects(&[("key", Text), ("valueExpression", Text)]),
                    ),
                ]),
            ),
            (
                "userValidationRules",
                Objects(&[("expression", Text), ("message", Text)]),
            ),
        ]),
    ),
    (
        "anonymous",
        Object(&[
            ("enabled", Flag),
            ("conditions", Objects(&[("path", Text)])),
        ]),
    ),
];

/// What is the matter with a value, in the words of the API machinery.
#[derive(Debug, Clone, Copy)]
pub(super) enum Matter<'m> {
    Required,
    Duplicate(&'m str),
    Invalid(&'m str),
}

/// Everything that kube-apiserver would say of a document.
#[derive(Debug, Default)]
pub(super) struct Complaints {
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Why it refuses the document: the first reason, and how it says so.
    pub(super) refused: Option<(String, Refusal)>,
}

impl Complaints {
    /// It refuses the document.
    pub(super) fn refuse(&mut self, diagnostic: Diagnostic, answer: String) {
        self.refused.get_or_insert_with(|| {
            let refusal = Refusal {
                code: None,
                message: answer.into(),
            };
            (diagnostic.message.clone(), refusal)
        });
        self.diagnostics.push(match diagnostic.url {
            Some(_) => diagnostic,
            None => diagnostic.url(DOCS_URL),
        });
    }

    /// It refuses the value of a field: `detail` in its own words, which begin with a lower case.
    pub(super) fn field(&mut self, span: Span, path: &str, matter: Matter<'_>, detail: &str) {
        let (code, message, kind) = match matter {
            Matter::Required => (
                "missing-element",
                "is missing".to_owned(),
                "Required value".to_owned(),
            ),
            Matter::Duplicate(value) => (
                "invalid-element",
                format!("has {} twice", quoted(value)),
                format!("Duplicate value: {value:?}"),
            ),
            Matter::Invalid(value) => (
                "invalid-element",
                format!("does not take {}", quoted(value)),
                format!("Invalid value: {value:?}"),
            ),
        };
        let tail = match detail {
            "" => String::new(),
            detail => format!(": {detail}"),
        };
        self.refuse(
            Diagnostic::error(code, format!("{} {message}{tail}", quoted(path))).at(span),
            format!("invalid authentication configuration: {path}: {kind}{tail}"),
        );
    }

    /// Checks fields and kinds of the whole document.
    pub(super) fn check(&mut self, document: &Value<'_>) {
        self.object(document, "", ROOT);
    }

    fn object(&mut self, value: &Value<'_>, path: &str, fields: &'static [Field]) {
        for member in value.members() {
            let inner = match path {
                "" => member.key.to_string(),
                path => format!("{path}.{}", member.key),
            };
            let Some((_, form)) = fields.iter().find(|(name, _)| *name == member.key) else {
                let names = || fields.iter().map(|(name, _)| *name);
                let help = match spelling::nearest(&member.key, names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "the fields are `{}`",
                        names().collect::<Vec<_>>().join("`, `")
                    ),
                };
                self.refuse(
                    Diagnostic::error(
                        "unknown-element",
                        format!("there is no field {}", quoted(&inner)),
                    )
                    .help(help)
                    .at(member.key_span),
                    format!("strict decoding error: unknown field {inner:?}"),
                );
                continue;
            };
            self.value(&member.value, &inner, *form);
        }
    }

    fn value(&mut self, value: &Value<'_>, path: &str, form: Form) {
        let wanted = match (form, &value.kind) {
            // What is null is not given.
            (_, Kind::Null) | (Text, Kind::String(_)) | (Flag, Kind::Boolean(_)) => return,
            (Object(fields), Kind::Object(_)) => return self.object(value, path, fields),
            (Objects(fields), Kind::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &format!("{path}[{index}]"), Object(fields));
                }
                return;
            }
            (Texts, Kind::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &format!("{path}[{index}]"), Text);
                }
                return;
            }
            (Text, _) => "a text",
            (Flag, _) => "true or false",
            (Texts, _) => "a list of texts",
            (Object(_), _) => "an object",
            (Objects(_), _) => "a list of objects",
        };
        let mut diagnostic = Diagnostic::error(
            "invalid-element",
            format!(
                "expected {wanted} in {}, received {}",
                quoted(path),
                value.describe()
            ),
        )
        .at(value.span);
        if matches!(
            (form, &value.kind),
            (Text, Kind::Boolean(_) | Kind::Number(_))
        ) {
            diagnostic = diagnostic.help("put it into quotes");
        }
        let received = match &value.kind {
            Kind::Boolean(_) => "bool",
            Kind::Number(_) => "number",
            Kind::String(_) => "string",
            Kind::Array(_) => "array",
            _ => "object",
        };
        let target = match form {
            Text => "string",
            Flag => "bool",
            Texts | Objects(_) => "slice",
            Object(_) => "struct",
        };
        self.refuse(
            diagnostic,
            format!(
                "json: cannot unmarshal {received} into Go struct field {path} of type {target}"
            ),
        );
    }
}

/// A text of an object and where it stands; an empty one is not given, as one that is missing.
pub(super) fn text<'v>(object: Option<&'v Value<'_>>, name: &str) -> Option<(&'v str, Span)> {
    given(object, name).filter(|(text, _)| !text.is_empty())
}

/// A text of an object, be it empty, and where it stands.
pub(super) fn given<'v>(object: Option<&'v Value<'_>>, name: &str) -> Option<(&'v str, Span)> {
    let value = object?.get(name)?;
    Some((value.as_str()?, value.span))
}

/// The items of a list of an object.
pub(super) fn list<'v, 'a>(object: Option<&'v Value<'a>>, name: &str) -> &'v [Value<'a>] {
    match object
        .and_then(|object| object.get(name))
        .map(|list| &list.kind)
    {
        Some(Kind::Array(items)) => items,
        _ => &[],
    }
}

/// Where several documents stand in one file, the first counts.
pub(super) fn several(next: Span) -> Diagnostic {
    Diagnostic::warning(
        "several-documents",
        "kube-apiserver reads the first document of the file and no other",
    )
    .help("keep one configuration to a file")
    .at(next)
}
