//! Every test there is.

mod counts;
mod steps;

use std::process::ExitCode;
use std::time::Instant;

use crate::failure::Failure;
use crate::project::Project;
use crate::report::say;

pub(crate) use counts::Counts;

/// One step of the suite: a title, and what is done.
type Step = (&'static str, fn(&Project) -> Result<Counts, Failure>);

/// Runs all steps, also those after one that fails, and counts.
pub(crate) fn run(project: &Project) -> Result<ExitCode, Failure> {
    let mut total = Counts::default();
    let mut failures = Vec::new();
    let start = Instant::now();
    for (title, step) in steps::ALL {
        say(&format!("==> {title}"));
        let begun = Instant::now();
        let counts = step(project).unwrap_or_else(|failure| {
            say(&failure.to_string());
            Counts::of(false)
        });
        say(&format!(
            "    {counts} in {:.1} s",
            begun.elapsed().as_secs_f64()
        ));
        if counts.failed > 0 {
            failures.push(*title);
        }
        total.add(counts);
    }
    say(&format!(
        "\nall steps took {:.0} s",
        start.elapsed().as_secs_f64()
    ));
    for name in &total.skipped {
        say(&format!("skipped: {name}"));
    }
    for title in &failures {
        say(&format!(
            "failed: {title}: search for `==> {title}` above and read what it says"
        ));
    }
    // Where it is known what the machine has, nothing may be passed over.
    let skips_fail = std::env::var("CI").is_ok_and(|value| value == "true");
    let skipped_wrongly = skips_fail && !total.skipped.is_empty();
    if skipped_wrongly {
        say("with CI=true a skipped test is a failure: install what it needs");
    }
    say(&total.to_string());
    Ok(if total.failed == 0 && !skipped_wrongly {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
