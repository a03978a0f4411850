//! Wildcards: a pattern and a text, with a blank line between, against a matcher that tries
//! everything.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rolecall::pattern::wildcard::{Fold, Symbol, Wildcard};
use rolecall_fuzz::split;

fuzz_target!(|input: &str| {
    let [pattern, text] = split(input);
    let wildcard = Wildcard::parse(pattern, Fold::None);
    assert_eq!(wildcard.is_match(text), fits(wildcard.symbols(), text));
    let folded = Wildcard::parse(pattern, Fold::Ascii);
    let lower = text.to_ascii_lowercase();
    assert_eq!(folded.is_match(text), fits(folded.symbols(), &lower));
});

/// For each symbol in turn, whether the symbols so far fit each beginning of the text.
fn fits(symbols: &[Symbol], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut ends = vec![false; text.len() + 1];
    ends[0] = true;
    for symbol in symbols {
        let before = std::mem::replace(&mut ends, vec![false; text.len() + 1]);
        let mut earlier = false;
        for (index, end) in ends.iter_mut().enumerate() {
            earlier |= before[index];
            *end = match symbol {
                Symbol::Star => earlier,
                Symbol::One => index > 0 && before[index - 1],
                Symbol::Literal(literal) => {
                    index > 0 && before[index - 1] && text[index - 1] == *literal
                }
            };
        }
    }
    ends[text.len()]
}
