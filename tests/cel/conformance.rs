//! The conformance cases, and what becomes of one.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rolecall::cel::{
    self, Binding, Duration, Environment, Expression, FaultKind, Library, Map, Timestamp, Value,
};
use serde::Deserialize;
use serde_json::Value as Json;

/// A case, as `extract.mjs` writes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) expr: String,
    #[serde(default)]
    value: Option<Json>,
    #[serde(default)]
    eval_error: Option<Json>,
    #[serde(default)]
    typed_result: Option<TypedResult>,
    #[serde(default)]
    bindings: BTreeMap<String, Bound>,
    #[serde(default)]
    check_only: bool,
    #[serde(default)]
    type_env: Vec<Declared>,
    #[serde(default)]
    container: Option<String>,
    /// The type that cel-go's checker finds.
    #[serde(default, rename = "type")]
    found: Option<String>,
    /// Whether cel-go's checker finds types that do not fit.
    #[serde(default)]
    refused: bool,
    /// Whether cel-go parses it, where nothing else is asked.
    #[serde(default)]
    parses: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TypedResult {
    #[serde(default)]
    result: Option<Json>,
}

#[derive(Debug, Deserialize)]
struct Declared {
    name: String,
    #[serde(default)]
    ident: Option<Json>,
}

#[derive(Debug, Deserialize)]
struct Bound {
    value: Json,
}

pub(crate) enum Verdict {
    Pass,
    Fail(String),
}

/// All cases, in the order of the files' names.
pub(crate) fn read() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cel/conformance");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let file: Vec<Case> = serde_json::from_str(&text).unwrap();
        assert!(!file.is_empty(), "{}", path.display());
        cases.extend(file);
    }
    cases
}

/// What becomes of a case.
pub(crate) fn verdict(case: &Case) -> Verdict {
    let parsed = cel::parse(&case.expr);
    let expression = match (parsed, case.parses) {
        (Ok(_), Some(true)) | (Err(_), Some(false)) => return Verdict::Pass,
        (Ok(_), Some(false)) => return Verdict::Fail("expected no expression".to_owned()),
        (Ok(expression), None) => expression,
        (Err(_), None) if case.eval_error.is_some() => return Verdict::Pass,
        (Err(error), _) => return Verdict::Fail(error.message.clone()),
    };
    if let Some(complaint) = complaint(case, &expression) {
        return Verdict::Fail(format!("the check {complaint}"));
    }
    let result = case.typed_result.as_ref();
    let expected = match (&case.value, result.and_then(|typed| typed.result.as_ref())) {
        (Some(value), _) | (None, Some(value)) => Some(value),
        (None, None) if case.eval_error.is_some() || case.check_only => None,
        (None, None) => Some(&*TRUE),
    };
    if case.check_only {
        return Verdict::Pass;
    }
    let mut bindings = Vec::new();
    for (name, bound) in &case.bindings {
        let Some(value) = value(&bound.value) else {
            return Verdict::Fail(format!("no value is made of {}", bound.value));
        };
        bindings.push(Binding::new(name, value));
    }
    let outcome = cel::evaluate(&expression, &bindings);
    match (expected, outcome) {
        // Of what is not there ours says that it is not known.
        (None, Err(fault)) if fault.kind != FaultKind::TooCostly => Verdict::Pass,
        (None, outcome) => Verdict::Fail(format!("expected an error, received {outcome:?}")),
        (Some(expected), Ok(received)) => match value(expected) {
            Some(expected) if same(&expected, &received) => Verdict::Pass,
            _ => Verdict::Fail(format!("expected {expected}, received {received:?}")),
        },
        (Some(expected), Err(fault)) => {
            Verdict::Fail(format!("expected {expected}, received {fault:?}"))
        }
    }
}

/// What is wrong with what our checker makes of a case.
fn complaint(case: &Case, expression: &Expression) -> Option<String> {
    let variables: Option<Vec<(&str, String)>> = case
        .type_env
        .iter()
        .map(|declared| {
            let of = type_of(declared.ident.as_ref()?.get("type")?)?;
            Some((declared.name.as_str(), of))
        })
        .collect();
    // A container, a function or a message is nothing that ours knows of.
    let variables = variables.filter(|_| case.container.is_none())?;
    let variables: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, of)| (*name, of.as_str()))
        .collect();
    let environment = Environment {
        title: "the specification",
        variables: &variables,
        objects: &[],
        libraries: Library::ALL,
        functions: &[],
        closed: true,
        homogeneous: false,
    };
    let checked = cel::check(expression, &environment);
    let errors: Vec<&str> = checked
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.message.as_str())
        .collect();
    match &case.found {
        _ if case.refused && errors.is_empty() => Some("finds nothing".to_owned()),
        Some(found) if !errors.is_empty() => Some(format!("finds {errors:?}, expected {found}")),
        Some(found) if *found != checked.result.to_string() => {
            Some(format!("finds {}, expected {found}", checked.result))
        }
        _ => None,
    }
}

/// The type that a message `cel.expr.Type` stands for, in its JSON form; `None` for messages.
fn type_of(json: &Json) -> Option<String> {
    let (kind, inner) = json.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        "dyn" => "dyn".to_owned(),
        "null" => "null".to_owned(),
        "primitive" => match inner.as_str()? {
            "INT64" => "int".to_owned(),
            "UINT64" => "uint".to_owned(),
            other => other.to_lowercase(),
        },
        "wellKnown" => inner.as_str()?.to_lowercase(),
        "listType" => format!("list({})", type_of(inner.get("elemType")?)?),
        "mapType" => format!(
            "map({}, {})",
            type_of(inner.get("keyType")?)?,
            type_of(inner.get("valueType")?)?
        ),
        _ => return None,
    })
}

static TRUE: std::sync::LazyLock<Json> =
    std::sync::LazyLock::new(|| serde_json::json!({ "boolValue": true }));

/// Equal and of one type, not-a-number being itself.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Double(one), Value::Double(other)) => {
            one == other || (one.is_nan() && other.is_nan())
        }
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other.iter())
                    .all(|(one, other)| same(one, other))
        }
        _ => one.type_name() == other.type_name() && one.equals(other),
    }
}

/// The value that a message `cel.expr.Value` stands for, in its JSON form; `None` for messages
/// and enumerations.
fn value(json: &Json) -> Option<Value> {
    let (kind, inner) = json.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        "nullValue" => Value::Null,
        "boolValue" => Value::Bool(inner.as_bool()?),
        "int64Value" => Value::Int(inner.as_str()?.parse().ok()?),
        "uint64Value" => Value::Uint(inner.as_str()?.parse().ok()?),
        "doubleValue" => Value::Double(match inner.as_str() {
            Some("Infinity") => f64::INFINITY,
            Some("-Infinity") => f64::NEG_INFINITY,
            Some(_) => f64::NAN,
            None => inner.as_f64()?,
        }),
        "stringValue" => Value::string(inner.as_str()?),
        "bytesValue" => Value::Bytes(STANDARD.decode(inner.as_str()?).ok()?.into()),
        "listValue" => Value::list(
            list(inner, "values")
                .iter()
                .map(value)
                .collect::<Option<Vec<_>>>()?,
        ),
        "mapValue" => {
            let mut map = Map::default();
            for entry in list(inner, "entries") {
                assert!(map.insert(value(entry.get("key")?)?, value(entry.get("value")?)?));
            }
            Value::Map(map.into())
        }
        "typeValue" => {
            let probe = cel::parse(inner.as_str()?).ok()?;
            cel::evaluate(&probe, &[]).ok()?
        }
        "objectValue" => object(inner)?,
        _ => return None,
    })
}

fn object(json: &Json) -> Option<Value> {
    let text = json.get("value").and_then(Json::as_str);
    match json.get("@type")?.as_str()?.rsplit('/').next()? {
        "google.protobuf.Timestamp" => Timestamp::parse(text?).map(Value::Timestamp),
        "google.protobuf.Duration" => Duration::parse(text?).map(Value::Duration),
        _ => None,
    }
}

fn list<'j>(json: &'j Json, name: &str) -> &'j [Json] {
    json.get(name)
        .and_then(Json::as_array)
        .map_or(&[], Vec::as_slice)
}
