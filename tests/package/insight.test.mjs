// Questions about all tokens: what `tests/insight` expects, through the package and its command line.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile } from "rolecall";
import * as insight from "rolecall/insight";

const HOST = "token.actions.githubusercontent.com";
const vectors = path.join(process.env.ROLECALL_ROOT, "tests", "insight");

/** A policy of AWS, from its conditions. */
function trustPolicy(conditions) {
  const statements = conditions.map(({ effect = "Allow", ...condition }) => ({
    Effect: effect,
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${HOST}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: condition,
  }));
  return JSON.stringify({ Version: "2012-10-17", Statement: statements }).replaceAll("gh:", `${HOST}:`);
}

function policyOf(kase, name) {
  if (kase[name] !== undefined) return compile(trustPolicy(kase[name]), { relyingParty: "aws" });
  const text = typeof kase.policy === "string" ? kase.policy : JSON.stringify(kase.policy);
  return compile(text, { relyingParty: kase.relyingParty });
}

function ask(kase) {
  const options = { template: kase.template, request: kase.request };
  const policy = policyOf(kase, "allow");
  const confirm = (token, by = policy) => assert.ok(by.allows(token, kase.request));
  if (kase.prove !== undefined) {
    const proof = insight.prove(policy, kase.prove, options);
    if (proof.result === "refuted") confirm(proof.token);
    return proof;
  }
  if (kase.after !== undefined) {
    const changed = policyOf(kase, "after");
    const found = insight.compare(policy, changed, options);
    for (const token of found.gained) confirm(token, changed);
    for (const token of found.lost) confirm(token);
    return found;
  }
  if (kase.break !== undefined) {
    const found = insight.breakTest(policy, kase.break, options);
    const nameOf = ({ change, words }) => (change === "missing-claim" ? words : change);
    return { getsIn: found.filter(({ getsIn }) => getsIn).map(nameOf).sort(), tried: found.length };
  }
  const found = insight.whoGetsIn(policy, options);
  for (const { token } of found.kinds) confirm(token);
  return found;
}

for (const file of readdirSync(vectors).filter((name) => name.endsWith(".json"))) {
  for (const kase of JSON.parse(readFileSync(path.join(vectors, file), "utf8")).cases) {
    test(`${file}: ${kase.name}`, () => {
      const found = ask(kase);
      for (const [name, value] of Object.entries(kase.expected)) {
        if (name === "token") for (const claim of Object.keys(value)) assert.equal(found.token[claim], value[claim]);
        else assert.deepEqual(found[name], value, name);
      }
    });
  }
}

test("what makes no question is refused", () => {
  const policy = compile(trustPolicy([{ StringLike: { "gh:sub": "repo:octo-org/*" } }]));
  const refused = (ask, code) => assert.throws(ask, { name: "RolecallError", code });
  refused(() => insight.prove(policy, {}), "invalid-invariant");
  refused(() => insight.prove(policy, { only: { repositry: "a/*" } }), "invalid-invariant");
  refused(() => insight.prove(policy, { always: {} }), "invalid-question");
  refused(() => insight.prove(policy, { only: { repository: 1 } }), "invalid-question");
  refused(() => insight.whoGetsIn(policy, { issuer: "gitlab" }), "invalid-question");
  refused(() => insight.whoGetsIn({}), "invalid-argument");
  refused(() => insight.breakTest(policy, { iss: "https://example.com" }), "token-not-in-model");
  policy.free();
  refused(() => insight.whoGetsIn(policy), "policy-disposed");
});

test("what is required is what is imported", () => {
  const required = createRequire(import.meta.url)("rolecall/insight");
  assert.deepEqual(Object.keys(insight).sort(), ["breakTest", "compare", "prove", "whoGetsIn"]);
  for (const name of Object.keys(insight)) assert.equal(typeof required[name], "function");
});

const folder = mkdtempSync(path.join(tmpdir(), "rolecall-"));
after(() => rmSync(folder, { recursive: true }));

function run(...args) {
  const program = fileURLToPath(new URL("../node_modules/.bin/rolecall", import.meta.url));
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("the command line", () => {
  const file = (name, conditions) => writeFileSync(path.join(folder, name), trustPolicy(conditions));
  file("owner.json", [{ StringLike: { "gh:sub": "repo:octo-org/*" } }]);
  file("prefix.json", [{ StringLike: { "gh:sub": "repo:octo-org*" } }]);
  file("anybody.json", [{ StringEquals: { "gh:aud": "sts.amazonaws.com" } }]);
  file("address.json", [{ StringLike: { "gh:sub": "repo:octo-org*" }, IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }]);
  const only = ["--only", "repository=octo-org/*"];

  let came = run("who", "owner.json");
  assert.equal(came.status, 0, came.stderr);
  assert.match(came.stdout, /^owner\.json: any repository of `octo-org`, pull requests included\n/);
  assert.equal(run("who", "anybody.json").status, 1);
  assert.equal(JSON.parse(run("who", "owner.json", "--format", "json").stdout).strangers, false);

  assert.deepEqual(run("prove", "owner.json", ...only), { status: 0, stdout: "owner.json: proved\n", stderr: "" });
  came = run("prove", "owner.json", "prefix.json", ...only);
  assert.equal(came.status, 1);
  assert.match(came.stdout, /^owner\.json: proved\nprefix\.json: refuted, by only repository\n {2}repo:octo-org/);
  came = run("prove", "address.json", ...only);
  assert.equal(came.status, 2);
  assert.match(came.stdout, /unknown\n {2}hangs on\n.*aws:SourceIp/);
  assert.equal(run("prove", "address.json", ...only, "--context", "aws:SourceIp=10.1.1.1").status, 1);
  assert.equal(run("prove", "owner.json").status, 3);

  came = run("diff", "owner.json", "prefix.json");
  assert.equal(came.status, 1);
  assert.match(came.stdout, /^wider\ngets in now and did not\n {2}repo:octo-org/);
  assert.deepEqual(run("diff", "prefix.json", "owner.json").status, 0);
  assert.deepEqual(run("diff", "owner.json", "owner.json"), { status: 0, stdout: "equal\n", stderr: "" });

  writeFileSync(path.join(folder, "token.json"), run("token", "--repo", "octo-org/app").stdout);
  came = run("break", "owner.json", "token.json");
  assert.equal(came.status, 1, came.stderr);
  assert.match(came.stdout, /^gets in {3}another repository of the same owner$/m);
  assert.match(came.stdout, /^kept out {2}an owner whose name begins with that of this one$/m);
});
