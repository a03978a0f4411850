// The entry for Cloudflare's runtime, which compiles no bytes: the modules are imported.

import advice from "../generated/advice.wasm";
import evaluator from "../generated/rolecall.wasm";
import { core, instantiate } from "./engine.js";

export * from "./api.js";

instantiate(evaluator, { advice: () => advice });

export const version = core.version();
