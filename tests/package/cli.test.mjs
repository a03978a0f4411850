// The command line, as it stands in `node_modules/.bin` after an install, in an empty folder.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile, decodeToken, version } from "rolecall";
import { addressPolicyText, allowed, denied, jwt, now, policyText } from "./fixtures.mjs";
import { signingKey } from "./issuer.mjs";

const program = fileURLToPath(new URL("../node_modules/.bin/rolecall", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "rolecall-"));
after(() => rmSync(folder, { recursive: true }));

const file = (name, content) => {
  writeFileSync(path.join(folder, name), content);
  return name;
};
const policy = file("policy.json", policyText);
const withAddress = file("address.json", addressPolicyText);
const good = file("good.json", JSON.stringify(allowed));
const bad = file("bad.jwt", `${jwt(denied)}\n`);
const document = JSON.parse(policyText);
const roles = file(
  "roles.json",
  JSON.stringify(
    {
      Roles: [
        { RoleName: "deploy", AssumeRolePolicyDocument: document },
        {
          RoleName: "read-only",
          AssumeRolePolicyDocument: encodeURIComponent(policyText.replace("heads/main", "heads/dev")),
        },
      ],
    },
    null,
    2,
  ),
);
mkdirSync(path.join(folder, "directory"));

/** Runs the program; without colour or tokens from the environment of the tests. */
function run(args, { input = "", env = {} } = {}) {
  const { NO_COLOR, FORCE_COLOR, TOKEN, ...rest } = process.env;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...rest, ...env },
    input,
  });
  return { status, stdout, stderr };
}

/** Expects exit code 3, nothing on standard output, and an error with the way out of it. */
function refuses(args, message, options) {
  const { status, stdout, stderr } = run(args, options);
  assert.equal(stdout, "");
  assert.match(stderr, message);
  assert.match(stderr, /^error: [^\n]+\n(help: [^\n]+\n)?$/);
  assert.equal(status, 3);
}

const at = ["--now", String(now)];

test("evaluate: allow is 0, deny is 1, indeterminate is 2", () => {
  const granted = run(["evaluate", policy, good, ...at]);
  assert.match(granted.stdout, /^allowed: /);
  assert.equal(granted.stderr, "");
  assert.equal(granted.status, 0);
  const refused = run(["evaluate", policy, bad, ...at]);
  assert.match(refused.stdout, /^denied: `sub` is `repo:octo-org\/octo-repo:pull_request`/);
  assert.equal(refused.stderr, "");
  assert.equal(refused.status, 1);
  const unknown = run(["evaluate", withAddress, good, ...at]);
  assert.match(unknown.stdout, /^cannot tell: /);
  assert.equal(unknown.status, 2);
});

test("evaluate: the text is that of the API", () => {
  const evaluation = compile(policyText).evaluate(denied, { now });
  assert.equal(run(["evaluate", policy, bad, ...at]).stdout, evaluation.toText());
  assert.equal(
    run(["evaluate", policy, bad, ...at, "--format", "markdown"]).stdout,
    evaluation.toMarkdown(),
  );
  assert.deepEqual(
    JSON.parse(run(["evaluate", policy, bad, ...at, "--format", "json"]).stdout),
    JSON.parse(JSON.stringify(evaluation)),
  );
});

test("evaluate: a token from standard input, the environment, a file, or as it is", () => {
  const token = jwt(allowed);
  assert.equal(run(["evaluate", policy, "-"], { input: `Bearer ${token}\n` }).status, 0);
  assert.equal(run(["evaluate", policy, "-"], { input: JSON.stringify(denied) }).status, 1);
  assert.equal(run(["evaluate", policy, "--token-env", "TOKEN"], { env: { TOKEN: token } }).status, 0);
  assert.equal(run(["evaluate", policy, token]).status, 0);
  assert.equal(run(["evaluate", policy, `Bearer ${token}`]).status, 0);
  assert.equal(run(["evaluate", policy, JSON.stringify(denied)]).status, 1);
});

test("evaluate: a policy from standard input", () => {
  assert.equal(run(["evaluate", "-", good], { input: policyText }).status, 0);
  assert.equal(run(["evaluate", "-", bad], { input: `\ufeff${policyText}` }).status, 1);
});

test("evaluate: with --token-env every argument is a POLICY", () => {
  const env = { TOKEN: jwt(allowed) };
  const { status, stdout } = run(["evaluate", policy, withAddress, "--token-env", "TOKEN"], { env });
  assert.match(stdout, /^allow          policy\.json\nindeterminate  address\.json: /);
  assert.equal(status, 2);
});

test("evaluate: several policies have a line each, then the details; the worst counts", () => {
  const { status, stdout, stderr } = run(["evaluate", roles, good, ...at]);
  assert.equal(stderr, "");
  const [first, second] = stdout.split("\n");
  assert.equal(first, "allow  deploy");
  assert.match(second, /^deny   read-only: `sub` is `repo:octo-org\/octo-repo:ref:refs\/heads\/main`/);
  assert.match(stdout, /\n-- deploy --\nallowed: .*\n-- read-only --\ndenied: /s);
  assert.equal(status, 1);

  const objects = JSON.parse(run(["evaluate", roles, good, ...at, "--format", "json"]).stdout);
  assert.deepEqual(
    objects.map(({ name, file: from, decision }) => [name, from, decision]),
    [
      ["deploy", "roles.json", "allow"],
      ["read-only", "roles.json", "deny"],
    ],
  );
  assert.equal(objects[0].trace.outcome, "pass");

  const markdown = run(["evaluate", roles, good, ...at, "--format", "markdown"]).stdout;
  assert.match(markdown, /^- \*\*allow\*\* `deploy`\n- \*\*deny\*\* `read-only`: /);
  assert.match(markdown, /\n## `deploy`\n/);
});

test("evaluate: one of several that cannot be used does not hide the others", () => {
  const broken = file("broken.json", policyText.replace('"Version"', '"Version": "2012-10-17", "Version"'));
  const { status, stdout } = run(["evaluate", policy, broken, good, ...at]);
  const [first, second] = stdout.split("\n");
  assert.equal(first, "allow  policy.json");
  assert.match(second, /^error  `broken\.json:\d+:\d+`: expected each key once/);
  assert.equal(status, 3);
  const objects = JSON.parse(run(["evaluate", policy, broken, good, "--format", "json"]).stdout);
  assert.equal(objects[0].decision, "allow");
  assert.equal(objects[1].error.code, "duplicate-key");
  // Alone it is an error like any other.
  refuses(["evaluate", broken, good], /^error: `broken\.json:\d+:\d+`: expected each key once/);
});

test("evaluate: lines told are those of the file, or of the policy in it", () => {
  const line = policyText.slice(0, policyText.lastIndexOf("{", policyText.indexOf('"Effect"'))).split("\n").length;
  const shifted = file("shifted.json", `\ufeff\n\n${policyText}\n`);
  for (const [name, lines] of [
    [policy, line],
    [shifted, line + 2],
    [roles, line],
  ]) {
    const { stdout } = run(["evaluate", name, good, ...at]);
    assert.match(stdout, new RegExp(`statement 1 \\(line ${lines}\\)`), name);
  }
});

test("evaluate: what the request brings", () => {
  const context = (...values) => values.flatMap((value) => ["--context", value]);
  const ask = (...args) => run(["evaluate", withAddress, good, ...at, ...args]).status;
  assert.equal(ask(...context("aws:SourceIp=203.0.113.7")), 0);
  assert.equal(ask(...context("aws:SourceIp=198.51.100.7")), 1);
  assert.equal(ask("--complete"), 1);
  const tagged = file(
    "tagged.json",
    policyText.replace(
      '"StringEquals": {',
      '"ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b=c", ""] },\n"StringEquals": {',
    ),
  );
  const tags = (...values) => run(["evaluate", tagged, good, ...at, ...context(...values)]).status;
  assert.equal(tags("aws:TagKeys=a", "aws:TagKeys=b=c", "aws:TagKeys="), 0);
  assert.equal(tags("aws:TagKeys=a", "aws:TagKeys=b"), 1);

  const reason = (...args) =>
    JSON.parse(run(["evaluate", policy, good, ...at, "--format", "json", ...args]).stdout).reason.code;
  assert.equal(reason("--action", "sts:AssumeRole"), "action-not-allowed");
  assert.equal(reason("--client-id", "x", "--client-id", "y"), "audience-not-registered");
  assert.equal(reason("--client-id", "x", "--client-id", "sts.amazonaws.com"), "allowed");
  assert.equal(
    reason("--principal", "arn:aws:iam::111122223333:oidc-provider/example.com"),
    "provider-mismatch",
  );
  const restricted = file(
    "restricted.json",
    JSON.stringify({ ...allowed, "https://aws.amazon.com/roles": ["arn:aws:iam::111122223333:role/a"] }),
  );
  const role = (name) =>
    run(["evaluate", policy, restricted, ...at, "--role-arn", `arn:aws:iam::111122223333:role/${name}`]);
  assert.equal(role("a").status, 0);
  assert.equal(role("b").status, 1);
});

test("evaluate: which release decides", () => {
  const alternatives = file(
    "deploy.sts.yaml",
    "issuer: https://token.actions.githubusercontent.com\nsubject_pattern: main|develop\npermissions: {}\n",
  );
  const stranger = file(
    "stranger.json",
    JSON.stringify({ iss: "https://token.actions.githubusercontent.com", aud: "octo-sts.dev", sub: "main-stranger" }),
  );
  assert.equal(run(["evaluate", alternatives, stranger]).status, 1);
  assert.equal(run(["evaluate", alternatives, stranger, "--party-version", "2026-08-21"]).status, 0);
  refuses(["evaluate", alternatives, stranger, "--party-version", "soon"], /`soon`/);
});

test("evaluate: the time as seconds or as a date", () => {
  const caveats = (time) =>
    JSON.parse(run(["evaluate", policy, good, "--format", "json", "--now", time]).stdout).caveats.map(
      ({ code }) => code,
    );
  assert.deepEqual(caveats(String(allowed.exp - 1)), []);
  assert.deepEqual(caveats(new Date((allowed.exp - 1) * 1000).toISOString()), []);
  assert.deepEqual(caveats(new Date((allowed.exp + 1) * 1000).toISOString()), ["token-expired"]);
  assert.deepEqual(caveats("2040-01-01"), ["token-expired"]);
  assert.deepEqual(caveats("2040-01-01T00:00+02:00"), ["token-expired"]);
  for (const time of ["", "yesterday", "2026-13-01", "2026-11-24T08:30:00", "1.5", "0x10"]) {
    refuses(["evaluate", policy, good, "--now", time], /for `--now`, received/);
  }
});

test("evaluate: diagnostics of the policy follow the verdict", () => {
  const odd = file("odd.json", policyText.replace('"Version"', '"Resource": "*", "Version"'));
  const { status, stdout } = run(["evaluate", odd, good, ...at]);
  // What is no element of a policy may be a misspelled one that keeps out.
  assert.match(stdout, /^cannot tell: .*\nodd\.json:2:\d+: error\[[a-z-]+\]: /s);
  assert.equal(status, 2);
});

test("check: errors are 1, warnings and nothing are 0", () => {
  const clean = run(["check", policy]);
  assert.deepEqual(clean, { status: 0, stdout: "policy.json: nothing to report\n", stderr: "" });
  const wrong = file("wrong.json", policyText.replace("StringLike", "StringLikely"));
  const { status, stdout, stderr } = run(["check", wrong]);
  const line = policyText.slice(0, policyText.indexOf("StringLike")).split("\n").length;
  assert.match(stdout, new RegExp(`^wrong\\.json:${line}:\\d+: error\\[unknown-operator\\]: `, "m"));
  assert.equal(stderr, "");
  assert.equal(status, 1);
  assert.equal(run(["check", policy, wrong]).status, 1);
  assert.equal(run(["check", "-"], { input: policyText }).stdout, "standard input: nothing to report\n");

  const noted = file("noted.json", `\ufeff${policyText}`);
  assert.equal(run(["check", noted]).status, 0);
  const [diagnostic] = JSON.parse(run(["check", noted, "--format", "json"]).stdout);
  assert.equal(diagnostic.code, "byte-order-mark");
  const objects = JSON.parse(run(["check", noted, roles, "--format", "json"]).stdout);
  assert.deepEqual(
    objects.map(({ name, file: from }) => [name, from]),
    [
      [null, "noted.json"],
      ["deploy", "roles.json"],
      ["read-only", "roles.json"],
    ],
  );
  assert.match(run(["check", wrong, "--format", "markdown"]).stdout, /unknown-operator/);
});

test("check: what cannot be read is 3, and does not hide the others", () => {
  const broken = file("unreadable.json", "{");
  refuses(["check", broken], /^error: `unreadable\.json(:\d+:\d+)?`: /);
  const { status, stdout, stderr } = run(["check", broken, policy]);
  assert.equal(stdout, "policy.json: nothing to report\n");
  assert.match(stderr, /^error: `unreadable\.json/);
  assert.equal(status, 3);
});

test("decode: shows what a token says, and that nobody checked it", () => {
  const token = jwt({ ...allowed, exp: 1795000600 });
  const { status, stdout } = run(["decode", "-"], { input: token });
  assert.match(stdout, /^header\n {2}typ +"JWT"\n/);
  assert.match(stdout, /\nclaims\n {2}iss +"https:\/\/token\.actions\.githubusercontent\.com"\n/);
  assert.match(stdout, /\n {2}repository_id +"456789"\n/);
  assert.match(stdout, /\n {2}exp +1795000600 {2}\(2026-11-18T11:16:40Z\)\n/);
  assert.match(stdout, /\nsignature\n {2}not checked\n$/);
  assert.doesNotMatch(stdout, new RegExp(token.split(".")[2]));
  assert.equal(status, 0);
  assert.deepEqual(
    JSON.parse(run(["decode", "--format", "json", "--token-env", "TOKEN"], { env: { TOKEN: token } }).stdout),
    decodeToken(token),
  );
  assert.match(run(["decode", good]).stdout, /^claims\n/);
  refuses(["decode", "a.b"], /^error: expected a JWT of three parts/);
});

test("attributes: names, values, and the claims that they come from", () => {
  const { status, stdout } = run(["attributes", "-"], { input: jwt(allowed) });
  assert.match(
    stdout,
    /^token\.actions\.githubusercontent\.com:sub +"repo:octo-org\/octo-repo:ref:refs\/heads\/main" {2}\(claim "sub"\)$/m,
  );
  assert.equal(status, 0);
  const data = JSON.parse(run(["attributes", good, "--format", "json", "--relying-party", "aws"]).stdout);
  assert.equal(data["token.actions.githubusercontent.com:aud"].value, "sts.amazonaws.com");
  refuses(["attributes", good, "--relying-party", "nobody"], /^error: unknown relying party `nobody`/);
});

test("help and version", () => {
  for (const args of [["--help"], ["-h"], ["help"]]) {
    const { status, stdout, stderr } = run(args);
    assert.match(stdout, /\n {2}evaluate .*\n {2}check .*\n {2}decode .*\n {2}attributes /s);
    assert.equal(stderr, "");
    assert.equal(status, 0);
  }
  for (const command of ["evaluate", "lint", "token", "check", "decode", "attributes"]) {
    const { status, stdout } = run([command, "--help"]);
    assert.match(stdout, new RegExp(`\nUsage\n {2}rolecall ${command} `));
    assert.match(stdout, new RegExp(`\nExamples\n {2}.*rolecall ${command} `));
    // Those that it has: a verdict is `evaluate`'s alone.
    assert.match(stdout, /\nExit codes\n(?: {2}\d {2}.*\n)* {2}3 {2}input or arguments/);
    assert.equal(/^ {2}2 {2}indeterminate/m.test(stdout), command === "evaluate");
    assert.ok(stdout.split("\n").every((line) => line.length <= 100), "lines fit a terminal");
    assert.equal(status, 0);
    assert.equal(run(["help", command]).stdout, stdout);
  }
  refuses(["help", "evalute"], /`evalute`\nhelp: did you mean `rolecall evaluate`\?/);
  assert.equal(run(["--version"]).stdout, `rolecall ${version}\n`);
});

test("usage errors say what to do", () => {
  const { status, stdout, stderr } = run([]);
  assert.match(stderr, /\nUsage\n/);
  assert.equal(stdout, "");
  assert.equal(status, 3);
  refuses(["evalute", policy, good], /`evalute`\nhelp: did you mean `rolecall evaluate`\?/);
  refuses([policy, good], /unknown command `policy\.json`/);
  refuses(["evaluate"], /expected POLICY… TOKEN after `rolecall evaluate`, received nothing/);
  refuses(["evaluate", policy], /received 1 argument\n/);
  refuses(["check"], /expected POLICY… after/);
  refuses(["decode", "a", "b"], /expected TOKEN after `rolecall decode`, received 2 arguments/);
  refuses(["evaluate", policy, good, "--contxt", "a=b"], /`--contxt`\nhelp: did you mean `--context`\?/);
  refuses(["evaluate", policy, good, "-x"], /unknown option `-x`/);
  refuses(["evaluate", policy, good, "--format"], /expected a value for `--format`, received nothing/);
  refuses(["evaluate", policy, good, "--format", "yaml"], /expected text, json, markdown for `--format`, received `yaml`/);
  refuses(["decode", good, "--format", "markdown"], /expected text, json for/);
  refuses(["evaluate", policy, good, "--complete=yes"], /expected no value for `--complete`, received `yes`/);
  refuses(["evaluate", policy, good, "--context", "aws:SourceIp"], /expected KEY=VALUE/);
  refuses(["evaluate", policy, good, "--context", "=x"], /expected KEY=VALUE/);
  refuses(["evaluate", policy, good, "--context", "a=1", "--context", "A=2"], /^error: /);
  refuses(["evaluate", policy, good, "--relying-party", "nobody"], /unknown relying party `nobody`/);
  refuses(["evaluate", "-", "-"], /expected `-` once/, { input: policyText });
  refuses(["evaluate", policy, "--token-env", "TOKEN"], /`TOKEN`, which is not set/);
  refuses(["evaluate", policy, "--token-env", "TOKEN"], /`TOKEN`, which is empty/, { env: { TOKEN: "" } });
  refuses(["evaluate", good, policy], /expected a token in `policy\.json`, received a policy/);
});

test("input that is not what it should be", () => {
  refuses(["evaluate", "missing.json", good], /^error: no file `missing\.json`\nhelp: /);
  refuses(["evaluate", policy, "missing.jwt"], /^error: no file `missing\.jwt`\nhelp: /);
  refuses(["evaluate", policy, "./missing"], /^error: no file/);
  refuses(["evaluate", "directory", good], /^error: expected a file, `directory` is a directory/);
  refuses(["evaluate", policy, "directory"], /^error: expected a file, `directory` is a directory/);
  refuses(["evaluate", "-", good], /^error: expected text in `standard input`, received nothing/);
  refuses(["evaluate", policy, "-"], /^error: expected text in `standard input`, received nothing/);
  refuses(["evaluate", policy, "-"], /^error: /, { input: "\n" });
  refuses(["evaluate", policy, "gibberish"], /^error: /);
  refuses(["evaluate", good, good], /^error: `good\.json/);
  refuses(["evaluate", file("list.json", "[]"), good], /^error: `list\.json/);
  refuses(
    ["evaluate", file("role.tf", 'resource "aws_iam_role" "deploy" {\n  name = "deploy"\n}\n'), good],
    /^error: `role\.tf(:\d+:\d+)?`: .*\nhelp: .*terraform show -json/,
  );
  refuses(
    ["evaluate", file("utf16.json", Buffer.from(`\ufeff${policyText}`, "utf16le")), good],
    /received UTF-16\nhelp: .*PowerShell/,
  );
  refuses(["check", file("latin1.json", Buffer.from('{"é":1}', "latin1"))], /received other bytes/);
});

test("what came from outside cannot steer a terminal", () => {
  const hostile = "\u001b[2J\u009b31m\u202e\u200b\r\n";
  const claims = JSON.stringify({ ...denied, sub: hostile, [hostile]: [hostile] });
  const evil = file("hostile.json", policyText.replace("StringLike", "x\\u001b[2J"));
  for (const args of [
    ["evaluate", policy, claims],
    ["evaluate", policy, claims, "--format", "json"],
    ["evaluate", policy, claims, "--format", "markdown"],
    ["evaluate", roles, claims],
    ["decode", claims],
    ["decode", claims, "--format", "json"],
    ["attributes", claims],
    ["attributes", claims, "--format", "json"],
    ["evaluate", evil, claims],
    ["check", evil],
    ["check", evil, "--format", "json"],
    ["check", `no${hostile}file`],
    ["decode", claims.replace('"iss"', `"${"\\u001b"}[2J":1,"${"\\u001b"}[2J":2,"iss"`)],
    [hostile],
    ["check", policy, `--${hostile}`],
  ]) {
    const { stdout, stderr } = run(args);
    assert.notEqual(stdout + stderr, "");
    assert.doesNotMatch(stdout + stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
  }
});

test("JSON that was escaped is still the same JSON", () => {
  const claims = { ...allowed, odd: "\u001b\u009b\u202e\u{e0041}é😀", "k\u200b": "\\u200b" };
  const { stdout } = run(["decode", "--format", "json", JSON.stringify(claims)]);
  assert.deepEqual(JSON.parse(stdout).claims, claims);
});

test("colour on request and never by itself", () => {
  const escape = /\u001b\[/;
  const args = ["evaluate", policy, bad, ...at];
  const plain = run(args).stdout;
  assert.doesNotMatch(plain, escape);
  for (const [more, env, colored] of [
    [["--color", "always"], {}, true],
    [["--color", "always"], { NO_COLOR: "1" }, true],
    [["--color", "never"], { FORCE_COLOR: "1" }, false],
    [[], { FORCE_COLOR: "1" }, true],
    [[], { FORCE_COLOR: "0" }, false],
    [[], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [[], { NO_COLOR: "" }, false],
  ]) {
    const { stdout } = run([...args, ...more], { env });
    assert.equal(escape.test(stdout), colored, JSON.stringify([more, env]));
    assert.equal(stdout.replace(/\u001b\[\d*m/g, ""), plain);
  }
  for (const format of ["json", "markdown"]) {
    assert.doesNotMatch(run([...args, "--color", "always", "--format", format]).stdout, escape);
  }
});

test("colour on a terminal, unless told otherwise", { skip: noTerminal() }, () => {
  const command = `${program} evaluate ${policy} ${bad} --now ${now}`;
  const inTerminal = (env) => {
    const { NO_COLOR, FORCE_COLOR, ...rest } = process.env;
    return spawnSync("script", ["-qec", command, "/dev/null"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...rest, TERM: "xterm", ...env },
    }).stdout;
  };
  assert.match(inTerminal({}), /\u001b\[/);
  assert.doesNotMatch(inTerminal({ NO_COLOR: "1" }), /\u001b\[/);
  assert.doesNotMatch(inTerminal({ TERM: "dumb" }), /\u001b\[/);
});

function noTerminal() {
  return spawnSync("script", ["--version"]).error !== undefined && "no `script` to give a terminal";
}

test("a reader that stops reading is no error", async () => {
  const many = file(
    "many.json",
    JSON.stringify({
      Roles: Array.from({ length: 2_000 }, (_, index) => ({
        RoleName: `role-${index}`,
        AssumeRolePolicyDocument: document,
      })),
    }),
  );
  const child = spawn(program, ["evaluate", many, bad], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  child.stdout.once("data", () => child.stdout.destroy());
  const [code, signal] = await new Promise((resolve) => {
    child.on("close", (...result) => resolve(result));
  });
  assert.equal(errors, "");
  assert.deepEqual([code, signal], [1, null]);
});

test("evaluate: a signature is checked where it is asked for, with all that it takes", () => {
  const signer = signingKey("key");
  const keys = file("keys.json", JSON.stringify({ keys: [signer.jwk] }));
  const signed = file("signed.jwt", `Bearer ${signer.sign(allowed)}\n`);
  const of = (issuer, audience, key = keys) => ["--jwks", key, "--issuer", issuer, "--audience", audience];
  const right = of(allowed.iss, allowed.aud);
  const granted = run(["evaluate", policy, signed, ...at, ...right]);
  assert.match(granted.stdout, /^allowed: /);
  assert.doesNotMatch(granted.stdout, /was not checked/);
  assert.equal(granted.status, 0);
  const objects = JSON.parse(run(["evaluate", policy, signed, ...at, ...right, "--format", "json"]).stdout);
  assert.equal(objects.tokenVerified, true);
  assert.equal(run(["evaluate", policy, file("other.jwt", signer.sign(denied)), ...at, ...right]).status, 1);
  const env = { TOKEN: signer.sign(allowed) };
  assert.equal(run(["evaluate", policy, "--token-env", "TOKEN", ...at, ...right, "--audience", "x"], { env }).status, 0);

  refuses(["evaluate", policy, bad, ...at, ...right], /^error: .*`test`/);
  refuses(["evaluate", policy, good, ...at, ...right], /^error: expected a signed token of three parts/);
  refuses(["evaluate", policy, signed, "--now", String(allowed.exp + 3600), ...right], /^error: expected `exp`/);
  refuses(["evaluate", policy, signed, ...at, ...of("https://issuer.example", allowed.aud)], /of the issuer/);
  refuses(["evaluate", policy, signed, ...at, ...of(allowed.iss, "x")], /^error: expected .*`x`/);
  refuses(["evaluate", policy, signed, ...at, ...of(allowed.iss, allowed.aud, policy)], /^error: `policy\.json`: /);
  refuses(["evaluate", policy, signed, ...at, ...of(allowed.iss, allowed.aud, "none.json")], /no file `none\.json`/);
  refuses(["evaluate", policy, signed, ...of(allowed.iss, allowed.aud, "http://keys.example/")], /begins with `https:/);
  refuses(["evaluate", policy, signed, ...of(allowed.iss, allowed.aud, "http://127.0.0.1:9/")], /expected a document from/);
  refuses(
    ["evaluate", policy, signed, "--jwks", keys],
    /^error: expected `--jwks`, `--issuer` and `--audience` together, received no `--issuer` and no `--audience`/,
  );
  refuses(["evaluate", policy, signed, "--audience", "x"], /received no `--jwks` and no `--issuer`/);
});
