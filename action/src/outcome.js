// What all the policies come to: the outputs, and whether the step fails.

import { quote } from "./quote.js";

/** From the best to the worst: a doubt weighs less than a denial. */
const DECISIONS = ["allow", "indeterminate", "deny"];
/** Decisions as people read them. */
export const WORDS = { allow: "allowed", deny: "denied", indeterminate: "cannot tell" };
const SEVERITIES = ["error", "warning", "note"];
/** Longest output: GitHub takes 1 MB of all those of a job, and programs less in a variable. */
const MAX_OUTPUT = 64 * 1024;

/** How bad it stands with an entry: worst where there is no answer. */
export function weight({ error, evaluation }) {
  return error === undefined ? DECISIONS.indexOf(evaluation?.decision) : DECISIONS.length;
}

/** The entry that counts for all: the worst. */
function worst(entries) {
  return entries.reduce((left, right) => (weight(right) > weight(left) ? right : left));
}

/** Findings and diagnostics of an entry, the most severe first. */
export function remarks({ policy, findings = [] }) {
  const all = [...(policy?.diagnostics ?? []).map(ofDiagnostic), ...findings.map(ofFinding)];
  return all.sort((left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity));
}

function ofDiagnostic({ code, severity, message, help, url, span }) {
  return { id: code, severity, message, fix: help, url, span };
}

function ofFinding({ id, severity, message, fix, url, span }) {
  return { id, severity, message, fix, url, span };
}

/** How many of them there are, in words. */
export function counted(all) {
  const words = SEVERITIES.map((severity) => [
    all.filter((remark) => remark.severity === severity).length,
    severity,
  ])
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}${count === 1 ? "" : "s"}`);
  return words.length === 0 ? "nothing to report" : words.join(", ");
}

/** The outputs of the step. */
export function outputs(entries) {
  const entry = worst(entries);
  const { error, evaluation } = entry;
  const all = entries.flatMap((entry) => remarks(entry).map((remark) => located(entry, remark)));
  return {
    decision: error === undefined ? (evaluation?.decision ?? "") : "",
    reason: error?.code ?? evaluation?.reason.code ?? "",
    summary: evaluation === undefined && error === undefined ? counted(all) : verdict(entry, entries.length > 1),
    findings: jsonOf(all),
  };
}

/** The verdict on an entry, or why there is none, in one sentence. */
function verdict({ title, error, evaluation }, several) {
  const [word, message] =
    error === undefined ? [WORDS[evaluation.decision], evaluation.reason.message] : ["no answer", error.message];
  return `${word}${several ? `, ${quote(title)}` : ""}: ${message}`;
}

function located({ file, name, at }, { id, severity, message, url, span }) {
  const { line, column } = at ?? span ?? { line: 1, column: 1 };
  return { file, name, line, column, id, severity, message, url };
}

/** As many of the findings as an output holds. */
function jsonOf(all) {
  const lines = [];
  let length = 2;
  for (const one of all) {
    const line = JSON.stringify(one);
    length += line.length + 1;
    if (length > MAX_OUTPUT) break;
    lines.push(line);
  }
  return `[${lines.join(",")}]`;
}

/** Why the step fails, one sentence a reason; empty where it does not. */
export function failures(entries, { decisions, severities }) {
  const reasons = [];
  const unusable = entries.filter(({ error }) => error !== undefined);
  if (unusable.length > 0) {
    const [{ error }] = unusable;
    reasons.push(sentence(unusable), ...(error.help === undefined ? [] : [error.help]));
  }
  for (const decision of decisions) {
    const such = entries.filter(({ error, evaluation }) => error === undefined && evaluation?.decision === decision);
    if (such.length > 0) reasons.push(sentence(such));
  }
  const grave = entries.flatMap(remarks).filter(({ severity }) => severities.includes(severity));
  if (grave.length > 0) reasons.push(`found: ${counted(grave)}`);
  return reasons;
}

function sentence([first, ...others]) {
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${verdict(first, true)}${more}`;
}
