// What belongs together is marked together: a step, its place in the policy, and the claim.

import { byId } from "../dom.js";
import { WHOLE } from "../view/trace.js";
import { listenToTree } from "../view/tree.js";

const placeOf = ({ dataset: { start, end } }) => (start === undefined ? null : { start: Number(start), end: Number(end) });
const has = (place, offset) => place !== null && offset >= place.start && offset <= place.end;

export function startLinks(app) {
  const result = byId("result");
  let pointed = null;
  let hovered;

  const spans = () => app.shown?.answer.token.spans ?? {};
  const steps = () => [...result.querySelectorAll(".step")];
  const isCurrent = () => app.shown !== undefined && app.shown.state === app.state;

  function mark(step) {
    if (!isCurrent()) return;
    app.policy.mark(step === null ? null : placeOf(step), { scroll: true });
    app.token.mark(step === null ? null : (spans()[step.dataset.claim] ?? null), { scroll: true });
  }

  function point(step) {
    if (step === pointed) return;
    pointed = step;
    mark(step);
  }

  listenToTree(result, {
    point,
    enter(step) {
      const place = placeOf(step);
      if (place !== null) app.policy.select(place.start, place.end);
    },
  });

  // A diagnosis and a finding have a place too.
  for (const kind of ["pointerover", "focusin"]) {
    result.addEventListener(kind, (event) => {
      const marked = event.target.closest?.("[data-mark]") ?? null;
      if (marked !== null) point(marked);
    });
  }

  function highlight(found, isHover) {
    for (const step of steps()) step.classList.toggle("linked", found.includes(step));
    if (!isHover) found[0]?.querySelector(".row").scrollIntoView({ block: "nearest" });
  }

  return {
    /** The answer was replaced: nothing of it is marked any more. */
    forget() {
      pointed = null;
      hovered = undefined;
      app.policy.mark(null);
      app.token.mark(null);
    },
    /** Marks what the verdict is about, before anybody points at anything. */
    begin() {
      const { evaluation, token } = app.shown.answer;
      const [diagnosis] = evaluation?.explanation?.diagnoses ?? [];
      const [test] = diagnosis?.tests ?? [];
      if (test === undefined) return;
      app.policy.mark(diagnosis.span ?? test, { scroll: true });
      const step = steps().find(({ dataset }) => dataset.start === String(test.start));
      app.token.mark(token.spans[step?.dataset.claim] ?? null);
    },
    fromPolicy(offset, isHover = false) {
      if (!isCurrent() || (isHover && hovered === offset)) return;
      hovered = offset;
      const inside = offset === null ? [] : steps().filter((step) => has(placeOf(step), offset));
      const innermost = inside.at(-1);
      // A statement is around the whole of it: no news.
      const found = innermost === undefined || WHOLE.has(innermost.dataset.kind) ? [] : [innermost];
      highlight(found, isHover);
      const claim = found[0]?.dataset.claim;
      app.token.mark(claim === undefined ? null : (spans()[claim] ?? null), { scroll: !isHover });
    },
    fromToken(offset, isHover = false) {
      if (!isCurrent() || (isHover && hovered === offset)) return;
      hovered = offset;
      const claim = offset === null ? undefined : Object.keys(spans()).find((name) => has(spans()[name], offset));
      const found = claim === undefined ? [] : steps().filter((step) => step.dataset.claim === claim);
      highlight(found, isHover);
      app.policy.mark(found.map(placeOf).find(Boolean) ?? null, { scroll: !isHover });
    },
  };
}
