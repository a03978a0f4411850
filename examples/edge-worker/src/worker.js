// Cloudflare Workers: `npx wrangler dev`.

import { createHandler } from "./handler.js";

let handler;

export default {
  fetch(request, env) {
    handler ??= createHandler(env);
    return handler(request);
  },
};
