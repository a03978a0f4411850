import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

test("callers that are deoptimised in the middle of a call survive", { timeout: 300_000 }, () => {
  const script = fileURLToPath(new URL("stress.mjs", import.meta.url));
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", script],
    { encoding: "utf8" },
  );
  assert.equal(signal, null, stderr.slice(0, 2_000));
  assert.equal(status, 0, stderr.slice(0, 2_000));
  assert.ok(JSON.parse(stdout).calls >= 15, stdout);
});
