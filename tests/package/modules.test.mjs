// What decides is a module of its own: every verdict comes without the other one, which is loaded
// when something of it is first asked for.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

let instances = 0;
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...given) {
    super(...given);
    instances += 1;
  }
};

// A vector that names no time is asked without one; the package would fill in the host's.
Date.now = () => NaN;

const { allowsMatrix, attributes, compile, decodeToken } = await import("rolecall");
const path = process.env.ROLECALL_VECTORS;
const vectors = existsSync(path ?? "") ? JSON.parse(readFileSync(path, "utf8")) : [];

test("every vector has its verdict and its trace from the evaluator alone", () => {
  assert.ok(vectors.length >= 250, `${vectors.length} vectors in \`${path}\``);
  let evaluated = 0;
  for (const { id, relyingParty, policyText, token, request, head, trace, diagnostics } of vectors) {
    const code = (call) => {
      try {
        return { value: call() };
      } catch (error) {
        if (error.name !== "RolecallError") throw error;
        return {};
      }
    };
    code(() => decodeToken(token));
    code(() => attributes(token, { relyingParty }));
    const { value: policy } = code(() => compile(policyText, { relyingParty }));
    if (policy === undefined) continue;
    assert.deepEqual(policy.diagnostics, diagnostics, id);
    code(() => policy.attributes(token, request));
    code(() => policy.allows(token, request));
    code(() => allowsMatrix([policy], [token], request));
    const { value: evaluation } = code(() => policy.evaluate(token, request));
    if (evaluation !== undefined) {
      const { decision, reason, caveats, tokenVerified } = evaluation;
      assert.deepEqual({ decision, reason, caveats, tokenVerified, trace: evaluation.trace }, { ...head, trace }, id);
      evaluated += 1;
    }
    policy.free();
  }
  assert.ok(evaluated > vectors.length / 2, `${evaluated} of ${vectors.length}`);
  assert.equal(instances, 1, "the evaluator, and nothing else");
});

test("what explains comes when it is asked, once", () => {
  const policy = compile(vectors.find(({ diagnostics }) => diagnostics?.length === 0).policyText);
  policy.lint();
  assert.equal(instances, 2);
  policy.lint();
  const { summary } = policy.evaluate("{}", { now: 1795000400 }).explanation;
  assert.equal(typeof summary, "string");
  assert.equal(instances, 2);
});

// What a page loads. Bytes that are added have to be worth it.
const BUDGETS = { "rolecall.wasm": 590, "advice.wasm": 335 };

for (const [name, most] of Object.entries(BUDGETS)) {
  test(`${name} takes at most ${most} KB, compressed`, () => {
    const file = new URL(`../node_modules/rolecall/generated/${name}`, import.meta.url);
    const { length } = gzipSync(readFileSync(file), { level: 9 });
    assert.ok(length <= most * 1024, `${length} bytes`);
  });
}
