// Runs the bundled action as the runner of GitHub Actions would: an empty environment but for what
// the runner sets, inputs with their defaults, commands read from the output as the runner reads
// them.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** The repository. */
export const root = process.env.ROLECALL_ROOT;
/** What `action.yml` says. */
export const manifest = parse(readFileSync(path.join(root, "action", "action.yml"), "utf8"));
/** The policies of the tests, by name. */
export const policy = (name) =>
  readFileSync(fileURLToPath(new URL(`policies/${name}.json`, import.meta.url)), "utf8");

const temporary = realpathSync(mkdtempSync(path.join(tmpdir(), "rolecall-action-")));
after(() => rmSync(temporary, { recursive: true }));
// Apart from everything that it was made from.
const bundle = path.join(temporary, "action");
cpSync(path.join(root, "action", "dist"), path.join(bundle, "dist"), { recursive: true });
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const REQUEST_TOKEN = "the-secret-that-buys-tokens";

/** What GitHub puts in the token of a job that a push to the main branch started. */
export const pushed = Object.freeze({
  jti: "a4f41cd8-5f3f-4f0e-8c53-3a1c9f0f5e0d",
  sub: "repo:octo-org/octo-repo:ref:refs/heads/main",
  ref: "refs/heads/main",
  sha: "1f0a5f6c2b7f4a0f8b7a36a1e9f6f0fb5a6ec9a4",
  repository: "octo-org/octo-repo",
  repository_owner: "octo-org",
  repository_owner_id: "65",
  run_id: "30433642",
  run_number: "10",
  run_attempt: "2",
  repository_visibility: "private",
  repository_id: "74",
  actor_id: "12",
  actor: "octocat",
  workflow: "deploy",
  head_ref: "",
  base_ref: "",
  event_name: "push",
  ref_protected: "true",
  ref_type: "branch",
  workflow_ref: "octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main",
  workflow_sha: "1f0a5f6c2b7f4a0f8b7a36a1e9f6f0fb5a6ec9a4",
  job_workflow_ref: "octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main",
  job_workflow_sha: "1f0a5f6c2b7f4a0f8b7a36a1e9f6f0fb5a6ec9a4",
  runner_environment: "github-hosted",
  iss: "https://token.actions.githubusercontent.com",
});

/** The same for a pull request. */
export const pulled = Object.freeze({
  ...pushed,
  sub: "repo:octo-org/octo-repo:pull_request",
  ref: "refs/pull/7/merge",
  head_ref: "feature",
  base_ref: "main",
  event_name: "pull_request",
});

/** A token as GitHub signs it, for now. */
export function signed(claims, audience) {
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = [
    part({ typ: "JWT", alg: "RS256", x5t: "HyL4Mb5yCtsD1_tB0Wjkr4aXOlw", kid: "1F2AB83404C08EC9EA0BB99DAED02186B091DBF4" }),
    part({ ...claims, aud: audience, nbf: now - 300, iat: now, exp: now + 300 }),
  ].join(".");
  return `${input}.${sign("sha256", Buffer.from(input), privateKey).toString("base64url")}`;
}

/**
 * An endpoint that gives tokens with these claims. `answer` may answer otherwise.
 *
 * @returns `{ url, tokens, audiences, close }`
 */
export async function endpoint(claims, answer) {
  const tokens = [];
  const audiences = [];
  const server = createServer((request, response) => {
    const audience = new URL(request.url, "http://localhost").searchParams.get("audience");
    audiences.push(audience);
    if (request.headers.authorization !== `Bearer ${REQUEST_TOKEN}`) return response.writeHead(401).end();
    if (answer !== undefined) return answer(response);
    const token = signed(claims, audience ?? "https://github.com/octo-org");
    tokens.push(token);
    response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
    return response.end(JSON.stringify({ count: token.length, value: token }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}/token?api-version=2.0`, tokens, audiences, close };
}

/**
 * Runs the action in a workspace with these files.
 *
 * @param {object} job
 * @param {Record<string, string | Buffer>} job.files
 * @param {Record<string, string>} [job.inputs]
 * @param {object | null} [job.claims] - What the endpoint puts in tokens; `null`: there is none.
 * @param {Function} [job.answer] - What the endpoint answers with in place of a token.
 * @param {object} [job.event] - The payload of the event.
 * @param {Record<string, string | undefined>} [job.env]
 * @param {string} [job.node] - The program.
 */
export async function run({ files, inputs = {}, claims = pushed, answer, event = {}, env = {}, node = process.execPath }) {
  const folder = mkdtempSync(path.join(temporary, "run-"));
  const workspace = path.join(folder, "workspace");
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(workspace, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  mkdirSync(workspace, { recursive: true });
  const written = (name, content = "") => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const source = claims === null ? undefined : await endpoint(claims, answer);
  const environment = {
    PATH: process.env.PATH,
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: workspace,
    GITHUB_STEP_SUMMARY: written("summary.md"),
    GITHUB_OUTPUT: written("output"),
    GITHUB_EVENT_PATH: written("event.json", JSON.stringify(event)),
    GITHUB_EVENT_NAME: "push",
    GITHUB_REF: "refs/heads/main",
    GITHUB_REPOSITORY: "octo-org/octo-repo",
    GITHUB_REPOSITORY_ID: "74",
    GITHUB_REPOSITORY_OWNER_ID: "65",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_ACTOR: "octocat",
    GITHUB_ACTOR_ID: "12",
    GITHUB_WORKFLOW: "deploy",
    GITHUB_WORKFLOW_REF: "octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main",
    // Everything that a step may say in secret is to be found out too.
    RUNNER_DEBUG: "1",
    ...(source && { ACTIONS_ID_TOKEN_REQUEST_URL: source.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN }),
    ...env,
  };
  for (const [name, { default: value = "" }] of Object.entries(manifest.inputs)) {
    environment[`INPUT_${name.toUpperCase()}`] = value;
  }
  for (const [name, value] of Object.entries(inputs)) {
    assert.ok(Object.hasOwn(manifest.inputs, name), `no input ${name}`);
    environment[`INPUT_${name.toUpperCase()}`] = value;
  }
  const main = path.join(bundle, manifest.runs.main);
  const { code, stdout, stderr } = await finished(spawn(node, [main], { cwd: workspace, env: environment }));
  await source?.close();
  const { commands, masks, text } = readCommands(stdout);
  const summary = readFileSync(path.join(folder, "summary.md"), "utf8");
  const output = readFileSync(path.join(folder, "output"), "utf8");
  assert.equal(stderr, "");
  for (const token of source?.tokens ?? []) {
    const [, claimsPart, signature] = token.split(".");
    for (const secret of [token, claimsPart, signature]) assert.ok(masks.includes(secret), "it is masked");
    keepsQuiet(token, [JSON.stringify(commands), text, summary, output]);
  }
  return {
    code,
    text,
    summary,
    commands,
    masks,
    annotations: commands.filter(({ name }) => ["error", "warning", "notice"].includes(name)),
    outputs: readOutputs(output),
    audiences: source?.audiences ?? [],
  };
}

/** No part of a token that says anything stands in what others can read. */
function keepsQuiet(token, written) {
  const [header, ...rest] = token.split(".");
  for (const part of [header, ...rest]) {
    for (let start = 0; start + 24 <= part.length; start += 8) {
      const piece = part.slice(start, start + 24);
      for (const text of written) assert.ok(!text.includes(piece), `a piece of the token is told: ${piece}`);
    }
  }
}

async function finished(child) {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}

/** What the runner takes for a command: in the old form wherever it stands in a line. */
const COMMAND = /^\s*::([a-z-]+|[0-9a-f-]{36})(?: (.*?))?::(.*)$/;
const OLD_COMMAND = /##\[([a-z-]+)(?: (.*?))?\](.*)$/;
const unescape = (text) =>
  text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");

/** The commands in the output of a step, its masks, and the rest. */
function readCommands(stdout) {
  const commands = [];
  const masks = [];
  const text = [];
  let stopped;
  for (const line of stdout.split(/\r\n|\r|\n/)) {
    const [, name, properties = "", message] = COMMAND.exec(line) ?? OLD_COMMAND.exec(line) ?? [];
    if (stopped !== undefined) {
      if (name === stopped) stopped = undefined;
      else text.push(line);
    } else if (name === undefined) text.push(line);
    else if (name === "stop-commands") stopped = message;
    else if (name === "add-mask") masks.push(unescape(message));
    else {
      const pairs = properties.split(",").filter(Boolean);
      const named = pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), unescape(pair.slice(pair.indexOf("=") + 1))]);
      commands.push({ name, ...Object.fromEntries(named), message: unescape(message) });
    }
  }
  assert.equal(stopped, undefined, "commands are taken again in the end");
  return { commands, masks, text: text.join("\n") };
}

function readOutputs(text) {
  const outputs = {};
  const lines = text.split("\n");
  while (lines.length > 0) {
    const line = lines.shift();
    if (line === "") continue;
    const [, name, delimiter] = /^([\w-]+)<<(.+)$/.exec(line) ?? assert.fail(`no output: ${line}`);
    const end = lines.indexOf(delimiter);
    outputs[name] = lines.splice(0, end + 1).slice(0, -1).join("\n");
  }
  return outputs;
}
