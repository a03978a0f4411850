// Decision records of what a command decided.

import { appendFileSync } from "node:fs";
import { quote } from "../lib/argument.js";
import { decisionRecord, policyDigest } from "../lib/decision-record.js";
import { decodeToken } from "../lib/embedded.js";
import { UsageError } from "./options.js";

/**
 * Appends a record for each policy.
 *
 * @param decided - `token`: as it came, or verified; `error`: why it is not to be believed.
 */
export async function appendRecords(entries, { token, error }, { record: path, ...options }) {
  if (path === undefined) return;
  const time = Date.now();
  const read = typeof token === "string" ? decoded(token) : token;
  let lines = "";
  for (const entry of entries) {
    const decided = {
      time,
      allowed: entry.evaluation?.decision === "allow",
      verified: typeof token !== "string",
      header: read?.header,
      claims: read?.claims,
      evaluation: entry.evaluation,
      error: entry.evaluation === undefined ? (entry.error ?? error) : undefined,
      relyingParty: entry.policy?.relyingParty,
      policyDigest: await policyDigest(entry.text),
    };
    lines += `${JSON.stringify(decisionRecord(decided, options["record-format"]))}\n`;
  }
  try {
    appendFileSync(path, lines);
  } catch (failure) {
    throw new UsageError(`cannot write ${quote(path)}: ${failure.code ?? failure.message}`);
  }
}

function decoded(token) {
  try {
    return decodeToken(token);
  } catch {
    // Whatever is wrong with it is told as the error.
    return undefined;
  }
}
