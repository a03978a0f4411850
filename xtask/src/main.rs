//! What is done to the project: build the package, show it, test it. `cargo xtask help`.

mod action;
mod bench;
mod command;
mod demo;
mod failure;
mod folder;
mod package;
mod project;
mod report;
mod site;
mod stamp;
mod suite;
mod tools;

use std::process::ExitCode;

use failure::Failure;
use project::Project;

const HELP: &str = "\
usage: cargo xtask COMMAND

  build        build the npm package: pkg/generated and a packed tarball
  action       bundle the GitHub Action: action/dist
  demo         build the package, and ask it about two tokens and a trust policy
  playground   build the playground, serve it on this machine and print the address
  site         build the playground: a folder for any host of files
  test         every test there is
  bench        measure it beside what others use, and write docs/benchmarks.md
  help         show this

Each installs what it needs and is missing, into the target folder and folders `node_modules`.
Needed beforehand: Rust by rustup, and Node.js 20 or newer.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<ExitCode, Failure> {
    match arguments {
        ["build"] => package::build(&Project::locate()?).map(|_| ExitCode::SUCCESS),
        ["action"] => action::build(&Project::locate()?).map(|_| ExitCode::SUCCESS),
        ["demo"] => demo::run(&Project::locate()?),
        ["playground"] => site::serve(&Project::locate()?).map(|()| ExitCode::SUCCESS),
        ["site"] => site::build(&Project::locate()?).map(|folder| {
            report::say(&folder.display().to_string());
            ExitCode::SUCCESS
        }),
        ["bench"] => bench::run(&Project::locate()?).map(|()| ExitCode::SUCCESS),
        ["test"] => suite::run(&Project::locate()?),
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        [] => Err(Failure::new(
            "expected a command, received nothing",
            "`cargo xtask help` lists them",
        )),
        _ => Err(Failure::new(
            format!("unknown command `{}`", arguments.join(" ")),
            "`cargo xtask help` lists them",
        )),
    }
}
