// The API, imported and required, as its documentation has it.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as imported from "rolecall";
import { addressPolicyText, allowed, denied, jwt, now, policyText } from "./fixtures.mjs";

const required = createRequire(import.meta.url)("rolecall");

test("import and require give the same names", () => {
  assert.deepEqual(Object.keys(imported).sort(), [
    "RolecallError",
    "allowsMatrix",
    "attributes",
    "compile",
    "decodeToken",
    "findPolicies",
    "predictToken",
    "renderDiagnostics",
    "renderFindings",
    "version",
  ]);
  assert.deepEqual(Object.keys(required).sort(), Object.keys(imported).sort());
});

test("the version is that of the package", () => {
  const manifest = new URL("../node_modules/rolecall/package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  assert.equal(imported.version, version);
  assert.equal(required.version, version);
});

for (const [name, rolecall] of [
  ["import", imported],
  ["require", required],
]) {
  test(`${name}: evaluates a token in each of its forms`, () => {
    const policy = rolecall.compile(policyText);
    for (const [claims, decision, code] of [
      [allowed, "allow", "allowed"],
      [denied, "deny", "condition-not-met"],
    ]) {
      for (const token of [
        claims,
        JSON.stringify(claims),
        jwt(claims),
        `Bearer ${jwt(claims)}`,
        ` ${jwt(claims)}\n`,
      ]) {
        const evaluation = policy.evaluate(token, { now });
        assert.equal(evaluation.decision, decision);
        assert.equal(evaluation.reason.code, code);
        assert.equal(evaluation.tokenVerified, false);
        assert.deepEqual(evaluation.caveats, []);
        assert.equal(policy.allows(token, { now }), decision === "allow");
      }
    }
  });
}

test("an evaluation has a trace, and tells itself as JSON, text and Markdown", () => {
  const policy = imported.compile(policyText);
  const evaluation = policy.evaluate(denied, { now });
  const { trace } = evaluation;
  assert.equal(trace.outcome, "fail");
  const tests = [];
  (function collect(step) {
    if (step.kind === "test") tests.push(step);
    step.children?.forEach(collect);
  })(trace);
  const failed = tests.find((step) => step.outcome === "fail");
  assert.equal(failed.operator, "StringLike");
  assert.equal(failed.attribute, "token.actions.githubusercontent.com:sub");
  assert.equal(failed.claim, "sub");
  assert.deepEqual(failed.expected, ["repo:octo-org/octo-repo:ref:refs/heads/main"]);
  assert.equal(failed.received, denied.sub);
  assert.match(
    policyText.slice(failed.span.start, failed.span.end),
    /repo:octo-org\/octo-repo:ref:refs\/heads\/main/,
  );

  const data = JSON.parse(JSON.stringify(evaluation));
  assert.deepEqual(Object.keys(data), ["decision", "reason", "caveats", "tokenVerified", "trace", "explanation"]);
  assert.deepEqual(data, evaluation.toJSON());
  assert.deepEqual(data.trace, trace);

  const text = evaluation.toText();
  assert.match(text, /^denied: `sub` is `repo:octo-org\/octo-repo:pull_request`/);
  assert.doesNotMatch(text, /\u001b/);
  const colored = evaluation.toText({ color: true });
  assert.match(colored, /\u001b\[/);
  assert.equal(colored.replace(/\u001b\[\d*m/g, ""), text);
  assert.match(evaluation.toMarkdown(), /denied/);
  assert.doesNotMatch(evaluation.toMarkdown(), /\u001b/);
});

test("spans count UTF-16 units of the text that was given", () => {
  const text = policyText.replace('"Effect"', '"Sid": "𝒳é",\n      "Effect"');
  const withMark = `\ufeff${text}`;
  const policy = imported.compile(withMark);
  let statement;
  (function find(step) {
    if (step.kind === "statement") statement = step;
    step.children?.forEach(find);
  })(policy.evaluate(allowed, { now }).trace);
  const { start, end, line, column } = statement.span;
  const part = withMark.slice(start, end);
  assert.ok(part.startsWith("{") && part.endsWith("}"), part);
  assert.deepEqual(JSON.parse(part), JSON.parse(text).Statement[0]);
  const before = withMark.slice(0, start);
  assert.equal(line, before.split("\n").length);
  assert.equal(column, start - before.lastIndexOf("\n"));
  assert.ok(policy.diagnostics.some(({ code }) => code === "byte-order-mark"));
});

test("what the caller changes afterwards changes no evaluation", () => {
  const policy = imported.compile(policyText);
  const claims = { ...denied };
  const evaluation = policy.evaluate(claims, { now });
  claims.sub = allowed.sub;
  assert.match(evaluation.toText(), /^denied/);
});

test("what is unknown is told from what is missing", () => {
  const policy = imported.compile(addressPolicyText);
  const ask = (request) => policy.evaluate(allowed, { now, ...request }).decision;
  assert.equal(ask({}), "indeterminate");
  assert.equal(policy.allows(allowed, { now }), false);
  assert.equal(ask({ complete: true }), "deny");
  assert.equal(ask({ context: { "aws:SourceIp": "203.0.113.7" } }), "allow");
  assert.equal(ask({ context: { "AWS:sourceip": "203.0.113.7" } }), "allow");
  assert.equal(ask({ context: { "aws:SourceIp": "198.51.100.7" } }), "deny");
  assert.equal(ask({ context: { "aws:SourceIp": undefined } }), "indeterminate");
  assert.equal(ask({ context: { "aws:SourceIp": [] } }), "deny");
});

test("the request can name the provider, the role and the registered audiences", () => {
  const policy = imported.compile(policyText);
  const provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
  const ask = (request) => policy.evaluate(allowed, { now, ...request }).reason.code;
  assert.equal(ask({ principal: provider }), "allowed");
  assert.equal(ask({ principal: provider.replace("token.actions", "other") }), "provider-mismatch");
  assert.equal(ask({ clientIds: ["sts.amazonaws.com"] }), "allowed");
  assert.equal(ask({ clientIds: ["https://github.com/octo-org"] }), "audience-not-registered");
  assert.equal(ask({ action: "sts:AssumeRole" }), "action-not-allowed");
});

test("the time is the request's, or else that of the host", () => {
  const policy = imported.compile(policyText);
  const codes = (claims, request) =>
    policy.evaluate(claims, request).caveats.map(({ code }) => code);
  const time = Math.floor(Date.now() / 1000);
  assert.deepEqual(codes({ ...allowed, exp: time + 600 }), []);
  assert.deepEqual(codes({ ...allowed, exp: time - 600 }), ["token-expired"]);
  assert.deepEqual(codes({ ...allowed, exp: time - 600 }, {}), ["token-expired"]);
  assert.deepEqual(codes({ ...allowed, exp: time - 600 }, { now: undefined }), ["token-expired"]);
  assert.deepEqual(codes(allowed, { now: allowed.exp - 1 }), []);
  assert.deepEqual(codes(allowed, { now: allowed.exp + 1 }), ["token-expired"]);
});

test("attributes name the claims that they come from", () => {
  const policy = imported.compile(policyText);
  const given = policy.attributes(allowed, { now, context: { "aws:SourceIp": "203.0.113.7" } });
  assert.deepEqual(given["token.actions.githubusercontent.com:sub"], {
    value: allowed.sub,
    claim: "sub",
  });
  assert.equal(given["aws:SourceIp"].value, "203.0.113.7");
  for (const token of [allowed, JSON.stringify(allowed), jwt(allowed)]) {
    const free = imported.attributes(token, { relyingParty: "aws" });
    assert.deepEqual(
      free["token.actions.githubusercontent.com:sub"],
      given["token.actions.githubusercontent.com:sub"],
    );
    assert.equal(free["aws:SourceIp"], undefined);
  }
});

test("decodes tokens", () => {
  const token = jwt(allowed);
  const decoded = imported.decodeToken(`Bearer ${token}`);
  assert.equal(decoded.format, "jwt");
  assert.equal(decoded.header.kid, "test");
  assert.deepEqual(decoded.claims, { ...allowed });
  assert.equal(decoded.signature, token.split(".")[2]);
  assert.deepEqual(imported.decodeToken(JSON.stringify(allowed)), {
    format: "claims",
    header: null,
    claims: { ...allowed },
    signature: null,
  });
});

test("finds the policies in what people have", () => {
  const document = JSON.parse(policyText);
  const roles = JSON.stringify(
    {
      Roles: [
        { RoleName: "as-object", AssumeRolePolicyDocument: document },
        {
          RoleName: "as-text",
          AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(document)),
        },
      ],
    },
    null,
    2,
  );
  const found = imported.findPolicies(roles);
  assert.deepEqual(
    found.map(({ name, relyingParty }) => [name, relyingParty]),
    [
      ["as-object", "aws"],
      ["as-text", "aws"],
    ],
  );
  const [first] = found;
  assert.equal(roles.slice(first.span.start, first.span.end), first.text);
  for (const { text, relyingParty } of found) {
    assert.equal(imported.compile(text, { relyingParty }).allows(allowed), true);
  }
  assert.deepEqual(imported.findPolicies("{}"), []);
});

test("diagnostics tell what the relying party would refuse, and where", () => {
  const text = policyText.replace("StringLike", "StringLikely");
  const policy = imported.compile(text);
  const diagnostic = policy.diagnostics.find(({ code }) => code === "unknown-operator");
  assert.equal(diagnostic.severity, "error");
  assert.equal(text.slice(diagnostic.span.start, diagnostic.span.end).replaceAll('"', ""), "StringLikely");
  assert.equal(policy.evaluate(allowed, { now }).decision, "indeterminate");
});

test("errors are data", () => {
  const text = policyText.replace('"Version"', '"Version": "2012-10-17", "Version"');
  assert.throws(
    () => imported.compile(text),
    (error) => {
      assert.ok(error instanceof Error);
      assert.ok(error instanceof imported.RolecallError);
      assert.equal(error.name, "RolecallError");
      assert.equal(error.code, "duplicate-key");
      assert.match(String(error), /^RolecallError: .*`Version`/);
      const diagnostic = error.diagnostics.find(({ code }) => code === error.code);
      assert.equal(diagnostic.severity, "error");
      assert.match(text.slice(diagnostic.span.start, diagnostic.span.end), /Version/);
      return true;
    },
  );
});

test("findings and diagnostics are written for people, and for tools", () => {
  const { renderDiagnostics, renderFindings } = imported;
  const wide = policyText.replace("repo:octo-org/octo-repo:ref:refs/heads/main", "repo:octo-org/*");
  const [{ id, span }] = imported.compile(wide).lint();
  const place = `a.json:${span.line}:${span.column}`;
  for (const format of ["text", "markdown"]) {
    const written = renderFindings(wide, { label: "a.json", format });
    assert.ok(written.includes(id) && written.includes(place), written);
    assert.ok(!written.includes("\u001b"));
  }
  assert.ok(renderFindings(wide, { label: "a.json", format: "text", color: true }).includes("\u001b["));
  const log = JSON.parse(renderFindings(wide, { label: "a.json", format: "sarif" }));
  assert.ok(log.runs[0].results.some((result) => result.ruleId === id));

  assert.equal(renderDiagnostics(policyText, { label: "a.json", format: "text" }), "");
  const refused = renderDiagnostics("{", { label: "a.json", format: "markdown" });
  assert.match(refused, /^- \*\*error\*\* `invalid-json` at `a\.json:1:2`: /);
  assert.equal(renderFindings("{", { label: "a.json", format: "markdown" }), refused);
});
