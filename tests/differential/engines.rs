//! The two engines, asked the same.

use std::collections::HashMap;
use std::fmt;

use iam_rs::{
    Arn, Context, ContextValue, Decision as Theirs, EvaluationOptions, IAMPolicy, IAMRequest,
    PolicyEvaluator, Principal, PrincipalId,
};
use rolecall::attribute::{self, State};
use rolecall::claims::Claims;
use rolecall::json::Kind;
use rolecall::relying_party::RelyingParty;
use rolecall::relying_party::aws::Aws;
use rolecall::{Decision, Policy, Request, token};
use serde_json::{Value, json};

/// A request made so definite that an engine without a third value can answer it: it names the
/// provider, and what it does not give is missing.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) token: String,
    pub(crate) provider: String,
    pub(crate) action: String,
    request: Value,
    /// What the token and the context come to: condition keys and their values.
    pub(crate) attributes: Vec<(String, Values)>,
}

/// The values of a condition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Values {
    One(String),
    Many(Vec<String>),
}

impl From<attribute::Values<'_>> for Values {
    fn from(values: attribute::Values<'_>) -> Self {
        match values {
            attribute::Values::One(value) => Self::One(value.text().to_owned()),
            attribute::Values::Many(values) => {
                Self::Many(values.iter().map(|value| value.text().to_owned()).collect())
            }
            attribute::Values::Nested(value) => Self::One(value.to_string()),
        }
    }
}

impl Values {
    pub(crate) fn as_slice(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// What an engine says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Allow,
    Deny,
    /// No verdict: `None` where the documentation leaves it open, else the error.
    Neither(Option<String>),
}

impl Answer {
    /// Whether two engines say the same. One that gives no verdict agrees with another that gives
    /// none: both leave it to a person.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Neither(_), Self::Neither(_)) => true,
            _ => self == other,
        }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Deny, _) | (_, Self::Deny) => Self::Deny,
            (Self::Allow, other) => other,
            (neither, _) => neither,
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Neither(None) => "indeterminate",
            Self::Neither(Some(_)) => "error",
        })
    }
}

impl Asked {
    /// Takes a request apart. `Err` says why an engine that is asked about a policy alone cannot
    /// be asked this.
    pub(crate) fn new(token: &str, mut request: Value) -> Result<Self, &'static str> {
        let read = token::decode(token).map_err(|_| "no token")?;
        let claims = Claims::read(&read).map_err(|_| "no claims")?;
        if claims.iter().any(|(name, claim)| {
            matches!(claim.kind, Kind::Object(_)) && !name.starts_with("https://aws.amazon.com/")
        }) {
            return Err("a claim that is no value");
        }
        if request["principal"].is_null() {
            request["principal"] = provider(claims.text("iss").ok_or("no issuer")?).into();
        }
        request["complete"] = true.into();
        let definite = Request::from_json(&request.to_string()).map_err(|_| "no request")?;
        let asked = Self {
            token: token.to_owned(),
            provider: request["principal"].as_str().unwrap().to_owned(),
            action: request["action"]
                .as_str()
                .unwrap_or("sts:AssumeRoleWithWebIdentity")
                .to_owned(),
            attributes: Aws
                .attributes(&claims, &definite)
                .map_err(|_| "no request")?
                .into_iter()
                .filter_map(|(attribute, slot)| match slot.state {
                    State::Present(values) => Some((attribute.name, Values::from(values))),
                    _ => None,
                })
                .collect(),
            request,
        };
        let everything = json!({
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": { "Federated": asked.provider },
                "Action": "*",
            },
        });
        match ours(&everything.to_string(), &asked) {
            Answer::Allow => Ok(asked),
            _ => Err("decided before the policy is read"),
        }
    }

    pub(crate) fn values(&self, key: &str) -> Option<&Values> {
        self.attributes
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, values)| values)
    }

    /// Actions that a policy must allow for the request to succeed: tags and a source identity are
    /// asked for by their own.
    fn actions(&self) -> Vec<&str> {
        let mut actions = vec![self.action.as_str()];
        if self.token.contains("\"principal_tags\"") {
            actions.push("sts:TagSession");
        }
        if self
            .token
            .contains("\"https://aws.amazon.com/source_identity\"")
        {
            actions.push("sts:SetSourceIdentity");
        }
        actions
    }
}

/// The provider of an issuer: Amazon's built-in ones by name, any other by ARN.
fn provider(issuer: &str) -> String {
    match issuer.strip_prefix("https://").unwrap_or(issuer) {
        name @ ("accounts.google.com"
        | "cognito-identity.amazonaws.com"
        | "graph.facebook.com"
        | "www.amazon.com") => name.to_owned(),
        host => format!("arn:aws:iam::123456789012:oidc-provider/{host}"),
    }
}

/// What rolecall says.
pub(crate) fn ours(policy: &str, asked: &Asked) -> Answer {
    let request = Request::from_json(&asked.request.to_string()).unwrap();
    let evaluation = Policy::compile(policy, Some("aws"))
        .and_then(|policy| policy.evaluate(&asked.token, &request));
    match evaluation {
        Ok(evaluation) => match evaluation.decision {
            Decision::Allow => Answer::Allow,
            Decision::Deny => Answer::Deny,
            Decision::Indeterminate => Answer::Neither(None),
        },
        Err(error) => Answer::Neither(Some(error.code.to_owned())),
    }
}

/// What iam-rs says.
pub(crate) fn theirs(policy: &str, asked: &Asked) -> Answer {
    let policy = match IAMPolicy::from_json(policy) {
        Ok(policy) => policy,
        Err(error) => return Answer::Neither(Some(error.to_string())),
    };
    let context = typed(asked, &policy);
    let evaluator = PolicyEvaluator::with_policies(vec![policy]).with_options(EvaluationOptions {
        // A trust policy has no resource: the role is it.
        ignore_resource_constraints: true,
        ..EvaluationOptions::default()
    });
    asked
        .actions()
        .into_iter()
        .map(|action| {
            let request = IAMRequest::new_with_context(
                Principal::Federated(PrincipalId::String(asked.provider.clone())),
                action,
                Arn::parse("arn:aws:iam::123456789012:role/example").unwrap(),
                context.clone(),
            );
            match evaluator.evaluate(&request) {
                Ok(result) if result.decision == Theirs::Allow => Answer::Allow,
                Ok(_) => Answer::Deny,
                Err(error) => Answer::Neither(Some(error.to_string())),
            }
        })
        .fold(Answer::Allow, Answer::and)
}

/// The context in the types of iam-rs, which compares booleans with booleans alone. Numbers, dates
/// and addresses it reads from text.
fn typed(asked: &Asked, policy: &IAMPolicy) -> Context {
    let boolean_keys: Vec<&String> = policy
        .statement
        .iter()
        .filter_map(|statement| statement.condition.as_ref())
        .flat_map(|block| &block.conditions)
        .filter(|(operator, _)| operator.is_boolean_operator())
        .flat_map(|(_, keys)| keys.keys())
        .collect();
    let data: HashMap<String, ContextValue> = asked
        .attributes
        .iter()
        .map(|(name, values)| {
            let boolean = boolean_keys
                .iter()
                .any(|key| key.eq_ignore_ascii_case(name));
            let booleans: Option<Vec<bool>> = values
                .as_slice()
                .iter()
                .map(|value| value.parse().ok())
                .collect();
            let value = match (values, booleans) {
                (Values::One(_), Some(booleans)) if boolean => ContextValue::Boolean(booleans[0]),
                (Values::Many(_), Some(booleans)) if boolean => ContextValue::BooleanList(booleans),
                (Values::One(value), _) => ContextValue::String(value.clone()),
                (Values::Many(values), _) => ContextValue::StringList(values.clone()),
            };
            (name.clone(), value)
        })
        .collect();
    Context::with_data(data)
}
