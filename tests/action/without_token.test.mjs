// Policies alone, and tokens that are predicted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { policy, run } from "./harness.mjs";

const event = {
  repository: { visibility: "private", default_branch: "main" },
  pull_request: { number: 7, head: { repo: { id: 74 } }, base: { repo: { id: 74 } } },
};
const inPullRequest = {
  GITHUB_EVENT_NAME: "pull_request",
  GITHUB_REF: "refs/pull/7/merge",
  GITHUB_BASE_REF: "main",
  GITHUB_HEAD_REF: "feature",
};
const files = { "deploy.json": policy("deploy"), "production.json": policy("production") };

test("policies alone: no token is asked for, even where one could be", async () => {
  for (const claims of [null, undefined]) {
    const { code, outputs, summary, audiences } = await run({
      files,
      inputs: { policy: "deploy.json", token: "none" },
      claims,
      env: inPullRequest,
    });
    assert.equal(code, 0);
    assert.deepEqual(audiences, []);
    assert.equal(outputs.decision, "");
    assert.equal(outputs.reason, "");
    assert.equal(outputs.summary, "2 notes");
    assert.match(summary, /recyclable-name/);
    assert.doesNotMatch(summary, /allowed|denied|signature/);
  }
});

test("a policy about which there is nothing to say", async () => {
  const text = policy("production").replace(
    '"token.actions.githubusercontent.com:aud"',
    '"token.actions.githubusercontent.com:repository_id": "74",\n          "token.actions.githubusercontent.com:aud"',
  );
  const { code, outputs, summary } = await run({
    files: { "a.json": text },
    inputs: { policy: "a.json", token: "none", "fail-on": "note" },
    claims: null,
  });
  assert.deepEqual([code, outputs.summary, outputs.findings], [0, "nothing to report", "[]"]);
  assert.match(summary, /✅ nothing to report/);
});

test("what the relying party would say of a policy is told, and counts as a finding", async () => {
  const text = policy("deploy").replace('"Version"', '"Versions"');
  const { code, outputs, summary, annotations } = await run({
    files: { "a.json": text },
    inputs: { policy: "a.json", token: "none", "fail-on": "error" },
    claims: null,
  });
  assert.equal(code, 1);
  assert.match(summary, /\*\*What the relying party would say of the policy\*\*\n\n- \*\*error\*\*/);
  const [{ line, title }] = annotations;
  assert.equal(line, "2");
  assert.equal(title, `rolecall: ${JSON.parse(outputs.findings)[0].id}`);
});

test("the token of this very job, predicted", async () => {
  const { code, outputs, summary } = await run({
    files,
    inputs: { policy: "deploy.json", token: "predict" },
    claims: null,
    event,
    env: inPullRequest,
  });
  assert.equal(code, 1);
  assert.equal(outputs.decision, "deny");
  assert.match(outputs.summary, /`repo:octo-org\/octo-repo:pull_request`/);
  assert.match(summary, /_The token was predicted: no job was given it._/);
  assert.match(summary, /- `sub` is inferred: names alone are assumed/);
});

test("the token of another job, from a pull request", async () => {
  const predict = (policyName, job) =>
    run({ files, inputs: { policy: `${policyName}.json`, token: "predict", job }, claims: null, event, env: inPullRequest });
  assert.equal((await predict("deploy", "event: push")).outputs.decision, "allow");
  assert.equal((await predict("deploy", "event: push\nref: other")).outputs.decision, "deny");
  assert.equal((await predict("production", "event: push\n environment :  production")).outputs.decision, "allow");
  assert.equal((await predict("production", "environment: staging")).outputs.decision, "deny");
  const immutable = await predict("deploy", "event: push\nimmutable: true");
  assert.equal(immutable.outputs.decision, "deny");
  assert.match(immutable.outputs.summary, /repo:octo-org@65\/octo-repo@74:/);
  assert.doesNotMatch(immutable.summary, /is inferred/);
  const elsewhere = await predict("deploy", "event: push\nrepository: octo-org/other");
  assert.match(elsewhere.outputs.summary, /repo:octo-org\/other:/);
});

test("a verdict that hangs on what was made up says so", async () => {
  const text = policy("deploy").replace(
    '"token.actions.githubusercontent.com:aud"',
    '"token.actions.githubusercontent.com:workflow": "deploy",\n          "token.actions.githubusercontent.com:aud"',
  );
  const { summary } = await run({
    files: { "a.json": text },
    inputs: { policy: "a.json", token: "predict", job: "event: push" },
    claims: null,
    event,
  });
  assert.match(summary, /- `workflow` is made-up: /);
});

test("no token is predicted for a pull request from a fork", async () => {
  const fork = {
    repository: { visibility: "public", default_branch: "main" },
    pull_request: { number: 7, head: { repo: null }, base: { repo: { id: 74 } } },
  };
  const inputs = { policy: "deploy.json", token: "predict" };
  const own = await run({ files, inputs, claims: null, event: fork, env: inPullRequest });
  assert.equal(own.code, 1);
  assert.equal(own.outputs.reason, "invalid-token-spec");
  assert.match(own.outputs.summary, /from a fork/);
  const after = await run({ files, inputs: { ...inputs, job: "event: push" }, claims: null, event: fork, env: inPullRequest });
  assert.equal(after.outputs.decision, "allow");
});
