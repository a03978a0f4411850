//! Laws that hold for every token.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{answer, asked, files};

/// The good tokens among the cases, with all that they were asked with.
static VERIFIED: LazyLock<Vec<(String, String, String)>> = LazyLock::new(|| {
    files()
        .iter()
        .flat_map(|path| {
            let file: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            let cases = file["cases"].as_array().unwrap();
            cases
                .iter()
                .filter(|case| case["expect"] == "verified")
                .map(|case| asked(&file, case))
                .collect::<Vec<_>>()
        })
        .collect()
});

/// Characters that tokens are made of, and some that they are not.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        9 => select("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.".chars().collect::<Vec<_>>()),
        1 => any::<char>(),
    ]
}

proptest! {
    /// Of a token that was verified, no other text is.
    #[test]
    fn no_changed_token_is_verified(case in any::<Index>(), at in any::<Index>(), by in character()) {
        let (token, jwks, options) = case.get(&VERIFIED);
        let mut changed: Vec<char> = token.chars().collect();
        let at = at.index(changed.len());
        prop_assume!(changed[at] != by);
        changed[at] = by;
        let changed: String = changed.into_iter().collect();
        prop_assert!(answer(&changed, jwks, options).is_err());
    }

    /// No token is verified after a part of it was cut out.
    #[test]
    fn no_cut_token_is_verified(case in any::<Index>(), from in any::<Index>(), to in any::<Index>()) {
        let (token, jwks, options) = case.get(&VERIFIED);
        let (from, to) = (from.index(token.len()), to.index(token.len()));
        prop_assume!(from < to);
        let cut = format!("{}{}", &token[..from], &token[to..]);
        prop_assert!(answer(&cut, jwks, options).is_err());
    }

    /// Nothing that is made up is verified, or panics, whatever the keys and expectations.
    #[test]
    fn nothing_made_up_is_verified(
        token in "\\PC{0,40}|[A-Za-z0-9_=-]{0,12}(\\.[A-Za-z0-9_=-]{0,12}){0,4}",
        header in "\\{(\"(alg|kid|typ|crit|b64)\":(\"(RS256|none|ES256|EdDSA|JWT|rsa)\"|1|null|\\[\\])(,|\\})){1,4}",
        payload in "\\PC{0,40}|\\{(\"(iss|aud|exp)\":(\"x\"|1|null|\\[\\])(,|\\})){1,4}",
        case in any::<Index>(),
        jwks in "\\PC{0,40}|\\{\"keys\":\\[(\\{(\"(kty|crv|n|e|x|y|kid)\":(\"(RSA|EC|OKP|P-256|AQAB|rsa)\"|1|null)(,|\\})){1,6},?){0,3}\\]\\}",
    ) {
        use base64::Engine;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let (good, keys, options) = case.get(&VERIFIED);
        prop_assert!(answer(&token, keys, options).is_err());
        prop_assert!(answer(good, &jwks, options).is_err());
        prop_assert!(answer(good, keys, &token).is_err());
        let signature = good.rsplit('.').next().unwrap();
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let made = format!("{}.{}.{signature}", encode(&header), encode(&payload));
        prop_assert!(answer(&made, keys, options).is_err());
    }
}
