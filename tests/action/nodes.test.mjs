// The versions of Node that runners have had since actions could be of version 20.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { policy, pulled, pushed, root, run } from "./harness.mjs";

const { node: programOf } = await import(pathToFileURL(path.join(root, "tests", "runtimes", "hosts.mjs")));

for (const major of [20, 24]) {
  const node = programOf(major);
  const skip = node === undefined && `npm has no Node ${major} for this machine`;

  test(`Node ${major}`, { skip }, async () => {
    const job = { files: { "infra/a.json": policy("deploy") }, inputs: { policy: "infra/*.json" }, node };
    for (const [claims, code, decision] of [
      [pushed, 0, "allow"],
      [pulled, 1, "deny"],
    ]) {
      const result = await run({ ...job, claims });
      assert.deepEqual([result.code, result.outputs.decision], [code, decision]);
      assert.match(result.summary, /^## rolecall: `infra\/a.json`\n/);
    }
    const down = await run({ ...job, answer: (response) => response.writeHead(500).end() });
    assert.deepEqual([down.code, down.outputs.reason], [1, "token-request-failed"]);
  });
}
