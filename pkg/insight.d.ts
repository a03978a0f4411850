/**
 * Questions about all tokens that an issuer can mint.
 *
 * ```js
 * prove(policy, { only: { repository: "octo-org/*" }, never: { event: "pull_request" } });
 * ```
 *
 * Every token in an answer was evaluated by the policy, and found as claimed. What is not known,
 * as an address of the request that is not given, may turn out either way: a proof holds whatever
 * it is. `docs/insight.md` tells how, and what is exact.
 *
 * @packageDocumentation
 */

import type { Decision, Policy, Request, Token } from "./index.js";

export { RolecallError } from "./index.js";

/** The claims of a token that was made up. */
export interface Claims {
  [name: string]: string | number;
}

/** About whose tokens is asked, and in which circumstances. */
export interface Options {
  /** The issuer. Left out: GitHub Actions, on github.com. */
  issuer?: "github" | undefined;
  /** The keys of a subject that is customised. Left out: the default subject, with ids or without. */
  template?: readonly string[] | undefined;
  /** What is known of the request. What is left out, the time included, is not known. */
  request?: Request | undefined;
}

/** Whom a policy lets in. */
export interface Admission {
  /** In a sentence. */
  summary: string;
  /** Whether somebody gets in whom the policy does not name: an owner of another name, which may begin as one that is named, or with another id. */
  strangers: boolean;
  /** The kinds of tokens that get in, those that differ in what is asked of them. */
  kinds: AdmittedKind[];
  /** What of the rest is not known, and what that hangs on; empty where all is. */
  unknown: string[];
}

/** A kind of tokens that get in. */
export interface AdmittedKind {
  /** In words. */
  words: string;
  /** The stable names of the kinds of runs: `branch`, `pull-request`, … */
  runs: string[];
  /** Whether jobs have an environment: `null` where either may be. */
  environment: boolean | null;
  /** Whether subjects have ids in them: `null` where either may be. */
  immutable: boolean | null;
  /** Whether somebody gets in so whom the policy does not name. */
  strangers: boolean;
  /** The pieces of the token that may not be anything. */
  pieces: AdmittedPiece[];
  /** A token that gets in. */
  token: Claims;
}

/** Which values of a piece of a token get in. */
export interface AdmittedPiece {
  /** The piece: `owner`, `repository`, `branch`, … */
  piece: string;
  /** What it is, as a noun phrase. */
  what: string;
  /** Who decides on it. */
  controlledBy: "outsider" | "author" | "administrator" | "organization" | "issuer";
  /** Whether it can come to mean something else, as a name that is given up can. */
  mutable: boolean;
  /** Its values; where there are more, some of them. */
  values: string[];
  /** Whether these are all. */
  complete: boolean;
  /** A pattern of `*` that more of them fit, where one is known. */
  pattern?: string;
}

/** How the tokens that get in after a change stand to those that got in before. */
export type Relation = "equal" | "narrower" | "wider" | "overlapping" | "disjoint" | "unknown";

/** What a change does. */
export interface Comparison {
  /** How the second policy stands to the first. */
  relation: Relation;
  /** Tokens that the second lets in and the first does not. */
  gained: Claims[];
  /** Tokens that the first lets in and the second does not. */
  lost: Claims[];
  /** A token that both let in, if one was found. */
  common: Claims | null;
  /** What it hangs on, where it is not known. */
  why: string[];
}

/** What must hold of every token that gets in. Patterns know `*` and `?`. */
export interface Invariants {
  /** Claims that must be there and fit one of the patterns. `event` stands for `event_name`. */
  only?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Claims that must fit none of the patterns; they may be missing. */
  never?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

/** What came of a proof. */
export type Proof =
  | { result: "proved" }
  | {
      result: "refuted";
      /** A token that gets in and goes against it. */
      token: Claims;
      /** Against what. */
      invariant: "only" | "never";
      /** Of which claim. */
      claim: string;
    }
  | {
      result: "unknown";
      /** What it hangs on. */
      why: string[];
    };

/** A token that differs in one thing from one that was given. */
export interface NearMiss {
  /** The stable name of the change: `other-repository`, `pull-request`, `missing-claim`, … */
  change: string;
  /** What is different, in words. */
  words: string;
  /** Whether it gets in. */
  getsIn: boolean;
  /** The decision. */
  decision: Decision;
  /** The token. */
  token: Claims;
}

/**
 * Whom a policy lets in.
 *
 * @throws {@link RolecallError} `invalid-question`, `invalid-request`, `policy-disposed`.
 */
export declare function whoGetsIn(policy: Policy, options?: Options): Admission;

/**
 * What a change of a policy does to whom it lets in.
 *
 * @throws {@link RolecallError} as {@link whoGetsIn}.
 */
export declare function compare(before: Policy, after: Policy, options?: Options): Comparison;

/**
 * Whether a policy keeps to what is asked, for all tokens.
 *
 * @throws {@link RolecallError} `invalid-invariant` for a claim that tokens of the issuer do not
 * have, and as {@link whoGetsIn}.
 */
export declare function prove(policy: Policy, invariants: Invariants, options?: Options): Proof;

/**
 * Breaks a token on purpose: others that differ from it in one thing, and which of them get in.
 *
 * @throws {@link RolecallError} `token-not-in-model` for a token that is put together as none of
 * the issuer is, what {@link Policy.evaluate} throws, and as {@link whoGetsIn}.
 */
export declare function breakTest(policy: Policy, token: Token, options?: Options): NearMiss[];
