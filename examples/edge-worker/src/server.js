// Deno and Bun: `npm run deno`, `npm run bun`.

import process from "node:process";
import { createHandler } from "./handler.js";

const handler = createHandler(process.env);

export default {
  port: Number(process.env.PORT ?? 8000),
  fetch: (request) => handler(request),
};
