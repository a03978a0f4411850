// Policies: compiled once, asked often.

import { checkFields, checkText } from "./argument.js";
import { claimKeys, claimsText, givenText, tokenText } from "./claims.js";
import { core } from "./engine.js";
import { RolecallError, fromCore, unwrap } from "./error.js";
import { Evaluation } from "./evaluation.js";
import { MAX_POLICY, checkLength } from "./limits.js";
import { requestText } from "./request.js";
import { isVerified } from "./verified-token.js";

/** What the core answers to `allows` where it cannot use its input. */
const UNUSABLE = 2;

/** As {@link Policy.allows}, with a request that is JSON text already. */
export let allows;

/** Has a batch of tokens read for a policy, too. */
export let want;

/** Whether a policy lets in each token of a batch: a row of bits, or none without a verdict. */
export let allowsEach;

/** The steps of a trace in words, each before those inside it. */
export let readings;

/** Whether `value` is a policy of this copy of the module. */
export let isPolicy;

/** The text that a policy was compiled from. */
export let policyText;

/** The policy in the core. To be used at once: the caller may free it. */
export let handleOf;

/** Refuses a request whose context speaks for the token. */
export let checkContext;

export class Policy {
  // Freed by its own finalizer where `free` was not called.
  #handle;
  #diagnostics;
  #wanted;

  static {
    allows = (policy, token, request) => policy.#allows(token, request);
    want = (batch, policy) => batch.want(policy.#open());
    allowsEach = (batch, policy, request) => batch.allows(policy.#open(), request);
    readings = (policy, token, request) => unwrap(policy.#open().readings(token, request));
    isPolicy = (value) => typeof value === "object" && value !== null && #handle in value;
    handleOf = (policy) => policy.#open();
    policyText = (policy) => policy.#open().text();
    checkContext = (policy, request) => {
      const asked = requestText(request);
      unwrap(policy.#open().checkContext(asked));
    };
  }

  constructor(handle) {
    this.#handle = handle;
  }

  get relyingParty() {
    return this.#open().relyingParty();
  }

  get diagnostics() {
    this.#diagnostics ??= JSON.parse(this.#open().diagnostics());
    return this.#diagnostics;
  }

  get issuers() {
    return JSON.parse(this.#open().issuers());
  }

  evaluate(token, request) {
    const text = tokenText(token);
    const asked = requestText(request);
    const verified = isVerified(token);
    return new Evaluation(this.#open().evaluate(text, asked, verified), {
      render: (format, color) => unwrap(this.#open().render(text, asked, verified, format, color)),
      explain: () => unwrap(this.#open().explain(text, asked)),
    });
  }

  lint() {
    return JSON.parse(this.#open().lint());
  }

  allows(token, request) {
    return this.#allows(token, requestText(request));
  }

  attributes(token, request) {
    const text = tokenText(token);
    const asked = requestText(request);
    return unwrap(this.#open().attributes(text, asked));
  }

  free() {
    this.#handle?.free();
    this.#handle = undefined;
  }

  #allows(token, request) {
    const text = givenText(token) ?? this.#wantedClaims(token);
    const handle = this.#open();
    const answer = handle.allows(text, request);
    if (answer === UNUSABLE) unwrap(handle.evaluate(text, request, false));
    return answer === 1;
  }

  /** JSON text of the claims that a decision can hang on: a fraction of what a token carries. */
  #wantedClaims(claims) {
    this.#wanted ??= claimKeys(this.#open().claims());
    return claimsText(claims, this.#wanted);
  }

  // To be called after whatever may run the caller's code, which may free the policy.
  #open() {
    if (this.#handle !== undefined) return this.#handle;
    throw new RolecallError("policy-disposed", "expected a policy in use, received one that was freed", {
      help: "compile the policy again, or free it later",
    });
  }
}

// Absent from some of the runtimes that this runs in.
if (typeof Symbol.dispose === "symbol") {
  Object.defineProperty(Policy.prototype, Symbol.dispose, {
    value: Policy.prototype.free,
    configurable: true,
    writable: true,
  });
}

export function compile(text, options = {}) {
  const handle = compileHandle(text, options);
  const error = handle.error();
  if (error === undefined) return new Policy(handle);
  handle.free();
  throw fromCore(JSON.parse(error));
}

/** A policy of the core, which may hold an error in its place. To be freed. */
export function compileHandle(text, options) {
  checkText(text, "text");
  checkLength(text, MAX_POLICY, "policy");
  checkFields(options, "options", ["relyingParty"], "invalid-argument");
  const { relyingParty } = options;
  if (relyingParty !== undefined) checkText(relyingParty, "options.relyingParty");
  return core.CompiledPolicy.compile(text, relyingParty);
}
