// `rolecall/insight`, over the same core as `rolecall`.

import "./edge-light.js";

export * from "./insight-api.js";
