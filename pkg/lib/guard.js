// Guards: whether a request gets in. Whatever goes wrong, it does not.

import { checkFields, checkText, describe, quote } from "./argument.js";
import { decodeToken } from "./api.js";
import { RECORD_FORMATS, decisionRecord, policyDigest } from "./decision-record.js";
import { RolecallError } from "./error.js";
import { KeySet, isKeySet } from "./key-set.js";
import { checkContext, compile, isPolicy, policyText } from "./policy.js";
import { checkExpectations, verifyToken } from "./verify.js";

const FIELDS = [
  "policy",
  "relyingParty",
  "issuer",
  "audience",
  "jwks",
  "leeway",
  "typ",
  "algorithms",
  "clock",
  "format",
];

export function createGuard(options) {
  const guard = new Guard(options);
  return (token, request) => guard.decide(token, request);
}

class Guard {
  #policy;
  #expected;
  #clock;
  #format;
  #digest;

  constructor(options) {
    checkFields(options, "options", FIELDS, "invalid-argument");
    const { policy, relyingParty, jwks, format = "rolecall", clock = hostClock } = options;
    if (typeof clock !== "function") throw wrong("a function", "clock", clock);
    if (!RECORD_FORMATS.includes(format)) {
      throw wrong(`\`${RECORD_FORMATS.join("\` or \`")}\``, "format", format);
    }
    const { issuer, audience, leeway, typ, algorithms } = options;
    // Copies: what a caller changes later is not what was checked.
    const expected = { issuer, audience: copied(audience), leeway, typ, algorithms: copied(algorithms) };
    checkExpectations(expected);
    this.#expected = { ...expected, jwks: sourceOf(jwks) };
    this.#policy = policyOf(policy, relyingParty);
    this.#clock = clock;
    this.#format = format;
  }

  async decide(token, request) {
    const decided = { time: Date.now(), allowed: false, verified: false };
    let verified;
    try {
      decided.relyingParty = this.#policy.relyingParty;
      // Once, and then the value: where requests are kept apart they may not share a promise.
      this.#digest ??= await policyDigest(policyText(this.#policy));
      decided.policyDigest = this.#digest;
      decided.time = milliseconds(this.#clock());
      const asked = { ...request, now: request?.now ?? Math.floor(decided.time / 1000) };
      checkContext(this.#policy, asked);
      checkToken(token);
      verified = await verifyToken(token, { ...this.#expected, now: asked.now });
      decided.verified = true;
      const evaluation = this.#policy.evaluate(verified, asked);
      decided.evaluation = evaluation;
      decided.allowed = evaluation.decision === "allow" && evaluation.tokenVerified === true;
    } catch (error) {
      decided.allowed = false;
      decided.error = error;
    }
    const { allowed, evaluation, error } = decided;
    const record = decisionRecord({ ...decided, ...readable(verified ?? token) }, this.#format);
    return { allowed, evaluation, error, record };
  }
}

function policyOf(policy, relyingParty) {
  if (typeof policy === "string") return compile(policy, { relyingParty });
  if (!isPolicy(policy)) {
    throw wrong("the text of a policy, or one that this copy of the package compiled,", "policy", policy);
  }
  return policy;
}

/** A key source, or a key set that stays as it is. */
function sourceOf(jwks) {
  if (typeof jwks === "string" && /^https?:/i.test(jwks)) {
    throw new RolecallError("invalid-argument", "expected a key set in `options.jwks`, received a URL", {
      help: "`remoteJwks(url)` fetches it, and keeps it up to date",
    });
  }
  if (typeof jwks?.get === "function" && typeof jwks.refresh === "function") return jwks;
  return isKeySet(jwks) ? jwks : KeySet.parse(jwks);
}

function hostClock() {
  return Date.now() / 1000;
}

function copied(list) {
  return Array.isArray(list) ? [...list] : list;
}

function checkToken(token) {
  if (token === undefined || token === null || token === "") {
    throw new RolecallError("token-missing", "expected a token, received none");
  }
  checkText(token, "token");
}

function milliseconds(seconds) {
  const time = Math.floor(seconds * 1000);
  // What a date can be.
  if (Math.abs(time) <= 8.64e15) return time;
  throw new RolecallError("invalid-argument", `expected seconds from \`options.clock\`, received ${describe(seconds)}`);
}

/** What a token says of itself, whether or not it is to be believed. */
function readable(token) {
  if (typeof token !== "string") return { header: token?.header, claims: token?.claims };
  try {
    return decodeToken(token);
  } catch {
    return {};
  }
}

function wrong(expected, name, received) {
  return new RolecallError(
    "invalid-argument",
    `expected ${expected} in ${quote(`options.${name}`)}, received ${
      typeof received === "string" ? quote(received) : describe(received)
    }`,
  );
}
