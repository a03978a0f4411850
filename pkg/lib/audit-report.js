// Audits, written for people and for programs that show them.

import { checkFields, describe, quote } from "./argument.js";
import { csv } from "./audit-csv.js";
import { html } from "./audit-html.js";
import { markdown } from "./audit-markdown.js";
import { text } from "./audit-text.js";
import { RolecallError } from "./error.js";
import { jsonPieces } from "./json.js";
import { sarifLog } from "./sarif.js";

const FORMATS = { text, markdown, csv, sarif, html };

export function renderAudit(audit, options) {
  return [...auditPieces(audit, options)].join("");
}

/** The same in pieces: an audit of a large account is longer than a string can be. */
export function auditPieces(audit, options) {
  checkFields(options, "options", ["format", "color", "changes"], "invalid-argument");
  const { format, color = false, changes } = options;
  if (!Object.hasOwn(FORMATS, format)) {
    throw new RolecallError(
      "invalid-argument",
      `expected \`${Object.keys(FORMATS).join("`, `")}\` in \`options.format\`, received ${
        typeof format === "string" ? quote(format) : describe(format)
      }`,
    );
  }
  return FORMATS[format](audit, { color, changes });
}

function* sarif({ policies }, { changes }) {
  const changed = new Map(changes?.changed.map((change) => [change.policy, new Set(change.findings.added)]));
  const added = new Set(changes?.new);
  const stateOf = (policy) => (index) => {
    const isNew = added.has(policy) || changed.get(policy)?.has(policy.findings[index]) === true;
    return isNew ? "new" : "unchanged";
  };
  const usable = policies.filter(({ error }) => error === undefined);
  yield* jsonPieces(
    sarifLog(
      usable.map((policy) => ({
        ...policy,
        label: policy.document,
        ...(changes && { stateOf: stateOf(policy) }),
      })),
    ),
  );
}
