// The entry for Cloudflare's runtime, which compiles no bytes: the module is imported.

import module from "../generated/rolecall.wasm";
import { core, instantiate } from "./engine.js";

export * from "./api.js";

instantiate(module);

export const version = core.version();
