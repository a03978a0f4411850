// The example as a Cloudflare Worker: bundled by wrangler, run in workerd.

import { after, test } from "node:test";
import { keyServer } from "../package/issuer.mjs";
import { bundleWorker, startWorker } from "../runtimes/hosts.mjs";
import { failsClosed, holds } from "./route.mjs";
import { AUDIENCE, ISSUER, key, stage } from "./stage.mjs";

const { folder, remove } = stage();
after(remove);
const modules = await bundleWorker(folder);
const server = await keyServer([key.jwk]);
after(() => server.close());

async function start() {
  const logged = [];
  const worker = await startWorker(modules, {
    compatibilityDate: "2025-06-01",
    bindings: { ISSUER, AUDIENCE, JWKS_URL: server.url },
    handleRuntimeStdio(stdout) {
      let rest = "";
      stdout.setEncoding("utf8").on("data", (text) => {
        const parts = (rest + text).split("\n");
        rest = parts.pop();
        logged.push(...parts.filter((line) => line.startsWith("{")));
      });
    },
  });
  after(() => worker.dispose());
  const lines = async (atLeast = 0) => {
    for (let waited = 0; logged.length < atLeast && waited < 200; waited++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return logged;
  };
  return { ask: (path, init) => worker.dispatchFetch(`https://example.com${path}`, init), lines };
}

test("each token gets the answer that it has to", async () => {
  const { ask, lines } = await start();
  await holds(ask, server, lines);
});

test("without keys nobody gets in, and with them again", async () => {
  const { ask } = await start();
  await failsClosed(ask, server);
});
