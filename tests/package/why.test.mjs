// Explanations, findings and predicted tokens: through the API and the command line.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile, predictToken } from "rolecall";
import { allowed, denied, now, policyText } from "./fixtures.mjs";

const program = fileURLToPath(new URL("../node_modules/.bin/rolecall", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "rolecall-"));
after(() => rmSync(folder, { recursive: true }));

function run(...args) {
  const { NO_COLOR, FORCE_COLOR, ...env } = process.env;
  return spawnSync(program, args, { cwd: folder, encoding: "utf8", env });
}

const file = (name, content) => {
  writeFileSync(path.join(folder, name), content);
  return name;
};

const edited = (text, { span, text: put }) => text.slice(0, span.start) + put + text.slice(span.end);

test("an explanation says what is behind a denial, and its edit helps", () => {
  const policy = compile(policyText);
  const evaluation = policy.evaluate(denied, { now });
  const { summary, diagnoses, nearest } = evaluation.explanation;
  assert.equal(evaluation.explanation, evaluation.explanation);
  assert.deepEqual(diagnoses.map(({ id }) => id), ["pull-request-subject"]);
  assert.equal(summary, diagnoses[0].title);
  const [fix] = diagnoses[0].fix;
  assert.equal(fix.widens, true);
  assert.equal(compile(edited(policyText, fix.policyEdit)).allows(denied), true);
  assert.deepEqual(nearest.token, { sub: allowed.sub });
  assert.equal(policy.allows({ ...denied, ...nearest.token }), true);
  assert.equal(compile(edited(policyText, nearest.policy[0])).allows(denied), true);
  assert.match(policyText.slice(diagnoses[0].span.start, diagnoses[0].span.end), /^"repo:/);
  assert.deepEqual(evaluation.toJSON().explanation, evaluation.explanation);
  assert.match(evaluation.toText(), /^why: /m);
});

test("an edit lands where it belongs after characters of two units", () => {
  const text = policyText.replace('"Effect"', '"Sid": "é😀", "Effect"').replace("repo:octo-org", "repo:Octo-Org");
  const policy = compile(text);
  const { diagnoses } = policy.evaluate(allowed, { now }).explanation;
  assert.equal(diagnoses[0].id, "case-differs");
  assert.equal(compile(edited(text, diagnoses[0].fix[0].policyEdit)).allows(allowed), true);
});

test("an explanation of a policy that was freed is refused, one that was asked for before is kept", () => {
  const policy = compile(policyText);
  const [early, late] = [policy.evaluate(denied), policy.evaluate(denied)];
  const { explanation } = early;
  policy.free();
  assert.equal(early.explanation, explanation);
  assert.throws(() => late.explanation, { code: "policy-disposed" });
  assert.throws(() => policy.lint(), { code: "policy-disposed" });
});

test("findings have places, reasons and, where it is safe, an edit", () => {
  const text = policyText.replace("repo:octo-org/octo-repo:ref:refs/heads/main", "repo:octo-org*");
  const findings = compile(text).lint();
  const prefix = findings.find(({ id }) => id === "owner-prefix");
  assert.equal(text.slice(prefix.span.start, prefix.span.end), '"repo:octo-org*"');
  assert.ok(prefix.why.length > 0 && prefix.url.startsWith("https://"));
  const after = compile(edited(text, prefix.edit));
  assert.ok(!after.lint().some(({ id }) => id === "owner-prefix"));
});

test("a predicted token is one that a policy can be asked about", () => {
  const { claims, notes } = predictToken({
    repository: "octo-org/octo-repo",
    audience: "sts.amazonaws.com",
    now,
  });
  assert.equal(claims.sub, allowed.sub);
  assert.equal(claims.iat, now);
  assert.equal(compile(policyText).allows(claims), true);
  assert.deepEqual(new Set(notes.map(({ claim }) => claim)), new Set(Object.keys(claims)));
  // Fresh by the clock of the host.
  const fresh = predictToken({ repository: "octo-org/octo-repo" });
  assert.ok(Math.abs(fresh.claims.iat - Date.now() / 1000) < 60);
});

test("a description that no job has is refused", () => {
  for (const [spec, code] of [
    [{ repository: "octo-org" }, "invalid-token-spec"],
    [{ repository: "o/r", event: "pushh" }, "invalid-token-spec"],
    [{ repository: "o/r", evnt: "push" }, "invalid-token-spec"],
    [{ repository: "o/r", properties: { a: 1n } }, "invalid-claims"],
    ["o/r", "invalid-argument"],
    [undefined, "invalid-argument"],
    [{ repository: "o/\ud800" }, "invalid-unicode"],
  ]) {
    assert.throws(() => predictToken(spec), { name: "RolecallError", code });
  }
});

test("rolecall lint", () => {
  file("good.json", policyText);
  file("wide.json", policyText.replace("repo:octo-org/octo-repo:ref:refs/heads/main", "repo:octo-org*"));
  file("anybody.json", policyText.replace("repo:octo-org/octo-repo:ref:refs/heads/main", "repo:*"));
  assert.equal(run("lint", "good.json").status, 0);
  const bad = run("lint", "anybody.json");
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /^anybody\.json:\d+:\d+: error\[any-owner\]: /m);

  const [finding] = JSON.parse(run("lint", "--format", "json", "anybody.json").stdout);
  assert.equal(finding.id, "any-owner");

  const log = JSON.parse(run("lint", "--format", "sarif", "good.json", "anybody.json").stdout);
  const places = log.runs[0].results.map(({ locations }) => locations[0].physicalLocation.artifactLocation.uri);
  assert.equal(log.runs.length, 1);
  assert.deepEqual(new Set(places), new Set(["good.json", "anybody.json"]));

  assert.match(run("lint", "--format", "markdown", "anybody.json").stdout, /^- \*\*error\*\* `any-owner`/m);

  const fixed = run("lint", "--fix", "wide.json");
  assert.match(fixed.stderr, /^wide\.json: 1 change made$/m);
  assert.ok(!fixed.stdout.includes("owner-prefix"));
  assert.match(readFileSync(path.join(folder, "wide.json"), "utf8"), /"repo:octo-org\/\*"/);
  assert.equal(run("lint", "--fix", "wide.json").stderr, "");

  file("role.json", JSON.stringify({ Role: { RoleName: "deploy", AssumeRolePolicyDocument: JSON.parse(policyText) } }));
  const inside = run("lint", "--fix", "role.json");
  assert.equal(inside.status, 3);
  assert.match(inside.stderr, /^error: expected a file with a policy alone/);
});

test("rolecall token", () => {
  file("policy.json", policyText);
  const { status, stdout } = run("token", "--repo", "octo-org/octo-repo", "--audience", "sts.amazonaws.com");
  assert.equal(status, 0);
  assert.equal(run("evaluate", "policy.json", file("claims.json", stdout)).status, 0);

  const pull = JSON.parse(run("token", "--repo", "octo-org/octo-repo", "--event", "pull_request", "--pull-request", "7").stdout);
  assert.equal(pull.sub, "repo:octo-org/octo-repo:pull_request");
  assert.equal(pull.ref, "refs/pull/7/merge");

  const custom = JSON.parse(run("token", "--repo", "octo-org/octo-repo", "--template", "repository_owner, context").stdout);
  assert.equal(custom.sub, "repository_owner:octo-org:ref:refs/heads/main");

  assert.match(run("token", "--repo", "octo-org/octo-repo", "--notes").stdout, /^iss = .*\n {4}documented: /m);
  const notes = JSON.parse(run("token", "--repo", "octo-org/octo-repo", "--notes", "--format", "json").stdout);
  assert.deepEqual(Object.keys(notes), ["claims", "notes"]);

  for (const args of [["token"], ["token", "--repo", "x"], ["token", "--repo", "o/r", "--pull-request", "x"], ["token", "o/r"]]) {
    const { status, stdout, stderr } = run(...args);
    assert.deepEqual([status, stdout], [3, ""]);
    assert.match(stderr, /^error: (?:expected|a repository|unexpected) .*/);
  }
});
