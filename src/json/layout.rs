//! JSON laid out for reading, its tokens untouched.

use super::parse;
use crate::diagnostic::Error;

/// Puts every member and item on a line of its own, indented by two blanks. Numbers and strings
/// stay as they were written, equal keys stay, and a leading byte order mark is dropped.
///
/// # Errors
/// Those of [`parse`].
pub fn lay_out(text: &str) -> Result<String, Error> {
    parse(text)?;
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    let mut characters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(character) = characters.next() {
        if in_string {
            out.push(character);
            in_string = escaped || character != '"';
            escaped = character == '\\' && !escaped;
            continue;
        }
        match character {
            ' ' | '\t' | '\r' | '\n' => {}
            '{' | '[' => {
                out.push(character);
                while characters
                    .next_if(|next| next.is_ascii_whitespace())
                    .is_some()
                {}
                if let Some(end) = characters.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(',');
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            other => {
                in_string = other == '"';
                out.push(other);
            }
        }
    }
    Ok(out)
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_untouched() {
        let text = "\u{feff}{\"a\":[1.50,{}, [ ]],\"b\" : \"x:,{\\\"\\\\\",\"a\":9007199254740993}";
        assert_eq!(
            lay_out(text).unwrap(),
            "{\n  \"a\": [\n    1.50,\n    {},\n    []\n  ],\n  \"b\": \"x:,{\\\"\\\\\",\n  \"a\": 9007199254740993\n}"
        );
        let once = lay_out(text).unwrap();
        assert_eq!(lay_out(&once).unwrap(), once);
        assert!(lay_out("{").is_err());
    }
}
