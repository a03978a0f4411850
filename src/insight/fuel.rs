//! Fuel: how much work a question may take. It is counted and not timed, so that a question has the
//! same answer everywhere.

/// The fuel has run out: the answer is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exhausted;

/// What is left of it.
#[derive(Debug, Clone)]
pub(super) struct Fuel(u64);

impl Fuel {
    pub(super) const fn new(steps: u64) -> Self {
        Self(steps)
    }

    /// Takes so many steps.
    pub(super) fn burn(&mut self, steps: usize) -> Result<(), Exhausted> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        self.0 = self.0.checked_sub(steps).ok_or(Exhausted)?;
        Ok(())
    }
}
