//! Verification: tokens, key sets and expectations, none of which is what it should be.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rolecall::verify::{Expectations, KeySet, prepare, verify};
use rolecall_fuzz::{assert_error, split};

fuzz_target!(|input: &str| {
    let [token, keys, expectations] = split(input);
    let keys = match KeySet::parse(keys) {
        Ok(set) => set,
        Err(error) => return assert_error(keys, &error),
    };
    let expectations = match Expectations::from_json(expectations) {
        Ok(expectations) => expectations,
        Err(error) => return assert_error(expectations, &error),
    };
    match prepare(token, &keys, &expectations) {
        Ok(prepared) => {
            assert!(token.starts_with(prepared.signing_input()));
            assert!(prepared.candidates().count() > 0);
            // Nobody finds a signature by chance.
            let error = verify(token, &keys, &expectations).expect_err("it is verified");
            assert_error(token, &error);
        }
        Err(error) => assert_error(token, &error),
    }
});
