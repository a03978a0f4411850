//! Installing what is missing. What is on `PATH` in the right version is used as it is.

use std::path::Path;

use crate::command::Command;
use crate::failure::{Failure, on_file};
use crate::project::Project;
use crate::report::step;

/// The name of the target.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";
const WASM_PACK: &str = "0.15.1";
const CARGO_DENY: &str = "0.20.2";
const OLDEST_NODE: u32 = 20;

/// Everything that building the package needs.
pub(crate) fn for_package(project: &Project) -> Result<(), Failure> {
    node(project)?;
    wasm_target(project)?;
    program(project, "wasm-pack", "wasm-pack", WASM_PACK, "2 minutes")?;
    // The program has to be of the very version of the crate.
    let locked = locked_version(project, "wasm-bindgen")?;
    program(
        project,
        "wasm-bindgen",
        "wasm-bindgen-cli",
        &locked,
        "3 minutes",
    )?;
    npm_packages(project, &project.package())
}

/// The checker of dependencies.
pub(crate) fn cargo_deny(project: &Project) -> Result<(), Failure> {
    program(project, "cargo-deny", "cargo-deny", CARGO_DENY, "5 minutes")
}

fn node(project: &Project) -> Result<(), Failure> {
    let version = project.command("node").arg("--version").output()?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => Err(Failure::new(
            format!(
                "expected Node.js {OLDEST_NODE} or newer, received `{}`",
                version.trim()
            ),
            "install a newer Node.js",
        )),
    }
}

/// The standard library for WebAssembly. A toolchain without rustup may have it too.
pub(crate) fn wasm_target(project: &Project) -> Result<(), Failure> {
    let folder = project
        .command("rustc")
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .output()?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    step(&format!("install the target {WASM_TARGET}"), || {
        project
            .command("rustup")
            .args(["target", "add", WASM_TARGET])
            .run()
    })
}

/// A program from crates.io.
fn program(
    project: &Project,
    name: &str,
    crate_name: &str,
    version: &str,
    time: &str,
) -> Result<(), Failure> {
    let installed = project.command(name).arg("--version").quiet();
    if let Ok((true, text)) = installed
        && text.split_whitespace().any(|word| word == version)
    {
        return Ok(());
    }
    step(
        &format!("install {crate_name} {version} (about {time}, once)"),
        || install(project, crate_name, version).run(),
    )
}

fn install(project: &Project, crate_name: &str, version: &str) -> Command {
    project
        .command("cargo")
        .args([
            "install",
            "--quiet",
            "--force",
            crate_name,
            "--version",
            version,
        ])
        .arg("--root")
        .arg(project.tools())
        // Its own, so that what is built there is not kept among the project's.
        .without_variable("CARGO_TARGET_DIR")
}

/// The version of a crate in `Cargo.lock`.
fn locked_version(project: &Project, name: &str) -> Result<String, Failure> {
    let path = project.root.join("Cargo.lock");
    let text = std::fs::read_to_string(&path).map_err(|error| on_file(&path, &error))?;
    let wanted = format!("name = \"{name}\"");
    let mut lines = text.lines().skip_while(|line| *line != wanted);
    lines
        .nth(1)
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| {
            Failure::new(
                format!("expected `{name}` in `{}`, received none", path.display()),
                "run `cargo update --workspace` and see what it says",
            )
        })
}

/// What the `package-lock.json` of a folder names: of the package, wasm-opt is among it.
pub(crate) fn npm_packages(project: &Project, folder: &Path) -> Result<(), Failure> {
    let lock = folder.join("package-lock.json");
    let wanted = std::fs::read(&lock).map_err(|error| on_file(&lock, &error))?;
    // npm keeps its own account of what it installed, which is no copy of the lock file.
    let installed = folder.join("node_modules").join(".installed-lock.json");
    if std::fs::read(&installed).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    let name = folder.strip_prefix(&project.root).unwrap_or(folder);
    step(
        &format!("install the npm packages of {}", name.display()),
        || {
            project
                .command_in("npm", folder)
                .args([
                    "ci",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--loglevel=error",
                ])
                .run()?;
            std::fs::write(&installed, &wanted).map_err(|error| on_file(&installed, &error))
        },
    )
}
