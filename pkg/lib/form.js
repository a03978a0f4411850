// Documents that people write for this package, JSON or YAML: what they must hold, and where they
// do not.

import { checkText, quote } from "./argument.js";
import { core } from "./engine.js";
import { RolecallError, unwrap } from "./error.js";
import { MAX_POLICY, checkLength } from "./limits.js";
import { nearest } from "./nearest.js";

/**
 * The value that a text holds: `span`, and `value` of a text, a boolean or null, `number` as it is
 * written, `items`, or `members`.
 *
 * @throws {RolecallError} Where it is neither JSON nor YAML. Of YAML that begins as JSON does, it is
 * told why it is no JSON.
 */
export function readForm(text, what) {
  checkText(text, "text");
  checkLength(text, MAX_POLICY, what);
  return unwrap(core.readDocument(text));
}

/** What a value is, in words. */
function describe({ value, number, items }) {
  if (items !== undefined) return "an array";
  if (number !== undefined) return `the number ${quote(number)}`;
  if (value === undefined) return "an object";
  if (value === null) return "nothing";
  return typeof value === "boolean" ? `the boolean ${quote(String(value))}` : `the text ${quote(value)}`;
}

/** The JSON text of a value, with its numbers as they are written and its members as they stand. */
export function jsonText({ value, number, items, members }) {
  if (number !== undefined) return number;
  if (items !== undefined) return `[${items.map(jsonText).join(",")}]`;
  if (members === undefined) return JSON.stringify(value);
  return `{${members.map((member) => `${JSON.stringify(member.key)}:${jsonText(member.value)}`).join(",")}}`;
}

/** Reads values as what they must be, and remembers all that are something else. */
export class FormReader {
  #code;
  #text;
  #problems = [];

  /** `code`: of the error that the problems become; `text`: what the values were read from. */
  constructor(code, text) {
    this.#code = code;
    this.#text = text;
  }

  /** Notes what is wrong at a place. */
  problem(span, message, help) {
    this.#problems.push({ code: this.#code, severity: "error", message, ...(help && { help }), span });
  }

  /** @throws {RolecallError} Where something was wrong: all of it in `diagnostics`. */
  finish() {
    const [first] = this.#problems.sort((one, other) => one.span.start - other.span.start);
    if (first === undefined) return;
    const { message, help } = first;
    throw new RolecallError(this.#code, message, { help, diagnostics: this.#problems });
  }

  /** The members of an object by name; where `fields` are given, no others. */
  members(node, name, fields) {
    const members = new Map();
    if (node.members === undefined) {
      this.#wrong(node, "an object", name);
      return members;
    }
    for (const { key, span, value } of node.members) {
      const written = this.#text.slice(span.start, span.end);
      if (["true", "false"].includes(key) && !written.includes(key)) {
        this.problem(span, `expected a text for a key in ${quote(name)}, received the boolean ${quote(written)}`, "put it in quotes");
      } else if (members.has(key)) {
        this.problem(span, `expected each key once in ${quote(name)}, received ${quote(key)} again`);
      } else if (fields !== undefined && !fields.includes(key)) {
        this.#unknown(span, key, name, fields);
      } else {
        members.set(key, value);
      }
    }
    return members;
  }

  #unknown(span, key, name, fields) {
    const close = nearest(key, fields);
    this.problem(
      span,
      `unknown field ${quote(key)} in ${quote(name)}`,
      close === undefined ? `the fields are \`${fields.join("`, `")}\`` : `did you mean \`${close}\`?`,
    );
  }

  /** The items of an array. */
  items(node, name) {
    if (node.items !== undefined) return node.items;
    this.#wrong(node, "an array", name);
    return [];
  }

  /** The items of an array, or the value as the only one. */
  oneOrMore(node, name) {
    if (node.items === undefined) return [node];
    if (node.items.length === 0) this.problem(node.span, `expected something in ${quote(name)}, received nothing`);
    return node.items;
  }

  /** A text that is not empty. */
  text(node, name) {
    if (typeof node.value === "string" && node.value !== "") return node.value;
    // In YAML of the older kind, which the relying parties read, `on` and `no` are booleans.
    const help = typeof node.value === "boolean" || node.number !== undefined ? "put it in quotes" : undefined;
    return this.#wrong(node, "a text", name, help);
  }

  /** A text that may be empty, as it is given to the evaluator. */
  anyText(node, name) {
    return node.value === "" ? "" : this.text(node, name);
  }

  boolean(node, name) {
    return typeof node.value === "boolean" ? node.value : this.#wrong(node, "a boolean", name);
  }

  /** One of several words. */
  choice(node, name, words) {
    if (words.includes(node.value)) return node.value;
    const close = typeof node.value === "string" ? nearest(node.value, words) : undefined;
    return this.#wrong(node, `\`${words.join("`, `")}\``, name, close && `did you mean \`${close}\`?`);
  }

  #wrong(node, expected, name, help) {
    this.problem(node.span, `expected ${expected} in ${quote(name)}, received ${describe(node)}`, help);
    return undefined;
  }
}
