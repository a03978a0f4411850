// What cannot be used is refused, with a code and a sentence, and leaves the module in order.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  allowsMatrix,
  attributes,
  compile,
  decodeToken,
  findPolicies,
  renderDiagnostics,
  renderFindings,
} from "rolecall";
import { allowed, denied, jwt, now, policyText } from "./fixtures.mjs";

const policy = compile(policyText);

/** Expects `call` to throw an error of this code, and everything to work after it. */
function refuses(call, code, message = /./) {
  assert.throws(call, (error) => {
    assert.equal(error.name, "RolecallError", error.stack);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /[\n\u0000-\u001f]/);
    assert.ok(Array.isArray(error.diagnostics));
    return true;
  });
  assert.equal(policy.evaluate(allowed, { now }).decision, "allow");
  assert.equal(policy.allows(denied, { now }), false);
}

test("arguments of the wrong type", () => {
  const wrong = [undefined, null, 7, true, 1n, Symbol("s"), () => {}, [], {}, new Map()];
  for (const value of wrong) {
    refuses(() => compile(value), "invalid-argument", /expected a string in `text`, received /);
    refuses(() => findPolicies(value), "invalid-argument");
    refuses(() => decodeToken(value), "invalid-argument");
  }
  for (const value of [undefined, null, 7, true, 1n, Symbol("s"), () => {}, [], new Map(), new Date()]) {
    refuses(() => policy.evaluate(value), "invalid-argument", /in `token`, received /);
    refuses(() => policy.allows(value), "invalid-argument");
    refuses(() => policy.attributes(value), "invalid-argument");
    refuses(() => attributes(value, { relyingParty: "aws" }), "invalid-argument");
  }
  for (const value of [null, 7, "x", [], new Map()]) {
    refuses(() => policy.evaluate(allowed, value), "invalid-argument", /in `request`/);
    refuses(() => policy.allows(allowed, value), "invalid-argument");
    refuses(() => compile(policyText, value), "invalid-argument", /in `options`/);
  }
  refuses(() => attributes(allowed), "invalid-argument", /in `options`, received undefined/);
  refuses(() => attributes(allowed, {}), "invalid-argument", /in `options.relyingParty`/);
  refuses(() => compile(policyText, { relyingParty: 7 }), "invalid-argument", /the number `7`/);
  refuses(() => compile(policyText, { relyingParty: "nobody" }), "unknown-relying-party");
  for (const render of [renderDiagnostics, renderFindings]) {
    refuses(() => render(7, { label: "x", format: "text" }), "invalid-argument", /in `text`/);
    refuses(() => render(policyText), "invalid-argument", /in `options`, received undefined/);
    refuses(() => render(policyText, { format: "text" }), "invalid-argument", /in `options.label`/);
    refuses(() => render(policyText, { label: "x" }), "invalid-argument", /in `options.format`, received undefined/);
    refuses(() => render(policyText, { label: "x", format: "html" }), "invalid-argument", /received `html`/);
    refuses(() => render(policyText, { label: "x", format: "text", color: 1 }), "invalid-argument", /in `options.color`/);
  }
  refuses(() => renderDiagnostics(policyText, { label: "x", format: "sarif" }), "invalid-argument", /received `sarif`/);
  refuses(() => allowsMatrix(policy, []), "invalid-argument", /in `policies`/);
  refuses(() => allowsMatrix([policy], allowed), "invalid-argument", /in `tokens`/);
  refuses(() => allowsMatrix([policy, policyText], []), "invalid-argument", /`policies\[1\]`/);
  refuses(() => allowsMatrix([policy, ,], []), "invalid-argument", /`policies\[1\]`/);
});

test("fields that do not exist, with the nearest that does", () => {
  const help = (call) => {
    try {
      call();
    } catch (error) {
      return `${error.code}: ${error.message}: ${error.help}`;
    }
    return "no error";
  };
  assert.equal(
    help(() => policy.evaluate(allowed, { rolearn: "x" })),
    "invalid-request: unknown field `rolearn` in `request`: did you mean `roleArn`?",
  );
  assert.match(
    help(() => policy.allows(allowed, { sourceIp: "x" })),
    /^invalid-request: unknown field `sourceIp` in `request`: the fields are `now`, /,
  );
  assert.equal(
    help(() => compile(policyText, { relyingparty: "aws" })),
    "invalid-argument: unknown field `relyingparty` in `options`: did you mean `relyingParty`?",
  );
});

test("what came from the caller cannot end its quotation, or hide in it", () => {
  const message = (name) => {
    try {
      policy.evaluate(allowed, { [name]: "x" });
    } catch (error) {
      return error.message;
    }
    return "no error";
  };
  assert.equal(message("a`b\n\u202e\u{e0041}é"), "unknown field `a\\u{60}b\\u{a}\\u{202e}\\u{e0041}é` in `request`");
  assert.equal(message("😀".repeat(400)), `unknown field \`${"😀".repeat(300)}…\` in \`request\``);
  assert.equal(message("x".repeat(300)), `unknown field \`${"x".repeat(300)}\` in \`request\``);
});

test("requests that make no sense", () => {
  const ask = (request) => () => policy.evaluate(allowed, request);
  for (const value of [NaN, Infinity, 1.5, "1795000400", null, 1n, new Date(), 2 ** 53]) {
    refuses(ask({ now: value }), "invalid-request", /whole seconds since 1970 in `request.now`/);
  }
  for (const name of ["action", "principal", "roleArn", "relyingPartyVersion"]) {
    refuses(ask({ [name]: 7 }), "invalid-request", new RegExp(`\`request.${name}\``));
    refuses(ask({ [name]: null }), "invalid-request");
  }
  refuses(ask({ clientIds: "x" }), "invalid-request", /an array of strings in `request.clientIds`/);
  refuses(ask({ clientIds: ["x", 7] }), "invalid-request", /`request.clientIds\[1\]`/);
  refuses(ask({ clientIds: ["x", , "y"] }), "invalid-request", /`request.clientIds\[1\]`/);
  refuses(ask({ complete: "yes" }), "invalid-request", /a boolean in `request.complete`/);
  refuses(ask({ context: [] }), "invalid-request", /an object in `request.context`/);
  refuses(ask({ context: null }), "invalid-request");
  refuses(ask({ context: { "aws:SourceIp": 7 } }), "invalid-request", /`request.context.aws:SourceIp`/);
  refuses(ask({ context: { "aws:SourceIp": null } }), "invalid-request");
  refuses(ask({ context: { a: ["x", null] } }), "invalid-request", /`request.context.a\[1\]`/);
  refuses(ask({ context: { "aws:SourceIp": "a", "AWS:SOURCEIP": "b" } }), "invalid-request");
  refuses(ask({ context: { a: "x".repeat(2 ** 20) } }), "invalid-request", /at most 1048576/);
});

test("half of a surrogate pair, wherever it stands", () => {
  const half = "a\ud800b";
  const tail = "a\udc00";
  for (const text of [half, tail]) {
    refuses(() => compile(text), "invalid-unicode", /in `text`, received half of a surrogate pair at index 1/);
    refuses(() => compile(policyText, { relyingParty: text }), "invalid-unicode");
    refuses(() => findPolicies(text), "invalid-unicode");
    refuses(() => decodeToken(text), "invalid-unicode");
    refuses(() => policy.evaluate(text), "invalid-unicode");
    refuses(() => policy.allows(text), "invalid-unicode");
    refuses(() => policy.attributes(text), "invalid-unicode");
    for (const claims of [{ ...allowed, sub: text }, { ...allowed, aud: [text] }]) {
      refuses(() => policy.evaluate(claims), "invalid-unicode");
      refuses(() => policy.allows(claims), "invalid-unicode");
      refuses(() => policy.evaluate(JSON.stringify(claims)), "invalid-unicode");
      refuses(() => policy.allows(JSON.stringify(claims)), "invalid-unicode");
    }
    refuses(() => policy.evaluate({ ...allowed, deep: { [text]: "x" } }), "invalid-unicode");
    const ask = (request) => () => policy.evaluate(allowed, request);
    refuses(ask({ action: text }), "invalid-unicode", /`request.action`/);
    refuses(ask({ clientIds: [text] }), "invalid-unicode", /`request.clientIds\[0\]`/);
    refuses(ask({ context: { a: text } }), "invalid-unicode", /`request.context.a`/);
    refuses(ask({ context: { a: [text] } }), "invalid-unicode");
    refuses(ask({ context: { [text]: "a" } }), "invalid-unicode");
  }
  assert.equal(policy.allows({ ...allowed, sub: "a\ud83d\ude00" }), false);
});

test("claims that are no JSON", () => {
  const cycle = { ...allowed, aud: [] };
  cycle.aud.push(cycle.aud);
  const self = { ...allowed };
  self.sub = self;
  for (const claims of [
    { ...allowed, sub: 1n },
    { ...allowed, sub: () => {} },
    { ...allowed, sub: Symbol("s") },
    { ...allowed, sub: NaN },
    { ...allowed, sub: -Infinity },
    { ...allowed, sub: new Date() },
    { ...allowed, sub: new Map() },
    { ...allowed, sub: new String("x") },
    { ...allowed, aud: [undefined] },
    { ...allowed, aud: [, "x"] },
    { ...allowed, aud: { toJSON: () => "sts.amazonaws.com" } },
    cycle,
    self,
  ]) {
    refuses(() => policy.evaluate(claims), "invalid-claims", /^expected a JSON value in `claims\./);
    refuses(() => policy.allows(claims), "invalid-claims", /^expected a JSON value in `claims\./);
    refuses(() => policy.attributes(claims), "invalid-claims");
    refuses(() => allowsMatrix([policy], [allowed, claims]), "invalid-claims", /`tokens\[1\]`$/);
  }
  // Nothing that matters to this policy: `allows` does not look there, `evaluate` does.
  assert.equal(policy.allows({ ...allowed, other: 1n }), true);
  refuses(() => policy.evaluate({ ...allowed, other: 1n }), "invalid-claims", /the bigint `1`/);
});

test("claims with getters, and what they throw, are the caller's", () => {
  const failing = { ...allowed };
  Object.defineProperty(failing, "sub", {
    enumerable: true,
    get() {
      throw new TypeError("mine");
    },
  });
  for (const ask of [
    () => policy.evaluate(failing),
    () => policy.allows(failing),
    () => policy.attributes(failing),
  ]) {
    assert.throws(ask, { name: "TypeError", message: "mine" });
    assert.equal(policy.allows(allowed), true);
  }
  const own = compile(policyText);
  const freeing = { ...allowed };
  Object.defineProperty(freeing, "sub", {
    enumerable: true,
    get() {
      own.free();
      return allowed.sub;
    },
  });
  refuses(() => own.evaluate(freeing), "policy-disposed");
  const other = compile(policyText);
  Object.defineProperty(freeing, "sub", {
    enumerable: true,
    get() {
      other.free();
      return allowed.sub;
    },
  });
  refuses(() => other.allows(freeing), "policy-disposed");
});

test("only own, enumerable members of claims count", () => {
  const { sub, ...rest } = allowed;
  const inherited = Object.assign(Object.create({ sub }), rest);
  const hidden = Object.defineProperty({ ...rest }, "sub", { value: sub, enumerable: false });
  const unset = { ...rest, sub: undefined };
  for (const claims of [inherited, hidden, unset]) {
    assert.equal(policy.allows(claims, { now }), false);
    const evaluation = policy.evaluate(claims, { now });
    assert.equal(evaluation.decision, "deny");
    assert.deepEqual(
      evaluation.toJSON(),
      policy.evaluate(JSON.stringify(rest), { now }).toJSON(),
    );
  }
  const bare = Object.assign(Object.create(null), allowed);
  assert.equal(policy.allows(bare), true);
  assert.equal(policy.evaluate(bare).decision, "allow");
});

test("names that mean something to JavaScript mean nothing here", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "toJSON", "length"];
  const text = `{${names.map((name) => `${JSON.stringify(name)}:"x"`).join()}}`;
  const odd = JSON.parse(text);
  const claims = JSON.parse(`${JSON.stringify(allowed).slice(0, -1)},${text.slice(1)}`);
  assert.deepEqual(Object.keys(claims).slice(-names.length), names);
  const request = { now, context: odd };
  assert.equal(policy.evaluate(claims, request).decision, "allow");
  assert.equal(policy.allows(claims, request), true);
  const given = policy.attributes(claims, request);
  for (const name of names) {
    assert.equal(Object.hasOwn(given, name), true, name);
    assert.equal(Object.getOwnPropertyDescriptor(given, name).value.value, "x");
  }
  assert.deepEqual(decodeToken(JSON.stringify(claims)).claims, claims);
  assert.equal({}.x, undefined);

  // A policy that tests such an attribute.
  const tested = compile(policyText.replace('"StringEquals": {', '"StringEquals": { "__proto__": "x",'));
  assert.equal(tested.evaluate(allowed, request).decision, "allow");
  assert.equal(tested.evaluate(allowed, { now, complete: true }).decision, "deny");
  refuses(() => policy.evaluate(allowed, JSON.parse('{"__proto__": {"now": 1}}')), "invalid-request");
});

test("NUL is a character like any other", () => {
  assert.equal(policy.allows({ ...allowed, sub: `${allowed.sub}\0` }), false);
  assert.equal(policy.evaluate({ ...allowed, "a\0b": "\0" }, { now }).decision, "allow");
  assert.equal(policy.evaluate(allowed, { now, context: { "a\0": "\0" } }).decision, "allow");
  refuses(() => compile("\0"), "invalid-json");
  refuses(() => decodeToken("\0"), "invalid-token");
  const text = policyText.replace("refs/heads/main", "refs/heads/\\u0000");
  const sub = allowed.sub.replace("refs/heads/main", "refs/heads/\0");
  assert.equal(compile(text).allows({ ...allowed, sub }), true);
  assert.doesNotMatch(compile(text).evaluate({ ...allowed, sub }).toText(), /\0/);
});

test("limits of length", () => {
  const longest = 256 * 1024;
  const padded = (length) => {
    const text = JSON.stringify(allowed);
    return text + " ".repeat(length - text.length);
  };
  assert.equal(policy.allows(padded(longest)), true);
  assert.equal(policy.evaluate(padded(longest), { now }).decision, "allow");
  for (const token of [padded(longest + 1), padded(64 * longest)]) {
    refuses(() => policy.allows(token), "token-too-large");
    refuses(() => policy.evaluate(token), "token-too-large");
    refuses(() => decodeToken(token), "token-too-large");
  }
  // Fewer units than the limit, more bytes.
  refuses(() => policy.evaluate(`{"a":"${"é".repeat(longest / 2)}"}`), "token-too-large");
  refuses(() => policy.evaluate({ ...allowed, sub: "x".repeat(longest) }), "token-too-large");
  refuses(() => policy.allows({ ...allowed, sub: "x".repeat(longest) }), "token-too-large");
  refuses(() => policy.evaluate({ ...allowed, sub: "é".repeat(longest / 2) }), "token-too-large");
  refuses(() => policy.allows({ ...allowed, sub: "é".repeat(longest / 2) }), "token-too-large");

  const policyOf = (length) => policyText + " ".repeat(length - policyText.length);
  assert.equal(compile(policyOf(2 ** 20)).allows(allowed), true);
  refuses(() => compile(policyOf(2 ** 20 + 1)), "policy-too-large");
  refuses(() => compile(policyOf(10 * 2 ** 20)), "policy-too-large");
  refuses(() => compile(`"${"é".repeat(2 ** 19)}"`), "policy-too-large");
  assert.equal(findPolicies(policyOf(10 * 2 ** 20)).length, 1);
  refuses(() => findPolicies(" ".repeat(256 * 2 ** 20 + 1)), "document-too-large");
});

test("small in memory, endless on paper", () => {
  let shared = "x";
  for (let level = 0; level < 100; level++) shared = [shared, shared];
  refuses(() => policy.evaluate({ ...allowed, aud: shared }), "token-too-large");
  refuses(() => policy.allows({ ...allowed, aud: shared }), "token-too-large");
  refuses(() => policy.evaluate({ ...allowed, aud: new Array(2 ** 31) }), "invalid-claims");
});

test("limits of nesting", () => {
  const text = (levels) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  const claimsText = (levels) => `${JSON.stringify(allowed).slice(0, -1)},"deep":${text(levels)}}`;
  // The object of claims is a level too.
  for (const token of [claimsText(127), JSON.parse(claimsText(127))]) {
    assert.equal(policy.evaluate(token, { now }).decision, "allow");
    assert.match(policy.evaluate(token, { now }).toText(), /^allowed/);
    assert.equal(policy.allows(token, { now }), true);
  }
  for (const token of [claimsText(128), JSON.parse(claimsText(128)), claimsText(10_000)]) {
    refuses(() => policy.evaluate(token), "nesting-too-deep");
  }
  refuses(() => policy.evaluate(JSON.parse(claimsText(5_000))), "nesting-too-deep");
  refuses(() => policy.allows({ ...allowed, aud: JSON.parse(text(5_000)) }), "nesting-too-deep");
  refuses(() => compile(text(10_000)), "nesting-too-deep");
  refuses(() => compile(`{"Statement":${text(10_000)}}`), "nesting-too-deep");
  refuses(() => findPolicies(text(10_000)), "nesting-too-deep");
  refuses(() => decodeToken(claimsText(10_000)), "nesting-too-deep");
  refuses(() => decodeToken(jwt(JSON.parse(claimsText(1_000)))), "nesting-too-deep");
});

test("tokens that are none", () => {
  const [header, payload, signature] = jwt(allowed).split(".");
  for (const token of [
    "",
    " ",
    "x",
    `${header}.${payload}`,
    `${header}.${payload}.${signature}.${signature}`,
    `${header}.${payload}=.${signature}`,
    `${header}.${payload}!.${signature}`,
    `${header}.${Buffer.from("[]").toString("base64url")}.${signature}`,
    `${header}.${Buffer.from('"x"').toString("base64url")}.${signature}`,
    "[]",
    '"x"',
  ]) {
    refuses(() => policy.evaluate(token), "invalid-token");
    refuses(() => policy.allows(token), "invalid-token");
    refuses(() => decodeToken(token), "invalid-token");
  }
  refuses(() => policy.evaluate('{"sub":'), "invalid-json");
  refuses(() => policy.evaluate('{"sub":"a","sub":"b"}'), "duplicate-claim");
  refuses(() => policy.allows('{"sub":"a","sub":"b"}'), "duplicate-claim");
});

test("claims of any type are evaluated", () => {
  for (const value of [7, -0, 1e300, true, null, [], [null], [[]], {}, { a: 1 }, ""]) {
    for (const name of ["sub", "aud"]) {
      const claims = { ...allowed, [name]: value };
      const evaluation = policy.evaluate(claims, { now });
      assert.notEqual(evaluation.decision, "allow", JSON.stringify(claims));
      assert.equal(policy.allows(claims, { now }), false);
      const text = JSON.stringify(claims);
      assert.deepEqual(policy.evaluate(text, { now }).toJSON(), evaluation.toJSON());
    }
  }
});

test("patterns that backtrack forever elsewhere", () => {
  const text = policyText.replace("refs/heads/main", "*a".repeat(2_000));
  const hostile = compile(text);
  const sub = `repo:octo-org/octo-repo:ref:${"a".repeat(1_999)}${"b".repeat(8_000)}`;
  const start = performance.now();
  assert.equal(hostile.allows({ ...allowed, sub }), false);
  assert.equal(hostile.evaluate({ ...allowed, sub }).decision, "deny");
  assert.ok(performance.now() - start < 2_000);
});
