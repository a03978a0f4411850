// Built from the crate by `cargo xtask bench`: there is none on npm.

import { createRequire } from "node:module";
import { regoText, texts } from "../work/work.mjs";

const { Engine } = createRequire(import.meta.url)(process.env.ROLECALL_REGORUS);

export function works() {
  const engine = new Engine(regoText);
  return { text: (index) => engine.allows(texts[index]) };
}
