// Tokens whose signature was checked.

import { decodeBase64Url } from "./base64.js";

// What only this module has: nobody else makes a verified token, not even from the class of one.
const permit = {};

/** Makes the token that was verified, of its text and the JSON text of its claims. */
export let admit;

/** The JSON text of the claims of a verified token; `undefined` for anything else. */
export let claimsOf;

export class VerifiedToken {
  #headerPart;
  #claimsText;
  #header;
  #claims;

  static {
    admit = (token, claims) => new VerifiedToken(permit, token, claims);
    claimsOf = (value) => (isVerified(value) ? value.#claimsText : undefined);
  }

  static isVerified(value) {
    return typeof value === "object" && value !== null && #claimsText in value;
  }

  constructor(given, token, claims) {
    if (given !== permit) throw new TypeError("a verified token comes from `verifyToken` alone");
    this.#headerPart = token.slice(0, token.indexOf("."));
    this.#claimsText = claims;
  }

  get header() {
    this.#header ??= JSON.parse(new TextDecoder().decode(decodeBase64Url(this.#headerPart)));
    return this.#header;
  }

  get claims() {
    this.#claims ??= JSON.parse(this.#claimsText);
    return this.#claims;
  }

  // The same whatever is done to the claims that were given out.
  toJSON() {
    return { header: this.header, claims: JSON.parse(this.#claimsText) };
  }

  // Otherwise one of another copy of this package would pass for an object of no claims.
  get [Symbol.toStringTag]() {
    return "VerifiedToken";
  }
}

/** Whether `value` is a verified token of this copy of the module. */
export const { isVerified } = VerifiedToken;
