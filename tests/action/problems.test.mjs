// What stands in the way of an answer is said, with what to do, and fails the step whatever
// `fail-on` says; what can be told all the same is told.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { policy, run } from "./harness.mjs";

const files = { "deploy.json": policy("deploy") };
const inputs = { policy: "deploy.json", "fail-on": "never" };

/** A run that fails, with this code and message, and no decision. */
async function fails(job, code, message) {
  const result = await run({ files, ...job, inputs: { ...inputs, ...job.inputs } });
  assert.equal(result.code, 1);
  assert.equal(result.outputs.decision, "");
  assert.equal(result.outputs.reason, code);
  assert.match(result.outputs.summary, /^no answer/);
  assert.match(result.outputs.summary, message);
  const errors = result.annotations.filter(({ name }) => name === "error");
  assert.ok(errors.some((error) => message.test(error.message)), JSON.stringify(errors));
  assert.ok(result.summary.includes(`⚠️ **no answer** (\`${code}\`)`), result.summary);
  return { ...result, failure: errors.at(-1).message };
}

describe("the endpoint", { concurrency: true }, () => {
  test("down", async () => {
    await fails(
      { env: { ACTIONS_ID_TOKEN_REQUEST_URL: "http://127.0.0.1:1/token?a=b", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "x" }, claims: null },
      "token-request-failed",
      /GitHub gave no token: .*ECONNREFUSED/,
    );
  });

  test("in trouble", async () => {
    const answer = (response) => response.writeHead(500).end('{"message":"internal\\n::error::error"}');
    await fails({ answer }, "token-request-failed", /GitHub gave no token: .*500/);
  });

  test("busy, until it is not", async () => {
    let asked = 0;
    const answer = (response) => {
      asked += 1;
      response.writeHead(503).end();
    };
    await fails({ answer }, "token-request-failed", /GitHub gave no token/);
    assert.ok(asked > 2, "it was asked again");
  });

  test("silent", async () => {
    const begin = Date.now();
    await fails({ answer: () => {} }, "token-request-failed", /no answer within 20 seconds/);
    assert.ok(Date.now() - begin < 40_000);
  });

  test("with an answer that holds no token", async () => {
    const answer = (response) => response.end("{}");
    await fails({ answer }, "token-request-failed", /ID Token field/);
  });

  test("with a token that is none: nothing of it is told", async () => {
    for (const [value, code] of [
      ["garbage-that-may-be-a-secret", "invalid-token"],
      ["e30.garbage-that-may-be-a-secret.AAAA", "invalid-unicode"],
    ]) {
      const answer = (response) => response.end(JSON.stringify({ value }));
      const { text, summary, commands, outputs } = await fails({ answer }, code, /./);
      const told = JSON.stringify([text, summary, commands, outputs]);
      assert.ok(!told.includes("garbage"), told);
    }
  });
});

describe("no permission to ask for a token", () => {
  test("of the job", async () => {
    const { failure, summary, outputs, annotations } = await fails({ claims: null }, "no-token", /`id-token: write`/);
    assert.match(failure, /write `permissions: \{ id-token: write, contents: read \}` in the job/);
    assert.match(summary, /recyclable-name/, "the findings are told all the same");
    assert.ok(JSON.parse(outputs.findings).length > 0);
    assert.ok(annotations.some(({ title }) => title === "rolecall: recyclable-name"));
  });

  const repository = (id) => ({ id, full_name: `owner${id}/repo` });
  const pullRequest = (head) => ({ pull_request: { number: 7, head: { repo: head }, base: { repo: repository(74) } } });

  test("because the pull request is from a fork, even one that is gone", async () => {
    for (const head of [repository(75), null]) {
      const job = { claims: null, event: pullRequest(head), env: { GITHUB_EVENT_NAME: "pull_request" } };
      const { failure } = await fails(job, "no-token", /pull request from a fork/);
      assert.match(failure, /`token: none`.*`token: predict`/);
      assert.doesNotMatch(failure, /permissions/);
    }
  });

  test("in a pull request of the repository itself, or for it, that is not why", async () => {
    const own = { claims: null, event: pullRequest(repository(74)), env: { GITHUB_EVENT_NAME: "pull_request" } };
    await fails(own, "no-token", /`id-token: write`/);
    const target = { claims: null, event: pullRequest(repository(75)), env: { GITHUB_EVENT_NAME: "pull_request_target" } };
    await fails(target, "no-token", /`id-token: write`/);
  });

  test("because Dependabot started the run", async () => {
    await fails({ claims: null, env: { GITHUB_ACTOR: "dependabot[bot]" } }, "no-token", /Dependabot/);
  });
});

describe("policies that cannot be used", () => {
  for (const [what, content, code, message] of [
    ["broken JSON", policy("deploy").replace('"Sid":', '"Sid"'), "invalid-json", /expected/],
    ["YAML", "AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n", "yaml-not-supported", /YAML/],
    ["nothing", "", "invalid-json", /./],
    ["JSON that is no policy", "{}", "not-a-policy", /./],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00]), "unusable-file", /UTF-8/],
  ]) {
    test(what, async () => {
      const result = await run({ files: { "a.json": content, ...files }, inputs: { ...inputs, policy: "*.json" } });
      assert.equal(result.code, 1);
      assert.equal(result.outputs.decision, "");
      assert.equal(result.outputs.reason, code);
      assert.match(result.outputs.summary, message);
      const [error] = result.annotations;
      assert.equal(error.file, "a.json");
      if (what === "broken JSON") assert.equal(error.line, "5");
      assert.match(result.summary, /\| `a.json` \| ⚠️ no answer \|/);
      assert.match(result.summary, /\| `deploy.json` \| ✅ allowed \|/, "the other one is answered");
    });
  }

  test("no such file", async () => {
    await fails({ inputs: { policy: "deploy.json\ninfra/*.json" } }, "no-policy", /no file fits `infra\/\*\.json`/);
    await fails({ inputs: { policy: "deploy.json\n!deploy.json" } }, "no-policy", /leaves out every file/);
  });
});

test("inputs that make no sense", async () => {
  for (const [wrong, message] of [
    [{ "fail-on": "denied" }, /`fail-on`, received `denied`/],
    [{ "fail-on": "never, deny" }, /`never` alone/],
    [{ "fail-on": " " }, /`fail-on`/],
    [{ token: "predicted" }, /`request`, `predict`, `none` in the input `token`, received `predicted`/],
    [{ job: "event: push" }, /`job` with the token `predict` alone/],
    [{ token: "predict", job: "events: push" }, /`NAME: VALUE` in the input `job`, received `events: push`/],
    [{ token: "predict", job: "environment: a\nenvironment: b" }, /`environment` once/],
    [{ token: "predict", job: "immutable: yes" }, /`true` or `false`/],
    [{ token: "predict", job: "pullRequest: seven" }, /a number/],
    [{ context: "aws:SourceIp" }, /`KEY=VALUE` in the input `context`/],
  ]) {
    await fails({ inputs: wrong }, "invalid-input", message);
  }
  await fails({ inputs: { "relying-party": "nobody" } }, "unknown-relying-party", /nobody/);
  await fails({ inputs: { policy: "" } }, "no-policy", /the input `policy`/);
  await fails({ inputs: { policy: "# none" } }, "no-policy", /the input `policy`/);
});
