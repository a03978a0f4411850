// Test files: by the command line, by the API, and by the schema for editors.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { renderTests, runTests } from "rolecall/test";
import { addressPolicyText, allowed, denied, jwt, policyText } from "./fixtures.mjs";

const root = process.env.ROLECALL_ROOT;
const toolsOf = createRequire(path.join(root, "pkg", "package.json"));
const { validateXML } = toolsOf("xmllint-wasm");
const Ajv = toolsOf("ajv").default;
const schema = createRequire(import.meta.url)("rolecall/test.schema.json");
const isTestFile = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true, strictRequired: false }).compile(schema);
const junitSchema = readFileSync(new URL("junit.xsd", import.meta.url), "utf8");

const program = fileURLToPath(new URL("../node_modules/.bin/rolecall", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "rolecall-"));
after(() => rmSync(folder, { recursive: true }));

const file = (name, content) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
  return name;
};
file("policy.json", policyText);
file("sub/policy.json", policyText.replaceAll("octo-repo", "other"));
file("address.json", addressPolicyText);
file("good.json", JSON.stringify(allowed));
file("bad.jwt", jwt(denied));
file(
  "plan.json",
  JSON.stringify({
    planned_values: {
      root_module: {
        resources: ["deploy", "preview"].map((name) => ({
          address: `aws_iam_role.${name}`,
          values: { assume_role_policy: name === "deploy" ? policyText : policyText.replace("heads/main", "heads/dev") },
        })),
      },
    },
  }),
);

function run(args, { input = "", cwd = folder, env = {} } = {}) {
  const { NO_COLOR, FORCE_COLOR, ...rest } = process.env;
  return spawnSync(program, args, { cwd, encoding: "utf8", env: { ...rest, ...env }, input });
}

/** Runs a test file from standard input. */
const runText = (text, ...args) => run(["test", "-", ...args], { input: text });

const named = `
policies: { deploy: policy.json }
tokens: { good: good.json, bad: bad.jwt }
`;

async function checkJunit(xml) {
  const { valid, errors } = await validateXML({ xml: { fileName: "report.xml", contents: xml }, schema: junitSchema });
  assert.ok(valid, `${errors.map(({ message }) => message).join("\n")}\n${xml}`);
}

test("one line when all is well, exit code 0", () => {
  const { status, stdout, stderr } = runText(`${named}
tests:
  - { token: good, expect: allow }
  - { token: bad, expect: deny, reason: condition-not-met }
`);
  assert.equal(stderr, "");
  assert.equal(stdout, "standard input: 2 passed\n");
  assert.equal(status, 0);
});

test("what failed, where it stands, expected and received, exit code 1", () => {
  const { status, stdout, stderr } = runText(`${named}
tests:
  - token: good
    expect: allow
  - name: pull requests deploy
    token: bad
    expect: allow
  - { token: bad, expect: deny, reason: explicit-deny }
  - { policy: { file: address.json }, token: good, expect: deny }
`);
  assert.equal(stderr, "");
  assert.equal(status, 1);
  assert.match(
    stdout,
    /^✗ standard input:8:5 pull requests deploy\n {4}of {8}deploy: bad\n {4}expected {2}allow\n {4}received {2}deny, condition-not-met\n {4}`sub` is `repo:octo-org\/octo-repo:pull_request`, the policy wants [^\n]+\n {4}why: the run is of a pull request[^\n]*\n\n/,
  );
  assert.match(stdout, /\n✗ standard input:11:5 deploy: bad\n {4}expected {2}deny, explicit-deny\n {4}received {2}deny, condition-not-met\n/);
  assert.match(stdout, /\n {4}expected {2}deny\n {4}received {2}indeterminate, attribute-unknown\n/);
  assert.match(stdout, /\nstandard input: 3 failed, 1 passed\n$/);
});

test("every form of policy and token", () => {
  const { status, stdout, stderr } = runText(`
policies:
  path: policy.json
  file: { file: policy.json, relyingParty: aws }
  of the plan: { file: plan.json, name: aws_iam_role.deploy }
  text: { text: ${JSON.stringify(JSON.stringify({ Role: { RoleName: "a", AssumeRolePolicyDocument: JSON.parse(policyText) } }))} }
  document: { document: ${JSON.stringify(JSON.parse(policyText))} }
  yaml:
    relyingParty: octo-sts
    document:
      issuer: https://token.actions.githubusercontent.com
      subject: repo:octo-org/octo-repo:ref:refs/heads/main
      audience: sts.amazonaws.com
      permissions: { contents: read }
tokens:
  path: good.json
  file: { file: good.json }
  text: { text: ${jwt(allowed)} }
  claims: { claims: ${JSON.stringify(allowed)} }
  predicted: { predict: { repository: octo-org/octo-repo, ref: main, audience: sts.amazonaws.com } }
tests:
  - policy: [path, file, of the plan, text, document, yaml]
    token: [path, file, text, claims, predicted]
    expect: allow
`);
  assert.equal(stdout + stderr, "standard input: 30 passed\n");
  assert.equal(status, 0);
});

test("claims keep their numbers: they come as they are written", () => {
  const policy = policyText
    .replace('"StringLike": {', '"StringLike": { "token.actions.githubusercontent.com:run_id": "12345678901234567890",');
  const { stdout } = runText(`
policies: { deploy: { text: ${JSON.stringify(policy)} } }
tokens: { big: { claims: { iss: "${allowed.iss}", aud: "${allowed.aud}", sub: "${allowed.sub}", run_id: 12345678901234567890 } } }
tests: [{ expect: indeterminate }]
`, "--format", "json");
  const [{ received }] = JSON.parse(stdout).tests;
  assert.doesNotMatch(JSON.stringify(received), /12345678901234567000/);
});

test("requests: those of a test take the place of those of the file", () => {
  const { status, stdout } = runText(`
request: { context: { "aws:SourceIp": 203.0.113.7 }, roleArn: "arn:aws:iam::111122223333:role/a", complete: true }
policies: { deploy: address.json }
tokens: { good: good.json }
tests:
  - { expect: allow }
  - { expect: deny, request: { context: { "aws:SourceIp": [198.51.100.1] } } }
  - { expect: indeterminate, request: { context: {}, complete: false } }
  - { expect: deny, request: { action: "sts:AssumeRole" } }
  - { expect: allow, request: { clientIds: [sts.amazonaws.com], now: 2026-11-24 } }
  - { expect: deny, request: { clientIds: [another], now: 1795000400 } }
`);
  assert.equal(stdout, "standard input: 6 passed\n");
  assert.equal(status, 0);
});

test("without `now` a token is looked at as of when it was issued", () => {
  const dated = policyText.replace('"StringEquals": {', `"DateLessThan": { "aws:CurrentTime": "${new Date(allowed.exp * 1000).toISOString()}" },\n        "StringEquals": {`);
  const text = `
policies: { deploy: { text: ${JSON.stringify(dated)} } }
tokens: { good: good.json }
tests:
  - { expect: allow }
  - { expect: deny, request: { now: ${allowed.exp + 1} } }
`;
  assert.equal(runText(text).stdout, "standard input: 2 passed\n");
});

test("paths start at the folder of the test file; the file of this folder is found", () => {
  file("sub/rolecall.test.yaml", "policies: { p: policy.json }\ntokens: { t: ../good.json }\ntests: [{ expect: deny }]\n");
  const absolute = path.join(folder, "policy.json");
  file("sub/rolecall.test.json", JSON.stringify({ policies: { p: absolute }, tokens: { t: "../good.json" }, tests: [{ expect: "allow" }] }));
  assert.equal(run(["test", "sub/rolecall.test.yaml"]).stdout, "sub/rolecall.test.yaml: 1 passed\n");
  const { stdout, status } = run(["test"], { cwd: path.join(folder, "sub") });
  assert.equal(stdout, "rolecall.test.yaml: 1 passed\nrolecall.test.json: 1 passed\n");
  assert.equal(status, 0);
  const none = run(["test"]);
  assert.match(none.stderr, /^error: expected a test file in this folder, received none called [^\n]+\nhelp: [^\n]+\n$/);
  assert.equal(none.status, 3);
});

test("what cannot be used is an error of the tests that need it, exit code 3", () => {
  const { status, stdout } = runText(`
policies:
  gone: gone.json
  broken: { text: '{ "Version": 1, "Version": 2, "Statement": [] }' }
  several: plan.json
  misnamed: { file: plan.json, name: aws_iam_role.deploi }
  good: policy.json
tokens:
  good: good.json
  none: { text: hello }
  misspelt: { predict: { repositry: octo-org/octo-repo } }
tests:
  - { policy: [gone, broken, several, misnamed], token: good, expect: allow }
  - { policy: good, token: [none, misspelt, good], expect: allow }
`);
  assert.equal(status, 3);
  assert.match(stdout, /gone: good\n {4}no file `gone.json`\n {4}help: paths start at the folder of the test file/);
  assert.match(stdout, /\n {4}`broken:1:17`: expected each key once, received `Version` twice\n/);
  assert.match(stdout, /\n {4}expected one policy in `plan.json`, received 2\n {4}help: the names in it are `aws_iam_role.deploy`, `aws_iam_role.preview`\n/);
  assert.match(stdout, /received none\n {4}help: did you mean `aws_iam_role.deploy`\?\n/);
  assert.match(stdout, /help: did you mean `repository`\?/);
  assert.match(stdout, /\nstandard input: 6 could not be run, 1 passed\n$/);
});

test("the place of an error in a policy is that of the document", () => {
  file("two.json", `{ "Roles": [\n  { "RoleName": "a", "AssumeRolePolicyDocument": { "Statement": [],\n "Statement": [] } } ] }`);
  const { stdout } = runText("policies: { p: two.json }\ntokens: { t: good.json }\ntests: [{ expect: allow }]\n");
  assert.match(stdout, /`two\.json:3:2`: expected each key once/);
});

// Each a line: the text that is wrong, and where, in UTF-16 units.
const WRONG = [
  ["tests: [{ expect: alow }]", "1:19", /`allow`, `deny`, `indeterminate`/],
  ["tests: []", "1:8", /at least one test/],
  ["policies: {}", "1:1", /at least one test/],
  ["polices: {}\ntests: [{}]", "1:1", /unknown field `polices`/],
  ["tests:\n  - { expect: allow, exspect: deny }", "2:22", /unknown field `exspect`/],
  ["# é😀\ntests: [{ name: 😀😀, expect: no }]", "2:31", /received the boolean `false`/],
  ["policies: { 😀: { fil: x } }\ntests: [{ expect: deny }]", "1:19", /unknown field `fil`/],
  ["policies: { a: x, a: y }\ntests: [{}]", "1:19", /each key once in `policies`/],
  ["policies: { on: x }\ntests: [{}]", "1:13", /received the boolean `on`/],
  ["policies: { a: {} }\ntests: [{}]", "1:16", /expected one of `file`, `text`, `document`/],
  ["policies: { a: { file: x, text: y } }\ntests: [{}]", "1:16", /received `file` and `text`/],
  ["tokens: { a: { claims: [] } }\ntests: [{}]", "1:24", /expected an object in `tokens.a.claims`/],
  ["request: { now: tomorrow }\ntests: [{}]", "1:17", /ISO date in `request.now`/],
  ["request: { context: { a: 5 } }\ntests: [{}]", "1:26", /expected a text in `request.context.a`, received the number `5`/],
  ["request: { complete: maybe }\ntests: [{}]", "1:22", /expected a boolean/],
  ["tests: [{ policy: x, token: {file: a}, expect: deny }]", "1:19", /unknown policy `x`/],
  ["policies: {ab: x}\ntests: [{ policy: abc, token: {file: a}, expect: deny }]", "2:19", /unknown policy `abc`/],
  ["tests: [{ policy: [], token: {file: a}, expect: deny }]", "1:19", /received nothing/],
  ["tests: [7]", "1:9", /expected an object in `tests\[0\]`, received the number `7`/],
  ["tests: {}", "1:8", /expected an array in `tests`/],
  ["invariants: []", "1:13", /at least one test in `tests` or `invariants`/],
  ["invariants: [{ policy: { file: a } }]", "1:14", /expected `only` or `never`/],
  ["invariants: [{ policy: { file: a }, only: { a: [] } }]", "1:48", /received nothing/],
  ["invariants: [{ policy: { file: a }, onli: { a: b } }]", "1:37", /unknown field `onli`/],
  ["[]", "1:1", /expected an object in `test file`, received an array/],
  ["tests: [", "1:9", /did not find/],
  ['{ "tests": 5', "1:13", /expected `,` or `}`/],
  ["tests: []\n---\ntests: []", "2:1", /expected one document/],
  ["\ta: b", "1:1", /received a tab/],
  ["a: &x [*x]", "1:8", /alias/],
];
for (const [text, at, message] of WRONG) {
  test(`wrong: ${JSON.stringify(text)}`, () => {
    file("wrong.yaml", text);
    const { status, stdout, stderr } = run(["test", "wrong.yaml"]);
    assert.equal(stdout, "");
    assert.equal(status, 3);
    const lines = stderr.split("\n").filter((line) => line.startsWith("error: "));
    const line = lines.find((one) => one.startsWith(`error: \`wrong.yaml:${at}\`: `));
    assert.ok(line !== undefined, stderr);
    assert.match(line, message);
  });
}

test("no text of any kind ends in anything but an error with a code", async () => {
  const seed = named + "tests: [{ token: good, expect: deny }]";
  for (let index = 0; index < seed.length; index += 3) {
    for (const text of [seed.slice(0, index), seed.slice(index), `${seed.slice(0, index)}\u0000${seed.slice(index)}`, seed.slice(0, index) + seed.slice(index + 4)]) {
      try {
        await runTests(text, { read: () => policyText });
      } catch (error) {
        assert.equal(error.name, "RolecallError", error.stack);
        assert.match(error.code, /^[a-z]+(-[a-z]+)+$/);
      }
    }
  }
});

test("everything that is wrong is told at once, in the order of the file", () => {
  const { stderr } = runText("request: { a: 1, b: 2 }\ntests:\n  - { expect: maybe, policy: x, token: y }\n");
  assert.deepEqual(
    [...stderr.matchAll(/^error: `standard input:(\d+:\d+)`/gm)].map(([, at]) => at),
    ["1:12", "1:18", "3:15", "3:30", "3:40"],
  );
});

test("invariants: proved, refuted with a token that gets in, not known", async () => {
  const text = `
policies: { deploy: policy.json, wide: { text: ${JSON.stringify(policyText.replace("octo-repo:ref:refs/heads/main", "*"))} }, address: address.json }
invariants:
  - { policy: deploy, only: { repository: octo-org/octo-repo }, never: { event: [pull_request, schedul?] } }
  - { name: no pull requests, policy: [deploy, wide], never: { event: pull_request } }
  - { policy: address, only: { repository: octo-org/octo-repo } }
  - { policy: deploy, only: { no_such_claim: x } }
`;
  file("invariants.yaml", text);
  const { status, stdout } = run(["test", "invariants.yaml", "--format", "json"]);
  const { invariants, tests, passed, failed, errors } = JSON.parse(stdout);
  assert.deepEqual(tests, []);
  assert.deepEqual(
    invariants.map(({ name, outcome, proof, error }) => [name, outcome, proof?.result ?? error.code]),
    [
      ["deploy: only repository octo-org/octo-repo, never event pull_request or schedul?", "failed", "refuted"],
      ["no pull requests (deploy)", "passed", "proved"],
      ["no pull requests (wide)", "failed", "refuted"],
      ["address: only repository octo-org/octo-repo", "passed", "proved"],
      ["deploy: only no_such_claim x", "error", "invalid-invariant"],
    ],
  );
  assert.deepEqual([passed, failed, errors], [2, 2, 1]);
  assert.equal(status, 3);
  const shown = run(["test", "invariants.yaml"]).stdout;
  assert.match(shown, /no pull requests \(wide\)\n {4}expected {2}proved\n {4}received {2}refuted\n {4}a token gets in that goes against `never event`: \{"[^\n]+"event_name":"pull_request"/);
  const xml = run(["test", "invariants.yaml", "--format", "junit"]).stdout;
  await checkJunit(xml);
  assert.match(xml, /<failure type="refuted" message="expected proved, received refuted">/);
});

test("JUnit: valid by both schemas, whatever the names", async () => {
  file("odd.yaml", `${named}
tests:
  - { name: "<a & 'b'> \\u0007 \\u202e \\uffff \\t", token: good, expect: allow }
  - { name: "]]>", token: bad, expect: allow }
  - { policy: { file: gone.json }, token: good, expect: allow }
  - { token: bad, expect: deny }
`);
  file("wrong.yaml", "tests: [{ expect: maybe }]");
  const { status, stdout } = run(["test", "odd.yaml", "wrong.yaml", "--junit", "report.xml"]);
  assert.equal(status, 3);
  assert.match(stdout, /odd\.yaml: 1 failed, 1 could not be run, 2 passed\n$/);
  const xml = readFileSync(path.join(folder, "report.xml"), "utf8");
  await checkJunit(xml);
  assert.match(xml, /<testsuite name="odd.yaml" [^>]*tests="4" failures="1" errors="1" skipped="0"/);
  assert.match(xml, /<testsuite name="wrong.yaml" package="wrong.yaml" id="1" [^>]*tests="1" failures="0" errors="1"/);
  assert.match(xml, /<failure type="condition-not-met" message="expected allow, received deny">odd\.yaml:7:5\n/);
  assert.match(xml, /<error type="file-not-read" message="no file `gone.json`">/);
  const shown = run(["test", "odd.yaml", "wrong.yaml", "--format", "junit"]).stdout;
  await checkJunit(shown);
  await assert.rejects(() => checkJunit(shown.replace(' id="0"', "")));
  const unwritable = run(["test", "odd.yaml", "--junit", "no/such/folder.xml"]);
  assert.match(unwritable.stderr, /error: cannot write `no\/such\/folder.xml`: ENOENT\n/);
  assert.equal(unwritable.status, 3);
});

test("JSON: the report of the API; of several a list", async () => {
  const text = `${named}tests: [{ token: [good, bad], expect: allow }]`;
  file("one.yaml", text);
  const shown = JSON.parse(run(["test", "one.yaml", "--format", "json"]).stdout);
  const report = await runTests(text, {
    file: "one.yaml",
    read: async (name) => readFileSync(path.join(folder, name), "utf8"),
  });
  const untimed = ({ tests, ...rest }) => ({ ...rest, tests: tests.map((one) => ({ ...one, seconds: 0 })) });
  assert.deepEqual(untimed(shown), JSON.parse(JSON.stringify(untimed(report))));
  assert.deepEqual([report.passed, report.failed, report.errors], [1, 1, 0]);
  assert.deepEqual(report.tests[1].span.line, 4);
  assert.equal(JSON.parse(run(["test", "one.yaml", "one.yaml", "--format", "json"]).stdout).length, 2);
  assert.match(renderTests([report], { format: "text", color: true }), /\u001b\[31m✗\u001b\[0m/);
});

test("the API refuses what makes no sense", async () => {
  const code = (code) => (error) => error.code === code;
  await assert.rejects(() => runTests(7), code("invalid-argument"));
  await assert.rejects(() => runTests("tests: [{}]", { reed: 1 }), code("invalid-argument"));
  await assert.rejects(() => runTests(`tests: [${" ".repeat(1 << 20)}]`), code("test-file-too-large"));
  assert.throws(() => renderTests([], { format: "xml" }), code("invalid-argument"));
  const { tests } = await runTests(`${named}tests: [{ token: good, expect: allow }]`);
  assert.equal(tests[0].error.code, "invalid-argument");
});

test("the schema for editors takes what is taken, and refuses what is refused", () => {
  const good = {
    request: { now: 1795000400, context: { a: ["b"], c: "" }, clientIds: ["x"], complete: true },
    policies: { a: "p.json", b: { text: "x", name: "y", relyingParty: "aws" }, c: { document: {} } },
    tokens: { a: "t", b: { claims: {} }, c: { predict: { repository: "a/b", template: ["repo"], properties: { a: "b" } } } },
    tests: [
      { policy: "a", token: ["a", { file: "x" }], expect: "deny", reason: "condition-not-met" },
      { name: "n", policy: [{ file: "x" }], request: { now: "2026-11-24" }, expect: "allow" },
    ],
  };
  assert.ok(isTestFile(good), JSON.stringify(isTestFile.errors));
  assert.ok(isTestFile({ invariants: [{ policy: "a", only: { repository: "a/*" }, never: { event: ["x"] }, template: ["repo"] }] }));
  const bad = [
    {},
    { invariants: [{}] },
    { invariants: [{ only: { a: [] } }] },
    { tests: [] },
    { tests: [{}] },
    { tests: [{ expect: "maybe" }] },
    { tests: [{ expect: "deny", reason: 7 }] },
    { ...good, extra: 1 },
    { ...good, policies: { a: {} } },
    { ...good, policies: { a: { file: "x", text: "y" } } },
    { ...good, tokens: { a: { predict: {} } } },
    { ...good, tokens: { a: { predict: { repository: "a/b", repositry: "c" } } } },
    { ...good, request: { now: "tomorrow" } },
  ];
  for (const file of bad) assert.ok(!isTestFile(file), JSON.stringify(file));
});

test("the schema knows the fields that are known", () => {
  const { definitions } = schema;
  const types = readFileSync(fileURLToPath(new URL("../node_modules/rolecall/index.d.ts", import.meta.url)), "utf8");
  const fields = (name) => [...new RegExp(`interface ${name} \\{(.*?)\\n\\}`, "s").exec(types)[1].matchAll(/^ {2}(\w+)\??:/gm)].map(([, field]) => field);
  assert.deepEqual(Object.keys(definitions.token.properties.predict.properties).sort(), fields("TokenSpec").sort());
  assert.deepEqual(Object.keys(definitions.request.properties).sort(), fields("Request").sort());
  const union = (name) => [...new RegExp(`type ${name} =([^;]+);`).exec(types)[1].matchAll(/"([a-z-]+)"/g)].map(([, member]) => member);
  // Offered by editors. Others pass: what there is, the run knows.
  for (const [{ anyOf }, name] of [
    [definitions.test.properties.reason, "ReasonCode"],
    [definitions.policy.properties.relyingParty, "RelyingParty"],
  ]) {
    const [{ enum: offered }] = anyOf;
    assert.ok(offered.length > 5);
    assert.deepEqual(offered.filter((one) => !union(name).includes(one)), []);
  }
});

test("the example passes, from wherever it is run", () => {
  const example = path.join(root, "examples", "rolecall.test.yaml");
  const { status, stdout, stderr } = run(["test", example]);
  assert.equal(stderr, "");
  assert.equal(stdout, `${example}: 7 passed\n`);
  assert.equal(status, 0);
});

test("`docs/testing.md`: the file in it does what is said there", () => {
  const text = readFileSync(path.join(root, "docs", "testing.md"), "utf8");
  const [, yaml] = /```yaml\n(# yaml-language-server.*?)```/s.exec(text);
  file("trust-policy.json", readFileSync(path.join(root, "examples", "trust-policy.json"), "utf8"));
  file("docs/trust-policy.json", readFileSync(path.join(root, "examples", "trust-policy.json"), "utf8"));
  file("docs/rolecall.test.yaml", yaml);
  const shown = [...text.matchAll(/```text\n(.*?)```/gs)].map(([, block]) => block);
  const cwd = path.join(folder, "docs");
  assert.equal(`$ rolecall test\n${run(["test"], { cwd }).stdout}`, shown[0]);
  const wide = readFileSync(path.join(root, "examples", "trust-policy.json"), "utf8").replace("octo-repo:ref:refs/heads/main", "octo-repo:*");
  file("docs/trust-policy.json", wide);
  assert.equal(run(["test"], { cwd }).stdout, shown[1]);
});
