// `rolecall/audit`, over the same core as `rolecall`.

import "./embedded.js";

export * from "./audit.js";
