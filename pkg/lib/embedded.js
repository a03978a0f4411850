// The entry for everything but the edge runtimes: the module travels as text inside JavaScript,
// which every bundler and runtime leaves whole, and is compiled when this is loaded.

import * as embedded from "../generated/embedded/module.js";
import { decodeBase64 } from "./base64.js";
import { core, instantiate } from "./engine.js";

export * from "./api.js";

instantiate(new WebAssembly.Module(decodeBase64(take())));

export const version = core.version();

/**
 * The text of the module: what `embedded/module.js` exports as CommonJS, or what it left in a
 * global slot where it ran as an ES module, which bundlers also make of it.
 */
function take() {
  // A copy: bundlers that see an ES module warn of an export that it does not have.
  const { default: exported } = { ...embedded };
  if (typeof exported === "string") return exported;
  const slot = Symbol.for("rolecall.embedded");
  const text = globalThis[slot];
  delete globalThis[slot];
  return text;
}
