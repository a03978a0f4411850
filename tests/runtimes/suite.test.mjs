// A suite that finds nothing wrong, whatever is wrong, would pass in every host.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { given, holds } from "./stage.mjs";
import { run } from "./suite.mjs";

const rolecall = await import(
  pathToFileURL(join(process.env.ROLECALL_PACKAGE, "lib", "embedded.js"))
);

test("the suite holds here", async () => holds(await run({ rolecall }, given)));

const allowed = given.vectors.find(
  ({ allows, trace }) => allows === 1 && trace.children?.length > 0,
);
const refused = given.vectors.find(({ error }) => error !== null);

for (const [title, vector] of Object.entries({
  "another decision": { ...allowed, head: { ...allowed.head, decision: "deny" } },
  "another reason": {
    ...allowed,
    head: { ...allowed.head, reason: { ...allowed.head.reason, message: "x" } },
  },
  "a step less": {
    ...allowed,
    trace: { ...allowed.trace, children: allowed.trace.children.slice(1) },
  },
  "another explanation": { ...allowed, explanation: null },
  "another diagnostic": { ...allowed, diagnostics: [{}] },
  "allowed, and is not": { ...allowed, allows: 0 },
  "refused, and is not": { ...allowed, error: "invalid-token" },
  "refused for another reason": { ...refused, error: "x" },
  "not refused, and is": { ...refused, error: null },
})) {
  test(`the suite tells ${title}`, async () => {
    const { failures } = await run({ rolecall }, { vectors: [vector] });
    assert.equal(failures.length, 1);
  });
}

test("a suite that ran less is told", async () => {
  const found = await run({ rolecall }, { vectors: given.vectors.slice(1) });
  assert.throws(() => holds(found));
});
