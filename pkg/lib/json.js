// JSON that may be shown.

import { shown } from "./shown.js";

/** A value as JSON on several lines, as it may be shown. */
export function json(value) {
  // Line by line: the line breaks between them are no part of any value.
  return JSON.stringify(value, null, 2).split("\n").map(shown).join("\n");
}

// As deep as the lists lie that are long.
const LEVELS = 4;

/** The same in pieces, for what may be longer than a string can be; with a line break at the end. */
export function* jsonPieces(value) {
  yield* pieces(value, "", LEVELS);
  yield "\n";
}

function* pieces(value, indent, levels) {
  const isList = Array.isArray(value);
  const isObject = typeof value === "object" && value !== null;
  const entries = isObject ? Object.entries(value).filter(([, item]) => item !== undefined) : [];
  if (levels === 0 || entries.length === 0) {
    yield json(value).replaceAll("\n", `\n${indent}`);
    return;
  }
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  let before = open;
  for (const [key, item] of entries) {
    yield `${before}\n${indent}  ${isList ? "" : `${shown(JSON.stringify(key))}: `}`;
    yield* pieces(item, `${indent}  `, levels - 1);
    before = ",";
  }
  yield `\n${indent}${close}`;
}
