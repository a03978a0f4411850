// What is shown beside the lines of the policies.

import * as core from "@actions/core";
import { WORDS, remarks } from "./outcome.js";
import { quote } from "./quote.js";

const WRITE = { error: core.error, warning: core.warning, note: core.notice };

/** Annotates the policies: verdicts first, since GitHub shows ten of a kind for a step. */
export function annotate(entries, { decisions }) {
  for (const entry of entries) {
    if (entry.policy === undefined) annotateError(entry);
    else if (entry.evaluation !== undefined) annotateVerdict(entry, decisions);
  }
  const all = entries.flatMap((entry) => remarks(entry).map((remark) => [entry, remark]));
  for (const severity of Object.keys(WRITE)) {
    for (const [entry, remark] of all.filter(([, remark]) => remark.severity === severity)) {
      const { id, message, fix, url, span } = remark;
      write(entry, severity, id, span, [message, fix && `fix: ${fix}`, url]);
    }
  }
}

function annotateError(entry) {
  const { code, message, help, url, diagnostics = [] } = entry.error;
  const span = diagnostics.find((diagnostic) => diagnostic.code === code)?.span;
  write(entry, "error", code, span, [message, help, url]);
}

function annotateVerdict(entry, decisions) {
  const { decision, reason, explanation, trace } = entry.evaluation;
  if (decision === "allow") return;
  const [diagnosis] = explanation.diagnoses;
  const span = diagnosis?.span ?? diagnosis?.tests[0] ?? culprit(trace) ?? policyOf(trace);
  write(entry, decisions.includes(decision) ? "error" : "warning", WORDS[decision], span, [
    reason.message,
    diagnosis?.title,
    ...(diagnosis?.fix ?? []).map(({ text }) => `fix: ${text}`),
    diagnosis?.url,
  ]);
}

/** The first of the innermost steps that did not hold. */
function culprit({ outcome, span, children = [] }) {
  if (outcome === "not-reached") return undefined;
  if (children.length === 0) return outcome === "pass" ? undefined : span;
  return children.map(culprit).find((found) => found !== undefined);
}

function policyOf(trace) {
  return trace.span ?? trace.children?.map(policyOf).find((span) => span !== undefined);
}

function write(entry, severity, title, span, parts) {
  const lines = parts.filter((part) => part !== undefined && part !== "");
  if (entry.at !== undefined) {
    const place = span === undefined ? "" : `, line ${span.line} of the policy`;
    lines.unshift(`${entry.name === null ? "a policy" : quote(entry.name)}${place}:`);
  }
  WRITE[severity](lines.join("\n"), {
    title: `rolecall: ${title}`,
    file: entry.file,
    ...placeOf(entry, span),
  });
}

function placeOf({ text, at }, span) {
  if (at !== undefined) return { startLine: at.line, startColumn: at.column };
  if (span === undefined) return { startLine: 1 };
  const { start, end, line, column } = span;
  const lines = text.slice(start, end).split("\n");
  const endLine = line + lines.length - 1;
  // GitHub takes columns on one line alone.
  if (endLine > line) return { startLine: line, endLine };
  return { startLine: line, startColumn: column, endLine, endColumn: column + (end - start) };
}
