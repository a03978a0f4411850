// `rolecall/insight`, over the same core as `rolecall`.

import "./workerd.js";

export * from "./insight-api.js";
