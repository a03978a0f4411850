// An audit as Markdown, for issues, pull requests and job summaries.

import { quote } from "./argument.js";
import { answersOf, byWeight, changeWords, counts, findingsOf, issuersOf, placeOf, sentence, sinceWords, titleOf, totals, wordOf } from "./audit-rows.js";
import { shown } from "./shown.js";

export function* markdown(audit, { changes }) {
  const numbers = counts(audit);
  const parts = totals(numbers).map(([, part]) => part);
  yield `${sentence(numbers)}${parts.length === 0 ? "" : `: ${parts.join(", ")}`}\n`;
  if (changes !== undefined) for (const part of since(changes)) yield `\n${part}`;
  const policies = byWeight(audit.policies);
  if (policies.length > 0) yield "\n| | policy | trusts | findings |\n|---|---|---|---|\n";
  for (const policy of policies) yield tableRow(policy);
  for (const part of documents(audit)) yield `\n${part}`;
  for (const policy of policies) {
    const { error, findings } = policy;
    if (error !== undefined || findings.length > 0 || answersOf(policy).length > 0) yield `\n${section(policy)}`;
  }
}

function since(changes) {
  const lists = [
    ["New", changes.new.map(row)],
    [
      "Changed",
      changes.changed.map((change) =>
        [
          `- ${title(change.policy)}: ${prose(changeWords(change).join("; "))}\n`,
          ...change.findings.added.map((finding) => `  - new: ${finding.severity} \`${finding.id}\`: ${prose(finding.message)}\n`),
          ...change.findings.gone.map((finding) => `  - gone: ${finding.severity} ${quote(finding.id)}: ${prose(finding.message)}\n`),
        ].join(""),
      ),
    ],
    ["Gone", changes.gone.map(row)],
  ];
  return [
    `${prose(sinceWords(changes))}\n`,
    ...lists.filter(([, rows]) => rows.length > 0).map(([name, rows]) => `## ${name}\n\n${rows.join("")}`),
  ];
}

function row(policy) {
  return `- **${wordOf(policy)}** ${title(policy)}\n`;
}

function title(policy) {
  return policy.name === null ? quote(placeOf(policy, policy.span)) : `${quote(policy.name)} in ${quote(policy.document)}`;
}

function tableRow(policy) {
  const numbers = ["error", "warning", "note"].map((severity) => [
    severity,
    policy.findings.filter((finding) => finding.severity === severity).length,
  ]);
  const cells = [
    `**${wordOf(policy)}**`,
    cell(quote(titleOf(policy))),
    issuersOf(policy).map((issuer) => cell(quote(issuer))).join(" "),
    numbers
      .filter(([, count]) => count > 0)
      .map(([severity, count]) => `${count} ${severity}${count === 1 ? "" : "s"}`)
      .join(", "),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

/** In a table a bar ends the cell even in code. */
function cell(text) {
  return text.replaceAll("|", "\\|");
}

function documents({ documents }) {
  const unread = documents.filter(({ error }) => error !== undefined);
  if (unread.length === 0) return [];
  const rows = unread.map(({ name, error }) => `- ${quote(name)}: ${prose(error.message)}\n`);
  return [`## Documents that cannot be read\n\n${rows.join("")}`];
}

function section(policy) {
  const { error } = policy;
  const told =
    error === undefined
      ? [
          ...answersOf(policy).map((answer) => `- ${prose(answer)}\n`),
          ...findingsOf(policy).map(findingItem),
        ]
      : [`- ${prose(error.message)}\n${error.help === undefined ? "" : `  - ${prose(error.help)}\n`}`];
  return `## ${title(policy)}\n\n${told.join("")}`;
}

function findingItem({ severity, id, span, message, why, url, fix }) {
  return (
    `- **${severity}** \`${id}\` at line ${span.line}: ${prose(message)}\n` +
    `  - why: ${prose(why)} ([more](${url}))\n` +
    (fix === undefined ? "" : `  - fix: ${prose(fix)}\n`)
  );
}

/** A message as Markdown: what stands in backticks is code, and nothing else is more than words. */
function prose(message) {
  return shown(message)
    .split("`")
    .map((part, index) => {
      if (index % 2 === 1) return `\`${part === "" ? " " : part}\``;
      return part.replace(/[\\*_[\]~|]/g, "\\$&").replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    })
    .join("");
}
