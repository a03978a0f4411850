// The core: what wasm-bindgen made of it, and how it is given its module.

import * as core from "../generated/glue.js";

export { core };

/** Makes the core ready. Each entry of the package does so once. */
export function instantiate(module) {
  const { exports } = new WebAssembly.Instance(module, { "./rolecall_bg.js": core });
  core.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
}
