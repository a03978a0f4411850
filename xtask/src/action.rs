//! Bundling the GitHub Action: one file with all that it needs, from the package as it is published.

use std::path::PathBuf;

use crate::failure::{Failure, on_file};
use crate::package;
use crate::project::Project;
use crate::report::{say, step};
use crate::{folder, stamp, tools};

/// What the bundle is made from, beside the package.
const SOURCES: [&str; 3] = ["src", "package.json", "package-lock.json"];

/// Bundles what is not up to date; gives the folder that it was done in, where the tests find the
/// npm packages that they need.
pub(crate) fn build(project: &Project) -> Result<PathBuf, Failure> {
    let package = package::build(project)?;
    let source = project.root.join("action");
    let work = project.target.join("action");
    let bundle = source.join("dist");
    let stamp_file = work.join("stamp");
    let mut inputs: Vec<PathBuf> = SOURCES.iter().map(|name| source.join(name)).collect();
    inputs.push(package.tarball.clone());
    let wanted = stamp::of(&inputs, &[])?;
    let built = std::fs::read_to_string(&stamp_file).unwrap_or_default();
    if built == wanted && bundle.join("index.js").is_file() {
        say("==> the action is up to date");
        return Ok(work);
    }
    folder::replace(&source.join("src"), &work.join("src"))?;
    for name in ["package.json", "package-lock.json"] {
        std::fs::copy(source.join(name), work.join(name))
            .map_err(|error| on_file(&source.join(name), &error))?;
    }
    tools::npm_packages(project, &work)?;
    // As npm unpacked it from the tarball. In the lock file it would be a path of this machine.
    folder::replace(
        &package.installed(),
        &work.join("node_modules").join("rolecall"),
    )?;
    step("bundle the action", || {
        project
            .command_in("node", &work)
            .arg(work.join("node_modules/@vercel/ncc/dist/ncc/cli.js"))
            .args(["build", "src/main.js", "--out", "dist", "--no-cache"])
            .args(["--license", "licenses.txt", "--quiet"])
            .run()
    })?;
    folder::replace(&work.join("dist"), &bundle)?;
    std::fs::write(&stamp_file, wanted).map_err(|error| on_file(&stamp_file, &error))?;
    Ok(work)
}
