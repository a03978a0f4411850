// Cloudflare's runtime, which compiles no bytes: bundled by wrangler as its users do, and run in
// workerd.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { bundleWorker, startWorker } from "./hosts.mjs";
import { given, holds, stage } from "./stage.mjs";

const worker = `
import * as rolecall from "rolecall";
import * as verify from "rolecall/verify";
import { run } from "./suite.mjs";
export default {
  async fetch(request) {
    return Response.json(await run({ rolecall, verify }, await request.json()));
  },
};
`;
const configuration = { name: "rolecall", main: "worker.mjs", compatibility_date: "2024-01-01" };
const modules = await bundleWorker(
  stage({ "worker.mjs": worker, "wrangler.json": JSON.stringify(configuration) }),
);

test("wrangler leaves the modules files, and their text out", () => {
  assert.deepEqual(
    modules.map(({ type }) => type),
    ["ESModule", "CompiledWasm", "CompiledWasm"],
  );
  assert.ok(modules[0].contents.length < 300_000);
});

// Long before workerd compiled bytes anywhere, and now.
for (const compatibilityDate of ["2022-10-31", "2026-04-01"]) {
  test(`workerd as of ${compatibilityDate}`, async () => {
    const started = await startWorker(modules, { compatibilityDate });
    after(() => started.dispose());
    const body = JSON.stringify(given);
    const response = await started.dispatchFetch("http://worker/", { method: "POST", body });
    assert.equal(response.status, 200);
    holds(await response.json());
  });
}
