//! Saying what is done while it is done, and how it went.

use std::io::Write;
use std::time::Instant;

use crate::failure::Failure;

/// Does `work` under a title, and says how long it took.
pub(crate) fn step<T>(
    title: &str,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    say(&format!("==> {title}"));
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "failed" };
    say(&format!(
        "    {outcome} in {:.1} s",
        start.elapsed().as_secs_f64()
    ));
    result
}

/// Writes a line at once, before anything that a command writes next.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody reads any more: the work is worth finishing all the same.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
