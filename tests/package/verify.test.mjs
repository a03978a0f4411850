// Verified tokens in JavaScript: where keys come from, and what policies make of them.

import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { createRequire } from "node:module";
import { test } from "node:test";
import { allowsMatrix, compile } from "rolecall";
import { KeySet, verifyToken } from "rolecall/verify";
import { allowed, denied, now, policyText } from "./fixtures.mjs";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = publicKey.export({ format: "jwk" });
const jwks = { keys: [{ ...jwk, kid: "known" }] };
const issuer = "https://token.actions.githubusercontent.com";
const options = { jwks, issuer, audience: "sts.amazonaws.com", now };

function signed(claims, header = { alg: "RS256", kid: "known", typ: "JWT" }) {
  const times = { iat: now - 10, nbf: now - 10, exp: now + 300 };
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${part(header)}.${part({ ...times, ...claims })}`;
  return `${input}.${sign("sha256", Buffer.from(input), privateKey).toString("base64url")}`;
}

const policy = compile(policyText);
const verified = await verifyToken(signed(allowed), options);

test("a verified token has a header and claims", () => {
  assert.deepEqual(verified.header, { alg: "RS256", kid: "known", typ: "JWT" });
  assert.equal(verified.claims.sub, allowed.sub);
  assert.deepEqual(JSON.parse(JSON.stringify(verified)), {
    header: verified.header,
    claims: verified.claims,
  });
  assert.equal(String(verified), "[object VerifiedToken]");
});

test("policies take it for a token, and say that it was verified", async () => {
  const evaluation = policy.evaluate(verified, { now });
  assert.equal(evaluation.decision, "allow");
  assert.equal(evaluation.tokenVerified, true);
  assert.equal(evaluation.toJSON().tokenVerified, true);
  for (const shown of [evaluation.toText(), evaluation.toMarkdown()]) {
    assert.doesNotMatch(shown, /signature/);
  }
  assert.equal(policy.allows(verified, { now }), true);
  assert.deepEqual(policy.attributes(verified, { now }), policy.attributes(verified.claims, { now }));
  const other = await verifyToken(signed(denied), options);
  assert.equal(policy.evaluate(other, { now }).decision, "deny");
  assert.equal(policy.evaluate(other, { now }).tokenVerified, true);
  assert.deepEqual([...allowsMatrix([policy], [other, verified], { now })], [0b10]);
});

test("nothing else is one", () => {
  for (const token of [signed(allowed), allowed, verified.claims, { ...verified }, JSON.stringify(verified)]) {
    const evaluation = policy.evaluate(token, { now });
    assert.equal(evaluation.tokenVerified, false);
    assert.match(evaluation.toText(), /signature of the token was not checked/);
  }
  const { constructor } = verified;
  assert.throws(() => new constructor({}, signed(allowed), "{}"), TypeError);
  assert.throws(() => new (class extends constructor {})(), TypeError);
  const forged = Object.create(constructor.prototype);
  assert.throws(() => policy.evaluate(forged), { code: "invalid-argument" });
  assert.throws(() => policy.evaluate(new Proxy(verified, {})), { code: "invalid-argument" });
});

test("what is done to the claims that were given out changes no verdict", async () => {
  const token = await verifyToken(signed(denied), options);
  token.claims.sub = allowed.sub;
  assert.equal(policy.allows(token, { now }), false);
  assert.equal(policy.evaluate(token, { now }).decision, "deny");
  assert.equal(token.toJSON().claims.sub, denied.sub);
});

test("what is required and imported shares nothing, what is required shares all", async () => {
  const require = createRequire(import.meta.url);
  const required = { ...require("rolecall"), ...require("rolecall/verify") };
  const token = await required.verifyToken(signed(allowed), options);
  assert.equal(required.compile(policyText).evaluate(token, { now }).tokenVerified, true);
  assert.throws(() => policy.evaluate(token), { code: "invalid-argument", message: /VerifiedToken/ });
  await assert.rejects(verifyToken(signed(allowed), { ...options, jwks: required.KeySet.parse(jwks) }), {
    code: "invalid-argument",
    message: /KeySet/,
  });
});

test("keys as text, as an object, as a set", async () => {
  for (const keys of [JSON.stringify(jwks), jwks, KeySet.parse(jwks), KeySet.parse(JSON.stringify(jwks))]) {
    assert.equal((await verifyToken(signed(allowed), { ...options, jwks: keys })).claims.sub, allowed.sub);
  }
  for (const [keys, code] of [
    [undefined, "invalid-argument"], [null, "invalid-argument"], [1, "invalid-argument"], [[], "invalid-argument"],
    ["", "invalid-key-set"], [{}, "invalid-key-set"], [{ keys: [{ n: 1n }] }, "invalid-key-set"],
    ["x".repeat(256 * 1024 + 1), "key-set-too-large"], [{ keys: ["x".repeat(256 * 1024 + 1)] }, "key-set-too-large"],
    ["\ud800", "invalid-unicode"],
  ]) {
    assert.throws(() => KeySet.parse(keys), { name: "RolecallError", code });
    await assert.rejects(verifyToken(signed(allowed), { ...options, jwks: keys }), { code });
  }
  assert.throws(() => new KeySet(), { code: "invalid-argument" });
  assert.throws(() => KeySet.parse("{]"), ({ diagnostics }) => diagnostics[0].span.start === 1);
});

/** A key source that counts. */
function source(...sets) {
  const asked = { get: 0, refresh: 0 };
  return {
    asked,
    async get() {
      asked.get++;
      return sets[0];
    },
    async refresh() {
      asked.refresh++;
      return sets[Math.min(asked.refresh, sets.length - 1)];
    },
  };
}

test("a key source is asked for new keys once, where no key is known", async () => {
  const old = KeySet.parse({ keys: [{ ...jwk, kid: "old" }] });
  const fresh = KeySet.parse(jwks);
  const rotated = source(old, fresh);
  await verifyToken(signed(allowed), { ...options, jwks: rotated });
  assert.deepEqual(rotated.asked, { get: 1, refresh: 1 });

  const known = source(fresh);
  await verifyToken(signed(allowed), { ...options, jwks: known });
  assert.deepEqual(known.asked, { get: 1, refresh: 0 });

  const unchanged = source(old);
  await assert.rejects(verifyToken(signed(allowed), { ...options, jwks: unchanged }), { code: "unknown-key" });
  assert.deepEqual(unchanged.asked, { get: 1, refresh: 1 });

  const still = source(old, KeySet.parse({ keys: [] }), fresh);
  await assert.rejects(verifyToken(signed(allowed), { ...options, jwks: still }), { code: "unknown-key", expected: [] });
  assert.deepEqual(still.asked, { get: 1, refresh: 1 });
});

test("a key source is not asked for new keys by tokens that no key would help", async () => {
  const keys = source(KeySet.parse(jwks));
  const stranger = signed({ ...allowed, iss: "https://other.example" }, { alg: "RS256", kid: "other" });
  for (const [token, code] of [
    [stranger, "issuer-mismatch"],
    [signed(allowed, { alg: "none", kid: "other" }), "algorithm-not-allowed"],
    [`${signed(allowed).slice(0, -4)}AAAA`, "signature-invalid"],
    [signed({ ...allowed, aud: "other" }), "audience-mismatch"],
    ["x", "invalid-token"],
  ]) {
    await assert.rejects(verifyToken(token, { ...options, jwks: keys }), { code });
  }
  assert.equal(keys.asked.refresh, 0);
});

test("what a key source throws is what is thrown", async () => {
  const down = new Error("down");
  const broken = { get: () => Promise.reject(down), refresh: () => Promise.reject(down) };
  await assert.rejects(verifyToken(signed(allowed), { ...options, jwks: broken }), down);
  const empty = KeySet.parse({ keys: [] });
  await assert.rejects(verifyToken(signed(allowed), { ...options, jwks: { ...broken, get: () => empty } }), down);
  await assert.rejects(verifyToken(signed(allowed), { ...options, jwks: { get: () => jwks, refresh: () => jwks } }), {
    code: "invalid-argument",
    message: /jwks\.get\(\)/,
  });
});

test("misuse is told, by a promise", async () => {
  const token = signed(allowed);
  for (const [given, changed, code] of [
    [undefined, {}, "invalid-argument"], [verified, {}, "invalid-argument"], [`${token}\ud800`, {}, "invalid-unicode"],
    ["x".repeat(256 * 1024 + 1), {}, "token-too-large"],
    [token, { issuer: undefined }, "invalid-argument"], [token, { audience: undefined }, "invalid-argument"],
    [token, { audience: [1] }, "invalid-argument"], [token, { now: 1.5 }, "invalid-argument"], [token, { now: NaN }, "invalid-argument"],
    [token, { leeway: "60" }, "invalid-argument"], [token, { leeway: 601 }, "invalid-expectations"], [token, { typ: 1 }, "invalid-argument"],
    [token, { algorithms: "RS256" }, "invalid-argument"], [token, { algorithms: ["HS256"] }, "invalid-expectations"],
    [token, { leway: 1 }, "invalid-argument"],
  ]) {
    await assert.rejects(verifyToken(given, { ...options, ...changed }), { name: "RolecallError", code });
  }
  for (const given of [undefined, null, "options"]) {
    await assert.rejects(verifyToken(token, given), { code: "invalid-argument" });
  }
});

test("without a time it is the host's", async () => {
  const time = Math.floor(Date.now() / 1000);
  const { now: _, ...timeless } = options;
  await verifyToken(signed({ ...allowed, iat: time, nbf: time, exp: time + 300 }), timeless);
  await assert.rejects(verifyToken(signed({ ...allowed, exp: time - 100 }), timeless), {
    code: "token-expired",
    claim: "exp",
    reason: "mismatch",
  });
});

test("many at once, of one set", async () => {
  const keys = KeySet.parse(jwks);
  const tokens = Array.from({ length: 200 }, (_, index) => signed({ ...allowed, jti: String(index) }));
  const all = await Promise.all(tokens.map((token) => verifyToken(token, { ...options, jwks: keys })));
  all.forEach(({ claims }, index) => assert.equal(claims.jti, String(index)));
});
