//! Showing people text that came from somebody else.
//!
//! A claim may hold anything: escapes that move the cursor, marks that turn the line round, letters
//! without width, backticks that end the quotation. What is shown is what is there.

use std::fmt;

/// Longest text that a message quotes, in characters. Traces hold it whole.
const LONGEST: usize = 300;

/// Text to be quoted in a message, in backticks.
pub(crate) fn quoted<T: AsRef<str> + ?Sized>(text: &T) -> Code<'_> {
    Code(text.as_ref())
}

/// See [`quoted`].
pub(crate) struct Code<'t>(&'t str);

impl fmt::Display for Code<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = shown(self.0).replace('`', "\\u{60}");
        match quoted.char_indices().nth(LONGEST) {
            Some((end, _)) => write!(formatter, "`{}…`", quoted.get(..end).unwrap_or_default()),
            None => write!(formatter, "`{quoted}`"),
        }
    }
}

/// Text with control and invisible characters escaped.
pub(crate) fn shown(text: &str) -> String {
    let hidden = |character: char| {
        character.is_control()
            || matches!(
                character,
                '\u{ad}'
                    | '\u{61c}'
                    | '\u{180e}'
                    | '\u{200b}'..='\u{200f}'
                    | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}'
                    | '\u{feff}'
                    | '\u{fff9}'..='\u{fffb}'
                    | '\u{e0000}'..='\u{e007f}'
            )
    };
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, character| {
            if hidden(character) {
                out.extend(character.escape_unicode());
            } else {
                out.push(character);
            }
            out
        })
}
