// Audits: of many documents every policy that trusts an issuer, and what there is to say of each.

import { attributes, findPolicies } from "./api.js";
import { checkFields, checkText } from "./argument.js";
import { core } from "./engine.js";
import { prove, whoGetsIn } from "./insight-api.js";
import { placeIn } from "./place.js";
import { compile } from "./policy.js";

/** Of the form of its JSON. Members may be added without a new one; a member keeps its meaning. */
export const SCHEMA_VERSION = 1;

/** From the one that weighs most. */
export const SEVERITIES = ["error", "warning", "note"];

/** A token that nobody issued: who denies it for these reasons, and names no issuer, trusts none. */
const STRANGER = { iss: "https://stranger.invalid", sub: "stranger", aud: "stranger" };
const OF_NO_ISSUER = ["issuer-not-trusted", "action-not-allowed", "no-allow-statement"];

/** After how many policies progress is told. */
const STRIDE = 50;

export async function audit(documents, options = {}) {
  checkFields(options, "options", ["relyingParty", "time", "onProgress", "who", "invariants"], "invalid-argument");
  const { relyingParty, time = Date.now(), onProgress, who = false, invariants } = options;
  if (relyingParty !== undefined) checkParty(relyingParty);
  const result = {
    type: "rolecall.audit",
    schemaVersion: SCHEMA_VERSION,
    version: core.version(),
    time: new Date(time).toISOString(),
    documents: [],
    policies: [],
  };
  for await (const { name, text } of documents) {
    checkText(name, "name");
    const document = { name, policies: 0 };
    result.documents.push(document);
    let found;
    try {
      found = findPolicies(text);
    } catch (error) {
      document.error = errorOf(error);
      continue;
    }
    document.policies = found.length;
    for (const [index, one] of found.entries()) {
      if (index % STRIDE === 0) onProgress?.({ document: name, done: index, total: found.length });
      const policy = audited(name, text, one, { relyingParty, now: Math.floor(time / 1000), who, invariants });
      if (policy !== undefined) result.policies.push(policy);
    }
  }
  return result;
}

/** Refuses a relying party that there is not: once, and not of every policy. */
function checkParty(relyingParty) {
  try {
    attributes("{}", { relyingParty });
  } catch (error) {
    if (["invalid-argument", "unknown-relying-party"].includes(error.code)) throw error;
  }
}

/** What there is to say of a policy; nothing where it is not about tokens of an issuer. */
function audited(document, documentText, found, { relyingParty = found.relyingParty, now, who, invariants }) {
  const { name, text, span } = found;
  const row = { document, name, relyingParty, span, encoded: documentText.slice(span.start, span.end) !== text };
  const inDocument = placeIn(documentText, found);
  let policy;
  try {
    policy = compile(text, { relyingParty });
  } catch (error) {
    return { ...row, text, issuers: [], severity: "error", findings: [], diagnostics: [], error: errorOf(error, inDocument) };
  }
  try {
    const { issuers } = policy;
    if (issuers.length === 0 && trustsNoIssuer(policy, now)) return undefined;
    const findings = policy.lint().map((finding) => placed(finding, inDocument));
    return {
      ...row,
      text,
      issuers,
      severity: SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? "none",
      findings,
      diagnostics: policy.diagnostics.map((diagnostic) => placed(diagnostic, inDocument)),
      ...(isAskable(issuers) && {
        ...(who && { who: whoGetsIn(policy) }),
        ...(invariants && { proof: prove(policy, invariants) }),
      }),
    };
  } finally {
    policy.free();
  }
}

/** Whether a policy is about tokens of which it is known which there can be, or about any. */
export function isAskable(issuers) {
  return issuers.length === 0 || issuers.includes("https://token.actions.githubusercontent.com");
}

function trustsNoIssuer(policy, now) {
  const { decision, reason } = policy.evaluate(STRANGER, { now });
  return decision === "deny" && OF_NO_ISSUER.includes(reason.code);
}

/** With its place in the document. An edit is for the policy alone. */
function placed({ span, edit, ...told }, inDocument) {
  return span === undefined ? told : { ...told, span: inDocument(span) };
}

function errorOf(error, inDocument = (span) => span) {
  if (error?.name !== "RolecallError") throw error;
  const { code, message, help, url, diagnostics } = error;
  return {
    code,
    message,
    ...(help && { help }),
    ...(url && { url }),
    diagnostics: diagnostics.map((diagnostic) => placed(diagnostic, inDocument)),
  };
}
