//! Tokens: taken apart, and their claims read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rolecall::claims::Claims;
use rolecall::token;
use rolecall_fuzz::assert_error;

fuzz_target!(|text: &str| {
    let token = match token::decode(text) {
        Ok(token) => token,
        Err(error) => return assert_error(text, &error),
    };
    match Claims::read(&token) {
        Ok(claims) => {
            for (name, value) in claims.iter() {
                assert_eq!(
                    claims.get(name),
                    Some(value),
                    "a name stands for two claims"
                );
            }
        }
        // A place inside a decoded payload is none in the text.
        Err(error) if token.header.is_some() => assert_eq!(error.span, None),
        Err(error) => assert_error(text, &error),
    }
});
