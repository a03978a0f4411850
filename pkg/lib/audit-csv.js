// An audit as a table, a policy a row (RFC 4180).

import { SEVERITIES } from "./audit-run.js";
import { wordOf } from "./audit-rows.js";
import { shown } from "./shown.js";

const COLUMNS = ["result", "document", "line", "column", "policy", "relying party", "issuers", ...SEVERITIES.map((severity) => `${severity}s`), "findings", "error", "who gets in", "invariants"];

/** Compared with a former audit, a column more says what is new, changed or gone. */
export function* csv({ policies }, { changes }) {
  if (changes === undefined) {
    yield line(COLUMNS);
    for (const policy of policies) yield line(cells(policy));
    return;
  }
  const added = new Set(changes.new);
  const changed = new Set(changes.changed.map(({ policy }) => policy));
  const change = (policy) => (added.has(policy) ? "new" : changed.has(policy) ? "changed" : "unchanged");
  yield line([...COLUMNS, "change"]);
  for (const policy of policies) yield line([...cells(policy), change(policy)]);
  for (const policy of changes.gone) yield line([...cells(policy), "gone"]);
}

function cells(policy) {
  const { document, span, name, relyingParty, issuers, findings, error, who, proof } = policy;
  return [
    wordOf(policy),
    document,
    span.line,
    span.column,
    name ?? "",
    relyingParty,
    issuers.join(" "),
    ...SEVERITIES.map((severity) => findings.filter((finding) => finding.severity === severity).length),
    [...new Set(findings.map(({ id }) => id))].join(" "),
    error?.message ?? "",
    who?.summary ?? "",
    proof?.result ?? "",
  ];
}

function line(cells) {
  return `${cells.map(field).join(",")}\r\n`;
}

function field(value) {
  // A spreadsheet takes what begins like this for a formula, whoever wrote it.
  const text = typeof value === "string" ? shown(/^[=+\-@]/.test(value) ? `'${value}` : value) : String(value);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
