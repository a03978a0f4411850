// `rolecall/verify`, over the same core as `rolecall`.

import "./workerd.js";

export * from "./verify.js";
