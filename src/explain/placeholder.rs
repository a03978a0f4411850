//! The policy still holds what somebody was to fill in.

use super::{Case, Diagnosis, Fix, Kind};
use crate::quote::quoted;

pub(super) const KIND: Kind = Kind {
    id: "placeholder",
    diagnose,
};

const URL: &str = "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws";

/// Words that stand for somebody's own name in examples, in capitals.
const WORDS: &[&str] = &[
    "YOUR_",
    "YOUR-",
    "MY_ORG",
    "MY-ORG",
    "ORG_NAME",
    "OWNER/REPO",
    "ORG/REPO",
    "USERNAME/",
    "ACCOUNT_ID",
    "ACCOUNT-ID",
];

fn diagnose(case: &Case<'_>) -> Vec<Diagnosis> {
    let mut diagnoses = Vec::new();
    for failing in case.failing() {
        let found = failing
            .alternatives()
            .iter()
            .find_map(|alternative| Some((alternative, placeholder(&alternative.text)?)))
            // What the token has too is a name, however it looks.
            .filter(|(_, word)| !failing.received.is_some_and(|text| text.contains(word)));
        if let Some((alternative, placeholder)) = found {
            let title = format!("{} in the policy was never filled in", quoted(placeholder));
            let detail = "it is compared as it stands, and no token holds it";
            let fix = format!(
                "write the name or number that {} stands for",
                quoted(placeholder)
            );
            diagnoses.push(
                Diagnosis::new(KIND.id, URL, title, detail)
                    .of(&failing, Some(alternative))
                    .fix(Fix::told(fix)),
            );
        }
    }
    diagnoses
}

/// The part of a text that was to be replaced.
pub(crate) fn placeholder(text: &str) -> Option<&str> {
    let between = |open: &str, close: &str| {
        let start = text.find(open)?;
        let rest = text.get(start + open.len()..)?;
        let length = rest.find(close)?;
        // `${*}` and variables, which have a colon, are what they are.
        let inside = rest.get(..length)?;
        (inside.len() > 1 && !inside.contains(':'))
            .then(|| text.get(start..start + open.len() + length + close.len()))
            .flatten()
    };
    let word = || {
        let (start, word) = WORDS
            .iter()
            .find_map(|word| Some((text.find(word)?, *word)))?;
        let rest = text.get(start..)?;
        let goes_on =
            |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
        let more = rest.get(word.len()..)?;
        let end = more
            .find(|character| !goes_on(character))
            .unwrap_or(more.len());
        rest.get(..word.len() + end)
    };
    between("<", ">")
        .or_else(|| between("${", "}"))
        .or_else(|| between("{{", "}}"))
        .or_else(word)
}
