// One intent in every language: the verdicts of `examples/same-intent`, through the package.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile } from "rolecall";

const root = process.env.ROLECALL_ROOT;
const folder = path.join(root, "examples", "same-intent");
const read = (name) => readFileSync(path.join(folder, name), "utf8");
const languages = JSON.parse(read("languages.json"));
const tokens = JSON.parse(read("tokens.json"));

for (const { title, relyingParty, policy: file, audience, request, otherwise = {} } of languages) {
  test(title, () => {
    const policy = compile(read(file), { relyingParty });
    for (const { id, decision, claims } of tokens) {
      const evaluation = policy.evaluate({ aud: audience, ...claims }, request);
      assert.equal(evaluation.decision, otherwise[id]?.decision ?? decision, id);
    }
  });
}

test("the command of the README lets the token in", () => {
  const [, command] = /^\$ (.*)$/m.exec(read("README.md"));
  const program = fileURLToPath(new URL("../node_modules/.bin/rolecall", import.meta.url));
  const run = command.replaceAll("npx rolecall", `"${program}"`);
  const { status, stderr } = spawnSync("bash", ["-c", run], { cwd: root, encoding: "utf8" });
  assert.equal(status, 0, stderr);
});
