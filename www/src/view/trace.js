// Every test that was made, as a tree widget: what was expected, what came, and where they part.

import { h, icon, sentence } from "../dom.js";

const ICONS = { good: "check", bad: "cross", doubtful: "question", none: "dot" };
const OUTCOMES = { pass: "holds", fail: "does not hold", unknown: "is not known" };

/** Kinds of steps that are around all that a policy asks for. */
export const WHOLE = new Set(["statement", "rule"]);

/** As many steps are shown at once; beyond, what holds and what was not reached is folded. */
const MANY = 60;

/** Characters that nobody sees, or that would move the text around them. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const visible = (text) => text.replace(HIDDEN, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);

/** A trace with the words for each of its steps. */
export function joined(trace, readings) {
  let next = 0;
  const join = (step) => {
    const reading = readings[next];
    const number = next++;
    return { ...step, ...reading, number, children: (step.children ?? []).map(join) };
  };
  return join(trace);
}

export function traceView(trace, readings) {
  const isLong = readings.length > MANY;
  return h(
    "section",
    { class: "part", "aria-labelledby": "trace-title" },
    h("h3", { id: "trace-title" }, "Every test"),
    h(
      "ul",
      { class: "tree", role: "tree", "aria-labelledby": "trace-title" },
      stepView(joined(trace, readings), 1, isLong),
    ),
  );
}

function stepView(step, level, isLong) {
  const { number, title, says, tone, span, claim, places = [], children } = step;
  const isFolded = isLong && (step.outcome === "not-reached" || (step.outcome === "pass" && level > 3));
  const place = span ?? places.find(Boolean);
  return h(
    "li",
    { role: "none" },
    h(
      "div",
      {
        class: "step",
        role: "treeitem",
        id: `step-${number}`,
        "aria-level": level,
        "aria-expanded": children.length === 0 ? undefined : String(!isFolded),
        "aria-owns": children.length === 0 ? undefined : `steps-${number}`,
        tabindex: number === 0 ? "0" : "-1",
        "data-tone": tone,
        "data-kind": step.kind,
        "data-claim": claim,
        ...(place === undefined ? {} : { "data-start": place.start, "data-end": place.end }),
      },
      h(
        "div",
        { class: "row" },
        icon(ICONS[tone]),
        h(
          "span",
          { class: "text" },
          h("span", { class: "title" }, step.operator !== undefined && step.kind === "test" ? testTitle(step) : sentence(title)),
          says === undefined ? null : [" ", h("span", { class: "says" }, says)],
          WHOLE.has(step.kind) && span !== undefined ? [" ", h("span", { class: "says" }, `line ${span.line}`)] : null,
          // What a denial says of itself is clearer than whether it holds.
          step.kind === "deny" || step.outcome === "not-reached" ? null : h("span", { class: "unseen" }, ` ${OUTCOMES[step.outcome]}`),
        ),
      ),
      values(step),
    ),
    children.length === 0
      ? null
      : h("ul", { role: "group", id: `steps-${number}` }, children.map((child) => stepView(child, level + 1, isLong))),
  );
}

/** The claim is what people look for; operator and key are how the policy says it. */
function testTitle({ operator, attribute, title }) {
  if (title !== `${operator} ${attribute}`) return title;
  return [h("span", { class: "operator" }, operator), " ", h("span", { class: "attribute" }, attribute)];
}

function values(step) {
  if (step.outcome === "pass" || step.outcome === "not-reached") return null;
  const notes = [step.error, step.note].filter((text) => text !== undefined);
  const note = notes.map((text) => h("p", { class: "note" }, sentence(text)));
  return step.attribute === undefined ? note : [pairs(step), note];
}

/** What a test expected and what it received, one under the other. */
export function pairs({ expected = [], received: came, partings = [] }) {
  const pair = (name, ...value) => h("div", { class: "pair" }, h("dt", null, name), h("dd", null, value));
  // Of several that it does not fit, the one that it fits longest.
  const reach = partings.filter(Boolean).map((parting) => parting.received);
  return h(
    "dl",
    { class: "values" },
    expected.length === 0
      ? pair("expected", h("span", { class: "word" }, "nothing"))
      : expected.map((text, index) => pair(index === 0 ? "expected" : "or", parted(text, partings[index]?.expected))),
    pair("received", received(came, reach.length === 0 ? undefined : Math.max(...reach))),
  );
}

function received(value, at) {
  const word = (text) => h("span", { class: "word" }, text);
  if (value === undefined) return word("not given");
  if (value === null) return word("missing");
  if (value === "") return word("an empty text");
  if (Array.isArray(value)) {
    return value.length === 0 ? word("an empty list") : value.map((one, index) => [index === 0 ? "" : ", ", visible(one)]);
  }
  return parted(value, at);
}

/** A text whose character at `at` is the first that does not fit. */
function parted(text, at) {
  if (at === undefined) return visible(text);
  const differs = at < text.length ? String.fromCodePoint(text.codePointAt(at)) : "";
  return [
    visible(text.slice(0, at)),
    differs === ""
      ? h("mark", { class: "differs end", title: "the first difference: it ends here" }, "end")
      : h("mark", { class: "differs", title: "the first difference" }, differs === " " ? "\u00a0" : visible(differs)),
    differs === "" ? "" : h("span", { class: "after" }, visible(text.slice(at + differs.length))),
  ];
}
