// Questions about all tokens that an issuer can mint.

import { checkFields, checkText, describe, isObject, quote } from "./argument.js";
import { tokenText } from "./claims.js";
import { core } from "./engine.js";
import { RolecallError, unwrap } from "./error.js";
import { handleOf, isPolicy } from "./policy.js";
import { requestText } from "./request.js";

const CODE = "invalid-question";
const OPTIONS = ["issuer", "template", "request"];
const INVARIANTS = ["only", "never"];

export function whoGetsIn(policy, options) {
  const asked = question(options);
  return unwrap(core.whoGetsIn(open(policy, "policy"), asked));
}

export function compare(before, after, options) {
  const asked = question(options);
  return unwrap(core.comparePolicies(open(before, "before"), open(after, "after"), asked));
}

export function prove(policy, invariants, options) {
  checkFields(invariants, "invariants", INVARIANTS, CODE);
  const asked = question(options, invariants);
  return unwrap(core.provePolicy(open(policy, "policy"), asked));
}

export function breakTest(policy, token, options) {
  const text = tokenText(token);
  const asked = question(options);
  return unwrap(core.breakTest(open(policy, "policy"), text, asked));
}

function open(policy, name) {
  if (isPolicy(policy)) return handleOf(policy);
  throw new RolecallError(
    "invalid-argument",
    `expected a policy in ${quote(name)}, received ${describe(policy)}`,
    { help: "`compile` of this copy of the package makes one" },
  );
}

/** The question as JSON text. */
function question(options = {}, { only, never } = {}) {
  checkFields(options, "options", OPTIONS, CODE);
  const { issuer, template, request } = options;
  if (issuer !== undefined) checkText(issuer, "options.issuer", CODE);
  const asked = JSON.stringify({
    issuer,
    template: template === undefined ? undefined : texts(template, "options.template"),
    only: patterns(only, "only"),
    never: patterns(never, "never"),
  });
  if (request === undefined) return asked;
  return `${asked.slice(0, -1)}${asked === "{}" ? "" : ","}"request":${requestText(request)}}`;
}

/** By claim, the patterns that are meant. */
function patterns(claims, name) {
  if (claims === undefined) return undefined;
  if (!isObject(claims)) throw wrong("an object", name, claims);
  // Without a prototype `__proto__` is a name like any other.
  const copy = Object.create(null);
  for (const claim of Object.keys(claims)) {
    checkText(claim, name, CODE);
    const value = claims[claim];
    copy[claim] = texts(typeof value === "string" ? [value] : value, `${name}.${claim}`);
  }
  return copy;
}

function texts(values, name) {
  if (!Array.isArray(values)) throw wrong("an array of strings", name, values);
  return Array.from(values, (value, index) => {
    checkText(value, `${name}[${index}]`, CODE);
    return value;
  });
}

function wrong(expected, name, received) {
  return new RolecallError(CODE, `expected ${expected} in ${quote(name)}, received ${describe(received)}`);
}
