// Two policies over a set of tokens: what each says, and what changed.

import { h, icon } from "../dom.js";
import { verdictOf } from "./verdict.js";

/** The table. `rows`: labels; `verdicts`: for each policy its answers, or its error. */
export function compareView(rows, verdicts) {
  const [first, second] = verdicts;
  const at = (side, index) => side.decisions?.[index];
  const changes = rows.filter((_, index) => differ(at(first, index), at(second, index))).length;
  return [
    h(
      "p",
      { class: "compare-summary", role: "status" },
      first.error !== undefined || second.error !== undefined
        ? `The ${first.error !== undefined ? "first" : "second"} policy cannot be read: ${(first.error ?? second.error).message}`
        : changes === 0
          ? `The same verdict for each of ${rows.length} tokens.`
          : `${changes} of ${rows.length} verdicts differ.`,
    ),
    h(
      "div",
      { class: "table-frame", tabindex: "0", role: "region", "aria-label": "Verdicts" },
      h(
        "table",
        null,
        h("thead", null, h("tr", null, ["Token", "First", "Second", "Change", ""].map((head) => h("th", { scope: "col" }, head === "" ? h("span", { class: "unseen" }, "Open") : head)))),
        h(
          "tbody",
          null,
          rows.map(({ label, subject, own }, index) =>
            h(
              "tr",
              { "data-changed": differ(at(first, index), at(second, index)) },
              h("th", { scope: "row" }, h("span", null, label), subject === undefined ? null : h("code", null, subject)),
              h("td", null, verdictCell(at(first, index))),
              h("td", null, verdictCell(at(second, index))),
              h("td", { class: "change-word" }, change(at(first, index), at(second, index))),
              h(
                "td",
                null,
                h("button", { type: "button", class: "button small", "data-open-token": index, "aria-label": `Open the token: ${label}` }, "Open"),
                own ? h("button", { type: "button", class: "plain", "data-drop-token": index, "aria-label": `Remove the token: ${label}` }, icon("close")) : null,
              ),
            ),
          ),
        ),
      ),
    ),
  ];
}

const word = (verdict) => verdict?.decision ?? "none";
const differ = (first, second) => word(first) !== word(second);

function verdictCell(verdict) {
  if (verdict?.decision === undefined) return h("span", { class: "cell", "data-tone": "none" }, icon("dot"), "–");
  const { word: name, tone, icon: image } = verdictOf(verdict.decision);
  return h("span", { class: "cell", "data-tone": tone }, icon(image), name);
}

function change(first, second) {
  if (!differ(first, second)) return "";
  if (second?.decision === "allow") return "newly let in";
  if (first?.decision === "allow") return "no longer let in";
  return "changed";
}
