/// <reference lib="esnext.disposable" />

/**
 * Would this OIDC token be let in by this trust policy? Why, or why not?
 *
 * A token is decoded and **never verified**: whoever can write base64url can write any claims. A
 * verdict holds for tokens whose signature is good, and says that the policy is satisfied, which
 * is not all that a relying party looks at.
 *
 * @packageDocumentation
 */

/** The version of this package. */
export declare const version: string;

/** Who decides, each in a policy language of its own. */
export type RelyingParty = "aws" | "alibaba" | "generic" | "entra" | "google-cloud" | "vault" | "kubernetes" | "octo-sts" | "trusted-publisher" | "sigstore" | "okta";

/** A JSON value. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | JsonValue[]
  | { [name: string]: JsonValue };

/**
 * A token: a JWT (`Bearer …` is fine), the JSON text of its claims, the claims as an object, or a
 * `VerifiedToken` of `rolecall/verify`.
 *
 * Of an object its own enumerable members count, those that are `undefined` do not. Text is more
 * exact: an object has lost how its numbers were written.
 */
export type Token = string | object;

/** Half-open, in UTF-16 units, as strings of JavaScript count, into the very text that was given. */
export interface Span {
  /** The index of the first unit. */
  start: number;
  /** The index after the last unit. */
  end: number;
  /** The line of `start`, from 1. */
  line: number;
  /** The column of `start` in UTF-16 units, from 1. */
  column: number;
}

/** What the relying party would say of a document. */
export interface Diagnostic {
  /** Stable: match on it. All are in `docs/codes.md`. */
  code: string;
  /**
   * - `error`: the relying party refuses such a document, or the part cannot be evaluated.
   * - `warning`: the relying party takes it, but a part of it does not mean what it seems to.
   * - `note`: worth knowing.
   */
  severity: "error" | "warning" | "note";
  /** What is the matter. The words may change in any release. */
  message: string;
  /** What to do about it. */
  help?: string;
  /** Where it is written. */
  url?: string;
  /** Where in the document. */
  span?: Span;
}

/** What a relying party knows of a request beside the token. Everything may be left out. */
export interface Request {
  /** The time, in whole seconds since 1970. Left out: the clock of the host. */
  now?: number | undefined;
  /** What is asked for. For AWS left out: `sts:AssumeRoleWithWebIdentity`. */
  action?: string | undefined;
  /** The identity provider that the request names: for AWS its ARN. */
  principal?: string | undefined;
  /** The role that is asked for, by its ARN. */
  roleArn?: string | undefined;
  /** The audiences that the identity provider is registered with. */
  clientIds?: readonly string[] | undefined;
  /** The version of the relying party, where its behaviour changed. */
  relyingPartyVersion?: string | undefined;
  /**
   * Further attributes, which also override those that come from the token. `[]` is present and
   * empty, `undefined` is not given.
   */
  context?:
    | { readonly [name: string]: string | readonly string[] | undefined }
    | undefined;
  /** Whether a request attribute that is not given is missing. Otherwise it is unknown. */
  complete?: boolean | undefined;
}

/**
 * - `allow`: the policy is satisfied.
 * - `deny`: it is not.
 * - `indeterminate`: what is known does not decide.
 */
export type Decision = "allow" | "deny" | "indeterminate";

/** Why the decision is what it is. */
export type ReasonCode =
  | "allowed"
  | "explicit-deny"
  | "condition-not-met"
  | "issuer-not-trusted"
  | "action-not-allowed"
  | "no-allow-statement"
  | "audience-not-accepted"
  | "provider-off"
  | "mapping-failed"
  | "subject-too-long"
  | "not-bound"
  | "no-rule"
  | "evaluation-error"
  | "provider-mismatch"
  | "audience-not-registered"
  | "role-not-in-token"
  | "session-tags-not-allowed"
  | "source-identity-not-allowed"
  | "issuer-unknown"
  | "role-unknown"
  | "attribute-unknown"
  | "not-evaluable"
  | "undocumented";

/** Why the decision is what it is. */
export interface Reason {
  /** Stable: match on it. */
  code: ReasonCode;
  /** One sentence. The words may change in any release. */
  message: string;
  /** What the relying party itself answers, as far as it is known. */
  refusal?: Refusal;
}

/** What a relying party answers to a token that it does not let in: what people see. */
export interface Refusal {
  /** Its own name for it, such as `AADSTS700213`, where it has one. */
  code?: string;
  /** The sentence, as the relying party writes it. Vendors change theirs at any time. */
  message: string;
}

/** What an answer rests on that no documentation settles. */
export interface Caveat {
  /** Stable: match on it. All are in `docs/codes.md`. */
  code: string;
  /** What was assumed, and what is not known. The words may change in any release. */
  message: string;
  /** The documentation that falls short. */
  url?: string;
}

/** What a step of a trace is. */
export type StepKind =
  | "request"
  | "policy"
  | "gate"
  | "allow"
  | "deny"
  | "statement"
  | "rules"
  | "rule"
  | "check"
  | "principal"
  | "action"
  | "conditions"
  | "test"
  | "expression";

/** How a step came out. `not-reached`: beside the point, because a step before it failed. */
export type Outcome = "pass" | "fail" | "unknown" | "not-reached";

/** A step of a trace. */
export interface Step {
  /** What it is. */
  kind: StepKind;
  /** What the policy calls it. */
  name?: string;
  /**
   * The truth of the step itself: `pass` in a statement that denies means that the denial applies.
   */
  outcome: Outcome;
  /** Where it stands in the policy. */
  span?: Span;
  /** The operator of a test, as the policy spells it. */
  operator?: string;
  /** The attribute of a test, as the policy spells it. */
  attribute?: string;
  /** The claim that the attribute comes from. */
  claim?: string;
  /** What a value may fit, as the policy spells it. */
  expected?: string[];
  /** What came; `null` where the attribute is missing. */
  received?: string | string[] | null;
  /** What else there is to know about it. */
  note?: string;
  /** The error that it ended in. Its outcome is then `fail`: an error lets nobody in. */
  error?: string;
  /** The steps inside. */
  children?: Step[];
}

/** An evaluation as data. */
export interface EvaluationObject {
  decision: Decision;
  reason: Reason;
  caveats: Caveat[];
  tokenVerified: boolean;
  trace: Step;
  /** Left out where the policy was freed before anybody asked for it. */
  explanation?: Explanation;
}

/** A change to a document. */
export interface Edit {
  /** What is replaced; where it is empty, the text is put in. */
  span: Span;
  /** What takes its place. */
  text: string;
}

/** Something to do about a {@link Diagnosis}. */
export interface Fix {
  /** What to do. */
  text: string;
  /** The change of the policy that does it. It was made and seen to help. */
  policyEdit?: Edit;
  /** The lines to write in the workflow. */
  workflowEdit?: string;
  /** Whether it lets in more than tokens like this one. */
  widens: boolean;
}

/** A known way for a policy and a token not to fit. */
export interface Diagnosis {
  /** Stable: match on it. All are in `docs/diagnoses.md`. */
  id: string;
  /** What it is. The words may change in any release. */
  title: string;
  /** How it comes about, here. */
  detail: string;
  /** What to do about it, the best first. */
  fix: Fix[];
  /** Where to read on. */
  url: string;
  /** What it is about in the policy. */
  span?: Span;
  /** The tests that it explains, by their places in the policy. */
  tests: Span[];
}

/** Why a verdict is what it is, and what would change it. */
export interface Explanation {
  /** One sentence. The words may change in any release. */
  summary: string;
  /** What is behind it, the most telling first. */
  diagnoses: Diagnosis[];
  /** The least that would have to change. */
  nearest: {
    /**
     * Changes of the policy that let this token in: each adds the value that it has, or puts it in
     * the place of another where there is room for one.
     */
    policy?: Edit[];
    /** Claims with which a token like this one would be let in. */
    token?: { [claim: string]: string };
  };
}

/** What there is to say about a policy without any token. */
export interface Finding {
  /** The rule. Stable: match on it. All are in `docs/findings.md`. */
  id: string;
  /**
   * - `error`: it lets in anybody or nearly anybody, or can never work.
   * - `warning`: it is wider, or other, than its author is likely to mean.
   * - `note`: worth knowing.
   */
  severity: "error" | "warning" | "note";
  /** What is the matter. The words may change in any release. */
  message: string;
  /** What comes of it. */
  why: string;
  /** What to do about it. */
  fix?: string;
  /** Where in the policy. */
  span: Span;
  /** The change that does it, where it lets in nobody new. */
  edit?: Edit;
  /** Where to read on. */
  url: string;
}

/** The answer to "would this token be let in", with its grounds. */
export interface Evaluation {
  /** The answer. */
  readonly decision: Decision;
  /** Why. */
  readonly reason: Reason;
  /** What the answer rests on that no documentation settles. */
  readonly caveats: Caveat[];
  /** Whether the signature of the token was checked. */
  readonly tokenVerified: boolean;
  /** Every test that was made. Read from text when it is first asked for. */
  readonly trace: Step;
  /**
   * What is behind the verdict and what to do about it. Worked out when it is first asked for,
   * which takes many times as long as the verdict.
   *
   * @throws {@link RolecallError} `policy-disposed` where the policy was freed before.
   */
  readonly explanation: Explanation;
  /** Everything, as data. */
  toJSON(): EvaluationObject;
  /**
   * The evaluation for a terminal or a log: one sentence, what is behind it, then the tree.
   *
   * @param options - `color`: whether to use ANSI escapes. They only repeat what the text says.
   * @throws {@link RolecallError} `policy-disposed` where the policy was freed.
   */
  toText(options?: { color?: boolean | undefined }): string;
  /**
   * The evaluation as Markdown.
   *
   * @throws {@link RolecallError} `policy-disposed` where the policy was freed.
   */
  toMarkdown(): string;
}

/** An attribute: a name that policies may test. */
export interface Attribute {
  /** Its value; a list where it may have several. */
  value: string | string[];
  /** The claim that it comes from. */
  claim?: string;
}

/** Attributes by name. */
export type Attributes = { [name: string]: Attribute };

/**
 * A policy, compiled: made once, asked often. From {@link compile}.
 *
 * It holds memory that is given back when it is collected, or at once by {@link Policy.free} or
 * `using`. Whatever is asked of it after that throws a {@link RolecallError} `policy-disposed`.
 */
export interface Policy {
  /** Whose policy it is. */
  readonly relyingParty: RelyingParty;
  /** What the relying party would say of the document. */
  readonly diagnostics: Diagnostic[];
  /**
   * Whose tokens it is about: the URLs of the issuers that it names to let them in, each once; a
   * pattern where it has one. Where it names none, the one that its tests speak of, if they do.
   */
  readonly issuers: string[];
  /**
   * Whether the policy lets the token in, and why. A denial is an answer and no error.
   *
   * @throws {@link RolecallError} Where the token cannot be read (`invalid-token`,
   * `token-too-large`, `duplicate-claim`, `invalid-claims`, `invalid-json`, `nesting-too-deep`),
   * the request makes no sense (`invalid-request`), a string is not
   * well-formed (`invalid-unicode`), or an argument is of the wrong type (`invalid-argument`).
   */
  evaluate(token: Token, request?: Request): Evaluation;
  /**
   * Whether the policy lets the token in: `true` only for the decision `allow`. The same answer as
   * {@link Policy.evaluate}, without the grounds, in a fraction of the time. Of an object only the
   * claims that can matter are looked at.
   *
   * @throws {@link RolecallError} As {@link Policy.evaluate}.
   */
  allows(token: Token, request?: Request): boolean;
  /**
   * The attributes that the token and request give.
   *
   * @throws {@link RolecallError} As {@link Policy.evaluate}.
   */
  attributes(token: Token, request?: Request): Attributes;
  /** What there is to say about the policy without any token, in the order of its text. */
  lint(): Finding[];
  /** Gives the memory back. May be called again. */
  free(): void;
  /** As {@link Policy.free}, for `using`. Absent where the runtime has no `Symbol.dispose`. */
  [Symbol.dispose](): void;
}

/**
 * Compiles the text of a policy.
 *
 * @param text - The document as the relying party has it, at most 1 MiB. It is text because an
 * object has lost duplicate keys, how numbers were written, and every position.
 * @param options - `relyingParty`: whose policy it is; left out, the document tells.
 * @throws {@link RolecallError} Where the text cannot be read, or an answer would be a guess. Its
 * `diagnostics` say where. A document that the relying party would refuse, but that can be
 * evaluated, is no error: see {@link Policy.diagnostics}.
 */
export declare function compile(
  text: string,
  options?: { relyingParty?: RelyingParty | undefined },
): Policy;

/** How what is said about a policy is written. */
export interface RenderOptions<Format extends string> {
  /** What the policy is called: for SARIF the path of its file from the root of the repository. */
  label: string;
  /** `text` for terminals and logs, `markdown` for comments and job summaries. */
  format: Format;
  /** Whether text uses ANSI escapes. They only repeat what it says. */
  color?: boolean | undefined;
  /** Whose policy it is; left out, the document tells. */
  relyingParty?: RelyingParty | undefined;
}

/**
 * What the relying party would say of a document, for people: {@link Policy.diagnostics}, or, for a
 * text that {@link compile} refuses, why. Empty where there is nothing to say.
 *
 * @throws {@link RolecallError} `invalid-argument`, `invalid-unicode` or `policy-too-large`.
 */
export declare function renderDiagnostics(
  text: string,
  options: RenderOptions<"text" | "markdown">,
): string;

/**
 * What {@link Policy.lint} finds in a policy, for people, or for the tools that read the format
 * SARIF. Empty where there is nothing to say, other than as SARIF. Of a text that {@link compile}
 * refuses: why, as text or Markdown.
 *
 * @throws {@link RolecallError} `invalid-argument`, `invalid-unicode` or `policy-too-large`.
 */
export declare function renderFindings(
  text: string,
  options: RenderOptions<"text" | "markdown" | "sarif">,
): string;

/** A job of GitHub Actions, as far as its token depends on it. All but `repository` may be left out. */
export interface TokenSpec {
  issuer?: "github" | undefined;
  /** `OWNER/NAME`. */
  repository: string;
  /** The id of the owner. Ids that are not given are made up, and noted as such. */
  ownerId?: string | number | undefined;
  /** The id of the repository. */
  repositoryId?: string | number | undefined;
  /** What starts the run, by default `push`. */
  event?: string | undefined;
  /** The ref of the run, or the name of its branch. */
  ref?: string | undefined;
  /** The default branch, by default `main`. */
  defaultBranch?: string | undefined;
  /** The branch that a pull request is for. */
  baseRef?: string | undefined;
  /** The branch that a pull request comes from. */
  headRef?: string | undefined;
  /** The number of the pull request. */
  pullRequest?: number | undefined;
  /** Whether the pull request comes from a fork. */
  fork?: boolean | undefined;
  /** The environment of the job. */
  environment?: string | undefined;
  /** `include_claim_keys`, where the subject is customised. */
  template?: readonly string[] | undefined;
  /** Whether the repository has immutable subjects. */
  immutable?: boolean | undefined;
  /** The called workflow, as `OWNER/NAME/.github/workflows/FILE@REF`. */
  reusableWorkflow?: string | undefined;
  /** The name of the workflow. */
  workflow?: string | undefined;
  /** The file of the workflow. */
  workflowFile?: string | undefined;
  /** Who started the run. */
  actor?: string | undefined;
  /** The id of who started the run. */
  actorId?: string | number | undefined;
  /** The audience that the step asks for, by default the URL of the owner. */
  audience?: string | undefined;
  /** A host other than github.com. */
  host?: string | undefined;
  /** The slug of the owner's enterprise. */
  enterprise?: string | undefined;
  /** The id of the owner's enterprise. */
  enterpriseId?: string | number | undefined;
  /** Whether the enterprise has its slug in the issuer. */
  enterpriseIssuer?: boolean | undefined;
  /** `public`, `private` or `internal`. */
  visibility?: string | undefined;
  /** `github-hosted` or `self-hosted`. */
  runnerEnvironment?: string | undefined;
  /** The commit of the run. */
  sha?: string | undefined;
  /** The custom properties that are claims, without `repo_property_`. */
  properties?: { readonly [name: string]: string } | undefined;
  /** When the token is issued, in seconds since 1970. Left out: the clock of the host. */
  now?: number | undefined;
  /** For how many seconds it holds, by default 300. */
  lifetime?: number | undefined;
}

/** What a predicted claim rests on. */
export interface PredictionNote {
  /** The claim. */
  claim: string;
  /** How far its value can be trusted. */
  standing: "documented" | "observed" | "inferred" | "made-up";
  /** Why. */
  message: string;
  /** Where it is written. */
  url: string;
}

/**
 * Predicts the claims of the token that a job of GitHub Actions would get.
 *
 * @returns `claims`, which {@link Policy.evaluate} takes for a token, and what each rests on.
 * @throws {@link RolecallError} `invalid-token-spec` where no job is like that.
 */
export declare function predictToken(spec: TokenSpec): {
  claims: { [name: string]: JsonValue };
  notes: PredictionNote[];
};

/** A policy that was found in a document. */
export interface FoundPolicy {
  /** What the document calls it: the role, the resource. */
  name: string | null;
  /** Whose policy it is. */
  relyingParty: RelyingParty;
  /** Its text, for {@link compile}. */
  text: string;
  /** Where it stands in the document. */
  span: Span;
}

/**
 * Finds every policy in what people have at hand: the output of `aws iam get-role`, `list-roles`
 * and the like, a CloudFormation template in JSON, `terraform show -json`, a list of policies, or
 * a policy alone.
 *
 * @param text - The document, at most 256 MiB.
 * @throws {@link RolecallError} Where the text is no JSON (`invalid-json` or, for languages that
 * are known, one of their own with the way to JSON in its `help`), or `document-too-large`.
 */
export declare function findPolicies(text: string): FoundPolicy[];

/** What a token says. */
export interface DecodedToken {
  /** `claims`: the token was the JSON text of claims alone. */
  format: "jwt" | "claims";
  /** The header of a JWT. */
  header: { [name: string]: JsonValue } | null;
  /** The claims. */
  claims: { [name: string]: JsonValue };
  /** The signature of a JWT in base64url. It was not checked. */
  signature: string | null;
}

/**
 * Takes a token apart, without checking its signature.
 *
 * @param text - A JWT, `Bearer …`, or the JSON text of claims; at most 256 KiB.
 * @throws {@link RolecallError} `invalid-token`, `token-too-large`, `duplicate-claim`,
 * `invalid-json`, `invalid-unicode` or `nesting-too-deep`.
 */
export declare function decodeToken(text: string): DecodedToken;

/**
 * The attributes that a relying party makes of a token, whatever its policies test.
 *
 * @throws {@link RolecallError} As {@link Policy.attributes}, and `unknown-relying-party`.
 */
export declare function attributes(
  token: Token,
  options: { relyingParty: RelyingParty },
): Attributes;

/**
 * Asks every policy about every token, all at the same time.
 *
 * @returns A row a policy, padded to whole bytes. Token `t` is bit `t % 8`, least significant
 * first, of byte `t >> 3` of the row; set where {@link Policy.allows} is `true`.
 * @throws {@link RolecallError} As {@link Policy.evaluate}; the message says which token.
 */
export declare function allowsMatrix(
  policies: readonly Policy[],
  tokens: readonly Token[],
  request?: Request,
): Uint8Array;

/**
 * What is thrown where an input cannot be used. A verdict is never thrown.
 *
 * Match on `code`, not with `instanceof`: two copies of this package may be loaded, as when it is
 * both imported and required.
 */
export declare class RolecallError extends Error {
  private constructor();
  readonly name: "RolecallError";
  /** Stable: match on it. All are in `docs/codes.md`. */
  readonly code: string;
  /** What to do about it. */
  readonly help?: string;
  /** Where it is written. */
  readonly url?: string;
  /** The claim that is not what it must be. */
  readonly claim?: string;
  /** The parameter of the token's header that is not what it must be. */
  readonly parameter?: string;
  /** Stable: how a check of the token failed. `docs/codes.md` has the reasons of each code. */
  readonly reason?: string;
  /** What would have passed the check. */
  readonly expected?: string | number | string[];
  /** What came instead. Left out where nothing came. */
  readonly received?: string | number | string[];
  /** What was found in the document, this error among it. Empty where there is no document. */
  readonly diagnostics: Diagnostic[];
}
