//! What comes of a condition.

/// What came of a condition. What is not known stays so until something else decides, and so does
/// an error, which is neither true nor false: a failure decides `and`, what holds decides `or`, and
/// the opposite of an error is an error. At the top it is a denial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It does not hold.
    Fail,
    /// Not known.
    Unknown,
    /// It ended in an error, in languages that have such.
    Error,
    /// It holds.
    Pass,
}

impl Truth {
    /// Both hold. What is not known may fail, and so it weighs more than an error.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fail, _) | (_, Self::Fail) => Self::Fail,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Error, _) | (_, Self::Error) => Self::Error,
            (Self::Pass, Self::Pass) => Self::Pass,
        }
    }

    /// One holds. What is not known may hold, and so it weighs more than an error.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        !(!self).and(!other)
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Fail => Self::Pass,
            Self::Unknown => Self::Unknown,
            Self::Error => Self::Error,
            Self::Pass => Self::Fail,
        }
    }
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Self {
        if truth { Self::Pass } else { Self::Fail }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{Error, Fail, Pass, Unknown};

    const ALL: [Truth; 4] = [Fail, Unknown, Error, Pass];

    /// What the truth may come to once what is not known is known.
    fn possible(truth: Truth) -> Vec<Truth> {
        match truth {
            Unknown => vec![Fail, Error, Pass],
            known => vec![known],
        }
    }

    #[test]
    fn errors_are_absorbed_as_in_cel() {
        assert_eq!((Fail.and(Error), Error.and(Fail)), (Fail, Fail));
        assert_eq!((Pass.or(Error), Error.or(Pass)), (Pass, Pass));
        assert_eq!(
            (Pass.and(Error), Fail.or(Error), !Error),
            (Error, Error, Error)
        );
    }

    #[test]
    fn what_is_decided_holds_whatever_is_not_known() {
        for left in ALL {
            for right in ALL {
                for (combined, operator) in [
                    (left.and(right), Truth::and as fn(Truth, Truth) -> Truth),
                    (left.or(right), Truth::or),
                ] {
                    let outcomes: Vec<Truth> = possible(left)
                        .into_iter()
                        .flat_map(|l| possible(right).into_iter().map(move |r| operator(l, r)))
                        .collect();
                    if combined == Unknown {
                        assert!(outcomes.iter().any(|outcome| *outcome != outcomes[0]));
                    } else {
                        assert!(outcomes.iter().all(|outcome| *outcome == combined));
                    }
                    assert_eq!(operator(right, left), combined);
                }
            }
        }
    }
}
