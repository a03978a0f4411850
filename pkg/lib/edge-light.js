// The entry for edge runtimes of the kind that Next.js targets: the module is imported.

import module from "../generated/rolecall.wasm?module";
import { core, instantiate } from "./engine.js";

export * from "./api.js";

instantiate(module);

export const version = core.version();
