// The entry for edge runtimes of the kind that Next.js targets: the modules are imported.

import advice from "../generated/advice.wasm?module";
import evaluator from "../generated/rolecall.wasm?module";
import { core, instantiate } from "./engine.js";

export * from "./api.js";

instantiate(evaluator, { advice: () => advice });

export const version = core.version();
