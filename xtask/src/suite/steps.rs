//! The steps, the quick ones first.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Counts, Step};
use crate::command::Command;
use crate::failure::{Failure, on_file};
use crate::package::{self, Package};
use crate::project::Project;
use crate::report::say;
use crate::site::{self, vectors};
use crate::{action, bench, folder, tools};

pub(super) const ALL: &[Step] = &[
    ("format", format),
    ("lints, native", lint_native),
    ("lints, WebAssembly", lint_wasm),
    ("Rust tests", rust_tests),
    ("differential, against iam-simulate", differential),
    ("CEL, against @bufbuild/cel", cel),
    ("documentation", documentation),
    ("dependencies: bans, licenses, sources", dependencies),
    ("dependencies: advisories", advisories),
    ("fuzz targets compile", fuzz_targets),
    ("package", build_package),
    ("package as published: publint", publint),
    ("package as published: are the types wrong", types_wrong),
    ("types", types),
    ("package tests", package_tests),
    ("budgets of speed", budgets),
    ("runtimes and bundlers", runtimes),
    ("edge guard", edge_guard),
    ("action tests", action_tests),
    ("playground, in a browser", browser),
];

/// As [`vectors`], of the cases of verification.
fn verification(project: &Project) -> PathBuf {
    project.work().join("verification.json")
}

/// Where the Rust tests leave what they make of the made-up CEL expressions.
fn expressions(project: &Project) -> PathBuf {
    project.work().join("cel.json")
}

fn check(command: Command) -> Result<Counts, Failure> {
    command.run()?;
    Ok(Counts::of(true))
}

fn format(project: &Project) -> Result<Counts, Failure> {
    // The fuzz targets are a workspace of their own.
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let formatted = project
            .command("cargo")
            .args(["fmt", "--all", "--check", "--manifest-path", manifest])
            .status()?
            .success();
        if !formatted {
            return Err(Failure::new(
                format!("files of `{manifest}` are not formatted"),
                format!("run `cargo fmt --all --manifest-path {manifest}`"),
            ));
        }
    }
    Ok(Counts::of(true))
}

fn lint_native(project: &Project) -> Result<Counts, Failure> {
    check(
        project
            .command("cargo")
            .args([
                "clippy",
                "--quiet",
                "--workspace",
                "--all-targets",
                "--features",
                "rolecall/insight,rolecall/verify",
                "--locked",
            ])
            .args(["--", "-D", "warnings"]),
    )
}

fn lint_wasm(project: &Project) -> Result<Counts, Failure> {
    tools::wasm_target(project)?;
    check(
        project
            .command("cargo")
            .args([
                "clippy",
                "--quiet",
                "--package",
                "rolecall",
                "--lib",
                "--locked",
            ])
            .args(["--target", "wasm32-unknown-unknown", "--features", "wasm"])
            .args(["--", "-D", "warnings"]),
    )
}

fn rust_tests(project: &Project) -> Result<Counts, Failure> {
    let out = vectors(project);
    if let Some(folder) = out.parent() {
        std::fs::create_dir_all(folder).map_err(|error| on_file(folder, &error))?;
    }
    let verified = verification(project);
    // What an earlier run left must not pass for what this one found.
    for file in [&out, &verified] {
        if file.exists() {
            std::fs::remove_file(file).map_err(|error| on_file(file, &error))?;
        }
    }
    let mut counts = Counts::default();
    let succeeded = project
        .command("cargo")
        .args(["test", "--workspace", "--no-fail-fast", "--locked"])
        .args(["--features", "rolecall/insight,rolecall/verify"])
        .variable("ROLECALL_VECTORS_OUT", &out)
        .variable("ROLECALL_VERIFICATION_OUT", &verified)
        .variable("ROLECALL_CEL_OUT", expressions(project))
        .watch(|line| {
            counts.see_cargo(line);
            // Hundreds of lines that say nothing would hide the few that do.
            if !line.ends_with(" ... ok") && !line.is_empty() {
                say(line);
            }
        })?;
    // It did not compile, or was ended from outside.
    if !succeeded && counts.failed == 0 {
        counts.failed += 1;
    }
    Ok(counts)
}

fn documentation(project: &Project) -> Result<Counts, Failure> {
    check(
        project
            .command("cargo")
            .args(["doc", "--quiet", "--workspace", "--no-deps", "--locked"])
            .args(["--features", "rolecall/insight,rolecall/verify"])
            .variable("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn dependencies(project: &Project) -> Result<Counts, Failure> {
    tools::cargo_deny(project)?;
    check(
        project
            .command("cargo-deny")
            .args(["--locked", "check", "bans", "licenses", "sources"]),
    )
}

/// The database of advisories is fetched from where not every machine may go.
fn advisories(project: &Project) -> Result<Counts, Failure> {
    tools::cargo_deny(project)?;
    let (succeeded, text) = project
        .command("cargo-deny")
        .args(["--locked", "check", "advisories"])
        .quiet()?;
    if succeeded {
        return Ok(Counts::of(true));
    }
    if text.contains("advisory database") || text.contains("failed to fetch") {
        say(
            "    note: not checked, because the database of advisories cannot be reached from here",
        );
        return Ok(Counts::default());
    }
    say(&text);
    Err(Failure::new(
        "there are advisories about dependencies",
        "update the dependencies that they name, or say in deny.toml why they do not matter",
    ))
}

/// Running them takes a nightly toolchain; that they compile does not.
fn fuzz_targets(project: &Project) -> Result<Counts, Failure> {
    if !matches!(
        project.command("c++").arg("--version").quiet(),
        Ok((true, _))
    ) {
        return Ok(Counts::skipped(
            "fuzz targets compile: no C++ compiler, which libFuzzer needs",
        ));
    }
    check(
        project
            .command("cargo")
            .args([
                "check",
                "--quiet",
                "--locked",
                "--manifest-path",
                "fuzz/Cargo.toml",
            ])
            // A workspace of its own, but no folder of its own.
            .arg("--target-dir")
            .arg(project.target.join("fuzz")),
    )
}

fn build_package(project: &Project) -> Result<Counts, Failure> {
    package::build(project)?;
    Ok(Counts::of(true))
}

fn publint(project: &Project) -> Result<Counts, Failure> {
    let package = package::build(project)?;
    check(
        project
            .command_in("publint", &project.package())
            .args(["run", "--strict"])
            .arg(&package.tarball),
    )
}

fn types_wrong(project: &Project) -> Result<Counts, Failure> {
    let package = package::build(project)?;
    check(
        project
            .command_in("attw", &project.package())
            .args([
                "--format",
                "ascii",
                "--exclude-entrypoints",
                "rolecall.wasm",
                "decision-record.schema.json",
                "test.schema.json",
            ])
            .arg("--")
            .arg(&package.tarball),
    )
}

/// With the newest TypeScript, and with the oldest that knows `using`.
fn types(project: &Project) -> Result<Counts, Failure> {
    let folder = tests_beside(project, &package::build(project)?)?.join("types");
    let mut counts = Counts::default();
    for compiler in ["typescript", "typescript-oldest"] {
        let program = project
            .package()
            .join("node_modules")
            .join(compiler)
            .join("bin")
            .join("tsc");
        for configuration in ["tsconfig.json", "tsconfig.commonjs.json"] {
            let succeeded = project
                .command_in("node", &folder)
                .arg(&program)
                .args(["--project", configuration])
                .status()?
                .success();
            if !succeeded {
                say(&format!("    {compiler} refuses {configuration}"));
            }
            counts.add(Counts::of(succeeded));
        }
    }
    Ok(counts)
}

/// Another evaluator, under a licence that keeps it out of the package.
fn differential(project: &Project) -> Result<Counts, Failure> {
    let folder = project.root.join("tests").join("differential");
    tools::npm_packages(project, &folder)?;
    node_tests(project, &folder)
}

fn cel(project: &Project) -> Result<Counts, Failure> {
    let folder = project.root.join("tests").join("cel");
    tools::npm_packages(project, &folder)?;
    node_tests(project, &folder)
}

fn package_tests(project: &Project) -> Result<Counts, Failure> {
    let folder = tests_beside(project, &package::build(project)?)?;
    node_tests(project, &folder)
}

/// Against what is written by hand in a few lines, and at half of what is asked of it, so that a
/// busy machine does not fail it.
fn budgets(project: &Project) -> Result<Counts, Failure> {
    package::build(project)?;
    node_tests(project, &bench::folder(project))
}

/// In Chromium: that of this machine, or the one of the runtimes. Where none runs, the tests say so
/// and are skipped.
fn browser(project: &Project) -> Result<Counts, Failure> {
    let tests = project.root.join("tests");
    tools::npm_packages(project, &tests.join("runtimes"))?;
    let folder = tests.join("browser");
    tools::npm_packages(project, &folder)?;
    let site = site::build(project)?;
    // One after the other: some of them measure.
    let options = ["--test-concurrency=1"];
    node_tests_with(project, &folder, &options, &[("ROLECALL_SITE", &site)])
}

/// The same vectors in every host that the package is for, and bundled. The hosts come from npm.
fn runtimes(project: &Project) -> Result<Counts, Failure> {
    package::build(project)?;
    let folder = project.root.join("tests").join("runtimes");
    tools::npm_packages(project, &folder)?;
    node_tests(project, &folder)
}

/// The example that guards a route, in the runtimes of the step before, and under load.
fn edge_guard(project: &Project) -> Result<Counts, Failure> {
    package::build(project)?;
    let tests = project.root.join("tests");
    tools::npm_packages(project, &tests.join("runtimes"))?;
    node_tests(project, &tests.join("edge"))
}

fn node_tests(project: &Project, folder: &Path) -> Result<Counts, Failure> {
    node_tests_with(project, folder, &[], &[])
}

/// Runs the `*.test.mjs` of a folder.
fn node_tests_with(
    project: &Project,
    folder: &Path,
    options: &[&str],
    variables: &[(&str, &Path)],
) -> Result<Counts, Failure> {
    let tap = project.work().join("tests.tap");
    if tap.exists() {
        std::fs::remove_file(&tap).map_err(|error| on_file(&tap, &error))?;
    }
    let mut to_tap = OsString::from("--test-reporter-destination=");
    to_tap.push(&tap);
    let command = project.command_in("node", folder);
    let succeeded = variables
        .iter()
        .fold(command, |command, (name, value)| {
            command.variable(name, *value)
        })
        .args([
            "--test",
            "--test-reporter=spec",
            "--test-reporter-destination=stdout",
        ])
        .arg("--test-reporter=tap")
        .arg(to_tap)
        .args(options.iter().copied())
        .args(test_files(folder)?)
        .variable("ROLECALL_ROOT", &project.root)
        .variable("ROLECALL_VECTORS", vectors(project))
        .variable("ROLECALL_VERIFICATION", verification(project))
        .variable("ROLECALL_CEL", expressions(project))
        .variable("ROLECALL_PACKAGE", Package::of(project).installed())
        .watch(|line| {
            // Hundreds of lines that say nothing would hide the few that do.
            if !line.starts_with('✔') {
                say(line);
            }
        })?;
    let mut counts = Counts::default();
    counts.see_tap(&std::fs::read_to_string(&tap).map_err(|error| on_file(&tap, &error))?);
    if !succeeded && counts.failed == 0 {
        counts.failed += 1;
    }
    Ok(counts)
}

/// The tests of the package, copied beside the installed package: there `rolecall` is that one,
/// and nothing of the repository is within reach.
fn tests_beside(project: &Project, package: &Package) -> Result<PathBuf, Failure> {
    let to = package.consumer.join("tests");
    folder::replace(&project.root.join("tests").join("package"), &to)?;
    Ok(to)
}

/// The bundle, run as the runner of GitHub Actions would.
fn action_tests(project: &Project) -> Result<Counts, Failure> {
    let tests = project.root.join("tests");
    // The versions of Node that runners have are among the hosts.
    tools::npm_packages(project, &tests.join("runtimes"))?;
    let folder = action::build(project)?.join("tests");
    folder::replace(&tests.join("action"), &folder)?;
    node_tests(project, &folder)
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect()
        })
        .map_err(|error| on_file(folder, &error))?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}
