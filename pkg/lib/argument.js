// Checks of what callers pass. The core only ever sees strings that are whole.

import { RolecallError } from "./error.js";
import { nearest } from "./nearest.js";

// As long as the core's quotations, in characters, and with what it escapes.
const LONGEST_QUOTE = 300;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}`]/u;

/** `text` as messages show it: in backticks, on one line, without what could end that or hide. */
export function quote(text) {
  // A character has at most two units.
  const characters = Array.from(text.slice(0, 2 * LONGEST_QUOTE + 2));
  const visible = characters
    .slice(0, LONGEST_QUOTE)
    .map((character) =>
      HIDDEN.test(character) ? `\\u{${character.codePointAt(0).toString(16)}}` : character,
    );
  return `\`${visible.join("")}${characters.length > LONGEST_QUOTE ? "…" : ""}\``;
}

/** What `value` is, in words. */
export function describe(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "object": {
      const tag = tagOf(value);
      return tag === "Object" ? "an object" : `an object of class ${quote(tag)}`;
    }
    case "number":
    case "boolean":
    case "bigint":
      return `the ${typeof value} ${quote(String(value))}`;
    default:
      return `a ${typeof value}`;
  }
}

/** Whether `value` is an object in the JSON sense, from whichever realm. */
export function isObject(value) {
  return typeof value === "object" && value !== null && tagOf(value) === "Object";
}

function tagOf(value) {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

/** Refuses what is no string, or holds half of a surrogate pair. */
export function checkText(value, name, code = "invalid-argument") {
  if (typeof value !== "string") {
    throw new RolecallError(
      code,
      `expected a string in ${quote(name)}, received ${describe(value)}`,
    );
  }
  checkWellFormed(value, name);
}

/** Whether `text` holds no half of a surrogate pair. */
export const isWellFormed =
  typeof String.prototype.isWellFormed === "function"
    ? (text) => text.isWellFormed()
    : (text) => !/\p{Cs}/u.test(text);

/**
 * Refuses half of a surrogate pair: an encoder would put U+FFFD in its place, and texts that
 * differ would become equal.
 */
export function checkWellFormed(text, name) {
  if (!isWellFormed(text)) throw notWellFormed(text, name);
}

/** The error for a text that is not well-formed. */
export function notWellFormed(text, name) {
  return new RolecallError(
    "invalid-unicode",
    `expected well-formed Unicode in ${quote(name)}, received half of a surrogate pair at index ${text.search(/\p{Cs}/u)}`,
    { help: "the text was cut inside a character, or decoded with the wrong encoding" },
  );
}

/** Refuses what is no options object, and options that do not exist. */
export function checkFields(object, name, known, code) {
  if (!isObject(object)) {
    throw new RolecallError(
      "invalid-argument",
      `expected an object in ${quote(name)}, received ${describe(object)}`,
    );
  }
  for (const field of Object.keys(object)) {
    if (known.includes(field)) continue;
    const close = nearest(field, known);
    throw new RolecallError(code, `unknown field ${quote(field)} in ${quote(name)}`, {
      help:
        close === undefined
          ? `the fields are \`${known.join("`, `")}\``
          : `did you mean \`${close}\`?`,
    });
  }
}
