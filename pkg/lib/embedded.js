// The entry for everything but the edge runtimes: the modules travel as text inside JavaScript,
// which every bundler and runtime leaves whole. The first is compiled when this is loaded, the
// other when something is first asked of it.

import * as embeddedEvaluator from "../generated/embedded/evaluator.js";
import * as embeddedAdvice from "../generated/embedded/advice.js";
import { decodeBase64 } from "./base64.js";
import { core, instantiate } from "./engine.js";

export * from "./api.js";

const evaluator = take(embeddedEvaluator, "evaluator");
const advice = take(embeddedAdvice, "advice");

instantiate(compiled(evaluator), { advice: () => compiled(advice) });

export const version = core.version();

function compiled(text) {
  return new WebAssembly.Module(decodeBase64(text));
}

/**
 * The text of a module: what the file in `embedded` exports as CommonJS, or what it left in a
 * global slot where it ran as an ES module, which bundlers also make of it.
 */
function take(embedded, name) {
  // A copy: bundlers that see an ES module warn of an export that it does not have.
  const { default: exported } = { ...embedded };
  if (typeof exported === "string") return exported;
  const slot = Symbol.for(`rolecall.${name}`);
  const text = globalThis[slot];
  delete globalThis[slot];
  return text;
}
