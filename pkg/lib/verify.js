// Tokens whose signature is checked: the core decides, the host does the arithmetic between.

import { checkFields, checkText, describe } from "./argument.js";
import { core } from "./engine.js";
import { RolecallError, fromCore, unwrap } from "./error.js";
import { KeySet, haveSigned, isKeySet, prepare } from "./key-set.js";
import { MAX_TOKEN, checkLength } from "./limits.js";
import { admit } from "./verified-token.js";

const FIELDS = ["jwks", "issuer", "audience", "now", "leeway", "typ", "algorithms"];

/** What the core puts before the claims of a token that it takes. */
const TAKEN = "ok\n";

export async function verifyToken(jwt, options) {
  checkText(jwt, "jwt");
  checkLength(jwt, MAX_TOKEN, "token");
  checkFields(options, "options", FIELDS, "invalid-argument");
  const expectations = expectationsText(options);
  const { jwks } = options;
  let keys = isKeySource(jwks) ? checkKeySet(await jwks.get(), "jwks.get()") : keySetOf(jwks);
  let prepared;
  try {
    prepared = prepare(keys, jwt, expectations);
  } catch (error) {
    if (error.code !== "unknown-key" || !isKeySource(jwks)) throw error;
    // The issuer may have a new key.
    const refreshed = checkKeySet(await jwks.refresh(), "jwks.refresh()");
    if (refreshed === keys) throw error;
    keys = refreshed;
    prepared = prepare(keys, jwt, expectations);
  }
  const answered = haveSigned(keys, jwt, prepared);
  const signed = typeof answered === "boolean" ? answered : await answered;
  const answer = core.finishVerification(jwt, expectations, signed);
  if (!answer.startsWith(TAKEN)) throw fromCore(JSON.parse(answer).error);
  return admit(jwt, answer.slice(TAKEN.length));
}

/** Refuses expectations that no token could be held against. */
export function checkExpectations(expectations) {
  unwrap(core.checkExpectations(expectationsText(expectations)));
}

/** The JSON text of what a token must be. Where no time is given, the clock of the host is read. */
function expectationsText({ issuer, audience, now, leeway, typ, algorithms }) {
  checkText(issuer, "options.issuer");
  return JSON.stringify({
    issuer,
    audience: Array.isArray(audience)
      ? texts(audience, "options.audience")
      : text(audience, "options.audience"),
    now: now === undefined ? Math.floor(Date.now() / 1000) : seconds(now, "options.now"),
    leeway: leeway === undefined ? undefined : seconds(leeway, "options.leeway"),
    typ: typ === undefined ? undefined : text(typ, "options.typ"),
    algorithms: algorithms === undefined ? undefined : texts(algorithms, "options.algorithms"),
  });
}

function text(value, name) {
  checkText(value, name);
  return value;
}

function texts(values, name) {
  if (!Array.isArray(values)) throw wrong("an array of strings", name, values);
  // A copy: `from` visits holes too, which `map` passes over.
  return Array.from(values, (value, index) => text(value, `${name}[${index}]`));
}

function seconds(value, name) {
  if (Number.isSafeInteger(value)) return value;
  throw wrong("whole seconds", name, value);
}

function keySetOf(jwks) {
  return isKeySet(jwks) ? jwks : KeySet.parse(jwks);
}

function isKeySource(jwks) {
  return typeof jwks?.get === "function" && typeof jwks.refresh === "function";
}

function checkKeySet(keys, name) {
  if (isKeySet(keys)) return keys;
  throw wrong("a `KeySet` of the same copy of this package", name, keys);
}

function wrong(expected, name, received) {
  return new RolecallError(
    "invalid-argument",
    `expected ${expected} in \`${name}\`, received ${describe(received)}`,
  );
}
