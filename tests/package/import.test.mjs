// What importing the package touches: nothing of the host but what compiling and text need.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

test("as ES modules with nothing but what a browser has, it loads and answers", () => {
  const script = fileURLToPath(new URL("bare-host.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--experimental-vm-modules", "--no-warnings", script],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stderr);
  const { decision, globals, calls } = JSON.parse(stdout);
  assert.equal(decision, "deny");
  // The clock is read by `evaluate`, and by nothing before it.
  assert.deepEqual(calls, { "while loading": [], "while evaluating": ["Date.now"] });
  assert.deepEqual(globals, []);
});
