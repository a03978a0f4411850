//! The playground: a folder that any host of files can serve.

use std::path::PathBuf;

use crate::failure::{Failure, on_file};
use crate::package;
use crate::project::Project;
use crate::report::{say, step};
use crate::stamp;
use crate::tools;

/// Where the Rust tests leave what they make of the vectors: for the self-test of the playground,
/// and for comparison with the package.
pub(crate) fn vectors(project: &Project) -> PathBuf {
    project.work().join("vectors.json")
}

/// Builds what is not up to date; gives the folder.
pub(crate) fn build(project: &Project) -> Result<PathBuf, Failure> {
    package::build(project)?;
    let www = project.root.join("www");
    tools::npm_packages(project, &www)?;
    let folder = project.target.join("site");
    let stamp_file = project.work().join("site-stamp");
    let wanted = stamp::of(&inputs(project), &[www.join("node_modules")])?;
    let built = std::fs::read_to_string(&stamp_file).unwrap_or_default();
    if built == wanted && folder.join("index.html").is_file() && vectors(project).is_file() {
        say("==> the site is up to date");
        return Ok(folder);
    }
    step("ask the vectors, for the self-test", || {
        project
            .command("cargo")
            .args(["test", "--quiet", "--locked", "--test", "vectors"])
            .variable("ROLECALL_VECTORS_OUT", vectors(project))
            .quiet()
            .and_then(|(succeeded, text)| match succeeded {
                true => Ok(()),
                false => {
                    say(&text);
                    Err(Failure::new(
                        "a vector does not hold",
                        "run `cargo test --test vectors`",
                    ))
                }
            })
    })?;
    step("build the site", || {
        project
            .command_in("node", &www)
            .arg("build.mjs")
            .arg(&folder)
            .arg(vectors(project))
            .run()
    })?;
    std::fs::write(&stamp_file, wanted).map_err(|error| on_file(&stamp_file, &error))?;
    Ok(folder)
}

fn inputs(project: &Project) -> Vec<PathBuf> {
    [
        "src",
        "Cargo.toml",
        "Cargo.lock",
        "pkg/lib",
        "pkg/generated",
        "tests/vectors",
        "www",
    ]
    .into_iter()
    .map(|name| project.root.join(name))
    .collect()
}

/// Serves the playground on this machine until it is stopped.
pub(crate) fn serve(project: &Project) -> Result<(), Failure> {
    let folder = build(project)?;
    project
        .command_in("node", &project.root.join("www"))
        .arg("serve.mjs")
        .arg(&folder)
        .run()
}
