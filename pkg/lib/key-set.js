// Sets of public keys: read once, used often.

import { checkText, describe, isObject } from "./argument.js";
import { copyObject } from "./claims.js";
import { core } from "./engine.js";
import { RolecallError, fromCore } from "./error.js";
import { MAX_KEY_SET, checkLength } from "./limits.js";
import { HostKeys } from "./signature.js";

/** The algorithm of a token and the places of the keys that may have signed it; or throws. */
export let prepare;

/** Whether one of the keys at these places has signed a token. */
export let haveSigned;

/** Whether `value` is a key set of this copy of the module. */
export let isKeySet;

export class KeySet {
  // Freed by its own finalizer: requests may be under way when a set is replaced.
  #handle;
  #hostKeys;

  static {
    prepare = (set, token, expectations) => set.#prepare(token, expectations);
    haveSigned = (set, token, { algorithm, places }) =>
      set.#hostKeys.haveSigned(token, algorithm, places);
    isKeySet = (value) => typeof value === "object" && value !== null && #handle in value;
  }

  static parse(jwks) {
    const handle = core.KeySet.parse(textOf(jwks));
    const error = handle.error();
    if (error === undefined) return new KeySet(handle);
    handle.free();
    throw fromCore(JSON.parse(error));
  }

  constructor(handle) {
    if (!(handle instanceof core.KeySet)) {
      throw new RolecallError(
        "invalid-argument",
        `expected what \`KeySet.parse\` gives, received ${describe(handle)}`,
        { help: "make a key set with `KeySet.parse`" },
      );
    }
    this.#handle = handle;
    this.#hostKeys = new HostKeys((place) => JSON.parse(handle.parameters(place)));
  }

  // Otherwise one of another copy of this package would pass for an object.
  get [Symbol.toStringTag]() {
    return "KeySet";
  }

  #prepare(token, expectations) {
    const answer = this.#handle.prepare(token, expectations);
    if (answer.startsWith("{")) throw fromCore(JSON.parse(answer).error);
    const [algorithm, ...places] = answer.split(" ");
    return { algorithm, places: places.map(Number) };
  }
}

function textOf(jwks) {
  if (typeof jwks === "string") {
    checkLength(jwks, MAX_KEY_SET, "key set");
    checkText(jwks, "jwks");
    return jwks;
  }
  if (isObject(jwks)) {
    return JSON.stringify(copyObject(jwks, "jwks", { code: "invalid-key-set", what: "key set" }));
  }
  throw new RolecallError(
    "invalid-argument",
    `expected the JSON text or the object of a key set in \`jwks\`, received ${describe(jwks)}`,
  );
}
