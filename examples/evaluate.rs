//! Asks every policy in a document about a token: `cargo run --example evaluate -- POLICY TOKEN`.

use rolecall::render::text::{self, Colour};
use rolecall::{Policy, Request, find};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(policy), Some(token)) = (arguments.next(), arguments.next()) else {
        return Err("expected a file with a policy and a file with a token".into());
    };
    let document = std::fs::read_to_string(policy)?;
    let token = std::fs::read_to_string(token)?;
    for found in find::find(&document)? {
        let policy = Policy::compile(&found.text, Some(found.relying_party))?;
        let evaluation = policy.evaluate(&token, &Request::default())?;
        println!(
            "{}",
            text::evaluation(&evaluation, policy.place(), Colour::Never)
        );
        print!(
            "{}",
            text::diagnostics(
                policy.diagnostics(),
                policy.place(),
                "policy",
                Colour::Never
            )
        );
    }
    Ok(())
}
