// The vectors through the package: the very JSON that the same core gives natively.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { allowsMatrix, compile } from "rolecall";

const path = process.env.ROLECALL_VECTORS;
const vectors = existsSync(path ?? "") ? JSON.parse(readFileSync(path, "utf8")) : [];

// A vector that names no time is asked without one; the package would fill in the host's.
Date.now = () => NaN;

test("there are as many as there should be", () => {
  assert.ok(vectors.length >= 250, `${vectors.length} vectors in \`${path}\`: the Rust tests write them`);
});

test("most of them are asked with an object too", () => {
  const count = vectors.filter(({ token }) => asObject(token).length > 0).length;
  assert.ok(count > vectors.length / 2, `${count} of ${vectors.length}`);
});

for (const vector of vectors) test(vector.id, () => check(vector));

function check({ relyingParty, policyText, token, request, error, head, trace, explanation, allows, diagnostics }) {
  const compiling = attempt(() => compile(policyText, { relyingParty }));
  if (compiling.error !== undefined) {
    assert.equal(compiling.error.code, error);
    return;
  }
  const policy = compiling.value;
  assert.deepEqual(policy.diagnostics, diagnostics);
  for (const form of [token, ...asObject(token)]) {
    const evaluating = attempt(() => policy.evaluate(form, request));
    const allowing = attempt(() => policy.allows(form, request));
    const batch = attempt(() => allowsMatrix([policy], [form], request)[0]);
    if (error !== null) {
      assert.equal(evaluating.error?.code, error);
      // Of an object `allows` looks at no more than matters, and may not see what is wrong.
      for (const { error: found } of [allowing, batch]) {
        if (typeof form === "string" || found !== undefined) assert.equal(found?.code, error);
      }
      continue;
    }
    for (const attempted of [evaluating, allowing, batch]) {
      if (attempted.error !== undefined) throw attempted.error;
    }
    assert.deepEqual(evaluating.value.toJSON(), { ...head, trace, explanation });
    assert.equal(allowing.value, allows === 1);
    assert.equal(batch.value, allows);
  }
}

function attempt(call) {
  try {
    return { value: call() };
  } catch (error) {
    if (error.name !== "RolecallError") throw error;
    return { error };
  }
}

/** The claims as an object, where that loses nothing of what the text says. */
function asObject(token) {
  try {
    const claims = JSON.parse(token);
    const isObject = typeof claims === "object" && claims !== null && !Array.isArray(claims);
    return isObject && JSON.stringify(claims) === token ? [claims] : [];
  } catch {
    return [];
  }
}
