// Two copies of the module, as when one dependency imports it and another requires it.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as imported from "rolecall";
import { allowed, now, policyText } from "./fixtures.mjs";

const required = createRequire(import.meta.url)("rolecall");

test("each works, and neither knows the other's policies", () => {
  assert.notEqual(imported.compile, required.compile);
  const left = imported.compile(policyText);
  const right = required.compile(policyText);
  assert.deepEqual(
    left.evaluate(allowed, { now }).toJSON(),
    right.evaluate(allowed, { now }).toJSON(),
  );
  assert.throws(() => imported.allowsMatrix([left, right], [allowed]), {
    code: "invalid-argument",
    message: /`policies\[1\]`/,
  });
  left.free();
  assert.equal(right.allows(allowed), true);
});

test("errors are told by their code, whichever copy threw", () => {
  for (const { compile } of [imported, required]) {
    assert.throws(() => compile("{"), { name: "RolecallError", code: "invalid-json" });
  }
  try {
    required.compile("{");
  } catch (error) {
    assert.equal(error instanceof imported.RolecallError, false);
  }
});

test("nothing is left in the global object", () => {
  const left = Object.getOwnPropertySymbols(globalThis).map(String);
  assert.equal(left.filter((name) => name.includes("rolecall")).length, 0, left.join());
});
