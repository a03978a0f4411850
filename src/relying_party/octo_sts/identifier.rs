//! What octo-sts takes for an issuer, a subject and an audience: `pkg/oidcvalidate/validate.go`.

const LONGEST: usize = 255;

/// Whether `iss` is one that octo-sts asks for its keys.
pub(super) fn is_issuer(iss: &str) -> bool {
    if iss.is_empty() || iss.chars().count() > LONGEST || iss.contains(['?', '#', '%', '\\']) {
        return false;
    }
    let (rest, is_local_alone) = match (iss.strip_prefix("https://"), iss.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (None, Some(rest)) => (rest, true),
        (None, None) => return false,
    };
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let host = match authority.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let is_host = !host.is_empty()
        && host.is_ascii()
        && !authority.contains(|c: char| c == '@' || c.is_ascii_control() || c.is_whitespace());
    if !is_host || is_local_alone && !matches!(host, "localhost" | "127.0.0.1" | "::1") {
        return false;
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '/');
    let odd = ["..", "//", "~~"];
    path.chars().all(plain)
        && !odd.into_iter().any(|odd| path.contains(odd))
        && !path.ends_with('~')
        && path
            .split('/')
            .all(|segment| !matches!(segment, "." | "~") && segment.len() <= 150)
}

/// Whether `sub` is one that octo-sts looks at.
pub(super) fn is_subject(sub: &str) -> bool {
    is_plain(sub) && !sub.contains(INJECTING)
}

/// Whether it is an audience that octo-sts looks at.
pub(super) fn is_audience(aud: &str) -> bool {
    is_plain(aud) && !aud.contains(INJECTING) && !aud.contains(['|', '@'])
}

const INJECTING: [char; 16] = [
    '"', '\'', '`', '\\', '<', '>', ';', '&', '$', '(', ')', '{', '}', '[', ']', ' ',
];

fn is_plain(text: &str) -> bool {
    // Of what is not ASCII, Go's `IsPrint` takes no spaces, marks of direction and the like.
    let printable = |c: char| {
        !c.is_control()
            && !c.is_whitespace()
            && !matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
    };
    !text.is_empty() && text.chars().count() <= LONGEST && text.chars().all(printable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers() {
        for fine in [
            "https://token.actions.githubusercontent.com",
            "https://gitlab.example.com:8443/a/b~c",
            "https://example.com/",
            "http://localhost:8080",
            "http://[::1]/x",
        ] {
            assert!(is_issuer(fine), "{fine}");
        }
        for odd in [
            "",
            "token.actions.githubusercontent.com",
            "http://example.com",
            "https://",
            "https://u@example.com",
            "https://example.com?x",
            "https://example.com/a#b",
            "https://example.com//a",
            "https://example.com/a/../b",
            "https://example.com/~",
            "https://exämple.com",
            "https://example.com/a b",
            "https://example.com/a%20b",
        ] {
            assert!(!is_issuer(odd), "{odd}");
        }
    }

    #[test]
    fn subjects_and_audiences() {
        assert!(is_subject("repo:octo-org@65/app@74:ref:refs/heads/main"));
        assert!(is_subject("auth0|5f7"));
        assert!(
            !is_subject("repo:o/r:environment:my prod") && !is_subject("a(b)") && !is_subject("")
        );
        assert!(is_audience("octo-sts.dev") && is_audience("https://github.com/octo-org"));
        assert!(!is_audience("a@b") && !is_audience("a|b") && !is_audience(""));
        assert!(is_subject(&"a".repeat(255)) && !is_subject(&"a".repeat(256)));
    }
}
