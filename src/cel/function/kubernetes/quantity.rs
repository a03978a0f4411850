//! Amounts (<https://pkg.go.dev/k8s.io/apimachinery/pkg/api/resource#Quantity>), exact to a
//! billionth. What is larger than is ever met is not evaluated.

use std::cmp::Ordering;

use super::super::super::fault::Failure;
use super::super::super::foreign::Foreign;
use super::super::super::value::Value;
use super::super::Library::Kubernetes;
use super::super::{Function, function};
use super::{foreign, only};

/// An amount.
#[derive(Debug, Clone)]
pub struct Quantity {
    billionths: i128,
    /// The power of ten that it is counted in.
    scale: i32,
    /// Whether it is kept as a decimal of any length, which is never given as an int.
    long: bool,
}

const ONE: i128 = 1_000_000_000;
/// Beyond it an amount is this.
const MAX: i128 = i64::MAX as i128 * ONE;

const OTHER: &[&str] = &[
    ".(kubernetes.Quantity, kubernetes.Quantity) kubernetes.Quantity",
    ".(kubernetes.Quantity, int) kubernetes.Quantity",
];

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        "/quantity",
        Kubernetes,
        &["(string) kubernetes.Quantity"],
        |_, values| Ok(foreign(Foreign::Quantity(read(values)??))),
    ),
    function(
        "/isQuantity",
        Kubernetes,
        &["(string) bool"],
        |_, values| match read(values)? {
            Err(wrong) if wrong.is_error() => Ok(Value::Bool(false)),
            Err(unknown) => Err(unknown),
            Ok(_) => Ok(Value::Bool(true)),
        },
    ),
    function(
        "/sign",
        Kubernetes,
        &["(kubernetes.Quantity) int"],
        |_, values| Ok(Value::Int(of(values)?.billionths.cmp(&0) as i64)),
    ),
    function(
        "/isInteger",
        Kubernetes,
        &[".(kubernetes.Quantity) bool"],
        |_, values| Ok(Value::Bool(of(values)?.whole().is_some())),
    ),
    function(
        "/asInteger",
        Kubernetes,
        &[".(kubernetes.Quantity) int"],
        |_, values| {
            let whole = of(values)?.whole();
            whole
                .map(Value::Int)
                .ok_or_else(|| Failure::error("cannot convert value to integer"))
        },
    ),
    function(
        "/asApproximateFloat",
        Kubernetes,
        &[".(kubernetes.Quantity) double"],
        |_, values| {
            #[expect(clippy::cast_precision_loss, reason = "it is asked for approximately")]
            let (units, rest) = (
                (of(values)?.billionths / ONE) as f64,
                (of(values)?.billionths % ONE) as f64,
            );
            Ok(Value::Double(units + rest / 1e9))
        },
    ),
    function("/add", Kubernetes, OTHER, |_, values| sum(values, 1)),
    function("/sub", Kubernetes, OTHER, |_, values| sum(values, -1)),
    later("/mul", &[".(kubernetes.Quantity, int) kubernetes.Quantity"]),
    later(
        "/div",
        &[
            ".(kubernetes.Quantity, int) kubernetes.Quantity",
            ".(kubernetes.Quantity, int, int) kubernetes.Quantity",
        ],
    ),
    later(
        "/divInt",
        &[".(kubernetes.Quantity, int) kubernetes.Quantity"],
    ),
];

/// What has been added of late, and is not evaluated.
const fn later(name: &'static str, signatures: &'static [&'static str]) -> Function {
    function(name, Kubernetes, signatures, |_, _| {
        Err(Failure::not_evaluable(
            "multiplying and dividing quantities is not evaluated",
        ))
    })
}

fn of(values: &[Value]) -> Result<&Quantity, Failure> {
    match only(values)? {
        Foreign::Quantity(own) => Ok(own),
        _ => Err(Failure::no_overload()),
    }
}

fn read(values: &[Value]) -> Result<Result<Quantity, Failure>, Failure> {
    match values {
        [Value::String(text)] => Ok(Quantity::parse(text)),
        _ => Err(Failure::no_overload()),
    }
}

fn sum(values: &[Value], sign: i128) -> Result<Value, Failure> {
    let [own, other] = values else {
        return Err(Failure::no_overload());
    };
    let own = of(std::slice::from_ref(own))?;
    let other = match other {
        Value::Int(count) => Quantity {
            billionths: i128::from(*count) * ONE,
            scale: 0,
            long: false,
        },
        other => of(std::slice::from_ref(other))?.clone(),
    };
    let billionths = other
        .billionths
        .checked_mul(sign)
        .and_then(|other| own.billionths.checked_add(other))
        .ok_or_else(too_large)?;
    let (scale, long) = match (own.billionths, other.billionths) {
        (_, 0) => (own.scale, own.long),
        (0, _) => (other.scale, other.long),
        _ => (own.scale.min(other.scale), own.long || other.long),
    };
    Ok(foreign(Foreign::Quantity(Quantity {
        billionths,
        scale,
        long,
    })))
}

fn too_large() -> Failure {
    Failure::not_evaluable("the quantity is too large to be evaluated")
}

/// The factor that a suffix stands for: so many times two, or ten, to a power.
fn suffix(text: &str) -> Option<(i128, u32)> {
    let decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    if let Some(place) = decimal.iter().position(|own| *own == text) {
        return Some((10, u32::try_from(place * 3).ok()?));
    }
    let binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    let place = binary.iter().position(|own| *own == text)?;
    Some((2, u32::try_from(place * 10 + 10).ok()?))
}

impl Quantity {
    fn whole(&self) -> Option<i64> {
        let whole = (!self.long && self.scale >= 0).then_some(self.billionths / ONE)?;
        i64::try_from(whole).ok()
    }

    /// Reads `1.5Gi`, `200k`, `12e6`.
    fn parse(text: &str) -> Result<Self, Failure> {
        let wrong = || Failure::error(format!("{text:?} is no quantity"));
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let end = |text: &str| {
            text.len()
                - text
                    .trim_start_matches(|own: char| own.is_ascii_digit())
                    .len()
        };
        let (whole, rest) = unsigned.split_at_checked(end(unsigned)).ok_or_else(wrong)?;
        let (fraction, unit) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at_checked(end(rest)).ok_or_else(wrong)?,
            None => ("", rest),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(wrong());
        }
        // The zeros that a number begins with count for nothing.
        let whole = whole.trim_start_matches('0');
        let digits = format!("{whole}{fraction}");
        let places = i32::try_from(fraction.len()).map_err(|_| too_large())?;
        let exponent = unit
            .strip_prefix(['e', 'E'])
            .filter(|power| !power.is_empty())
            .map(|power| power.parse::<i32>().map_err(|_| wrong()));
        let (base, power) = match exponent {
            Some(power) => (10, power?),
            None => {
                let (base, power) = suffix(unit).ok_or_else(wrong)?;
                let power = i32::try_from(power).map_err(|_| too_large())?;
                (base, if base == 10 { power - 9 } else { power })
            }
        };
        let number: i128 = match digits.trim_start_matches('0') {
            "" => 0,
            digits => digits.parse().map_err(|_| too_large())?,
        };
        let (tens, twos) = match base {
            10 => (power.checked_add(9 - places), 0),
            _ => (9_i32.checked_sub(places), power),
        };
        let tens = tens.ok_or_else(too_large)?;
        let factor = |base: i128, power: i32| base.checked_pow(power.unsigned_abs());
        let scaled = number
            .checked_mul(factor(2, twos).ok_or_else(too_large)?)
            .ok_or_else(too_large)?;
        let (mut billionths, exact) = match (scaled, tens) {
            (0, _) => (0, true),
            (scaled, 0..) => {
                let factor = factor(10, tens).ok_or_else(too_large)?;
                (scaled.checked_mul(factor).ok_or_else(too_large)?, true)
            }
            // What is left of a billionth is one.
            (scaled, _) => match factor(10, tens) {
                Some(divisor) => {
                    let rest = i128::from(scaled % divisor != 0);
                    (scaled / divisor + rest, rest == 0)
                }
                None => (1, false),
            },
        };
        let mut long = !exact || digits.len() > 18 || billionths > MAX;
        let scale = match base {
            10 => power.saturating_sub(places),
            _ => {
                let room =
                    15 - i32::try_from(whole.len().max(1)).unwrap_or(i32::MAX) - power * 3 / 10 - 1;
                long |= places > 0 || room < 0;
                0
            }
        };
        long |= scale < -9;
        billionths = billionths.min(MAX);
        if text.starts_with('-') {
            billionths = -billionths;
        }
        Ok(Self {
            billionths,
            scale,
            long,
        })
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.billionths == other.billionths
    }
}

impl Eq for Quantity {}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.billionths.cmp(&other.billionths)
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
