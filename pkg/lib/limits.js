// Limits of the core that are met here first, so that a text far beyond them is never copied into
// its memory. Both count: UTF-8 has at least as many bytes as UTF-16 has units.

import { RolecallError } from "./error.js";

/** Longest token, in bytes of UTF-8. */
export const MAX_TOKEN = 256 * 1024;
/** Longest key set, in bytes of UTF-8. */
export const MAX_KEY_SET = 256 * 1024;
/** Longest policy, in bytes of UTF-8. */
export const MAX_POLICY = 1024 * 1024;
/** Longest document that is searched for policies, in bytes of UTF-8. */
export const MAX_DOCUMENT = 256 * 1024 * 1024;
/** Longest request, as JSON text in UTF-16 units. */
export const MAX_REQUEST = 1024 * 1024;
/** Deepest nesting of JSON. */
export const MAX_NESTING = 128;

export function checkLength(text, limit, what) {
  if (text.length > limit) throw tooLarge(what, limit, text.length);
}

export function tooLarge(what, limit, length) {
  return new RolecallError(
    `${what.replace(" ", "-")}-too-large`,
    `expected a ${what} of at most ${limit} bytes, received at least ${length}`,
  );
}
