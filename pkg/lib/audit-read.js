// Former audits, from their JSON.

import { isObject, quote } from "./argument.js";
import { SCHEMA_VERSION, SEVERITIES } from "./audit-run.js";
import { RolecallError } from "./error.js";
import { MAX_DOCUMENT, checkLength } from "./limits.js";

const isText = (value) => typeof value === "string";
const isList = (item) => (value) => Array.isArray(value) && value.every(item);
const isNumber = (value) => Number.isSafeInteger(value);
const isOptional = (is) => (value) => value === undefined || is(value);
const hasAll = (members) => (value) =>
  isObject(value) && Object.entries(members).every(([name, is]) => is(value[name]));

const isSpan = hasAll({ start: isNumber, end: isNumber, line: isNumber, column: isNumber });
const isSeverity = (value) => SEVERITIES.includes(value);
const isFinding = hasAll({ id: isText, severity: isSeverity, message: isText, why: isText, fix: isOptional(isText), url: isText, span: isSpan });
const isPolicy = hasAll({
  document: isText,
  name: (value) => value === null || isText(value),
  relyingParty: isText,
  span: isSpan,
  text: isText,
  issuers: isList(isText),
  severity: (value) => value === "none" || isSeverity(value),
  findings: isList(isFinding),
  error: isOptional(hasAll({ code: isText, message: isText, help: isOptional(isText) })),
});

/**
 * The audit that a text is.
 *
 * @throws {RolecallError} `not-an-audit`.
 */
export function readAudit(text) {
  checkLength(text, MAX_DOCUMENT, "document");
  const audit = parsed(text);
  if (!isObject(audit) || audit.type !== "rolecall.audit") throw notAnAudit("other JSON");
  if (audit.schemaVersion !== SCHEMA_VERSION) throw notAnAudit("one of another version");
  if (!isText(audit.time) || !Array.isArray(audit.policies)) throw notAnAudit("one without `time` and `policies`");
  const wrong = audit.policies.findIndex((policy) => !isPolicy(policy));
  if (wrong !== -1) throw notAnAudit(`something else in ${quote(`policies[${wrong}]`)}`);
  return audit;
}

function parsed(text) {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw notAnAudit("text that is no JSON");
  }
}

function notAnAudit(received) {
  return new RolecallError("not-an-audit", `expected the JSON of a former audit, received ${received}`, {
    help: "`rolecall audit --format json` writes one",
  });
}
