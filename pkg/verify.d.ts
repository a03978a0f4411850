/**
 * Tokens whose signature is checked.
 *
 * ```js
 * const verified = await verifyToken(jwt, { jwks, issuer, audience });
 * const evaluation = policy.evaluate(verified);  // evaluation.tokenVerified is true
 * ```
 *
 * @packageDocumentation
 */

import type { JsonValue } from "./index.js";

export { RolecallError } from "./index.js";

/**
 * The public keys of an issuer (JWK Set, RFC 7517), read once. A key set remembers the keys that
 * the host imported, so keep it.
 */
export declare class KeySet {
  private constructor();
  /**
   * Reads a key set. Keys of other types or for other uses are no error: they are never used.
   *
   * @param jwks - The JSON text (at most 256 KiB) or the object.
   * @throws {@link RolecallError} `invalid-key-set`, `key-set-too-large`, `invalid-unicode`,
   * `invalid-argument`.
   */
  static parse(jwks: string | object): KeySet;
  // Nothing else is one.
  readonly #keySet: true;
}

/** Where keys come from that change with time. */
export interface KeySource {
  /** The keys as they are known. */
  get(): KeySet | Promise<KeySet>;
  /**
   * The keys as they are now, asked for where no known key fits a token. May give the same set,
   * which means that there is nothing new.
   */
  refresh(): KeySet | Promise<KeySet>;
}

/** An algorithm that a token may be signed with. `EdDSA` and `Ed25519` are the same. */
export type Algorithm =
  | "RS256"
  | "RS384"
  | "RS512"
  | "PS256"
  | "PS384"
  | "PS512"
  | "ES256"
  | "ES384"
  | "EdDSA"
  | "Ed25519";

/** What a token must be. */
export interface VerifyOptions {
  /** The keys of the issuer: JSON text or an object, which is read at each call, or better kept. */
  jwks: string | object | KeySet | KeySource;
  /** The `iss` that the token must have, to the letter. */
  issuer: string;
  /** The `aud` that the token must have or hold, or several of which one is enough. */
  audience: string | readonly string[];
  /** The time, in whole seconds since 1970. Left out: the clock of the host. */
  now?: number | undefined;
  /** How far clocks may differ: 0 to 600 whole seconds. Left out: 60. */
  leeway?: number | undefined;
  /** The `typ` that the header must have, such as `at+jwt`. Left out: `JWT` or none. */
  typ?: string | undefined;
  /** The algorithms to allow. Left out: all of {@link Algorithm}. */
  algorithms?: readonly Algorithm[] | undefined;
}

/**
 * A token whose signature a key of the issuer has made, and whose `iss`, `aud` and times are what
 * was expected. Comes from {@link verifyToken} alone. Policies take it for a token.
 */
export interface VerifiedToken {
  /** The header. */
  readonly header: { [name: string]: JsonValue };
  /** The claims. What is changed in them changes no verdict. */
  readonly claims: { [name: string]: JsonValue };
  /** Header and claims; never the signature. */
  toJSON(): {
    header: { [name: string]: JsonValue };
    claims: { [name: string]: JsonValue };
  };
}

/**
 * Verifies a token: its form, header, key, signature and claims, in this order.
 *
 * Where `jwks` is a {@link KeySource} and knows no key for the token, it is asked for new ones
 * once.
 *
 * @param jwt - The token alone, without `Bearer`, in the compact form.
 * @throws {@link RolecallError} `invalid-token`, `token-too-large`, `invalid-unicode`,
 * `duplicate-parameter`, `algorithm-not-allowed`, `algorithm-not-supported`,
 * `crit-not-supported`, `type-not-allowed`, `unknown-key`, `unsuitable-key`, `ambiguous-key`,
 * `signature-invalid`, `duplicate-claim`, `claim-missing`, `claim-malformed`, `issuer-mismatch`,
 * `audience-mismatch`, `token-expired`, `token-not-yet-valid`; of the options: `invalid-argument`,
 * `invalid-expectations` and the errors of {@link KeySet.parse}; and whatever the key source
 * throws.
 */
export declare function verifyToken(jwt: string, options: VerifyOptions): Promise<VerifiedToken>;
