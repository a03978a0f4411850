//! A slip that is known.

use super::subject::subject_test;
use super::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(crate) const KIND: Kind = Kind {
    id: "typo",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/reference/security/oidc";

/// What is written, and what was meant.
const SLIPS: &[(&str, &str)] = &[
    ("refs:refs/", "ref:refs/"),
    ("ref:ref/", "ref:refs/"),
    ("ref:heads/", "ref:refs/heads/"),
    ("ref:tags/", "ref:refs/tags/"),
    ("refs/head/", "refs/heads/"),
    ("refs/tag/", "refs/tags/"),
    ("refs/branches/", "refs/heads/"),
    (":pull-request", ":pull_request"),
    (":pullrequest", ":pull_request"),
    (":pull_requests", ":pull_request"),
    (":environments:", ":environment:"),
    (":env:", ":environment:"),
    ("repository:", "repo:"),
    ("repos:", "repo:"),
    ("https://github.com/", ""),
    ("github.com/", ""),
    ("//", "/"),
    (": ", ":"),
    ("ref:main", "ref:refs/heads/main"),
    ("ref:master", "ref:refs/heads/master"),
];

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let Some(test) = subject_test(case) else {
        return Vec::new();
    };
    let found = test.failing.alternatives().iter().find_map(|alternative| {
        let written = alternative.text.as_str();
        let trimmed = written.trim().trim_end_matches('/');
        let trimmed =
            (trimmed != written).then(|| (trimmed.to_owned(), "what stands too much at its end"));
        let replaced = SLIPS
            .iter()
            .filter(|(slip, _)| written.contains(slip))
            .map(|(slip, meant)| (written.replace(slip, meant), *slip));
        let meant = replaced
            .chain(trimmed)
            .find(|(meant, _)| test.would_take(meant));
        let near = || {
            let distance = crate::spelling::distance(written, test.text);
            let literal = !written.contains(['*', '?']);
            (literal && (1..=2).contains(&distance) && !is_about_numbers(written, test.text))
                .then(|| (test.text.to_owned(), "a letter or two"))
        };
        meant
            .or_else(near)
            .map(|(meant, slip)| (alternative, meant, slip))
    });
    let Some((alternative, meant, slip)) = found else {
        return Vec::new();
    };
    let title = format!("{} has a slip in it", quoted(&alternative.text));
    let detail = match SLIPS.iter().find(|(known, _)| *known == slip) {
        Some((known, "")) => format!("{} has no place in a subject", quoted(known)),
        Some((known, right)) => {
            format!("a subject has {} and not {}", quoted(right), quoted(known))
        }
        None => format!("it differs from the subject of the token by {slip}"),
    };
    vec![
        Diagnosis::new(KIND.id, URL, title, detail)
            .of(&test.failing, Some(alternative))
            .fix(
                Fix::told(format!("write {}", quoted(&meant)))
                    .by_policy(test.failing.replace(alternative, &meant)),
            ),
    ]
}

/// Numbers that differ are no slip: `v1` and `v2` are two things.
fn is_about_numbers(left: &str, right: &str) -> bool {
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    digits(left) != digits(right)
}
