//! What the documentation says of the code is so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rolecall::evaluation::ReasonCode;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| match path.is_dir() {
            true => files(&path, extension),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

/// The rows of the tables of `docs/codes.md`, by heading.
fn documented() -> BTreeMap<String, Vec<Vec<String>>> {
    let text = std::fs::read_to_string(root().join("docs/codes.md")).unwrap();
    let mut tables: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    let mut heading = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            name.clone_into(&mut heading);
        } else if line.starts_with("| `") {
            let cells = line.trim_matches('|').split(" | ");
            let cells = cells
                .map(|cell| cell.trim().trim_matches('`').to_owned())
                .collect();
            tables.entry(heading.clone()).or_default().push(cells);
        }
    }
    tables
}

/// The codes given to any of these functions in the source.
fn used(functions: &[&str]) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for file in files(&root().join("src"), "rs") {
        let source = std::fs::read_to_string(file).unwrap();
        for function in functions {
            for rest in source.split(&format!("{function}(")).skip(1) {
                if let Some(rest) = rest.trim_start().strip_prefix('"') {
                    codes.insert(rest.split('"').next().unwrap().to_owned());
                }
            }
        }
    }
    codes
}

fn codes(rows: &[Vec<String>]) -> BTreeSet<String> {
    let codes: BTreeSet<String> = rows.iter().map(|row| row[0].clone()).collect();
    assert_eq!(codes.len(), rows.len(), "a code stands twice");
    codes
}

#[test]
fn every_reason_is_documented_in_its_own_words() {
    let documented: Vec<(String, String)> = documented()["Reasons"]
        .iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let defined: Vec<(String, String)> = ReasonCode::ALL
        .iter()
        .map(|code| (code.as_str().to_owned(), code.meaning().trim().to_owned()))
        .collect();
    assert_eq!(documented, defined);
}

#[test]
fn every_caveat_is_documented() {
    assert_eq!(codes(&documented()["Caveats"]), used(&["Caveat::new"]));
}

#[test]
fn every_diagnostic_is_documented_with_its_severity() {
    let tables = documented();
    let rows = &tables["Diagnostics"];
    for severity in ["error", "warning", "note"] {
        let of_severity: Vec<Vec<String>> = rows
            .iter()
            .filter(|row| row[1].split(", ").any(|found| found == severity))
            .cloned()
            .collect();
        let mut used = used(&[&format!("Diagnostic::{severity}")]);
        // Its severity hangs on the length.
        if severity == "error" {
            used.insert("policy-too-long".to_owned());
        }
        assert_eq!(codes(&of_severity), used, "{severity}");
    }
}

#[test]
fn every_error_is_documented() {
    let mut used = used(&["Error::new"]);
    let mut javascript = BTreeSet::new();
    for file in files(&root().join("pkg/lib"), "js") {
        let source = std::fs::read_to_string(file).unwrap();
        javascript.extend(
            [
                "algorithm-not-supported",
                "discovery-invalid",
                "file-not-read",
                "invalid-argument",
                "invalid-claims",
                "invalid-test-file",
                "jwks-invalid",
                "jwks-too-large",
                "jwks-unreachable",
                "no-such-policy",
                "not-an-audit",
                "policy-disposed",
                "several-policies",
                "token-missing",
                "unexpected-error",
            ]
            .into_iter()
            .filter(|code| source.contains(&format!("\"{code}\"")))
            .map(str::to_owned),
        );
    }
    used.append(&mut javascript);
    // Put together from what is too large.
    used.insert("test-file-too-large".to_owned());
    assert_eq!(codes(&documented()["Errors"]), used);
}
