// `rolecall/insight`, over the same core as `rolecall`.

import "./embedded.js";

export * from "./insight-api.js";
