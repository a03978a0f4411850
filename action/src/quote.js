// Text from outside in messages and in Markdown: names of branches, files and roles are chosen by
// whoever opens a pull request.

const LONGEST = 300;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `text` on one line, without what could hide or steer a terminal. */
export function shown(text) {
  return text.replace(HIDDEN, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
}

/** `text` in backticks, without any inside: in a message, and as code in Markdown. */
export function quote(text) {
  const characters = Array.from(shown(text).replaceAll("`", "\\u{60}"));
  const cut = characters.length > LONGEST;
  return `\`${characters.slice(0, LONGEST).join("")}${cut ? "…" : ""}\``;
}

/** A message as Markdown: what stands in backticks is code, and nothing else is more than words. */
export function prose(message) {
  return shown(message)
    .split("`")
    .map((part, index) => {
      // Nothing between two backticks would be the start of a longer fence.
      if (index % 2 === 1) return `\`${part === "" ? " " : part}\``;
      return part.replace(/[\\*_[\]~|]/g, "\\$&").replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    })
    .join("");
}
