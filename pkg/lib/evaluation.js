import { unwrap } from "./error.js";

/** The answer of the core to `evaluate`: a line with the verdict, and a line with the trace. */
export class Evaluation {
  #trace;
  #traceText;
  #render;

  constructor(answer, render) {
    const end = answer.indexOf("\n");
    const verdict = unwrap(end === -1 ? answer : answer.slice(0, end));
    this.decision = verdict.decision;
    this.reason = verdict.reason;
    this.caveats = verdict.caveats;
    this.tokenVerified = verdict.tokenVerified;
    this.#traceText = answer.slice(end + 1);
    this.#render = render;
  }

  // Most callers never look at it, and it is most of the text.
  get trace() {
    this.#trace ??= JSON.parse(this.#traceText);
    return this.#trace;
  }

  toJSON() {
    const { decision, reason, caveats, tokenVerified, trace } = this;
    return { decision, reason, caveats, tokenVerified, trace };
  }

  toText({ color = false } = {}) {
    return this.#render("text", color);
  }

  toMarkdown() {
    return this.#render("markdown", false);
  }
}
