//! Building the npm package, and installing it as a stranger would.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, on_file};
use crate::project::Project;
use crate::report::{say, step};
use crate::{stamp, tools};

/// What current engines have, Node 20 among them. All that `wasm-opt` knows would be more.
pub(crate) const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Files of the repository that travel in the package.
const SHARED: [&str; 13] = [
    "README.md",
    "CHANGELOG.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    // What the README and the types point to.
    "docs/audit.md",
    "docs/codes.md",
    "docs/diagnoses.md",
    "docs/edge.md",
    "docs/findings.md",
    "docs/insight.md",
    "docs/records.md",
    "docs/relying-parties.md",
    "docs/testing.md",
];

/// The package, built, packed and installed.
#[derive(Debug)]
pub(crate) struct Package {
    /// The packed package.
    pub(crate) tarball: PathBuf,
    /// A folder with nothing in it but the package, installed from the tarball.
    pub(crate) consumer: PathBuf,
}

/// Builds what is not up to date.
pub(crate) fn build(project: &Project) -> Result<Package, Failure> {
    tools::for_package(project)?;
    let work = project.work();
    let package = Package::of(project);
    let stamp_file = work.join("stamp");
    let wanted = stamp::of(&inputs(project), &not_inputs(project))?;
    let built = std::fs::read_to_string(&stamp_file).unwrap_or_default();
    if built == wanted && package.is_there() && project.package().join("generated").is_dir() {
        say("==> the package is up to date");
        return Ok(package);
    }
    std::fs::create_dir_all(&work).map_err(|error| on_file(&work, &error))?;
    step("compile to WebAssembly", || compile(project))?;
    step("optimise and assemble", || assemble(project))?;
    step("pack, and install in an empty folder", || {
        install(project, &package)
    })?;
    std::fs::write(&stamp_file, wanted).map_err(|error| on_file(&stamp_file, &error))?;
    Ok(package)
}

impl Package {
    /// Where it is or will be.
    pub(crate) fn of(project: &Project) -> Self {
        let work = project.work();
        Self {
            tarball: work.join("rolecall.tgz"),
            consumer: work.join("consumer"),
        }
    }

    fn is_there(&self) -> bool {
        self.tarball.is_file() && self.installed().join("package.json").is_file()
    }

    /// The package as the consumer sees it.
    pub(crate) fn installed(&self) -> PathBuf {
        self.consumer.join("node_modules").join("rolecall")
    }
}

fn inputs(project: &Project) -> Vec<PathBuf> {
    ["src", "Cargo.toml", "Cargo.lock", "pkg", "xtask"]
        .into_iter()
        .chain(SHARED)
        .map(|name| project.root.join(name))
        .collect()
}

fn not_inputs(project: &Project) -> Vec<PathBuf> {
    ["node_modules", "generated", "docs"]
        .into_iter()
        .chain(SHARED)
        .map(|name| project.package().join(name))
        .collect()
}

fn compile(project: &Project) -> Result<(), Failure> {
    project
        .command("wasm-pack")
        .variable("CARGO_ENCODED_RUSTFLAGS", rustflags(project))
        .args([
            "--log-level",
            "warn",
            "build",
            "--target",
            "bundler",
            "--release",
        ])
        .args(["--no-pack", "--out-name", "rolecall", "--out-dir"])
        .arg(project.work().join("wasm"))
        .arg(&project.root)
        .args(["--", "--features", "wasm", "--locked"])
        .run()
}

/// Those of the environment, and: messages in the module name source files, not the folders of the
/// machine that built it.
fn rustflags(project: &Project) -> OsString {
    let given = std::env::var("RUSTFLAGS").unwrap_or_default();
    let mut flags = OsString::from(given.split_whitespace().collect::<Vec<_>>().join("\u{1f}"));
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let folders = [(home, "cargo"), (Some(project.root.clone()), ".")];
    for (folder, name) in folders {
        if let Some(folder) = folder {
            if !flags.is_empty() {
                flags.push("\u{1f}");
            }
            flags.push("--remap-path-prefix=");
            flags.push(folder);
            flags.push("=");
            flags.push(name);
        }
    }
    flags
}

fn assemble(project: &Project) -> Result<(), Failure> {
    let compiled = project.work().join("wasm").join("rolecall_bg.wasm");
    project
        .command("wasm-opt")
        .args(["-O3", "-o"])
        .arg(&compiled)
        .arg(&compiled)
        .args(WASM_FEATURES)
        .run()?;
    for name in SHARED {
        copy(&project.root.join(name), &project.package().join(name))?;
    }
    project
        .command_in("node", &project.package())
        .arg("assemble.js")
        .arg(project.work().join("wasm"))
        .run()
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).map_err(|error| on_file(folder, &error))?;
    }
    std::fs::copy(from, to).map_err(|error| on_file(from, &error))?;
    Ok(())
}

fn install(project: &Project, package: &Package) -> Result<(), Failure> {
    let work = project.work();
    let packed = project
        .command_in("npm", &project.package())
        .args(["pack", "--loglevel=error", "--pack-destination"])
        .arg(&work)
        .output()?;
    let packed = work.join(packed.trim());
    std::fs::rename(&packed, &package.tarball).map_err(|error| on_file(&packed, &error))?;
    if package.consumer.exists() {
        std::fs::remove_dir_all(&package.consumer)
            .map_err(|error| on_file(&package.consumer, &error))?;
    }
    std::fs::create_dir_all(&package.consumer)
        .and_then(|()| {
            let manifest =
                "{ \"name\": \"consumer\", \"version\": \"0.0.0\", \"private\": true }\n";
            std::fs::write(package.consumer.join("package.json"), manifest)
        })
        .map_err(|error| on_file(&package.consumer, &error))?;
    project
        .command_in("npm", &package.consumer)
        .args(["install", "--no-audit", "--no-fund", "--loglevel=error"])
        .arg(&package.tarball)
        .run()?;
    let size = std::fs::metadata(&package.tarball).map_or(0, |metadata| metadata.len());
    say(&format!(
        "    {} is {} KB",
        package.tarball.display(),
        size / 1024
    ));
    Ok(())
}
