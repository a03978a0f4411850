//! Names as Kubernetes escapes them
//! (<https://kubernetes.io/docs/reference/using-api/cel/#escaping>): a field cannot be called
//! `kubernetes.io`, so that it is written `kubernetes__dot__io`.

use std::sync::Arc;

use super::parser::RESERVED;

/// What words in a name stand for, the marks around them aside. A reserved word stands for itself.
const WORDS: &[(&str, &str)] = &[
    ("underscores", "__"),
    ("dot", "."),
    ("dash", "-"),
    ("slash", "/"),
];

/// The name that an escaped one stands for; `None` where it stands for itself.
pub(super) fn meant(written: &str) -> Option<Arc<str>> {
    let mut rest = written;
    let mut name = String::new();
    while let Some((before, after)) = rest.split_once("__") {
        // The last two of several underscores begin a word.
        let extra = after.len() - after.trim_start_matches('_').len();
        let (more, after) = after.split_at_checked(extra)?;
        name.push_str(before);
        name.push_str(more);
        let Some((word, behind)) = after
            .split_once("__")
            .filter(|(word, _)| !word.contains('_'))
        else {
            name.push_str("__");
            rest = after;
            continue;
        };
        let known = WORDS.iter().find(|(own, _)| *own == word);
        let plain = || RESERVED.iter().find(|own| **own == word).copied();
        name.push_str(known.map(|(_, stands_for)| *stands_for).or_else(plain)?);
        rest = behind;
    }
    name.push_str(rest);
    (name != written).then(|| Arc::from(name))
}
