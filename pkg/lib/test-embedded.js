// `rolecall/test`, over the same core as `rolecall`.

import "./embedded.js";

export * from "./test.js";
