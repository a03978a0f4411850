// An audit as one page that needs nothing else: no script, no font, no request.

import { answersOf, byWeight, changeWords, counts, findingsOf, issuersOf, placeOf, sentence, sinceWords, titleOf, totals, wordOf } from "./audit-rows.js";
import { STYLE, STYLE_HASH } from "./audit-style.js";
import { escaped } from "./markup.js";

const CONTENT_POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

const WORDS = {
  unusable: "cannot be used",
  error: "errors",
  warning: "warnings",
  note: "notes",
  ok: "nothing to report",
};

export function* html(audit, { changes }) {
  const numbers = counts(audit);
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>rolecall: who is trusted</title>
<style>${STYLE}</style>
</head>
<body>
<header class="top"><h1>rolecall</h1><span>Who is trusted, and what is wrong with it</span><time class="when" datetime="${escaped(audit.time)}">${escaped(minute(audit.time))}</time></header>
<main>
<section class="card"><p class="lead">${escaped(sentence(numbers))}</p>${parts(numbers)}</section>
${changes === undefined ? "" : since(changes)}${unread(audit)}${filter(numbers)}`;
  const added = new Set(changes?.new);
  const changed = new Set(changes?.changed.map(({ policy }) => policy));
  for (const policy of byWeight(audit.policies)) {
    yield card(policy, added.has(policy) ? badge("new") : changed.has(policy) ? badge("changed") : "");
  }
  yield `</main>
</body>
</html>
`;
}

/** A time of an audit, to the minute. */
function minute(time) {
  return time.replace(/^(.+)T(\d+:\d+):.*Z$/, "$1 $2 UTC");
}

function parts(numbers) {
  const told = totals(numbers).map(([, part]) => part);
  return told.length === 0 ? "" : `<p class="quiet">${told.map(escaped).join(", ")}</p>`;
}

function filter(numbers) {
  const shown = totals(numbers).map(([word]) => word);
  if (shown.length < 2) return "";
  const choice = (id, label, checked) =>
    `<label><input type="radio" name="only" id="only-${id}"${checked ? " checked" : ""}>${label}</label>`;
  return `<fieldset class="filter"><legend>Show</legend>${choice("all", "all", true)}${shown
    .map((word) => choice(word, `${WORDS[word]} (${numbers.words[word].toLocaleString("en")})`, false))
    .join("")}</fieldset>
`;
}

function since(changes) {
  const lists = [
    ...changes.new.map((policy) => item("new", policy, [])),
    ...changes.changed.map((change) =>
      item("changed", change.policy, [
        ...changeWords(change).map(prose),
        ...change.findings.added.map(({ severity, message }) => `new ${severity}: ${prose(message)}`),
        ...change.findings.gone.map(({ severity, message }) => `gone ${severity}: ${prose(message)}`),
      ]),
    ),
    ...changes.gone.map((policy) => item("gone", policy, [])),
  ];
  return `<section class="card"><h2>What changed</h2><p>${escaped(sinceWords(changes))}</p>${
    lists.length === 0 ? "" : `<ul class="list">${lists.join("")}</ul>`
  }</section>
`;
}

function item(word, policy, told) {
  const inside = told.length === 0 ? "" : `<ul>${told.map((line) => `<li>${line}</li>`).join("")}</ul>`;
  return `<li>${badge(word)} <code>${escaped(titleOf(policy))}</code> <span class="quiet">${escaped(placeOf(policy, policy.span))}</span>${inside}</li>`;
}

function unread({ documents }) {
  const failed = documents.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return "";
  return `<section class="card"><h2>Documents that cannot be read</h2><ul class="list">${failed
    .map(({ name, error }) => `<li><code>${escaped(name)}</code>: ${prose(error.message)}</li>`)
    .join("")}</ul></section>
`;
}

function card(policy, change) {
  const { error } = policy;
  const word = wordOf(policy);
  const trusts = issuersOf(policy).map((issuer) => `<code>${escaped(issuer)}</code>`).join(", ");
  const told =
    error === undefined
      ? [...answersOf(policy).map((answer) => `<li>${prose(answer)}</li>`), ...findingsOf(policy).map(finding)]
      : [errorItem(error)];
  return `<article class="card policy ${word}">
<h3>${badge(word)}${change}<span>${escaped(titleOf(policy))}</span><span class="where">${escaped(placeOf(policy, policy.span))}</span></h3>
${trusts === "" ? "" : `<p class="quiet">trusts ${trusts}</p>`}${told.length === 0 ? "" : `<ul class="told">${told.join("")}</ul>`}
</article>
`;
}

function errorItem({ message, help }) {
  return `<li><p>${prose(message)}</p>${help === undefined ? "" : `<p class="quiet">${prose(help)}</p>`}</li>`;
}

function badge(word) {
  return `<span class="word word-${word}">${word}</span>`;
}

function finding({ severity, id, message, why, fix, url, span }) {
  // A former audit may have been written by anybody.
  const link = url.startsWith("https://") ? ` <a href="${escaped(url)}" rel="noreferrer">Documentation</a>` : "";
  return `<li><details><summary>${badge(severity)}<span>${prose(message)}</span></summary><div class="more"><p>${prose(why)}</p>${
    fix === undefined ? "" : `<p>${prose(fix)}</p>`
  }<p class="quiet"><code>${escaped(id)}</code> at line ${span.line}, column ${span.column}.${link}</p></div></details></li>`;
}

/** A message as HTML: what stands in backticks is code. */
function prose(message) {
  return message
    .split("`")
    .map((part, index) => (index % 2 === 1 ? `<code>${escaped(part)}</code>` : escaped(part)))
    .join("");
}
