//! Made-up expressions over the claims of a token.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::{Union, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The claims that the expressions are about. Numbers are ints, so that arithmetic has something
/// to do.
pub(crate) const CLAIMS: &str = r#"{
  "sub": "repo:octo-org/octo-repo:ref:refs/heads/main",
  "ref": "refs/heads/main",
  "repository": "octo-org/octo-repo",
  "repository_owner_id": "65",
  "empty": "",
  "run": 42,
  "negative": -1,
  "is_admin": true,
  "groups": ["admins", "deployers"],
  "ids": [1, 2, 3],
  "none": [],
  "nothing": null,
  "nested": { "namespace": "prod", "labels": { "team": "a" } },
  "dashed-name": "x"
}"#;

/// The first so many expressions, the same in every run.
pub(crate) fn expressions(count: usize) -> Vec<String> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = condition();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

fn of(texts: &'static [&'static str]) -> BoxedStrategy<String> {
    select(texts).prop_map(str::to_owned).boxed()
}

/// Most often a text.
fn text() -> BoxedStrategy<String> {
    let leaf = Union::new_weighted(vec![
        (
            8,
            of(&[
                "assertion.sub",
                "assertion.ref",
                "assertion.repository",
                "assertion.repository_owner_id",
                "assertion.empty",
                "assertion.nested.namespace",
                "assertion['dashed-name']",
                "assertion[\"ref\"]",
            ]),
        ),
        (
            8,
            of(&[
                "'refs/heads/main'",
                "\"octo-org/octo-repo\"",
                "'65'",
                "''",
                "'refs/heads/'",
                "r'a\\b'",
                "'\\u00e9\\n'",
                "'''x'y'''",
                "'admins'",
            ]),
        ),
        (
            1,
            of(&[
                "assertion.environment",
                "assertion.run",
                "assertion.groups",
                "assertion.nothing",
                "assertion.nested",
                "assertion.sub.x",
                "null",
            ]),
        ),
    ]);
    leaf.prop_recursive(2, 6, 2, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            two.clone().prop_map(|(a, b)| format!("{a} + {b}")),
            (
                of(&["true", "assertion.is_admin", "has(assertion.environment)"]),
                two.clone()
            )
                .prop_map(|(c, (a, b))| format!("({c} ? {a} : {b})")),
            inner.clone().prop_map(|a| format!("string({a})")),
            (inner.clone(), of(&["lowerAscii", "upperAscii", "trim"]))
                .prop_map(|(a, f)| format!("({a}).{f}()")),
            (two.clone(), of(&["'-'", "'/'", "''"]))
                .prop_map(|((a, b), c)| format!("({a}).replace({b}, {c})")),
            (
                inner.clone(),
                of(&["0", "1", "3", "5, 9", "0, 400", "2, 1", "-1"])
            )
                .prop_map(|(a, n)| format!("({a}).substring({n})")),
            (two, of(&["0", "1", "2"])).prop_map(|((a, b), n)| format!("({a}).split({b})[{n}]")),
            inner.prop_map(|a| format!("({a})")),
        ]
    })
    .boxed()
}

/// Most often a number.
fn number() -> BoxedStrategy<String> {
    let leaf = of(&[
        "0",
        "1",
        "65",
        "-1",
        "42",
        "9223372036854775807",
        "1u",
        "42.0",
        "assertion.run",
        "assertion.negative",
        "assertion.ids[0]",
        "assertion.ids[7]",
        "size(assertion.groups)",
        "assertion.sub.size()",
        "assertion.sub.indexOf(':')",
        "assertion.sub.lastIndexOf(':')",
        "assertion.missing",
        "int(assertion.repository_owner_id)",
        "int(assertion.ref)",
    ]);
    leaf.prop_recursive(2, 4, 2, |inner| {
        (inner.clone(), of(&["+", "-", "*", "/", "%"]), inner)
            .prop_map(|(a, operator, b)| format!("({a} {operator} {b})"))
    })
    .boxed()
}

fn list() -> BoxedStrategy<String> {
    prop_oneof![
        of(&[
            "assertion.groups",
            "assertion.ids",
            "assertion.none",
            "assertion.ref",
            "assertion.nested",
            "assertion.absent",
            "['admins', 'x']",
            "[]",
            "[1, 2.0, 3u]",
            "{'65': 1}",
        ]),
        (text(), text()).prop_map(|(a, b)| format!("[{a}, {b}]")),
        text().prop_map(|a| format!("assertion.groups.map(g, g + {a})")),
        text().prop_map(|a| format!("assertion.groups.filter(g, g != {a})")),
    ]
    .boxed()
}

/// Most often true or false.
fn condition() -> BoxedStrategy<String> {
    let comparison = of(&["==", "!=", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        3 => (text(), of(&["==", "!="]), text()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        1 => (text(), comparison.clone(), text()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        2 => (number(), comparison, number()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
        1 => (text(), number()).prop_map(|(a, b)| format!("{a} == {b}")),
        2 => (text(), of(&["startsWith", "endsWith", "contains"]), text())
            .prop_map(|(a, f, b)| format!("({a}).{f}({b})")),
        2 => (text(), of(&[
            "'^refs/heads/[a-z]+$'", "'main'", "''", "r'\\d+'", "'(a|b'", "'o{2}'", "'(?i)OCTO'",
        ])).prop_map(|(a, p)| format!("({a}).matches({p})")),
        2 => (text(), list()).prop_map(|(a, b)| format!("{a} in {b}")),
        1 => of(&[
            "has(assertion.ref)",
            "has(assertion.environment)",
            "has(assertion.nested.labels.team)",
            "has(assertion.nested.missing)",
            "has(assertion.ref.x)",
            "'environment' in assertion",
            "assertion.is_admin",
            "assertion.missing",
            "assertion.ref",
            "true",
            "false",
            "type(assertion.run) == int",
            "type(assertion.groups) == list",
            "{'refs/heads/main': 'prod'}[assertion.ref] == 'prod'",
            "{'a': 1}[assertion.ref] == 1",
            "assertion == assertion",
            "null in {'65': 1}",
            "''.replace('', '/') == '/'",
        ]),
        2 => (list(), of(&["all", "exists", "exists_one"]), of(&[
            "e == 'admins'", "e != 'x'", "e > 1", "e.startsWith('a')", "e == assertion.ref",
            "assertion.environment == e || e == 'admins'", "true", "e",
        ])).prop_map(|(a, m, b)| format!("{a}.{m}(e, {b})")),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} && {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} || {b}")),
            inner.clone().prop_map(|a| format!("!({a})")),
            inner.clone().prop_map(|a| format!("({a})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("({a}) ? ({b}) : ({c})")),
        ]
    })
    .boxed()
}
