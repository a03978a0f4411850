// The job summary: the verdicts first, then what is behind each.

import { renderDiagnostics, renderFindings } from "rolecall";
import { WORDS, counted, remarks, weight } from "./outcome.js";
import { prose, quote } from "./quote.js";

/** GitHub takes 1 MiB of a step, and nothing of more. */
const MAX_SUMMARY = 1_000_000;
const MARKS = { allow: "✅", deny: "❌", indeterminate: "❔" };

/** The summary as Markdown, the worst first. */
export function summaryOf(all) {
  const entries = all.toSorted((left, right) => weight(right) - weight(left));
  const several = entries.length > 1;
  const out = [several ? `## rolecall\n\n${table(entries)}` : `## rolecall: ${quote(entries[0].title)}\n`];
  let length = Buffer.byteLength(out[0]);
  let left = 0;
  for (const entry of entries) {
    const section = `${several ? `\n### ${quote(entry.title)}\n` : ""}\n${sectionOf(entry)}`;
    length += Buffer.byteLength(section);
    if (length > MAX_SUMMARY) left += 1;
    else out.push(section);
  }
  if (left > 0) {
    out.push(`\n_${left} more ${left === 1 ? "policy is" : "policies are"} in the log: there is no room for all of them here._\n`);
  }
  return out.join("");
}

/** The summary where there is nothing to report about. */
export function summaryOfProblem(problem) {
  return `## rolecall\n\n${errorOf(problem)}`;
}

function table(entries) {
  const rows = entries.slice(0, 1000).map((entry) => {
    const { error, evaluation } = entry;
    const verdict =
      error !== undefined
        ? "⚠️ no answer"
        : evaluation === undefined
          ? ""
          : `${MARKS[evaluation.decision]} ${WORDS[evaluation.decision]}`;
    const found = entry.policy === undefined ? "" : counted(remarks(entry));
    return `| ${quote(entry.title).replaceAll("|", "\\|")} | ${verdict} | ${found} |\n`;
  });
  return `| policy | verdict | findings |\n|---|---|---|\n${rows.join("")}`;
}

function sectionOf(entry) {
  const { error, evaluation, doubts, text, options, policy, findings, label } = entry;
  if (policy === undefined) return errorOf(error);
  const parts = [];
  if (error !== undefined) parts.push(errorOf(error));
  if (evaluation !== undefined) parts.push(evaluation.toMarkdown());
  if (doubts !== undefined) parts.push(predicted(doubts));
  const written = { ...options, label, format: "markdown" };
  if (policy.diagnostics.length > 0) {
    parts.push(`**What the relying party would say of the policy**\n\n${renderDiagnostics(text, written)}`);
  }
  if (findings.length > 0) {
    // Notes alone are for those who want to know.
    const open = evaluation === undefined || findings.some(({ severity }) => severity !== "note");
    const title = `Findings, whatever the token: ${counted(findings)}`;
    parts.push(
      `<details${open ? " open" : ""}><summary>${title}</summary>\n\n${renderFindings(text, written)}\n</details>\n`,
    );
  } else if (evaluation === undefined && policy.diagnostics.length === 0) {
    parts.push("✅ nothing to report\n");
  }
  return parts.join("\n");
}

function predicted(doubts) {
  const lines = ["_The token was predicted: no job was given it._\n"];
  if (doubts.length > 0) {
    lines.push("\nThe policy tests claims that may be otherwise:\n\n", ...doubts.map((doubt) => `- ${prose(doubt)}\n`));
  }
  return lines.join("");
}

function errorOf({ code, message, help, url }) {
  const more = url === undefined ? "" : ` ([documentation](${url}))`;
  const advice = help === undefined ? "" : `\n${prose(help)}\n`;
  return `⚠️ **no answer** (${quote(code)}): ${prose(message)}${more}\n${advice}`;
}
