//! Asks every policy in a document about a token: `cargo run --example evaluate -- POLICY TOKEN`.

use rolecall::claims::Claims;
use rolecall::render::text;
use rolecall::{Policy, Request, find, token};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(policy), Some(token)) = (arguments.next(), arguments.next()) else {
        return Err("expected a file with a policy and a file with a token".into());
    };
    let document = std::fs::read_to_string(policy)?;
    let token = std::fs::read_to_string(token)?;
    let token = token::decode(&token)?;
    let claims = Claims::read(&token)?;
    let request = Request::default();
    let colour = text::Colour::Never;
    for found in find::find(&document)? {
        let policy = Policy::compile(&found.text, Some(found.relying_party))?;
        let evaluation = policy.evaluate_claims(&claims, &request)?;
        let explained = policy.explain(&claims, &request, &evaluation)?;
        let told = text::evaluation(&evaluation, Some(&explained), policy.place(), colour);
        println!("{told}");
    }
    Ok(())
}
