import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

test("3,000 requests while the server of the keys fails in every way: no wrong answer", async () => {
  const { requests, outcomes, wrong, fetches, memory } = await load(3_000);
  assert.ok(requests >= 3_000);
  assert.deepEqual(wrong.slice(0, 10), []);
  for (const outcome of ["200", "403 condition-not-met", "401 signature-invalid", "503 jwks-unreachable"]) {
    assert.ok(outcomes[outcome] > 0, `${outcome} was met`);
  }
  // What makes a guard ask may not be what makes it ask without end.
  assert.ok(fetches < 200, `${fetches} requests for the keys`);
  assert.ok(memory.every((mebibytes) => mebibytes < 512), String(memory));
});
