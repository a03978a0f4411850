//! The main job, through the package as users get it.

use std::process::ExitCode;

use crate::failure::Failure;
use crate::package;
use crate::project::Project;
use crate::report::say;

const POLICY: &str = "examples/trust-policy.json";

/// A token, and the exit code that its verdict has.
const TOKENS: [(&str, i32); 2] = [
    ("examples/push-to-main.json", 0),
    ("examples/pull-request.jwt", 1),
];

/// When the tokens were good: they are told apart by what they say, not by their age.
const NOW: &str = "1795000400";

pub(crate) fn run(project: &Project) -> Result<ExitCode, Failure> {
    let package = package::build(project)?;
    let program = package
        .consumer
        .join("node_modules")
        .join(".bin")
        .join("rolecall");
    for (token, expected) in TOKENS {
        say(&format!(
            "\n$ rolecall evaluate {POLICY} {token} --now {NOW}"
        ));
        let status = project
            .command(&program.to_string_lossy())
            .args(["evaluate", POLICY, token, "--now", NOW])
            .status()?;
        if status.code() != Some(expected) {
            return Err(Failure::new(
                format!("expected exit code {expected} for `{token}`, received {status}"),
                "run `cargo xtask test`, which says what is broken",
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}
