//! A policy taken apart, so that a disagreement about the whole is traced to what it is about: a
//! whole that is disputed although all its parts are agreed on would be a dispute about logic.

use std::fmt;

use serde_json::{Map, Value, json};

use super::engines::{Answer, Asked, Values, ours, theirs};

/// A part of a policy, as a policy of its own that lets in exactly where the part holds.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) policy: String,
    pub(crate) what: What,
    /// Whether the statement that it comes from denies.
    pub(crate) denies: bool,
}

impl Part {
    pub(crate) fn new(policy: String, what: What) -> Self {
        Self {
            policy,
            what,
            denies: false,
        }
    }
}

/// What a part is.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// The whole policy.
    Whole {
        /// Whether it has a part of which no engine can say whether it holds.
        has_open_part: bool,
        /// Whether a statement that denies has a part that cannot be read.
        has_unread_denial: bool,
    },
    /// The document without its statements.
    Document,
    /// A statement without principal, action and conditions.
    Statement,
    Principal,
    Action,
    Test(Test),
}

/// One test of one key.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    pub(crate) version: String,
    pub(crate) key: String,
    pub(crate) set: Set,
    /// The operator without what stands before and after it.
    pub(crate) base: String,
    pub(crate) if_exists: bool,
    pub(crate) expected: Vec<Value>,
    /// Whether the policy writes these as a list.
    pub(crate) is_listed: bool,
    /// What the key has in the request; `None`: it is missing.
    pub(crate) received: Option<Values>,
}

/// The set operator of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    None,
    All,
    Any,
}

impl Test {
    fn new(
        version: &str,
        operator: &str,
        key: &str,
        expected: &Value,
        received: Option<&Values>,
    ) -> Self {
        let (set, rest) = match operator.split_once(':') {
            Some(("ForAllValues", rest)) => (Set::All, rest),
            Some(("ForAnyValue", rest)) => (Set::Any, rest),
            _ => (Set::None, operator),
        };
        let base = rest.strip_suffix("IfExists");
        Self {
            version: version.to_owned(),
            key: key.to_owned(),
            set,
            base: base.unwrap_or(rest).to_owned(),
            if_exists: base.is_some(),
            is_listed: expected.is_array(),
            expected: match expected {
                Value::Array(values) => values.clone(),
                value => vec![value.clone()],
            },
            received: received.cloned(),
        }
    }

    pub(crate) fn is_negated(&self) -> bool {
        self.base.contains("Not")
    }

    pub(crate) fn is(&self, family: &str) -> bool {
        match family {
            "IpAddress" => self.base.ends_with(family),
            _ => self.base.starts_with(family),
        }
    }

    /// The expected values that are texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.expected.iter().filter_map(Value::as_str)
    }

    pub(crate) fn values(&self) -> &[String] {
        self.received.as_ref().map_or(&[], Values::as_slice)
    }

    /// The same with `received` in its place.
    pub(crate) fn put_to(self, asked: &Asked) -> (Part, Asked) {
        let mut asked = asked.clone();
        asked
            .attributes
            .retain(|(name, _)| !name.eq_ignore_ascii_case(&self.key));
        if let Some(received) = &self.received {
            asked.attributes.push((self.key.clone(), received.clone()));
        }
        let operator = format!(
            "{}{}{}",
            match self.set {
                Set::None => "",
                Set::All => "ForAllValues:",
                Set::Any => "ForAnyValue:",
            },
            self.base,
            if self.if_exists { "IfExists" } else { "" }
        );
        let expected = match self.expected.as_slice() {
            [only] if !self.is_listed => only.clone(),
            several => json!(several),
        };
        let condition = json!({ operator: { self.key.clone(): expected } });
        let policy = json!({
            "Version": self.version,
            "Statement": [{
                "Effect": "Allow",
                "Principal": { "Federated": asked.provider },
                "Action": "*",
                "Condition": condition,
            }],
        });
        let part = Part::new(policy.to_string(), What::Test(self));
        (part, asked)
    }

    pub(crate) fn has_list(&self) -> bool {
        matches!(self.received, Some(Values::Many(_)))
    }
}

/// A part, and what the engines say of it.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) part: Part,
    pub(crate) asked: Asked,
    pub(crate) ours: Answer,
    pub(crate) theirs: Answer,
}

impl Comparison {
    pub(crate) fn of(part: Part, asked: &Asked) -> Self {
        Self {
            ours: ours(&part.policy, asked),
            theirs: theirs(&part.policy, asked),
            part,
            asked: asked.clone(),
        }
    }

    pub(crate) fn agrees(&self) -> bool {
        self.ours.agrees(&self.theirs)
    }

    /// Rolecall leaves it open, iam-rs has a verdict.
    pub(crate) fn is_left_open(&self) -> bool {
        self.ours == Answer::Neither(None)
    }

    /// Rolecall has a verdict, iam-rs an error.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(self.theirs, Answer::Neither(Some(_)))
    }

    /// Iam-rs holds that a value fits, rolecall that none does.
    pub(crate) fn fits_for_them_alone(&self) -> bool {
        let negated = self.test().is_some_and(Test::is_negated);
        (&self.ours, &self.theirs)
            == if negated {
                (&Answer::Allow, &Answer::Deny)
            } else {
                (&Answer::Deny, &Answer::Allow)
            }
    }

    /// Rolecall holds that a value fits, iam-rs that none does.
    pub(crate) fn fits_for_us_alone(&self) -> bool {
        let negated = self.test().is_some_and(Test::is_negated);
        (&self.ours, &self.theirs)
            == if negated {
                (&Answer::Deny, &Answer::Allow)
            } else {
                (&Answer::Allow, &Answer::Deny)
            }
    }

    pub(crate) fn test(&self) -> Option<&Test> {
        match &self.part.what {
            What::Test(test) => Some(test),
            _ => None,
        }
    }
}

/// The parts of a policy.
pub(crate) fn parts(policy: &Value, asked: &Asked) -> Vec<Part> {
    let trusted = json!({ "Federated": asked.provider });
    let version = policy["Version"]
        .as_str()
        .filter(|version| *version == "2012-10-17")
        .unwrap_or("2008-10-17");
    let alone =
        |statement: Value| json!({ "Version": version, "Statement": [statement] }).to_string();
    let open = json!({ "Effect": "Allow", "Principal": trusted, "Action": "*" });
    let with = |members: Map<String, Value>, without: &[&str]| {
        let mut statement = open.clone();
        let object = statement.as_object_mut().unwrap();
        for key in without {
            object.remove(*key);
        }
        object.extend(members);
        statement
    };

    let mut document = policy.clone();
    if let Some(document) = document.as_object_mut() {
        document.insert("Statement".to_owned(), json!([open]));
    }
    let mut parts = vec![Part::new(document.to_string(), What::Document)];
    let statements = match &policy["Statement"] {
        Value::Array(statements) => statements.as_slice(),
        other => std::slice::from_ref(other),
    };
    for statement in statements.iter().filter_map(Value::as_object) {
        let of = |keys: &[&str]| -> Map<String, Value> {
            statement
                .iter()
                .filter(|(key, _)| keys.contains(&key.as_str()))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect()
        };
        let mut rest: Map<String, Value> = statement
            .iter()
            .filter(|(key, _)| {
                ![
                    "Principal",
                    "NotPrincipal",
                    "Action",
                    "NotAction",
                    "Condition",
                ]
                .contains(&key.as_str())
            })
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let denies = statement
            .get("Effect")
            .is_some_and(|effect| effect == "Deny");
        if denies {
            rest.insert("Effect".to_owned(), "Allow".into());
        }
        let principal = with(of(&["Principal", "NotPrincipal"]), &["Principal"]);
        let action = with(of(&["Action", "NotAction"]), &["Action"]);
        let mut own = vec![
            Part::new(alone(with(rest, &["Effect"])), What::Statement),
            Part::new(alone(principal), What::Principal),
            Part::new(alone(action), What::Action),
        ];
        let blocks = statement.get("Condition").and_then(Value::as_object);
        for (operator, keys) in blocks.into_iter().flatten() {
            for (key, expected) in keys.as_object().into_iter().flatten() {
                let test = Test::new(version, operator, key, expected, asked.values(key));
                own.push(test.put_to(asked).0);
            }
        }
        parts.extend(own.into_iter().map(|part| Part { denies, ..part }));
    }
    parts
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "rolecall says {:?}, iam-rs {:?} of\n  {}\n  asked {} for {:?}",
            self.ours, self.theirs, self.part.policy, self.asked.action, self.asked.attributes
        )
    }
}
