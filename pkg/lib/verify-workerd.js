// `rolecall/verify`, over the same core as `rolecall`.

import "./workerd.js";
import { host } from "./host.js";

export * from "./verify-api.js";

// Each request waits for its own promises: for one of another it would wait in vain.
host.sharesPromises = false;
