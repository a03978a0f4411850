// Text inside XML and HTML.

import { shown } from "./shown.js";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

// What neither XML nor HTML has.
const UNWRITABLE = /[\ufffe\uffff]/g;

/** Text for an element or an attribute in quotes, on one line, without what could hide. */
export function escaped(text) {
  return shown(text).replace(UNWRITABLE, "\ufffd").replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
