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

import type { Decision, Evaluation, JsonValue, Policy, RelyingParty, Request, RolecallError } from "./index.js";

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

/** Where keys come from that change with time: {@link remoteJwks}, {@link issuerJwks}, or your own. */
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

/** How a key set is fetched and kept. Times are in seconds, fractions included. */
export interface RemoteOptions {
  /** What fetches. Left out: `fetch` of the host. */
  fetch?: ((url: string, init: FetchInit) => Promise<FetchedResponse>) | undefined;
  /** The time, in seconds since 1970. Left out: the clock of the host. */
  clock?: (() => number) | undefined;
  /** For how long one document is waited for, to its last byte. Left out: 5. */
  timeout?: number | undefined;
  /** For how long a set is good at least, whatever its server says. Left out: 60. */
  minAge?: number | undefined;
  /** For how long at most. Left out: 3,600. Where the server does not say, it is 600 in between. */
  maxAge?: number | undefined;
  /**
   * For how long a set that is no longer good does where no other can be had. Left out: 3,600. A key
   * that was withdrawn may count for as long as this and `maxAge` together, if somebody keeps the
   * server away.
   */
  staleIfError?: number | undefined;
  /**
   * How long after it asked the server is not asked again about a key that is not in the set; and
   * the longest pause after failures, which begin with a second and double. Left out: 30.
   */
  cooldown?: number | undefined;
  /** The longest document, in bytes. Left out: 262,144. */
  maxBytes?: number | undefined;
  /** The most keys. Left out: 100. */
  maxKeys?: number | undefined;
}

/** What a `fetch` of {@link RemoteOptions} is given. */
export interface FetchInit {
  redirect: "manual";
  headers: { accept: string };
  /** An `AbortSignal`. */
  signal: any;
}

/** What is looked at of a `Response`. */
export interface FetchedResponse {
  readonly status: number;
  readonly type: string;
  readonly redirected: boolean;
  readonly headers: { get(name: string): string | null };
  /** A `ReadableStream` of bytes. */
  readonly body: any;
}

/** A key set that is fetched when it is needed and kept while it is good. */
export interface RemoteKeySet extends KeySource {
  /**
   * The keys at hand while they are good, else those that are fetched, else, for `staleIfError`
   * seconds, those at hand.
   *
   * @throws {@link RolecallError} `jwks-unreachable` (no answer in time, no status 200, a redirect),
   * `jwks-too-large`, `jwks-invalid`, and with {@link issuerJwks} `discovery-invalid`.
   */
  get(): Promise<KeySet>;
  /**
   * The keys, fetched anew unless that was done less than `cooldown` seconds ago.
   *
   * @throws {@link RolecallError} As {@link RemoteKeySet.get}: a key that could not be looked for is
   * not known to be missing.
   */
  refresh(): Promise<KeySet>;
}

/**
 * The key set at an address. Requests share one fetch, also where the runtime lets none wait for
 * the promise of another. Nothing is fetched before it is needed.
 *
 * @param url - `https:`; for tests also `http:` on `localhost`, `127.0.0.0/8` and `[::1]`. Redirects
 * are not followed.
 * @throws {@link RolecallError} `invalid-argument`
 */
export declare function remoteJwks(url: string, options?: RemoteOptions): RemoteKeySet;

/**
 * The key set that an issuer names as `jwks_uri` in its discovery document (OpenID Connect Discovery
 * 1.0), at the issuer followed by `/.well-known/openid-configuration`. The issuer in the document
 * must be this one to the letter. Both documents are fetched within the same bounds.
 *
 * @throws {@link RolecallError} `invalid-argument`
 */
export declare function issuerJwks(issuer: string, options?: RemoteOptions): RemoteKeySet;

/** What a guard lets in. */
export interface GuardOptions extends Omit<VerifyOptions, "now"> {
  /** The policy: its text, or compiled by the same copy of this package. */
  policy: string | Policy;
  /** Whose policy a text is; left out, the document tells. */
  relyingParty?: RelyingParty | undefined;
  /** The time, in seconds since 1970. Left out: the clock of the host. */
  clock?: (() => number) | undefined;
  /** The shape of records. Left out: `rolecall`. */
  format?: RecordFormat | undefined;
}

/** The shape of a record: rolecall's own, or an event of the Open Cybersecurity Schema Framework. */
export type RecordFormat = "rolecall" | "ocsf";

/** What became of one token. */
export interface Guarded<R = DecisionRecord> {
  /** Whether to let it in: it was verified, and the policy allows it. */
  allowed: boolean;
  /** What the policy says. Left out where it was not asked. */
  evaluation: Evaluation | undefined;
  /** What kept it from being asked: nearly always a {@link RolecallError}. */
  error: unknown;
  /** What happened, for a log: `console.log(JSON.stringify(record))`. */
  record: R;
}

/**
 * A decision, for an audit. Its schema is `schemas/decision-record.schema.json`;
 * `docs/records.md` says more. It never holds the token, its signature, or the words of a message.
 */
export interface DecisionRecord {
  type: "rolecall.decision";
  schemaVersion: 1;
  /** When it was decided, by the clock of the guard: ISO 8601, UTC. */
  time: string;
  allowed: boolean;
  /** `null` where the policy was not asked. */
  decision: Decision | null;
  /** A code. `null` where the policy was not asked. */
  reason: string | null;
  error: { code: string } | null;
  /** Whether the token holds. Where not, the rest is what it says of itself. */
  verified: boolean;
  issuer: string | null;
  subject: string | null;
  audience: string | string[] | null;
  jti: string | null;
  kid: string | null;
  relyingParty: string | null;
  /** SHA-256 of the text of the policy, in hexadecimal. */
  policyDigest: string | null;
  /** Codes. */
  caveats: string[];
  /** Of rolecall. */
  version: string;
}

/** An event of the class Authentication (3002) of OCSF 1.5.0. */
export interface OcsfEvent {
  class_uid: 3002;
  [attribute: string]: JsonValue;
}

/**
 * Guards something: verifies tokens and evaluates a policy with each.
 *
 * The promise is never rejected. Whatever goes wrong, a token that does not hold, keys that cannot be
 * had, a request that makes no sense, is `allowed: false` with an `error`. `indeterminate` is not
 * allowed either. A `context` that speaks for the token, which {@link Policy.evaluate} takes, is
 * refused here with `issuer-attribute-in-context`.
 *
 * @param options - `jwks` as text or object is read once.
 * @returns A function of a token, `undefined` where there is none (`token-missing`), and a request.
 * @throws {@link RolecallError} Where it could not guard: `invalid-argument`, `invalid-expectations`,
 * the errors of {@link KeySet.parse}, and those of `compile`.
 */
export declare function createGuard(
  options: GuardOptions & { format: "ocsf" },
): (token: string | null | undefined, request?: Request) => Promise<Guarded<OcsfEvent>>;
export declare function createGuard(
  options: GuardOptions & { format?: "rolecall" | undefined },
): (token: string | null | undefined, request?: Request) => Promise<Guarded>;
