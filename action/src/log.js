// The log of the step: everything, as text.

import { randomUUID } from "node:crypto";
import * as core from "@actions/core";
import { renderDiagnostics, renderFindings } from "rolecall";
import { shown } from "./quote.js";

/** Writes what there is to say about each policy. */
export function log(entries) {
  literally(() => {
    for (const entry of entries) core.info(`${heading(entry)}\n\n${textOf(entry)}`);
  });
}

/**
 * Runs `write` while the runner takes no line for a command: what is written holds names that
 * somebody else chose.
 */
function literally(write) {
  const end = randomUUID();
  core.info(`::stop-commands::${end}`);
  try {
    write();
  } finally {
    core.info(`::${end}::`);
  }
}

function heading({ title }) {
  return `\u001b[1m${shown(title)}\u001b[0m`;
}

function textOf({ error, evaluation, doubts, text, options, policy, label }) {
  const parts = [];
  if (error !== undefined) parts.push(`${shown(error.message)}\n${shown(error.help ?? "")}\n`);
  if (policy === undefined) return parts.join("");
  if (evaluation !== undefined) parts.push(evaluation.toText({ color: true }));
  if (doubts !== undefined) {
    parts.push(["the token was predicted: no job was given it\n", ...doubts.map((doubt) => `  ${shown(doubt)}\n`)].join(""));
  }
  const written = { ...options, label, format: "text", color: true };
  parts.push(renderDiagnostics(text, written), renderFindings(text, written));
  const all = parts.filter((part) => part !== "");
  return all.length === 0 ? "nothing to report\n" : all.join("\n");
}
