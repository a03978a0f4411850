import { unwrap } from "./error.js";

/** The answer of the core to `evaluate`: a line with the verdict, and a line with the trace. */
export class Evaluation {
  #trace;
  #traceText;
  #render;
  #explain;
  #explanation;

  constructor(answer, { render, explain }) {
    const end = answer.indexOf("\n");
    const verdict = unwrap(end === -1 ? answer : answer.slice(0, end));
    this.decision = verdict.decision;
    this.reason = verdict.reason;
    this.caveats = verdict.caveats;
    this.tokenVerified = verdict.tokenVerified;
    this.#traceText = answer.slice(end + 1);
    this.#render = render;
    this.#explain = explain;
  }

  // Most callers never look at it, and it is most of the text.
  get trace() {
    this.#trace ??= JSON.parse(this.#traceText);
    return this.#trace;
  }

  // Finding out what would help costs many times what the verdict does.
  get explanation() {
    this.#explanation ??= this.#explain();
    return this.#explanation;
  }

  toJSON() {
    const { decision, reason, caveats, tokenVerified, trace } = this;
    const verdict = { decision, reason, caveats, tokenVerified, trace };
    try {
      return { ...verdict, explanation: this.explanation };
    } catch (error) {
      // What is known already can be told after the policy was freed.
      if (error.code !== "policy-disposed") throw error;
      return verdict;
    }
  }

  toText({ color = false } = {}) {
    return this.#render("text", color);
  }

  toMarkdown() {
    return this.#render("markdown", false);
  }
}
