// The cases of verification through the package, by `node:crypto` and by Web Cryptography: the very
// answer that the crate gives natively.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

const suite = join(process.env.ROLECALL_ROOT, "tests", "runtimes", "suite.mjs");
const { checkVerification } = await import(pathToFileURL(suite));

const path = process.env.ROLECALL_VERIFICATION;
const cases = existsSync(path ?? "") ? JSON.parse(readFileSync(path, "utf8")) : [];

// The host is looked for when the package is loaded: two copies of it find two hosts.
const { subtle } = globalThis.crypto;
const count = { node: 0, web: 0 };
const { getBuiltinModule } = process;
const crypto = getBuiltinModule("node:crypto");
process.getBuiltinModule = (name) =>
  name === "node:crypto"
    ? { ...crypto, verify: (...given) => (count.node++, crypto.verify(...given)) }
    : getBuiltinModule(name);
const byNode = await import("rolecall/verify");
process.getBuiltinModule = undefined;
const byWeb = createRequire(import.meta.url)("rolecall/verify");
process.getBuiltinModule = getBuiltinModule;
const { verify } = subtle;
subtle.verify = (...given) => (count.web++, verify.apply(subtle, given));

test("there are as many as there should be", () => {
  assert.ok(cases.length >= 400, `${cases.length} cases in \`${path}\`: the Rust tests write them`);
});

for (const [name, module] of Object.entries({ node: byNode, web: byWeb })) {
  for (const given of cases) test(`${given.id}, ${name}`, () => checkVerification(module, given));
}

after(() => {
  assert.ok(count.node > 150, `node:crypto was asked ${count.node} times`);
  assert.ok(count.web > 150, `Web Cryptography was asked ${count.web} times`);
});
