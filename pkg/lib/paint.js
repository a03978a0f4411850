// Colour in text. It only repeats what the text says.

const CODES = { bad: 31, good: 32, doubtful: 33, dim: 2, bold: 1 };

/** A function for each kind of text, which leaves it as it is where there is no colour. */
export function painter(color) {
  return Object.fromEntries(
    Object.entries(CODES).map(([kind, code]) => [
      kind,
      color ? (text) => `\u001b[${code}m${text}\u001b[0m` : (text) => text,
    ]),
  );
}
