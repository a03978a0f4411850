//! Measuring, side by side with what others use.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::package;
use crate::project::Project;
use crate::report::step;
use crate::tools;

/// Measures everything and writes `docs/benchmarks.md`.
pub(crate) fn run(project: &Project) -> Result<(), Failure> {
    let package = package::build(project)?;
    let folder = folder(project);
    tools::npm_packages(project, &folder)?;
    let regorus = project.target.join("bench").join("regorus");
    step("compile regorus to WebAssembly", || {
        compile_regorus(project, &folder, &regorus)
    })?;
    let native = native(project)?;
    step("measure (20 minutes; leave the machine alone)", || {
        project
            .command_in("node", &folder)
            .arg("main.mjs")
            .arg(&project.root)
            .variable("ROLECALL_PACKAGE", package.installed())
            .variable("ROLECALL_REGORUS", regorus.join("regorus.js"))
            .variable("ROLECALL_NATIVE", &native)
            .run()
    })
}

/// Where the benchmark and its peers are.
pub(crate) fn folder(project: &Project) -> PathBuf {
    project.root.join("benches")
}

fn compile_regorus(project: &Project, folder: &Path, to: &Path) -> Result<(), Failure> {
    project
        .command("wasm-pack")
        .variable("CARGO_TARGET_DIR", to.join("target"))
        .args([
            "--log-level",
            "warn",
            "build",
            "--target",
            "nodejs",
            "--release",
        ])
        .args(["--no-pack", "--out-name", "regorus", "--out-dir"])
        .arg(to)
        .arg(folder.join("regorus"))
        .args(["--", "--locked"])
        .run()?;
    let compiled = to.join("regorus_bg.wasm");
    project
        .command("wasm-opt")
        .args(["-O3", "-o"])
        .arg(&compiled)
        .arg(&compiled)
        .args(package::WASM_FEATURES)
        .run()
}

/// The program that `benches/native.rs` becomes.
fn native(project: &Project) -> Result<PathBuf, Failure> {
    let messages = step("compile the native benchmark", || {
        project
            .command("cargo")
            .args(["build", "--release", "--locked", "--bench", "native"])
            .args(["--message-format", "json-render-diagnostics"])
            .output()
    })?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| Some(PathBuf::from(message.get("executable")?.as_str()?)))
        .next_back()
        .ok_or_else(|| {
            Failure::new(
                "cargo does not say where the native benchmark is",
                "run `cargo build --release --bench native` and see",
            )
        })
}
