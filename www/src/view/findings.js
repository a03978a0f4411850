// What there is to say about the policy whatever the token: as a list beside the marks in the text.

import { h, icon, sentence } from "../dom.js";

const ICONS = { error: "cross", warning: "warning", note: "info" };

/** Findings and diagnostics, the gravest first. */
export function remarks({ diagnostics, findings }) {
  const order = ["error", "warning", "note"];
  const of = (remark, body) => ({ ...remark, ...body });
  return [
    ...diagnostics.map((diagnostic) => of(diagnostic, { id: diagnostic.code, fix: diagnostic.help })),
    // The linter repeats what the relying party would refuse.
    ...findings.filter(({ id }) => id !== "invalid-document" || diagnostics.length === 0),
  ].sort((left, right) => order.indexOf(left.severity) - order.indexOf(right.severity));
}

export function findingsView(policy) {
  const all = remarks(policy);
  return h(
    "section",
    { class: "part", id: "findings", "aria-labelledby": "findings-title" },
    h("h3", { id: "findings-title" }, "The policy, whatever the token"),
    all.length === 0
      ? h("p", { class: "quiet" }, "Nothing stands out: no stranger that a rule knows of gets in, and every part can work.")
      : h("ul", { class: "findings" }, all.map(findingView)),
  );
}

function findingView({ severity, id, message, why, fix, span, edit, url }, index) {
  return h(
    "li",
    {
      class: "finding",
      "data-severity": severity,
      "data-finding": id,
      ...(span === undefined ? {} : { "data-mark": "policy", "data-start": span.start, "data-end": span.end }),
    },
    h(
      "details",
      { open: severity === "error" || severity === "warning" },
      h(
        "summary",
        null,
        icon(ICONS[severity]),
        h("span", { class: "severity" }, severity),
        h("span", { class: "message" }, sentence(message)),
        span === undefined ? null : h("span", { class: "line" }, `line ${span.line}`),
      ),
      why === undefined ? null : h("p", null, sentence(why)),
      fix === undefined ? null : h("p", { class: "advice" }, sentence(fix)),
      h(
        "p",
        { class: "actions" },
        edit === undefined
          ? null
          : h("button", { type: "button", class: "button primary", "data-edit": index }, "Apply"),
        span === undefined
          ? null
          : h("button", { type: "button", class: "button", "data-go": "policy", "data-start": span.start, "data-end": span.end }, "Show"),
        url === undefined
          ? null
          : h("a", { class: "read-on", href: url, rel: "noreferrer", target: "_blank" }, "Documentation", icon("out")),
      ),
    ),
  );
}
