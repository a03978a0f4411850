// JSON that may be shown.

import { shown } from "./shown.js";

/** A value as JSON on several lines, as it may be shown. */
export function json(value) {
  // Line by line: the line breaks between them are no part of any value.
  return JSON.stringify(value, null, 2).split("\n").map(shown).join("\n");
}
