//! The classes of known disagreements: which each takes. What they are about, and what settles
//! them, stands in `iam-rs.json`, in the same order; the first that takes a disagreement has it.

use rolecall::pattern::number::Decimal;
use rolecall::pattern::{address, date};
use serde_json::Value;

use super::engines::Answer;
use super::parts::{Comparison, Part, Set, Test, What};
use super::restate::{self, Restated, is_partial_date};

type Restate = fn(&Comparison) -> Option<Restated>;

/// A class of disagreements.
pub(crate) struct Class {
    pub(crate) name: &'static str,
    /// Whether it takes a disagreement.
    pub(crate) takes: fn(&Comparison) -> bool,
    /// The same said in a way that iam-rs reads as rolecall does, where there is one. What comes of
    /// it must be what rolecall said, or fall into another class: so that the list cannot hide a
    /// mistake of ours behind one of theirs.
    pub(crate) restate: Option<Restate>,
}

const fn class(name: &'static str, takes: fn(&Comparison) -> bool) -> Class {
    Class {
        name,
        takes,
        restate: None,
    }
}

impl Class {
    const fn restated(mut self, restate: Restate) -> Self {
        self.restate = Some(restate);
        self
    }
}

pub(crate) const CLASSES: &[Class] = &[
    // The document and its statements.
    class("version-left-out", |case| {
        matches!(case.part.what, What::Document)
            && case.is_refused()
            && !case.part.policy.contains("\"Version\"")
    })
    .restated(restate::with_version),
    class("version-unknown", |case| {
        matches!(case.part.what, What::Document)
            && case.is_refused()
            && case.part.policy.contains("\"Version\"")
    }),
    class("byte-order-mark", |case| {
        matches!(case.part.what, What::Whole { .. }) && case.part.policy.starts_with('\u{feff}')
    }),
    class("key-given-twice", |case| {
        matches!(case.part.what, What::Whole { .. })
            && matches!(&case.ours, Answer::Neither(Some(code)) if code.starts_with("duplicate-"))
    }),
    class("open-part-refuses-the-whole", |case| {
        matches!(
            case.part.what,
            What::Whole {
                has_open_part: true,
                ..
            }
        ) && case.is_refused()
    }),
    class("unknown-element-ignored", |case| {
        matches!(case.part.what, What::Document | What::Statement)
            && case.is_left_open()
            && is_allowed(case)
    }),
    // Principals.
    class("federated-principal-by-prefix", |case| {
        matches!(case.part.what, What::Principal)
            && case.fits_for_them_alone()
            && principals(&case.part)
                .iter()
                .any(|(_, name)| case.asked.provider.starts_with(name))
    }),
    class("principals-of-two-kinds", |case| {
        matches!(case.part.what, What::Principal)
            && case.is_refused()
            && principal(&case.part)["Principal"]
                .as_object()
                .is_some_and(|kinds| kinds.len() > 1)
    })
    .restated(restate::federated_alone),
    class("principal-star", |case| {
        matches!(case.part.what, What::Principal)
            && case.is_left_open()
            && (principal(&case.part)["Principal"] == "*"
                || principals(&case.part).iter().any(|(_, name)| name == "*"))
    }),
    class("principal-left-out", |case| {
        matches!(case.part.what, What::Principal)
            && case.is_left_open()
            && is_allowed(case)
            && !case.part.policy.contains("Principal\"")
    }),
    class("not-principal", |case| {
        matches!(case.part.what, What::Principal)
            && case.is_left_open()
            && case.part.policy.contains("\"NotPrincipal\"")
    }),
    // Actions.
    class("action-left-out", |case| {
        matches!(case.part.what, What::Action)
            && case.is_left_open()
            && !case.part.policy.contains("Action\"")
    }),
    class("action-of-an-empty-list", |case| {
        matches!(case.part.what, What::Action)
            && case.is_left_open()
            && case.part.policy.contains("Action\":[]")
    }),
    // What iam-rs does not read.
    class("null-under-set-operator", |case| {
        test(case, |test| {
            let constant = match test.set {
                Set::All => &Answer::Allow,
                Set::Any => &Answer::Deny,
                Set::None => return false,
            };
            test.is("Null") && case.is_refused() && case.ours == *constant
        })
    }),
    class("empty-list-with-qualifier", |case| {
        test(case, |test| {
            let missing = test.received.is_none();
            let holds = match test.set {
                Set::None => missing,
                Set::All => test.values().iter().all(String::is_empty),
                Set::Any => missing && test.if_exists,
            };
            test.expected.is_empty()
                && (test.set != Set::None || test.if_exists)
                && case.ours == if holds { Answer::Allow } else { Answer::Deny }
        })
    }),
    class("set-operator-with-if-exists", |case| {
        test(case, |test| {
            test.set != Set::None && test.if_exists && case.is_refused()
        })
    })
    .restated(restate::without_if_exists),
    class("set-operator-of-other-families", |case| {
        let other = |test: &Test| {
            ["Numeric", "Date", "IpAddress", "Binary"]
                .iter()
                .any(|family| test.is(family))
        };
        test(case, |test| {
            test.set != Set::None && other(test) && case.is_refused()
        })
    })
    .restated(restate::without_set_operator),
    class("list-not-of-strings-alone", |case| {
        test(case, |test| {
            test.is_listed && test.texts().count() < test.expected.len() && case.is_refused()
        })
    })
    .restated(restate::in_quotes),
    class("bare-value-under-text-operator", |case| {
        test(case, |test| {
            !test.is_listed
                && test.texts().count() == 0
                && ["String", "Arn", "IpAddress", "Binary"]
                    .iter()
                    .any(|family| test.is(family))
                && case.is_refused()
        })
    })
    .restated(restate::in_quotes),
    class("boolean-in-other-case", |case| {
        let other_case = |text: &str| {
            ["true", "false"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word) && text != *word)
        };
        test(case, |test| {
            (test.is("Bool") || test.is("Null"))
                && !case.is_left_open()
                && (test.texts().any(other_case)
                    || test.values().iter().any(|value| other_case(value)))
        })
    })
    .restated(restate::in_lower_case),
    class("quoted-boolean-under-set-operator", |case| {
        test(case, |test| {
            test.is("Bool")
                && test.set != Set::None
                && test.texts().any(|text| text.parse::<bool>().is_ok())
                && case.is_refused()
        })
    })
    .restated(restate::without_quotes),
    class("date-in-part", |case| {
        test(case, |test| {
            test.is("Date")
                && !case.is_left_open()
                && (test.texts().any(is_partial_date)
                    || test.values().iter().any(|value| is_partial_date(value)))
        })
    })
    .restated(restate::with_seconds),
    class("unreadable-value-that-does-not-count", |case| {
        test(case, |test| {
            case.is_refused() && test.expected.iter().any(|value| !reads(test, value))
        })
    })
    .restated(|case| restate::without(case, |test, value| !reads(test, value))),
    // Lists.
    class("empty-list-without-qualifier", |case| {
        test(case, |test| test.expected.is_empty() && case.is_left_open())
    }),
    class("null-with-both", |case| {
        test(case, |test| {
            test.is("Null")
                && !case.is_left_open()
                && test.texts().any(|text| text == "true")
                && test.texts().any(|text| text == "false")
        })
    }),
    class("only-empty-strings-for-all-values", |case| {
        test(case, |test| {
            test.set == Set::All
                && test.values().iter().all(String::is_empty)
                && (&case.ours, &case.theirs) == (&Answer::Allow, &Answer::Deny)
        })
    }),
    class("several-values-without-set-operator", |case| {
        test(case, |test| {
            test.set == Set::None && test.values().len() > 1 && case.is_left_open()
        })
    }),
    class("several-values-and-not", |case| {
        test(case, |test| {
            test.set == Set::None
                && test.values().len() > 1
                && test.is_negated()
                && (&case.ours, &case.theirs) == (&Answer::Deny, &Answer::Allow)
        })
    }),
    class("list-of-one-without-set-operator", |case| {
        test(case, |test| {
            test.set == Set::None
                && test.has_list()
                && test.values().len() == 1
                && case.fits_for_us_alone()
        })
    }),
    class("list-of-none-without-set-operator", |case| {
        test(case, |test| {
            test.set == Set::None
                && test.has_list()
                && test.values().is_empty()
                && test.is_negated()
                && (&case.ours, &case.theirs) == (&Answer::Allow, &Answer::Deny)
        })
    }),
    // Text and ARNs.
    class("variable-in-an-arn", |case| {
        test(case, |test| {
            test.is("Arn") && case.is_left_open() && test.texts().any(|text| text.contains("${"))
        })
    }),
    class("variable-in-condition", |case| {
        test(case, |test| {
            test.version == "2012-10-17"
                && (test.is("String") || test.is("Arn"))
                && test.texts().any(|text| text.contains("${"))
        })
    })
    .restated(restate::filled_in),
    class("star-taken-for-a-star", |case| {
        test(case, |test| {
            (test.base.ends_with("Like"))
                && test.texts().any(|text| text.contains('*'))
                && test.values().iter().any(|value| value.contains('*'))
                && case.fits_for_us_alone()
        })
    }),
    class("case-beyond-ascii", |case| {
        test(case, |test| {
            test.base.ends_with("IgnoreCase")
                && case.is_left_open()
                && !(test.texts().all(str::is_ascii)
                    && test.values().iter().all(|value| value.is_ascii()))
        })
    }),
    class("arn-star-alone", |case| {
        test(case, |test| {
            test.is("Arn") && case.is_left_open() && test.texts().any(|text| text == "*")
        })
    }),
    class("arn-equals-without-wildcards", |case| {
        test(case, |test| {
            ["ArnEquals", "ArnNotEquals"].contains(&test.base.as_str())
                && test.texts().any(|text| text.contains(['*', '?']))
                && case.fits_for_us_alone()
        })
    })
    .restated(restate::with_like),
    class("arn-wildcard-across-components", |case| {
        test(case, |test| {
            ["ArnLike", "ArnNotLike"].contains(&test.base.as_str())
                && test.texts().any(|text| text.contains('*'))
                && case.fits_for_them_alone()
        })
    }),
    class("value-that-is-no-arn", |case| {
        test(case, |test| {
            test.is("Arn")
                && test
                    .values()
                    .iter()
                    .any(|value| value.split(':').count() < 6)
                && (case.is_left_open() || case.fits_for_them_alone())
        })
    }),
    // Numbers, dates, addresses, bytes.
    class("number-in-other-notation", |case| {
        let other = |text: &str| Decimal::parse(text).is_none() && text.parse::<f64>().is_ok();
        test(case, |test| {
            test.is("Numeric")
                && (case.is_left_open() || case.fits_for_them_alone())
                && (test.texts().any(other) || test.values().iter().any(|value| other(value)))
        })
    }),
    class("number-beyond-double-precision", |case| {
        let long = |text: &str| {
            Decimal::parse(text).is_some_and(|number| number.significant_digits() > 15)
                || text.parse::<f64>().is_ok_and(f64::is_infinite)
        };
        test(case, |test| {
            test.is("Numeric")
                && !case.is_left_open()
                && test.values().iter().any(|value| long(value))
        })
    }),
    class("date-beyond-the-profile", |case| {
        let beyond = |text: &str| {
            date::parse(text).is_none()
                && date::parse(&text.to_uppercase().replace(' ', "T")).is_some()
        };
        test(case, |test| {
            test.is("Date")
                && (case.is_left_open() || case.fits_for_them_alone())
                && (test.texts().any(beyond) || test.values().iter().any(|value| beyond(value)))
        })
    }),
    class("range-for-an-address", |case| {
        test(case, |test| {
            test.is("IpAddress")
                && (case.is_left_open() || case.fits_for_them_alone())
                && test.values().iter().any(|value| value.contains('/'))
        })
    }),
    class("address-with-leading-zero", |case| {
        test(case, |test| {
            let zero_first = |value: &String| {
                value
                    .split('.')
                    .any(|part| part.len() > 1 && part.starts_with('0'))
            };
            test.is("IpAddress")
                && test.values().iter().any(zero_first)
                && (case.is_left_open() || case.fits_for_them_alone())
        })
    }),
    class("base64-compared-as-text", |case| {
        test(case, |test| test.is("Binary") && case.fits_for_them_alone())
    }),
    class("unreadable-value-under-negated-operator", |case| {
        test(case, |test| {
            test.is_negated()
                && case.is_left_open()
                && test
                    .values()
                    .iter()
                    .any(|value| !reads(test, &Value::String(value.clone())))
        })
    }),
    class("unreadable-value-in-policy", |case| {
        test(case, |test| {
            case.is_left_open() && test.expected.iter().any(|value| !reads(test, value))
        })
    }),
    // What rolecall leaves open.
    class("attribute-not-documented", |case| {
        let is_open =
            |key: &str| ["aws:federatedprovider", "sts:roleauthorizedbyidp"].contains(&key);
        test(case, |test| {
            case.is_left_open()
                && test.received.is_none()
                && is_open(&test.key.to_ascii_lowercase())
        })
    }),
    class("denial-left-open", |case| {
        matches!(
            case.part.what,
            What::Whole {
                has_unread_denial: true,
                ..
            }
        ) && case.is_left_open()
            && is_allowed(case)
    }),
];

/// Whether a statement that denies has a part that cannot be read, which rolecall then leaves open
/// while the same part of a statement that allows does not hold.
pub(crate) fn is_unread_denial(part: &Part) -> bool {
    let is_unread = match &part.what {
        What::Test(test) => test
            .values()
            .iter()
            .any(|value| !reads(test, &Value::String(value.clone()))),
        What::Action => part.policy.contains("Action\":[]"),
        What::Principal => {
            let named = principals(part);
            named.is_empty() || !named.iter().all(is_somebody)
        }
        _ => false,
    };
    part.denies && is_unread
}

fn test(case: &Comparison, takes: impl Fn(&Test) -> bool) -> bool {
    case.test().is_some_and(takes)
}

fn is_allowed(case: &Comparison) -> bool {
    case.theirs == Answer::Allow
}

/// The statement of a part that is a principal.
fn principal(part: &Part) -> Value {
    let policy: Value = serde_json::from_str(&part.policy).unwrap();
    policy["Statement"][0].clone()
}

/// All principals: kind and name.
fn principals(part: &Part) -> Vec<(String, String)> {
    let mut named = Vec::new();
    for (kind, names) in principal(part)["Principal"]
        .as_object()
        .into_iter()
        .flatten()
    {
        let names = match names {
            Value::Array(names) => names.as_slice(),
            name => std::slice::from_ref(name),
        };
        named.extend(
            names
                .iter()
                .filter_map(Value::as_str)
                .map(|name| (kind.clone(), name.to_owned())),
        );
    }
    named
}

/// Whether a principal is one that there can be: by ARN a provider or somebody in an account, by
/// name a built-in provider, a service or an account.
fn is_somebody((kind, name): &(String, String)) -> bool {
    let is_account =
        |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_provider = |resource: &str| {
        resource.starts_with("oidc-provider/") || resource.starts_with("saml-provider/")
    };
    match name.splitn(6, ':').collect::<Vec<_>>().as_slice() {
        ["arn", _, "iam", "", account, resource] => {
            is_account(account)
                && !resource.contains(['*', '?', ':'])
                && is_provider(resource) == (kind == "Federated")
        }
        [name] if kind == "Federated" => {
            ["accounts.google.com", "cognito-identity.amazonaws.com"].contains(name)
        }
        [name] => is_account(name) || name.ends_with(".amazonaws.com"),
        _ => false,
    }
}

/// Whether a value is of the kind that the operator compares.
fn reads(test: &Test, value: &Value) -> bool {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    match test.base.as_str() {
        "Bool" | "Null" => text.to_ascii_lowercase().parse::<bool>().is_ok(),
        "BinaryEquals" => {
            text.len().is_multiple_of(4) && text.chars().all(|c| c.is_alphanumeric() || c == '=')
        }
        _ if test.is("Numeric") => Decimal::parse(&text).is_some(),
        _ if test.is("Date") => date::parse(&text).is_some(),
        _ if test.is("Arn") => text.split(':').count() >= 6,
        _ if test.is("IpAddress") => address::parse_range(&text).is_some(),
        _ => true,
    }
}
