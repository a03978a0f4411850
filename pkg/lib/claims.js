// Tokens as callers have them: text, or an object of claims.

import {
  checkWellFormed,
  describe,
  isObject,
  isWellFormed,
  notWellFormed,
  quote,
} from "./argument.js";
import { RolecallError } from "./error.js";
import { MAX_NESTING, MAX_TOKEN, checkLength, tooLarge } from "./limits.js";
import { claimsOf } from "./verified-token.js";

/** What JSON escapes, and what may be half a surrogate pair. */
const ESCAPED = /[\0-\x1f"\\\ud800-\udfff]/;

/**
 * The text of a token that has one; `undefined` for an object of claims. Refuses what is neither.
 */
export function givenText(token) {
  if (typeof token === "string") {
    checkLength(token, MAX_TOKEN, "token");
    checkWellFormed(token, "token");
    return token;
  }
  const verified = claimsOf(token);
  if (verified !== undefined) return verified;
  if (isObject(token)) return undefined;
  throw new RolecallError(
    "invalid-argument",
    `expected a JWT, JSON text or an object of claims in \`token\`, received ${describe(token)}`,
  );
}

/** The text of a token. */
export function tokenText(token) {
  return givenText(token) ?? JSON.stringify(new Copier("claims").copy(token));
}

/** A copy of an object that has nothing but what JSON has. */
export function copyObject(object, name, kind) {
  return new Copier(name, kind).copy(object);
}

/** The names in a JSON list, each with what stands before its value in JSON. */
export function claimKeys(names) {
  return JSON.parse(names).map((name) => [name, `${JSON.stringify(name)}:`]);
}

/** JSON text of those claims of an object that `keys` names. */
export function claimsText(claims, keys) {
  let text = "";
  for (const [name, key] of keys) {
    const value = claims[name];
    if (value === undefined || !isEnumerable.call(claims, name)) continue;
    text += `${text === "" ? "" : ","}${key}${claimText(value, name)}`;
  }
  return `{${text}}`;
}

const isEnumerable = Object.prototype.propertyIsEnumerable;

/** JSON text of the value of one claim. */
function claimText(value, name) {
  // Nearly every claim is one, and nearly all stand in JSON as they are.
  if (typeof value === "string" && value.length < MAX_TOKEN) {
    if (!ESCAPED.test(value)) return `"${value}"`;
    if (isWellFormed(value)) return JSON.stringify(value);
  }
  return JSON.stringify(new Copier(`claims.${name}`).copy(value));
}

/** Copies values that JSON has, and refuses all others, which `JSON.stringify` would alter. */
class Copier {
  #root;
  #code;
  #what;
  #path = [];
  #above = [];
  #length = 0;

  constructor(root, { code = "invalid-claims", what = "token" } = {}) {
    this.#root = root;
    this.#code = code;
    this.#what = what;
  }

  copy(value) {
    switch (typeof value) {
      case "string":
        this.#count(value.length + 2);
        if (!isWellFormed(value)) throw notWellFormed(value, this.#place());
        return value;
      case "number":
        if (!Number.isFinite(value)) break;
        this.#count(1);
        return value;
      case "boolean":
        this.#count(4);
        return value;
      case "object":
        if (value === null) {
          this.#count(4);
          return null;
        }
        if (Array.isArray(value)) return this.#within(value, this.#array);
        if (isObject(value)) return this.#within(value, this.#object);
    }
    throw this.#invalid("expected a JSON value", describe(value));
  }

  #array(values) {
    const copy = [];
    for (let index = 0; index < values.length; index++) {
      this.#path.push(`[${index}]`);
      copy.push(this.copy(values[index]));
      this.#path.pop();
    }
    return copy;
  }

  #object(members) {
    // Without a prototype `__proto__` is a name like any other.
    const copy = Object.create(null);
    for (const name of Object.keys(members)) {
      const value = members[name];
      if (value === undefined) continue;
      this.#path.push(`.${name}`);
      if (!isWellFormed(name)) throw notWellFormed(name, this.#place());
      this.#count(name.length + 3);
      copy[name] = this.copy(value);
      this.#path.pop();
    }
    return copy;
  }

  #within(value, copyMembers) {
    if (this.#above.includes(value)) {
      throw this.#invalid("expected a JSON value", "a value that contains itself");
    }
    if (this.#above.length === MAX_NESTING) {
      throw new RolecallError(
        "nesting-too-deep",
        `expected at most ${MAX_NESTING} levels of nesting in ${quote(this.#root)}, received more`,
      );
    }
    this.#above.push(value);
    this.#count(2);
    const copy = copyMembers.call(this, value);
    this.#above.pop();
    return copy;
  }

  /**
   * Counts characters of JSON, never too many. Objects that share members can be small in memory
   * and have more members on paper than could ever be written.
   */
  #count(length) {
    this.#length += length;
    if (this.#length > MAX_TOKEN) throw tooLarge(this.#what, MAX_TOKEN, this.#length);
  }

  #invalid(expected, received) {
    return new RolecallError(
      this.#code,
      `${expected} in ${quote(this.#place())}, received ${received}`,
    );
  }

  #place() {
    return this.#root + this.#path.join("");
  }
}
