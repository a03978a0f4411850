// `rolecall/verify`, over the same core as `rolecall`.

import "./embedded.js";

export * from "./verify-api.js";
