// Audits: by the command line and by the API.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile } from "rolecall";
import { audit, compareAudits, readAudit, renderAudit } from "rolecall/audit";
import { allowed, policyText } from "./fixtures.mjs";

const program = fileURLToPath(new URL("../node_modules/.bin/rolecall", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "rolecall-"));
after(() => rmSync(folder, { recursive: true }));

const file = (name, content) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
  return name;
};

function run(args, { input = "", env = {} } = {}) {
  const { NO_COLOR, FORCE_COLOR, ...rest } = process.env;
  return spawnSync(program, args, { cwd: folder, encoding: "utf8", env: { ...rest, ...env }, input, maxBuffer: 1 << 28 });
}

const GITHUB = "token.actions.githubusercontent.com";
const wide = policyText.replace("repo:octo-org/octo-repo:ref:refs/heads/main", "repo:octo-org*");
const statement = (Principal, Action = "sts:AssumeRole") => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal, Action }],
});
const role = (RoleName, policy) => ({ RoleName, AssumeRolePolicyDocument: policy });
const encoded = (text) => encodeURIComponent(text);
const account = (...roles) => ({ UserDetailList: [], RoleDetailList: roles });
const parsed = (text) => JSON.parse(text);

file(
  "account.json",
  account(
    role("lambda", statement({ Service: "lambda.amazonaws.com" })),
    role("deploy", parsed(policyText)),
    role("anybody", parsed(wide)),
    role("by-account", statement({ AWS: "arn:aws:iam::111122223333:root" }, "*")),
    role("in-text", encoded(wide)),
    role("star", statement("*", "sts:AssumeRoleWithWebIdentity")),
    role("saml", statement({ Federated: "arn:aws:iam::111122223333:saml-provider/x" }, "sts:AssumeRoleWithSAML")),
  ),
);
file("broken.json", '{ "RoleName": "broken", "AssumeRolePolicyDocument": { "Statement": [], "Statement": [] } }');

test("who trusts an issuer, the worst first; errors are 1", () => {
  const { status, stdout, stderr } = run(["audit", "account.json"]);
  assert.equal(stderr, "");
  assert.equal(status, 1);
  assert.match(stdout, /^4 of 7 policies in 1 document trust an issuer: 3 with errors, 1 with notes\n/);
  const rows = [...stdout.matchAll(/^(\w+) +(\S+) {2}account\.json:(\d+):(\d+) {2}trusts (.+)$/gm)].map(
    ([, word, name, , , trusts]) => [word, name, trusts],
  );
  assert.deepEqual(rows, [
    ["error", "anybody", GITHUB],
    ["error", "in-text", GITHUB],
    ["error", "star", "any, or unclear"],
    ["note", "deploy", GITHUB],
  ]);
});

test("places are those of the document", async () => {
  const text = readFileSync(path.join(folder, "account.json"), "utf8");
  const { policies } = await audit([{ name: "account.json", text }]);
  const named = (name) => policies.find((policy) => policy.name === name);
  const at = (span) => text.slice(span.start, span.end);
  for (const { span, encoded: isText, findings, text: own } of policies) {
    if (!isText) assert.equal(at(span), own);
    for (const finding of findings) {
      const before = text.slice(0, finding.span.start).split("\n");
      assert.deepEqual([finding.span.line, finding.span.column], [before.length, before.at(-1).length + 1]);
    }
  }
  const [finding] = named("anybody").findings.filter(({ id }) => id === "owner-prefix");
  assert.equal(at(finding.span), '"repo:octo-org*"');
  assert.equal(at(named("in-text").findings[0].span), JSON.stringify(encoded(wide)));
});

test("a policy that cannot be used is listed, and 3; so is a document", () => {
  const { status, stdout, stderr } = run(["audit", "account.json", "broken.json"]);
  assert.equal(status, 3);
  assert.equal(stderr, "");
  assert.match(stdout, /\nunusable {2}broken {2}broken\.json:1:53\n {4}expected each key once, received `Statement` twice/);
  const text = file("not.json", "{ nothing");
  const other = run(["audit", text, "account.json"]);
  assert.match(other.stderr, /^error: `not\.json`: expected [^\n]+\n/);
  assert.match(other.stdout, /4 of 7 policies in 2 documents/);
  assert.equal(other.status, 3);
  for (const args of [["audit"], ["audit", "nowhere.json"], ["audit", "account.json", "--format", "pdf"], ["audit", "account.json", "--baseline", "nowhere"]]) {
    const refused = run(args);
    assert.equal(refused.stdout, "");
    assert.match(refused.stderr, /^error: [^\n]+\n(help: [^\n]+\n)?$/);
    assert.equal(refused.status, 3);
  }
});

test("JSON is that of the audit, indented", () => {
  const { stdout } = run(["audit", "account.json", "broken.json", "--format", "json"]);
  assert.equal(stdout, `${JSON.stringify(parsed(stdout), null, 2)}\n`);
  const sarif = run(["audit", "account.json", "--format", "sarif"]).stdout;
  assert.equal(sarif, `${JSON.stringify(parsed(sarif), null, 2)}\n`);
});

test("a clean account is 0, and one without policies too", () => {
  const clean = run(["audit", "-"], { input: JSON.stringify(account(role("deploy", parsed(policyText)))) });
  assert.match(clean.stdout, /^1 policy in 1 document trusts an issuer: 1 with notes\nnote +deploy {2}standard input:/);
  assert.equal(clean.status, 0);
  for (const format of ["text", "json", "markdown", "csv", "sarif", "html"]) {
    const none = run(["audit", "-", "--format", format], { input: JSON.stringify(account()) });
    assert.equal(none.stderr, "");
    assert.notEqual(none.stdout, "");
    assert.equal(none.status, 0, format);
  }
});

test("a folder: its documents and those below, without what is hidden or something else", () => {
  file("tree/a.json", role("a", parsed(policyText)));
  file("tree/b/c.JSON", role("c", parsed(policyText)));
  file("tree/b/chart.yaml", "apiVersion: v1\nkind: ConfigMap\n");
  file("tree/b/package.json", { name: "x" });
  file("tree/b/main.sts.yaml", `issuer: https://${GITHUB}\nsubject: repo:octo-org/octo-repo:ref:refs/heads/main\npermissions:\n  contents: read\n`);
  file("tree/node_modules/x.json", role("x", parsed(wide)));
  file("tree/.git/x.json", role("x", parsed(wide)));
  file("tree/readme.md", wide);
  symlinkSync("..", path.join(folder, "tree/b/loop"));
  const { status, stdout, stderr } = run(["audit", "tree", "--format", "json"]);
  assert.equal(stderr, "");
  assert.deepEqual(
    parsed(stdout).documents.map(({ name, policies }) => [name, policies]),
    [
      ["tree/a.json", 1],
      ["tree/b/c.JSON", 1],
      ["tree/b/main.sts.yaml", 1],
      ["tree/b/package.json", 0],
    ],
  );
  assert.equal(status, 0);
  file("tree/empty.json", "");
  file("tree/template.yaml", "AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n");
  const other = run(["audit", "tree"]);
  assert.match(other.stderr, /error: expected text in `tree\/empty\.json`, received nothing\n/);
  assert.match(other.stderr, /error: `tree\/template\.yaml`: expected JSON, received YAML\n/);
  assert.match(other.stdout, /^3 policies in 5 documents/);
  assert.equal(other.status, 3);
});

test("whatever policies are found in: a plan, a template, other relying parties", () => {
  const documents = path.join(process.env.ROLECALL_ROOT, "tests", "documents");
  const { stdout } = run(["audit", documents, "--format", "json"]);
  const { policies } = parsed(stdout);
  const parties = new Set(policies.map(({ relyingParty }) => relyingParty));
  for (const party of ["aws", "alibaba", "entra", "google-cloud", "vault", "octo-sts", "generic"]) {
    assert.ok(parties.has(party), party);
  }
  for (const { issuers, relyingParty, text } of policies) {
    assert.deepEqual(issuers, [`https://${GITHUB}`]);
    assert.deepEqual(compile(text, { relyingParty }).issuers, issuers);
  }
});

test("the issuers of a policy: named to let in, each once", () => {
  const issuers = (policy, relyingParty) => compile(JSON.stringify(policy), { relyingParty }).issuers;
  const provider = (url) => `arn:aws:iam::111122223333:oidc-provider/${url}`;
  assert.deepEqual(
    issuers(statement({ Federated: [provider("b.example"), provider("a.example/x"), provider("b.example")], Service: "ec2.amazonaws.com" })),
    ["https://b.example", "https://a.example/x"],
  );
  assert.deepEqual(issuers(statement({ Federated: "accounts.google.com" })), ["https://accounts.google.com"]);
  assert.deepEqual(issuers(statement({ AWS: "*" })), []);
  const denying = statement({ Federated: provider("a.example") });
  denying.Statement[0].Effect = "Deny";
  assert.deepEqual(issuers(denying), []);
});

test("Markdown and CSV hold what is in the text, and nothing of it is more than text", async () => {
  const name = "a|b`<script>_*\n\u202e";
  const result = await audit([
    { name: "=cmd()", text: JSON.stringify(account(role(name, parsed(wide)), role('say "hi", you', parsed(policyText)))) },
  ]);
  const markdown = renderAudit(result, { format: "markdown" });
  assert.doesNotMatch(markdown, /\u202e/);
  assert.match(markdown, /\| \*\*error\*\* \| `a\\\|b\\u\{60\}<script>_\*\\u\{a\}\\u\{202e\}` \| `token\.actions\.githubusercontent\.com` \|/);
  const csv = renderAudit(result, { format: "csv" });
  const [head, first, second, end] = csv.split("\r\n");
  assert.match(head, /^result,document,line,column,policy,relying party,issuers,errors,warnings,notes,findings,error,who gets in,invariants$/);
  assert.match(first, /^error,'=cmd\(\),1,\d+,a\|b`<script>_\*\\u000a\\u202e,aws,https:\/\/token\.actions/);
  assert.match(second, /^note,'=cmd\(\),1,\d+,"say ""hi"", you",aws,/);
  assert.equal(end, "");
});

test("SARIF: one log, every rule once, places in the document", async () => {
  const { stdout } = run(["audit", "account.json", path.join(process.env.ROLECALL_ROOT, "tests/documents/entra-list.json"), "--format", "sarif"]);
  const { version, runs } = parsed(stdout);
  assert.equal(version, "2.1.0");
  const [{ tool, results }] = runs;
  const ids = tool.driver.rules.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const text = readFileSync(path.join(folder, "account.json"), "utf8").split("\n");
  for (const { ruleId, ruleIndex, locations, baselineState } of results) {
    assert.equal(ids[ruleIndex], ruleId);
    assert.equal(baselineState, undefined);
    assert.ok(locations[0].physicalLocation.region.startLine >= 1);
  }
  const [{ locations }] = results.filter(({ ruleId }) => ruleId === "owner-prefix");
  const { startLine, startColumn, endLine, endColumn } = locations[0].physicalLocation.region;
  assert.equal(endLine, startLine);
  assert.equal(text[startLine - 1].slice(startColumn - 1, endColumn - 1), '"repo:octo-org*"');
});

test("HTML: one page, no script, and a content security policy that its style alone passes", async () => {
  const evil = `</title><script>alert(1)</script>"'&\u202e`;
  const result = await audit([{ name: evil, text: JSON.stringify(account(role(evil, parsed(wide.replace("octo-org*", `${evil.replaceAll('"', "")}*`))))) }]);
  const page = renderAudit(result, { format: "html", changes: compareAudits({ ...result, policies: [] }, result) });
  assert.match(page, /^<!doctype html>\n<html lang="en">\n/);
  assert.doesNotMatch(page, /<script|\u202e|javascript:| on\w+=|<link|<img|@import|url\(/);
  const [, style] = /<style>(.*?)<\/style>/s.exec(page);
  const hash = createHash("sha256").update(style).digest("base64");
  assert.match(page, /content="default-src 'none'; style-src '[^']+'; base-uri 'none'; form-action 'none'"/);
  assert.ok(page.includes(`style-src 'sha256-${hash}'`), `the hash of the style is sha256-${hash}`);
  assert.doesNotMatch(page, / style="/);
  balanced(page);
});

/** Every element is closed in the order that they were opened. */
function balanced(page) {
  const open = [];
  for (const [, close, name] of page.replace(/<style>.*?<\/style>/s, "").matchAll(/<(\/?)([a-z][a-z0-9]*)(?: [a-z-]+(?:="[^"<>]*")?)*>/g)) {
    if (["meta", "input"].includes(name)) continue;
    if (close === "") open.push(name);
    else assert.equal(open.pop(), name);
  }
  assert.deepEqual(open, []);
}

test("compared with a former audit: new, changed, gone; only what is new counts", () => {
  const base = run(["audit", "account.json", "--format", "json"]).stdout;
  file("base.json", base);
  const same = run(["audit", "account.json", "--baseline", "base.json"]);
  assert.match(same.stdout, /: 0 new, 0 changed, 0 gone, 4 unchanged\n$/);
  assert.equal(same.status, 0, "what was known does not count");

  file(
    "renamed.json",
    account(
      role("fresh", parsed(wide)),
      role("deploy", parsed(wide)),
      // Other blanks are no change.
      role("in-text", encoded(JSON.stringify(parsed(wide)))),
      role("star", statement("*", "sts:AssumeRoleWithWebIdentity")),
    ),
  );
  const { status, stdout } = run(["audit", "renamed.json", "--baseline", "base.json"]);
  assert.match(stdout, /: 1 new, 1 changed, 1 gone, 2 unchanged\n\nNew\nerror +fresh .*\nChanged\nerror +deploy .*\n {4}lets in more; 1 new finding, \d gone\n {4}\+ error owner-prefix .*\nGone\nerror +anybody {2}account\.json:/s);
  assert.equal(status, 1);

  const { changes } = parsed(run(["audit", "renamed.json", "--baseline", "base.json", "--format", "json"]).stdout);
  assert.deepEqual(changes.new.map(({ name }) => name), ["fresh"]);
  assert.deepEqual(changes.changed.map(({ policy, what }) => [policy.name, what]), [["deploy", ["policy", "findings"]]]);
  assert.deepEqual(changes.gone.map(({ name }) => name), ["anybody"]);
  const csv = run(["audit", "renamed.json", "--baseline", "base.json", "--format", "csv"]).stdout;
  assert.deepEqual(
    csv.trimEnd().split("\r\n").map((line) => line.split(",").at(-1)),
    ["change", "new", "changed", "unchanged", "unchanged", "gone"],
  );
  const sarif = parsed(run(["audit", "renamed.json", "--baseline", "base.json", "--format", "sarif"]).stdout);
  const states = sarif.runs[0].results.map(({ ruleId, baselineState }) => `${ruleId} ${baselineState}`);
  assert.equal(states.filter((state) => state === "owner-prefix new").length, 2);
  assert.equal(states.filter((state) => state === "owner-prefix unchanged").length, 1);
  const html = run(["audit", "renamed.json", "--baseline", "base.json", "--format", "html"]).stdout;
  assert.match(html, /<h2>What changed<\/h2>/);
  balanced(html);
  assert.match(run(["audit", "renamed.json", "--baseline", "base.json", "--format", "markdown"]).stdout, /\n## Changed\n\n- `deploy` in `renamed\.json`: lets in more; 1 new finding/);
});

test("compared: an issuer more, the same name twice, no name, what can be used no more", async () => {
  const of = (...policies) => audit(policies.map(([name, text]) => ({ name, text })), { time: 0 });
  const list = (...texts) => `[${texts.join(",")}]`;
  const other = policyText.replace(/oidc-provider\/[^"]+"/, 'oidc-provider/other.example"');
  const moved = compareAudits(await of(["a", policyText]), await of(["a", other]));
  assert.deepEqual(moved.changed[0].issuers, { added: ["https://other.example"], gone: [`https://${GITHUB}`] });
  // Those that are as they were are each other's, wherever they stand now.
  const reordered = compareAudits(await of(["a", list(policyText, wide, policyText)]), await of(["a", list(wide, other, policyText)]));
  assert.deepEqual([reordered.unchanged, reordered.changed.length, reordered.new.length], [2, 1, 0]);
  const broken = compareAudits(await of(["a", JSON.stringify(role("r", parsed(policyText)))]), await of(["a", '{"RoleName":"r","AssumeRolePolicyDocument":{"Statement":[],"Statement":[]}}']));
  assert.deepEqual(broken.changed[0].what, ["policy", "issuers", "findings", "error"]);
  const text = renderAudit(await of(["a", policyText]), { format: "text", changes: broken });
  assert.match(text, /can no longer be used/);
});

test("who gets in, and what must hold of it, in every format", () => {
  const asked = ["audit", "account.json", "--who", "--only", "repository=octo-org/*", "--never", "event=pull_request"];
  const { status, stdout } = run([...asked, "--format", "json"]);
  assert.equal(status, 1);
  const of = Object.fromEntries(parsed(stdout).policies.map((policy) => [policy.name, policy]));
  assert.equal(of.deploy.proof.result, "proved");
  assert.match(of.deploy.who.summary, /octo-org\/octo-repo/);
  assert.equal(of.anybody.proof.result, "refuted");
  assert.equal(of.star.proof.result, "unknown");
  const text = run(asked).stdout;
  assert.ok(text.includes(of.deploy.who.summary.slice(0, 40)));
  assert.match(text, /\n {4}refuted: a token gets in that goes against `only repository`, with the subject `repo:/);
  assert.match(run([...asked, "--format", "markdown"]).stdout, /\n- proved: no token gets in/);
  assert.match(run([...asked, "--format", "html"]).stdout, /<li>refuted: a token gets in that goes against <code>/);
  assert.match(run([...asked, "--format", "csv"]).stdout, /,proved\r\n/);
  // What is not known is 2 where nothing else is wrong.
  const input = JSON.stringify(account(role("deploy", parsed(policyText))));
  assert.equal(run(["audit", "-", "--never", "event=schedule"], { input }).status, 1);
  assert.equal(run(["audit", "-", "--never", "event=pull_request"], { input }).status, 0);
  const conditional = policyText.replace('"StringEquals": {', '"IpAddress": { "aws:SourceIp": "203.0.113.0/24" },\n "NumericLessThan": { "aws:MultiFactorAuthAge": "5" }, "StringEquals": {');
  const hanging = run(["audit", "-", "--only", "repository=other/*"], { input: JSON.stringify(account(role("d", parsed(conditional)))) });
  assert.ok([1, 2].includes(hanging.status));
  for (const [option, message] of [["repository", /NAME=VALUE/], ["no_such=x", /no_such/]]) {
    const refused = run(["audit", "account.json", "--only", option]);
    assert.match(refused.stderr, message);
    assert.equal(refused.status, 3);
  }
});

test("a former audit that is none, or was made up, is refused and never trusted", async () => {
  const good = await audit([{ name: "a", text: policyText }]);
  assert.deepEqual(readAudit(JSON.stringify(good)), good);
  const wrong = (change) => JSON.stringify(change(parsed(JSON.stringify(good))));
  const texts = [
    "",
    "7",
    "null",
    "{}",
    policyText,
    wrong((one) => ({ ...one, schemaVersion: 2 })),
    wrong((one) => ({ ...one, time: 7 })),
    wrong((one) => ({ ...one, policies: {} })),
    ...Object.keys(good.policies[0])
      .filter((member) => !["encoded", "diagnostics"].includes(member))
      .map((member) => wrong((one) => ({ ...one, policies: [{ ...one.policies[0], [member]: { a: 1 } }] }))),
    wrong((one) => ({ ...one, policies: [{ ...one.policies[0], findings: [{}] }] })),
  ];
  for (const text of texts) {
    assert.throws(() => readAudit(text), (error) => error.code === "not-an-audit", text.slice(0, 80));
  }
  file("not-base.json", policyText);
  const { status, stdout, stderr } = run(["audit", "account.json", "--baseline", "not-base.json"]);
  assert.equal(stdout, "");
  assert.match(stderr, /^error: `not-base\.json`: expected the JSON of a former audit, received other JSON\nhelp: [^\n]+\n$/);
  assert.equal(status, 3);
  const forged = readAudit(wrong((one) => {
    one.policies[0].name = "<img src=x>";
    for (const finding of one.policies[0].findings) finding.url = "javascript:alert(1)";
    return one;
  }));
  const page = renderAudit(good, { format: "html", changes: compareAudits(forged, good) });
  assert.doesNotMatch(page, /<img|javascript:/);
});

test("the API refuses what makes no sense, and takes documents one after the other", async () => {
  const code = (code) => (error) => error.code === code;
  await assert.rejects(() => audit([{ name: 7, text: "" }]), code("invalid-argument"));
  await assert.rejects(() => audit([], { tme: 1 }), code("invalid-argument"));
  await assert.rejects(() => audit([{ name: "a", text: policyText }], { relyingParty: 7 }), code("invalid-argument"));
  await assert.rejects(() => audit([], { relyingParty: "aw" }), code("unknown-relying-party"));
  const result = await audit([]);
  assert.throws(() => renderAudit(result, { format: "pdf" }), code("invalid-argument"));
  const read = [];
  async function* documents() {
    for (const name of ["a", "b"]) {
      read.push(name);
      yield { name, text: policyText };
    }
  }
  const told = [];
  const { time, policies } = await audit(documents(), { time: allowed.iat * 1000, onProgress: (state) => told.push({ ...state, read: read.length }) });
  assert.equal(time, new Date(allowed.iat * 1000).toISOString());
  assert.equal(policies.length, 2);
  assert.deepEqual(told, [
    { document: "a", done: 0, total: 1, read: 1 },
    { document: "b", done: 0, total: 1, read: 2 },
  ]);
});

test("5,000 roles within 30 seconds, in every format", { timeout: 240_000 }, () => {
  const roles = Array.from({ length: 5_000 }, (_, index) => {
    const kind = index % 5;
    const subject = [`repo:acme/app-${index}:ref:refs/heads/main`, `repo:acme/app-${index}:*`, "repo:acme*", `repo:acme/app-${index}:environment:production`][kind];
    const policy = kind === 4 ? JSON.stringify(statement({ Service: "ec2.amazonaws.com" })) : policyText.replace("repo:octo-org/octo-repo:ref:refs/heads/main", subject);
    return { ...role(`role-${index}`, index % 2 ? encoded(policy) : parsed(policy)), Arn: `arn:aws:iam::111122223333:role/role-${index}`, AttachedManagedPolicies: [], Tags: [] };
  });
  file("large.json", account(...roles));
  for (const format of ["text", "json", "markdown", "csv", "sarif", "html"]) {
    const start = performance.now();
    const { status, stdout, stderr } = run(["audit", "large.json", "--format", format]);
    const seconds = (performance.now() - start) / 1000;
    assert.equal(stderr, "", "progress is for terminals");
    assert.equal(status, 1);
    assert.ok(stdout.length > 100_000);
    if (format === "text") assert.match(stdout, /^4,000 of 5,000 policies in 1 document trust an issuer: 1,000 with errors, 3,000 with notes\n/);
    assert.ok(seconds < 30, `${format} took ${seconds.toFixed(1)} s`);
  }
});
