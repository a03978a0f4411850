// A suite that finds nothing wrong, whatever is wrong, would pass in every host.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { given, holds } from "./stage.mjs";
import { run } from "./suite.mjs";

const load = (name) => import(pathToFileURL(join(process.env.ROLECALL_PACKAGE, "lib", name)));
const rolecall = await load("embedded.js");
const verify = await load("verify-embedded.js");

test("the suite holds here", async () => holds(await run({ rolecall, verify }, given)));

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
    const vectors = [allowed, vector];
    const { failures } = await run({ rolecall, verify }, { vectors, verification: [] });
    assert.equal(failures.length, 1);
  });
}

const verified = given.verification.find(({ came }) => came.verified !== undefined);
const forged = given.verification.find(({ came }) => came.error?.code === "signature-invalid");

for (const [title, asked] of Object.entries({
  "other claims": { ...verified, came: { verified: { ...verified.came.verified, claims: {} } } },
  "verified, and is not": { ...forged, came: verified.came },
  "not verified, and is": { ...verified, came: forged.came },
  "not verified for another reason": { ...forged, came: { error: {} } },
})) {
  test(`the suite tells ${title}`, async () => {
    const verification = [asked];
    const { failures } = await run({ rolecall, verify }, { vectors: [allowed], verification });
    assert.equal(failures.length, 1);
  });
}

test("a suite that ran less is told", async () => {
  for (const list of ["vectors", "verification"]) {
    const less = { ...given, [list]: given[list].slice(1) };
    const found = await run({ rolecall, verify }, less);
    assert.throws(() => holds(found));
  }
});
