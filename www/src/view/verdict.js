// The answer: the sentence first, then what is behind it and what to do.

import { h, icon, prose, sentence } from "../dom.js";
import { findingsView, remarks } from "./findings.js";
import { pairs, traceView, joined } from "./trace.js";

const VERDICTS = {
  allow: { word: "Allowed", tone: "good", icon: "check" },
  deny: { word: "Denied", tone: "bad", icon: "cross" },
  indeterminate: { word: "Cannot tell", tone: "doubtful", icon: "question" },
};

/** The word, the tone and the icon of a decision. */
export const verdictOf = (decision) => VERDICTS[decision];

/**
 * What stands at the top: `{ word, tone, icon, sentence, detail }`.
 */
export function headline({ policy, token, evaluation }) {
  if (policy.error !== undefined) {
    return trouble("The policy cannot be read", policy.error);
  }
  if (token.none) {
    return {
      word: "No token yet",
      tone: "none",
      icon: "dot",
      sentence: ["Paste one, or build the one that a job would get."],
    };
  }
  if (token.error !== undefined) return trouble("The token cannot be read", token.error);
  if (evaluation.error !== undefined) return trouble("The request cannot be used", evaluation.error);
  const { summary } = evaluation.explanation;
  const { message } = evaluation.reason;
  return {
    ...VERDICTS[evaluation.decision],
    sentence: sentence(summary),
    detail: summary === message ? undefined : sentence(message),
  };
}

/** What people see of a denial, and may be looking for. */
function refusal({ code, message }, { party }) {
  return h("p", { class: "refusal" }, `${party} answers: `, h("code", null, code === undefined || message.includes(code) ? message : `${code}: ${message}`));
}

/** The test that the verdict hangs on, where value and pattern can be laid side by side. */
function cruxOf(evaluation) {
  if (evaluation?.decision !== "deny") return undefined;
  const { explanation, trace, readings } = evaluation;
  const [test] = explanation.diagnoses[0]?.tests ?? [];
  const find = (step) =>
    step.span?.start === test.start && step.partings?.some(Boolean) ? step : step.children.map(find).find(Boolean);
  return test === undefined ? undefined : find(joined(trace, readings));
}

function trouble(word, { message, help }) {
  return {
    word,
    tone: "none",
    icon: "warning",
    sentence: sentence(message),
    detail: help === undefined ? undefined : sentence(help),
  };
}

/** The headline as text, for those who listen. */
export function spoken(answer) {
  const plain = (parts) => parts.map((part) => part.tag === "code" ? part.children.join("") : part).join("");
  const { word, sentence: first } = headline(answer);
  return `${word}. ${plain(first)}`;
}

/**
 * The whole answer.
 *
 * @param context - `party`: the name of the relying party; `expiry`: a sentence on the clock;
 * `checked`: what came of checking the signature.
 */
export function verdictView(answer, context = {}) {
  const { word, tone, icon: image, sentence: first, detail } = headline(answer);
  const { policy, evaluation } = answer;
  const crux = cruxOf(evaluation);
  const error = policy.error ?? answer.token.error ?? evaluation?.error;
  const told = evaluation?.error === undefined ? evaluation : undefined;
  return [
    h(
      "div",
      { class: "verdict", "data-tone": tone, "data-decision": told?.decision },
      h("h2", { class: "verdict-word", id: "verdict-word", tabindex: "-1" }, icon(image), h("span", null, word)),
      h("p", { class: "verdict-sentence" }, first),
      crux !== undefined
        ? h("div", { class: "crux" }, h("p", null, h("code", null, crux.claim ?? crux.attribute)), pairs(crux))
        : detail === undefined
          ? null
          : h("p", { class: "verdict-detail" }, detail),
      error?.diagnostics?.[0]?.span === undefined
        ? null
        : h(
            "button",
            { type: "button", class: "button", "data-go": policy.error ? "policy" : "token", ...spanData(error.diagnostics[0].span) },
            `Go to line ${error.diagnostics[0].span.line}`,
          ),
      told?.reason.refusal === undefined ? null : refusal(told.reason.refusal, context),
      facts(told, context, policy),
    ),
    told === undefined ? null : diagnoses(told),
    told === undefined ? null : caveats(told),
    ...inOrder(
      told === undefined ? null : traceView(told.trace, told.readings),
      policy.error === undefined ? findingsView(policy) : null,
      policy,
    ),
  ].filter(Boolean);
}

/** Who else gets in is more than how the answer came about. */
function inOrder(trace, findings, policy) {
  const isGrave = policy.error === undefined && remarks(policy).some(({ severity }) => severity === "error");
  return isGrave ? [findings, trace] : [trace, findings];
}

const spanData = ({ start, end }) => ({ "data-start": start, "data-end": end });

function facts(evaluation, { party, expiry, checked }, policy) {
  if (evaluation === undefined) return null;
  const count = (severity) => remarks(policy).filter((remark) => remark.severity === severity).length;
  const found = [
    ["error", "cross", count("error")],
    ["warning", "warning", count("warning")],
  ].filter(([, , number]) => number > 0);
  return h(
    "ul",
    { class: "facts" },
    found.map(([severity, image, number]) =>
      h(
        "li",
        { class: "fact-finding", "data-severity": severity },
        h("button", { type: "button", class: "link", "data-findings": true }, icon(image), `${number} ${severity}${number === 1 ? "" : "s"} in the policy`),
      ),
    ),
    party === undefined ? null : h("li", null, party),
    h("li", { class: "fact-signature" }, evaluation.tokenVerified ? "Signature checked, with the keys that you gave" : (checked ?? "Signature not checked")),
    expiry === undefined ? null : h("li", null, expiry),
  );
}

/** The attributes of the request that a verdict hangs on and that nobody gave. */
function notGiven({ decision, trace }) {
  if (decision !== "indeterminate") return [];
  const collect = (step) => [
    ...(step.outcome === "unknown" && step.attribute !== undefined && step.received === undefined ? [step.attribute] : []),
    ...(step.children ?? []).flatMap(collect),
  ];
  return [...new Set(collect(trace))];
}

function diagnoses(evaluation) {
  const { decision, explanation } = evaluation;
  const { diagnoses: all, nearest, summary } = explanation;
  const changed = Object.entries(nearest.token ?? {});
  const wanted = notGiven(evaluation);
  if (all.length === 0 && changed.length === 0 && wanted.length === 0) return null;
  return h(
    "section",
    { class: "part why", "aria-labelledby": "why-title" },
    h("h3", { id: "why-title" }, decision === "deny" ? "Why, and what to do" : "Worth knowing"),
    all.map((diagnosis, index) => diagnosisView(diagnosis, index, diagnosis.title === summary)),
    wanted.length === 0
      ? null
      : h(
          "p",
          { class: "actions nearest" },
          wanted.map((name) => h("button", { type: "button", class: "button primary", "data-give": name }, "Give ", h("code", null, name))),
        ),
    changed.length === 0
      ? null
      : h(
          "p",
          { class: "nearest" },
          "The policy as it is lets in a token like this one with ",
          changed.map(([claim, value], index) => [
            index === 0 ? "" : index === changed.length - 1 ? " and " : ", ",
            h("code", null, claim),
            " ",
            h("code", { class: "value" }, value),
          ]),
          ". ",
          h("button", { type: "button", class: "link", "data-try": true }, "Try it"),
        ),
  );
}

function diagnosisView({ title, detail, fix, url, span, id }, index, isSummary) {
  return h(
    "article",
    { class: "diagnosis", "data-diagnosis": id, ...(span === undefined ? {} : { "data-mark": "policy", ...spanData(span) }) },
    isSummary ? null : h("h4", null, sentence(title)),
    h("p", { class: "detail" }, sentence(detail)),
    fix.length === 0
      ? null
      : h(
          "ul",
          { class: "fixes" },
          fix.map((one, place) => fixView(one, `${index}.${place}`)),
        ),
    h("a", { class: "read-on", href: url, rel: "noreferrer", target: "_blank" }, "Documentation", icon("out")),
  );
}

function fixView({ text, policyEdit, workflowEdit, widens }, place) {
  return h(
    "li",
    { class: "fix" },
    h(
      "p",
      null,
      sentence(text),
      widens ? h("span", { class: "widens" }, icon("warning"), "lets in more than this token") : null,
    ),
    policyEdit === undefined
      ? null
      : h(
          "div",
          { class: "change" },
          h("code", { class: "inserted" }, policyEdit.text.trim()),
          h("button", { type: "button", class: "button primary", "data-fix": place }, "Apply"),
        ),
    workflowEdit === undefined
      ? null
      : h(
          "div",
          { class: "change" },
          h("pre", { class: "workflow", tabindex: "0", "aria-label": "lines for the workflow" }, workflowEdit),
          h("button", { type: "button", class: "button", "data-copy": workflowEdit }, "Copy"),
        ),
  );
}

function caveats({ caveats: all }) {
  if (all.length === 0) return null;
  return h(
    "section",
    { class: "part", "aria-labelledby": "caveats-title" },
    h("h3", { id: "caveats-title" }, "What this rests on"),
    h(
      "ul",
      { class: "caveats" },
      all.map(({ message, url }) =>
        h(
          "li",
          null,
          sentence(message),
          url === undefined
            ? null
            : [" ", h("a", { class: "read-on", href: url, rel: "noreferrer", target: "_blank" }, "Documentation", icon("out"))],
        ),
      ),
    ),
  );
}
