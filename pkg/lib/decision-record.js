// Decision records: what an audit asks of one decision, and nothing that would let anybody in.

import { core } from "./engine.js";
import { ocsfEvent } from "./ocsf.js";

/** The shapes that a record can have. */
export const RECORD_FORMATS = ["rolecall", "ocsf"];

/** The version of `schemas/decision-record.schema.json`. */
const SCHEMA_VERSION = 1;

/** Longest text and longest list of a record: before a signature is checked, anybody writes them. */
const MAX_TEXT = 1024;
const MAX_LIST = 32;

/** The SHA-256 of a policy's text in UTF-8, in hexadecimal. */
export async function policyDigest(text) {
  const digest = await globalThis.crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The record of a decision.
 *
 * @param decided - `time` in milliseconds since 1970; `allowed`; `verified`, whether the signature
 * was checked; `header` and `claims`, as far as they can be read; `evaluation`, where the policy was
 * asked, or `error`; `policyDigest` and `relyingParty`, where there is a policy.
 */
export function decisionRecord(decided, format = "rolecall") {
  const { time, allowed, verified, header, claims, evaluation, error } = decided;
  const record = {
    type: "rolecall.decision",
    schemaVersion: SCHEMA_VERSION,
    time: new Date(time).toISOString(),
    allowed,
    decision: evaluation?.decision ?? null,
    reason: evaluation?.reason.code ?? null,
    error: error === undefined ? null : { code: codeOf(error) },
    verified,
    issuer: textOf(claims?.iss),
    subject: textOf(claims?.sub),
    audience: audienceOf(claims?.aud),
    jti: textOf(claims?.jti),
    kid: textOf(header?.kid),
    relyingParty: decided.relyingParty ?? null,
    policyDigest: decided.policyDigest ?? null,
    caveats: evaluation?.caveats.map(({ code }) => code) ?? [],
    version: core.version(),
  };
  return format === "ocsf" ? ocsfEvent(record) : record;
}

/** Only codes are told: a message may quote what came. */
function codeOf(error) {
  return error?.name === "RolecallError" ? error.code : "unexpected-error";
}

function textOf(value) {
  if (typeof value !== "string") return null;
  return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
}

function audienceOf(value) {
  if (!Array.isArray(value)) return textOf(value);
  return value.slice(0, MAX_LIST).map(textOf).filter((text) => text !== null);
}
