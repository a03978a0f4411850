// Policies hold memory of the module; it is given back, once.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { compile } from "rolecall";
import { allowed, now, policyText } from "./fixtures.mjs";

test("a policy that was freed says so, whatever is asked of it", () => {
  const policy = compile(policyText);
  const evaluation = policy.evaluate(allowed, { now });
  policy.free();
  policy.free();
  for (const ask of [
    () => policy.relyingParty,
    () => policy.diagnostics,
    () => policy.evaluate(allowed),
    () => policy.allows(allowed),
    () => policy.attributes(allowed),
    () => evaluation.toText(),
    () => evaluation.toMarkdown(),
  ]) {
    assert.throws(ask, { name: "RolecallError", code: "policy-disposed" });
  }
  // What was said already stays.
  assert.equal(evaluation.decision, "allow");
  assert.equal(evaluation.toJSON().trace.outcome, "pass");
  assert.ok(!("explanation" in evaluation.toJSON()));
});

test("freeing one leaves others alone", () => {
  const policies = Array.from({ length: 100 }, () => compile(policyText));
  policies.forEach((policy, index) => index % 2 && policy.free());
  policies.forEach((policy, index) => {
    if (index % 2) assert.throws(() => policy.allows(allowed), { code: "policy-disposed" });
    else assert.equal(policy.allows(allowed), true);
  });
});

test("`using` frees", { skip: Symbol.dispose === undefined && "no Symbol.dispose" }, () => {
  const policy = compile(policyText);
  policy[Symbol.dispose]();
  assert.throws(() => policy.allows(allowed), { code: "policy-disposed" });
});

test("memory does not grow, freed or collected", { timeout: 120_000 }, () => {
  for (const mode of ["free", "collect"]) {
    const script = new URL("memory.mjs", import.meta.url).pathname;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", script, mode], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    const { early, late } = JSON.parse(stdout);
    assert.ok(late <= early * 1.2 + 2 ** 20, `${mode}: ${early} bytes grew to ${late}`);
  }
});
