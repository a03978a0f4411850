// Requests: from the caller's object to the JSON text that the core reads.

import { checkFields, checkText, checkWellFormed, describe, isObject, quote } from "./argument.js";
import { RolecallError } from "./error.js";
import { MAX_REQUEST } from "./limits.js";

/** What a request may tell. */
export const REQUEST_FIELDS = [
  "now",
  "action",
  "principal",
  "roleArn",
  "clientIds",
  "relyingPartyVersion",
  "context",
  "complete",
];

/** The JSON text of a request. Where it names no time, the clock of the host is read. */
export function requestText(request) {
  if (request === undefined) return `{"now":${hostTime()}}`;
  if (isTimeAlone(request)) return `{"now":${request.now}}`;
  checkFields(request, "request", REQUEST_FIELDS, "invalid-request");
  const { now, action, principal, roleArn, clientIds, relyingPartyVersion, context, complete } =
    request;
  const text = JSON.stringify({
    now: now === undefined ? hostTime() : seconds(now),
    action: optionalText(action, "request.action"),
    principal: optionalText(principal, "request.principal"),
    roleArn: optionalText(roleArn, "request.roleArn"),
    clientIds: clientIds === undefined ? undefined : texts(clientIds, "request.clientIds"),
    relyingPartyVersion: optionalText(relyingPartyVersion, "request.relyingPartyVersion"),
    context: context === undefined ? undefined : contextOf(context),
    complete: complete === undefined ? undefined : flag(complete),
  });
  if (text.length > MAX_REQUEST) {
    throw new RolecallError(
      "invalid-request",
      `expected a request of at most ${MAX_REQUEST} characters of JSON, received ${text.length}`,
    );
  }
  return text;
}

/** Whether a request is a plain object that names a time and nothing else, as nearly all do. */
function isTimeAlone(request) {
  if (request === null || Object.getPrototypeOf(request) !== Object.prototype) return false;
  for (const field in request) if (field !== "now") return false;
  return Number.isSafeInteger(request.now) && request[Symbol.toStringTag] === undefined;
}

function hostTime() {
  return Math.floor(Date.now() / 1000);
}

function seconds(now) {
  if (Number.isSafeInteger(now)) return now;
  throw wrong("whole seconds since 1970", "request.now", now);
}

function flag(complete) {
  if (typeof complete === "boolean") return complete;
  throw wrong("a boolean", "request.complete", complete);
}

function optionalText(value, name) {
  if (value !== undefined) checkText(value, name, "invalid-request");
  return value;
}

function texts(values, name) {
  if (!Array.isArray(values)) throw wrong("an array of strings", name, values);
  // A copy: `from` visits holes too, which `map` passes over.
  return Array.from(values, (value, index) => {
    checkText(value, `${name}[${index}]`, "invalid-request");
    return value;
  });
}

function contextOf(context) {
  if (!isObject(context)) throw wrong("an object", "request.context", context);
  // Without a prototype `__proto__` is a name like any other.
  const copy = Object.create(null);
  for (const name of Object.keys(context)) {
    checkWellFormed(name, "request.context");
    const value = context[name];
    if (value === undefined) continue;
    const place = `request.context.${name}`;
    if (typeof value === "string") {
      checkWellFormed(value, place);
      copy[name] = value;
    } else if (Array.isArray(value)) {
      copy[name] = texts(value, place);
    } else {
      throw wrong("a string or an array of strings", place, value);
    }
  }
  return copy;
}

function wrong(expected, name, received) {
  return new RolecallError(
    "invalid-request",
    `expected ${expected} in ${quote(name)}, received ${describe(received)}`,
  );
}
