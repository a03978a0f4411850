//! How many tests passed, as their runners tell it.

use std::fmt;

/// How many tests passed, failed and were skipped.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    /// By name.
    pub(crate) skipped: Vec<String>,
}

impl Counts {
    /// A check that is one test.
    pub(crate) fn of(passed: bool) -> Self {
        Self {
            passed: usize::from(passed),
            failed: usize::from(!passed),
            skipped: Vec::new(),
        }
    }

    /// A test that needs what this machine does not have.
    pub(crate) fn skipped(name: &str) -> Self {
        Self {
            skipped: vec![name.to_owned()],
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend(other.skipped);
    }

    /// Takes in a line of what `cargo test` writes.
    pub(crate) fn see_cargo(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += number_before(result, " passed");
            self.failed += number_before(result, " failed");
        } else if let Some(name) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.split_once(" ... ignored"))
        {
            self.skipped.push(name.0.to_owned());
        }
    }

    /// Takes in what node's test runner writes as TAP.
    pub(crate) fn see_tap(&mut self, text: &str) {
        for line in text.lines() {
            if let Some(count) = line.strip_prefix("# pass ") {
                self.passed += count.trim().parse().unwrap_or(0);
            } else if let Some(count) = line
                .strip_prefix("# fail ")
                .or_else(|| line.strip_prefix("# cancelled "))
            {
                self.failed += count.trim().parse().unwrap_or(0);
            } else if let Some((name, reason)) = line
                .trim_start()
                .strip_prefix("ok ")
                .and_then(|rest| rest.split_once(" # SKIP"))
            {
                let name = name.split_once(" - ").map_or(name, |(_, name)| name);
                self.skipped.push(format!("{name}:{reason}"));
            }
        }
    }
}

fn number_before(text: &str, word: &str) -> usize {
    text.split_once(word)
        .and_then(|(before, _)| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(
            formatter,
            "{passed} passed, {failed} failed, {} skipped",
            skipped.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn reads_what_cargo_writes() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test token::padding ... ok",
            "test slow::one ... ignored, takes an hour",
            "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out",
            "test result: ok. 30 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
        ] {
            counts.see_cargo(line);
        }
        assert_eq!(counts.to_string(), "42 passed, 3 failed, 1 skipped");
        assert_eq!(counts.skipped, ["slow::one"]);
    }

    #[test]
    fn reads_what_node_writes() {
        let mut counts = Counts::default();
        counts.see_tap(
            "TAP version 13\n\
             # Subtest: loads\n\
             ok 1 - loads\n\
             \x20   ok 1 - in a browser # SKIP no browser\n\
             not ok 2 - disposes\n\
             # pass 5\n# fail 1\n# cancelled 1\n# skipped 1\n",
        );
        assert_eq!(counts.to_string(), "5 passed, 2 failed, 1 skipped");
        assert_eq!(counts.skipped, ["in a browser: no browser"]);
    }
}
