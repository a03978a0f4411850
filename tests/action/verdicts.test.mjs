// What comes of a token that GitHub gave: verdict, explanation, places, outputs, and whether the
// step fails.

import assert from "node:assert/strict";
import { test } from "node:test";
import { policy, pulled, pushed, run } from "./harness.mjs";

const deploy = { "infra/deploy.json": policy("deploy") };
const only = (annotations, level) => annotations.filter(({ name }) => name === level);

test("allow", async () => {
  const { code, outputs, summary, annotations, audiences, text } = await run({
    files: deploy,
    inputs: { policy: "infra/deploy.json" },
  });
  assert.equal(code, 0);
  assert.deepEqual(audiences, ["sts.amazonaws.com"]);
  assert.equal(outputs.decision, "allow");
  assert.equal(outputs.reason, "allowed");
  assert.match(outputs.summary, /^allowed: statement `DeployFromMain` is satisfied$/);
  assert.match(summary, /^## rolecall: `infra\/deploy.json`\n\n✅ \*\*allowed\*\*: /);
  assert.match(text, /allowed:/);
  assert.deepEqual(only(annotations, "error"), []);
});

test("deny: the sentence, what is behind it, what to do, then every test, then findings", async () => {
  const { code, outputs, summary, annotations, text } = await run({
    files: deploy,
    inputs: { policy: "infra/deploy.json" },
    claims: pulled,
  });
  assert.equal(code, 1);
  assert.equal(outputs.decision, "deny");
  assert.equal(outputs.reason, "condition-not-met");
  const sentence = "`sub` is `repo:octo-org/octo-repo:pull_request`, the policy wants `repo:octo-org/octo-repo:ref:refs/heads/main`";
  assert.equal(outputs.summary, `denied: ${sentence}`);
  const order = [
    `❌ **denied**: ${sentence}`,
    "- **the run is of a pull request",
    "  - fix: ",
    "<details><summary>every test</summary>",
    "</details>",
    "<details><summary>Findings, whatever the token: 2 notes</summary>",
    "`recyclable-name` at `infra/deploy.json:14:54`",
  ].map((part) => summary.indexOf(part));
  assert.ok(order.every((at, index) => at > (order[index - 1] ?? -1)), `${order}\n${summary}`);
  assert.ok(text.includes(`denied:\u001b[0m ${sentence}`));

  const [verdict, failure, ...others] = only(annotations, "error");
  assert.deepEqual(others, []);
  const { message, ...place } = verdict;
  assert.deepEqual(place, {
    name: "error",
    title: "rolecall: denied",
    file: "infra/deploy.json",
    line: "14",
    endLine: "14",
    col: "54",
    endColumn: "99",
  });
  assert.ok(message.startsWith(`${sentence}\n`));
  assert.match(message, /\nfix: /);
  assert.equal(failure.message, `denied, \`infra/deploy.json\`: ${sentence}\nfail-on: deny, error`);
});

test("findings are folded where they are notes alone", async () => {
  for (const [name, token, open] of [
    ["deploy", "request", ""],
    ["owner", "request", " open"],
    ["deploy", "none", " open"],
  ]) {
    const { summary } = await run({ files: { "a.json": policy(name) }, inputs: { policy: "a.json", token } });
    assert.ok(summary.includes(`<details${open}><summary>Findings, whatever the token: `), summary);
  }
});

test("indeterminate, and what decides it given", async () => {
  const files = { "address.json": policy("address") };
  const unknown = await run({ files, inputs: { policy: "address.json" } });
  assert.equal(unknown.code, 0, "a doubt is let pass, unless it is said otherwise");
  assert.equal(unknown.outputs.decision, "indeterminate");
  assert.equal(unknown.outputs.reason, "attribute-unknown");
  const [{ message, line }] = only(unknown.annotations, "warning");
  assert.match(message, /aws:SourceIp/);
  assert.match(policy("address").split("\n")[line - 1], /aws:SourceIp|203\.0\.113/);
  const context = (address) => ({ policy: "address.json", context: `aws:SourceIp = ${address}` });
  assert.equal((await run({ files, inputs: context("203.0.113.7") })).outputs.decision, "allow");
  assert.equal((await run({ files, inputs: context("198.51.100.7") })).outputs.decision, "deny");
});

test("the audience that is given, and the role that is asked for", async () => {
  const { outputs, audiences } = await run({
    files: deploy,
    inputs: { policy: "infra/deploy.json", audience: "https://example.com/?a=1&b", "role-arn": "arn:aws:iam::111122223333:role/deploy" },
  });
  assert.deepEqual(audiences, ["https://example.com/?a=1&b"]);
  assert.equal(outputs.decision, "deny");
  assert.match(outputs.summary, /`aud` is `https:\/\/example.com\/\?a=1&b`/);

  const claims = { ...pushed, "https://aws.amazon.com/roles": ["arn:aws:iam::111122223333:role/deploy"] };
  for (const [role, decision] of [
    ["arn:aws:iam::111122223333:role/deploy", "allow"],
    ["arn:aws:iam::111122223333:role/other", "deny"],
    ["", "indeterminate"],
  ]) {
    const inputs = { policy: "infra/deploy.json", "role-arn": role };
    assert.equal((await run({ files: deploy, inputs, claims })).outputs.decision, decision, role);
  }
});

test("each relying party is asked about a token with its own audience", async () => {
  const { code, outputs, audiences } = await run({
    files: { ...deploy, "infra/entra.json": policy("entra") },
    inputs: { policy: "infra/*.json" },
  });
  assert.deepEqual(audiences, ["sts.amazonaws.com", "api://AzureADTokenExchange"]);
  assert.deepEqual([code, outputs.decision], [0, "allow"]);
});

test("several policies: one token, and the worst counts", async () => {
  const files = {
    "infra/a/deploy.json": policy("deploy"),
    "infra/b/production.json": policy("production"),
    "infra/b/address.json": policy("address"),
    "infra/b/.hidden.json": policy("deploy"),
    "other/deploy.json": "{}",
  };
  const { code, outputs, summary, audiences } = await run({
    files,
    inputs: { policy: "# ours\ninfra/**/*.json\n\n!infra/**/.hidden.json" },
  });
  assert.equal(code, 1);
  assert.deepEqual(audiences, ["sts.amazonaws.com"]);
  assert.equal(outputs.decision, "deny");
  assert.match(outputs.summary, /^denied, `infra\/b\/production.json`: /);
  const rows = summary.split("\n").filter((line) => line.startsWith("| `"));
  assert.deepEqual(rows, [
    "| `infra/b/production.json` | ❌ denied | 1 note |",
    "| `infra/b/address.json` | ❔ cannot tell | 2 notes |",
    "| `infra/a/deploy.json` | ✅ allowed | 2 notes |",
  ]);
  assert.equal(summary.match(/^### `infra\//gm).length, 3);
  const good = await run({ files, inputs: { policy: "infra/a/*.json\ninfra/b/.hidden.json" } });
  assert.equal(good.outputs.decision, "allow");
  assert.equal(good.code, 0);
});

test("a policy inside of another document is annotated there", async () => {
  const text = policy("get-role");
  const { outputs, annotations, summary } = await run({
    files: { "get-role.json": text },
    inputs: { policy: "get-role.json" },
    claims: pulled,
  });
  assert.equal(outputs.decision, "deny");
  const wanted = '"repo:octo-org/octo-repo:ref:refs/heads/main"';
  const line = text.split("\n").findIndex((line) => line.includes(wanted)) + 1;
  const column = text.split("\n")[line - 1].indexOf(wanted) + 1;
  assert.ok(line > 18, "further down than in the policy");
  for (const annotation of annotations.filter(({ file }) => file !== undefined)) {
    const { file, col, endColumn } = annotation;
    assert.deepEqual(
      { file, line: annotation.line, col, endColumn },
      { file: "get-role.json", line: `${line}`, col: `${column}`, endColumn: `${column + wanted.length}` },
    );
  }
  assert.ok(summary.includes(`at \`get-role.json:${line}:${column}\``), summary);
  assert.match(summary, /^## rolecall: `get-role.json \(deploy\)`$/m);
  for (const finding of JSON.parse(outputs.findings)) assert.equal(finding.line, line);
});

test("a policy that is a string in a document is annotated at the string", async () => {
  const text = policy("plan");
  const { outputs, annotations, summary } = await run({
    files: { "plan.json": text },
    inputs: { policy: "plan.json" },
  });
  assert.equal(outputs.decision, "deny");
  assert.match(outputs.summary, /^denied, `plan.json \(aws_iam_role.production\)`/);
  const lines = text.split("\n");
  const [verdict] = only(annotations, "error");
  assert.match(lines[verdict.line - 1].slice(verdict.col - 1), /^"\{\\"Version/);
  assert.match(lines[verdict.line - 1], /environment:production/);
  assert.match(verdict.message, /^`aws_iam_role.production`, line 1 of the policy:\n/);
  assert.match(summary, /\| `plan.json \(aws_iam_role.deploy\)` \| ✅ allowed \|/);

  const named = await run({ files: { "plan.json": text }, inputs: { policy: "plan.json", name: "aws_iam_role.deploy" } });
  assert.equal(named.outputs.decision, "allow");
  assert.equal(named.code, 0);
  const misnamed = await run({ files: { "plan.json": text }, inputs: { policy: "plan.json", name: "deploy" } });
  assert.equal(misnamed.code, 1);
  assert.equal(misnamed.outputs.reason, "no-policy");
  assert.match(misnamed.annotations[0].message, /`aws_iam_role.deploy`, `aws_iam_role.production`/);
});

test("a server without job summaries", async () => {
  const { code, outputs, summary, annotations } = await run({
    files: deploy,
    inputs: { policy: "infra/deploy.json" },
    env: { GITHUB_STEP_SUMMARY: undefined },
  });
  assert.deepEqual([code, outputs.decision, summary], [0, "allow", ""]);
  assert.match(only(annotations, "warning")[0].message, /no job summary was written/);
});

test("a byte order mark and lines that end as on Windows leave places true", async () => {
  const text = `\ufeff${policy("deploy").replaceAll("\n", "\r\n")}`;
  const { annotations } = await run({ files: { "deploy.json": text }, inputs: { policy: "deploy.json" }, claims: pulled });
  const [{ line, col, endColumn }] = annotations;
  assert.deepEqual([line, col, endColumn], ["14", "54", "99"]);
});

const FAILS = {
  never: [],
  deny: ["deny"],
  indeterminate: ["deny", "indeterminate"],
  error: ["error"],
  warning: ["error", "warning"],
  note: ["error", "warning", "note"],
  "deny, warning": ["deny", "error", "warning"],
  "\n indeterminate\n error": ["deny", "indeterminate", "error"],
};
const CASES = {
  // No findings but notes.
  deny: { policy: "deploy", claims: pulled, also: ["note"] },
  indeterminate: { policy: "address", claims: pushed, also: ["note"] },
  error: { policy: "anybody", claims: pushed, also: [] },
  warning: { policy: "owner", claims: pushed, also: ["note"] },
  note: { policy: "deploy", claims: pushed, also: [] },
};
for (const [failOn, fails] of Object.entries(FAILS)) {
  test(`fail-on ${JSON.stringify(failOn)}`, async () => {
    for (const [what, { policy: name, claims, also }] of Object.entries(CASES)) {
      const { code, outputs } = await run({
        files: { "a.json": policy(name) },
        inputs: { policy: "a.json", "fail-on": failOn },
        claims,
      });
      const found = JSON.parse(outputs.findings).map(({ severity }) => severity);
      const present = new Set([outputs.decision, ...found]);
      for (const one of [what, ...also]) assert.ok(present.has(one), `${name}: ${[...present]}`);
      assert.equal(code, [what, ...also].some((one) => fails.includes(one)) ? 1 : 0, what);
    }
  });
}

test("without `fail-on` a denial and errors fail, nothing else", async () => {
  for (const [what, { policy: name, claims }] of Object.entries(CASES)) {
    const { code } = await run({ files: { "a.json": policy(name) }, inputs: { policy: "a.json" }, claims });
    assert.equal(code, ["deny", "error"].includes(what) ? 1 : 0, what);
  }
});
