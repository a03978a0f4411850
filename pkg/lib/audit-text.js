// An audit, for a terminal or a log.

import { answersOf, byWeight, changeWords, counts, findingsOf, issuersOf, placeOf, sentence, sinceWords, titleOf, totals, wordOf } from "./audit-rows.js";
import { painter } from "./paint.js";
import { shown } from "./shown.js";

const PAINTS = { unusable: "bad", error: "bad", warning: "doubtful", note: "dim", ok: "good" };
const WIDTH = Math.max(...Object.keys(PAINTS).map((word) => word.length));

/** Of an audit that is compared with a former one only what changed. */
export function* text(audit, { color, changes }) {
  const paint = painter(color);
  yield `${heading(counts(audit), paint)}\n`;
  if (changes === undefined) {
    for (const policy of byWeight(audit.policies)) yield row(policy, paint);
    return;
  }
  yield `${shown(sinceWords(changes))}\n`;
  yield* section("New", byWeight(changes.new), row, paint);
  yield* section("Changed", changes.changed, changedRow, paint);
  yield* section("Gone", changes.gone, line, paint);
}

function heading(numbers, paint) {
  const parts = totals(numbers).map(([word, part]) => paint[PAINTS[word]](part));
  return parts.length === 0 ? sentence(numbers) : `${sentence(numbers)}: ${parts.join(", ")}`;
}

function* section(title, items, write, paint) {
  if (items.length > 0) yield `\n${paint.bold(title)}\n`;
  for (const item of items) yield write(item, paint);
}

function row(policy, paint) {
  const { error } = policy;
  const told =
    error === undefined
      ? [...answersOf(policy).map(shown), ...findingsOf(policy).map((finding) => findingLine(policy, finding, paint))]
      : [errorLine(policy)];
  return line(policy, paint) + told.map((line) => `    ${line}\n`).join("");
}

function changedRow(change, paint) {
  const { policy, findings } = change;
  const told = [
    changeWords(change).join("; "),
    ...findingsOf({ findings: findings.added }).map((finding) => `+ ${findingLine(policy, finding, paint)}`),
    ...findings.gone.map(({ severity, id, message }) => `- ${severity} ${id}: ${message}`),
    ...(policy.error === undefined ? [] : [errorLine(policy)]),
  ];
  return line(policy, paint) + told.map((line) => `    ${line}\n`).join("");
}

function line(policy, paint) {
  const word = wordOf(policy);
  const place = policy.name === null ? [] : [paint.dim(shown(placeOf(policy, policy.span)))];
  const title = policy.name === null ? placeOf(policy, policy.span) : titleOf(policy);
  const trusts = issuersOf(policy).map(shown).join(", ");
  return `${[
    paint[PAINTS[word]](word.padEnd(WIDTH)),
    paint.bold(shown(title)),
    ...place,
    ...(trusts === "" ? [] : [`trusts ${trusts}`]),
  ].join("  ")}\n`;
}

function findingLine(policy, { severity, id, message, span }, paint) {
  return `${paint[PAINTS[severity]](severity)} ${id} ${paint.dim(`${span.line}:${span.column}`)} ${shown(message)}`;
}

function errorLine({ error: { message, help } }) {
  return shown(help === undefined ? message : `${message}; ${help}`);
}
