//! What relying parties say of their languages is so: each word of a description is tried on the
//! evaluator, on the policies in `tests/languages`, and the table of the documentation is made of
//! the descriptions. `ROLECALL_BLESS=1 cargo test --test languages` writes the table anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test ends where its data are not what it takes them for"
)]

use std::collections::BTreeSet;
use std::path::Path;

use rolecall::relying_party::language::{
    Alternatives, Anchoring, Array, Case, Language, Missing, Number, RegularExpression, Respect,
    Trait, Wildcard,
};
use rolecall::relying_party::{self, RelyingParty};
use rolecall::{Decision, Evaluation, Policy, Request};
use serde_json::{Map, Value, json};

use Decision::{Allow, Deny, Indeterminate};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The policies on which the languages of a relying party are tried.
struct Grounds<'a> {
    party: &'a dyn RelyingParty,
    language: &'a Language,
    data: &'a Value,
    used: BTreeSet<String>,
    failures: &'a mut Vec<String>,
}

/// A policy that lets in a token, and where in the two the value stands that is tested.
struct Ground {
    what: String,
    data: Map<String, Value>,
    party: &'static str,
}

impl Ground {
    fn text(&self, member: &str) -> &str {
        let text = self.data.get(member).and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("{}: `{member}` is no text", self.what))
    }

    fn policy(&self, member: &str) -> String {
        match self.data.get(member) {
            Some(Value::String(text)) => text.clone(),
            Some(document) => document.to_string(),
            None => panic!("{}: there is no `{member}`", self.what),
        }
    }

    /// The policy, with something else in the place of the value.
    fn asking(&self, value: &str) -> String {
        let (policy, old) = (self.policy("policy"), self.text("value"));
        assert!(policy.contains(old), "{}: `{old}` is not asked", self.what);
        policy.replace(old, value)
    }

    fn token(&self) -> Map<String, Value> {
        self.data["token"].as_object().unwrap().clone()
    }

    /// The token, with something else in the place of the value.
    fn having(&self, value: &str) -> Map<String, Value> {
        let (claim, old) = (self.text("claim"), self.text("value"));
        let mut token = self.token();
        let held = token[claim].as_str().unwrap();
        assert!(held.contains(old), "{}: `{old}` is not held", self.what);
        let held = held.replace(old, value);
        token.insert(claim.to_owned(), json!(held));
        token
    }

    fn with(&self, claim: Value) -> Map<String, Value> {
        let mut token = self.token();
        token.insert(self.text("claim").to_owned(), claim);
        token
    }

    /// The token, with the claims under `member` in the place of its own, without those of `null`.
    fn changed(&self, member: &str) -> Map<String, Value> {
        let mut token = self.token();
        let changes = self.data.get(member).and_then(Value::as_object);
        for (name, value) in changes.unwrap_or_else(|| panic!("{}: no `{member}`", self.what)) {
            token.insert(name.clone(), value.clone());
        }
        token.retain(|_, value| !value.is_null());
        token
    }

    fn evaluate(&self, policy: &str, token: &Map<String, Value>) -> Evaluation {
        let request = self.data.get("request").cloned().unwrap_or(json!({}));
        let request = Request::from_json(&request.to_string()).unwrap();
        let policy = Policy::compile(policy, Some(self.party))
            .unwrap_or_else(|error| panic!("{}: {}", self.what, error.message));
        let token = Value::Object(token.clone()).to_string();
        policy.evaluate(&token, &request).unwrap()
    }

    fn decide(&self, policy: &str, token: &Map<String, Value>) -> Decision {
        self.evaluate(policy, token).decision
    }

    /// What is decided where the policy is the same, and the token another.
    fn of(&self, token: &Map<String, Value>) -> Decision {
        self.decide(&self.policy("policy"), token)
    }

    /// What is decided where the token is the same, and the policy asks for another value.
    fn asked(&self, value: &str) -> Decision {
        self.decide(&self.asking(value), &self.token())
    }
}

impl Grounds<'_> {
    /// Tries each word of a respect; `holds` says whether what is decided bears it out.
    fn each<T: Trait + PartialEq>(
        &mut self,
        respect: &str,
        described: Respect<T>,
        holds: impl Fn(&Ground, T) -> bool,
    ) {
        let name = format!("{} {}", self.party.id(), self.language.name);
        assert!(
            !described.is_empty(),
            "{name} says nothing of its {respect}"
        );
        let places: BTreeSet<&str> = described.iter().map(|(place, _)| *place).collect();
        assert_eq!(places.len(), described.len(), "{name}, {respect}: twice");
        for (place, word) in described {
            let ground = self.ground(respect, place);
            if ground.of(&ground.token()) != Allow {
                let what = &ground.what;
                self.failures
                    .push(format!("{what}: the token is not let in"));
            } else if !holds(&ground, *word) {
                let (what, word) = (&ground.what, word.words());
                self.failures.push(format!("{what}: it is not so: {word}"));
            }
        }
    }

    /// The policy and token for a respect and place: what is particular over what is general.
    fn ground(&mut self, respect: &str, place: &str) -> Ground {
        let what = format!(
            "{} {}, {respect}, `{place}`",
            self.party.id(),
            self.language.name
        );
        let mut data = self.data.as_object().unwrap().clone();
        let places = data.remove("places").unwrap_or(json!({}));
        let both = format!("{respect}: {place}");
        let named = [both.as_str(), place, respect];
        let named = if place.is_empty() {
            &named[2..]
        } else {
            &named[..2]
        };
        let particular = named.iter().find(|name| places.get(**name).is_some());
        assert!(
            place.is_empty() || particular.is_some(),
            "{what}: no ground"
        );
        if let Some(name) = particular {
            self.used.insert((*name).to_owned());
            for (member, value) in places[*name].as_object().unwrap() {
                data.insert(member.clone(), value.clone());
            }
        }
        Ground {
            what,
            data,
            party: self.party.id(),
        }
    }
}

fn case(ground: &Ground, case: Case) -> bool {
    let other: String = ground.text("value").chars().map(other_case).collect();
    assert_ne!(other, ground.text("value"), "{}: no letters", ground.what);
    let evaluation = ground.evaluate(&ground.policy("policy"), &ground.having(&other));
    match case {
        Case::Counts => evaluation.decision == Deny,
        Case::CountsAssumed => evaluation.decision == Deny && !evaluation.caveats.is_empty(),
        Case::Ignored => evaluation.decision == Allow,
    }
}

fn other_case(letter: char) -> char {
    match letter.is_ascii_lowercase() {
        true => letter.to_ascii_uppercase(),
        false => letter.to_ascii_lowercase(),
    }
}

fn wildcard(ground: &Ground, wildcard: Wildcard) -> bool {
    let value = ground.text("value");
    let (start, end) = value.split_at(value.len() / 2);
    let at_end = ground.asked(&format!("{start}*"));
    let inside = ground.asked(&format!("{start}*{}", &end[1..]));
    let one = ground.asked(&format!("{start}?{}", &end[1..]));
    let fits = [at_end, inside, one].map(|decision| decision == Allow);
    match wildcard {
        Wildcard::Literal => fits == [false, false, false],
        Wildcard::AtEnd => fits == [true, false, false],
        Wildcard::Star => fits == [true, true, false],
        Wildcard::StarAndQuestionMark => fits == [true, true, true],
    }
}

fn regular_expression(ground: &Ground, expression: RegularExpression) -> bool {
    let value = ground.text("value");
    let at = value.find(|letter: char| letter.is_ascii_lowercase());
    let (start, end) = value.split_at(at.unwrap());
    let any = format!("{start}[a-z]{}", &end[1..]);
    // A group named in this way is an error in Ruby.
    let named = format!("{start}(?P<one>{}){}", &end[..1], &end[1..]);
    let fits = [any, named].map(|value| ground.asked(&value) == Allow);
    match expression {
        RegularExpression::Absent => fits == [false, false],
        RegularExpression::Re2 => fits == [true, true],
        RegularExpression::Ruby => fits == [true, false],
    }
}

fn anchoring(ground: &Ground, anchoring: Anchoring) -> bool {
    let value = ground.text("value");
    let [longer, preceded] = [format!("{value}x"), format!("x{value}")];
    let policy = ground.asking(&format!("{value}|never"));
    let longer_and = |policy: &str| {
        [&longer, &preceded].map(|held| ground.decide(policy, &ground.having(held)) == Allow)
    };
    let whole = longer_and(&ground.policy("policy"));
    match anchoring {
        Anchoring::Whole => whole == [false, false] && longer_and(&policy) == [false, false],
        Anchoring::Anywhere => whole == [true, true],
        Anchoring::Ungrouped => whole == [false, false] && longer_and(&policy) == [true, false],
    }
}

fn missing(ground: &Ground, missing: Missing) -> bool {
    let mut token = ground.token();
    token.remove(ground.text("claim")).unwrap();
    let decision = ground.of(&token);
    match missing {
        Missing::Denies => decision == Deny,
        Missing::Passes => decision == Allow,
        Missing::Fails => {
            decision == Deny && ground.decide(&ground.policy("absorbing"), &token) == Allow
        }
    }
}

fn array(ground: &Ground, array: Array) -> bool {
    let claim = ground.token()[ground.text("claim")].clone();
    // Where only lists are asked, the token has one.
    let element = claim.get(0).unwrap_or(&claim);
    let one = ground.of(&ground.with(json!([element])));
    let several = ground.of(&ground.with(json!(["other", element])));
    match array {
        Array::AnyElement => (one, several) == (Allow, Allow),
        Array::Denies => (one, several) == (Deny, Deny),
        Array::Open => (one, several) == (Indeterminate, Indeterminate),
        Array::OpenOfSeveral => (one, several) == (Allow, Indeterminate),
    }
}

fn number(ground: &Ground, number: Number) -> bool {
    let policy = ground.asking("123");
    let as_text = ground.decide(&policy, &ground.with(json!("123")));
    if as_text != Allow {
        return false;
    }
    let decision = ground.decide(&policy, &ground.with(json!(123)));
    match number {
        Number::IsText => decision == Allow,
        Number::Differs => decision == Deny,
        Number::Open => decision == Indeterminate,
    }
}

fn alternatives(ground: &Ground, alternatives: Alternatives) -> bool {
    let changed = |member| ground.of(&ground.changed(member));
    match alternatives {
        // The token fits one part, `second` another.
        Alternatives::Any => [changed("second"), changed("neither")] == [Allow, Deny],
        // The token fits all parts, `first` one and `second` another.
        Alternatives::All => [changed("first"), changed("second")] == [Deny, Deny],
        // The token fits no part.
        Alternatives::NoneOf => [changed("first"), changed("second")] == [Deny, Deny],
        // The token fits all parts.
        Alternatives::Last => ground.decide(&ground.policy("reversed"), &ground.token()) == Deny,
    }
}

#[test]
fn every_word_of_a_description_is_so() {
    let mut failures = Vec::new();
    for party in relying_party::all() {
        let path = root().join(format!("tests/languages/{}.json", party.id()));
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let data: Map<String, Value> = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let described: BTreeSet<&str> = party.languages().iter().map(|one| one.name).collect();
        let tried: BTreeSet<&str> = data.keys().map(String::as_str).collect();
        assert_eq!(described, tried, "the languages of {}", party.id());
        for language in party.languages() {
            let mut grounds = Grounds {
                party,
                language,
                data: &data[language.name],
                used: BTreeSet::new(),
                failures: &mut failures,
            };
            grounds.each("case", language.case, case);
            grounds.each("wildcard", language.wildcard, wildcard);
            grounds.each(
                "regular expression",
                language.regular_expression,
                regular_expression,
            );
            grounds.each("anchoring", language.anchoring, anchoring);
            grounds.each("missing", language.missing, missing);
            grounds.each("array", language.array, array);
            grounds.each("number", language.number, number);
            grounds.each("alternatives", language.alternatives, alternatives);
            let places = grounds.data["places"].as_object();
            let given = places.into_iter().flatten().map(|(name, _)| name.clone());
            let given: BTreeSet<String> = given.collect();
            assert_eq!(
                given,
                grounds.used,
                "{} {}: unused",
                party.id(),
                language.name
            );
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_documentation_has_the_table() {
    let mut wanted = String::new();
    for party in relying_party::all() {
        for language in party.languages() {
            let cells = language.cells();
            if wanted.is_empty() {
                let names: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
                wanted = format!("| | {} |\n|---|", names.join(" | "));
                wanted += &"---|".repeat(cells.len());
                wanted += "\n";
            }
            let name = match language.name {
                "" => String::new(),
                name => format!(" {name}"),
            };
            let cells: Vec<&str> = cells.iter().map(|(_, cell)| cell.as_str()).collect();
            wanted += &format!("| `{}`{name} | {} |\n", party.id(), cells.join(" | "));
        }
    }
    let path = root().join("docs/relying-parties.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("<!-- languages -->\n").unwrap();
    let (table, after) = rest.split_once("<!-- /languages -->").unwrap();
    if std::env::var_os("ROLECALL_BLESS").is_some() {
        let text = format!("{before}<!-- languages -->\n{wanted}<!-- /languages -->{after}");
        std::fs::write(&path, text).unwrap();
    } else {
        assert_eq!(
            table, wanted,
            "`ROLECALL_BLESS=1 cargo test --test languages` writes it anew"
        );
    }
}
