// `rolecall/verify`, over the same core as `rolecall`.

import "./edge-light.js";

export * from "./verify.js";
