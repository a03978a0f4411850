// The core: what wasm-bindgen made of it, and how it is given its modules. The first decides; the
// others hold what most callers never ask for, and share its memory.

import * as core from "../generated/glue.js";
import { entries } from "../generated/modules.js";

export { core };

/**
 * Makes the core ready. Each entry of the package does so once.
 *
 * @param module - the first module
 * @param later - by the names of the other modules a function for each that gives it: called when
 * the core is first asked for what is in it
 */
export function instantiate(module, later) {
  // What wasm-bindgen's glue calls.
  const all = {};
  // What the modules call of each other: a function of another module loads it, too.
  const shared = {};
  const load = (name) => {
    const { exports } = new WebAssembly.Instance(later[name](), {
      "./rolecall_bg.js": core,
      rolecall: shared,
    });
    take(exports);
  };
  const take = (exports) => {
    for (const name of Object.keys(exports)) {
      // Those that begin so are for the other modules alone.
      if (!name.startsWith("$")) all[name] = exports[name];
      shared[name] = exports[name];
    }
  };
  for (const [name, functions] of Object.entries(entries)) {
    shared[name] = () => load(name);
    for (const entry of functions) {
      all[entry] = (...values) => {
        load(name);
        return all[entry](...values);
      };
    }
  }
  take(
    new WebAssembly.Instance(module, { "./rolecall_bg.js": core, rolecall: shared }).exports,
  );
  core.__wbg_set_wasm(all);
  all.__wbindgen_start();
}
