// Guards: who gets in, and that nobody does when something is wrong.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { compile } from "rolecall";
import { KeySet, createGuard, remoteJwks } from "rolecall/verify";
import { addressPolicyText, allowed, denied, now, policyText } from "./fixtures.mjs";
import { keyServer, signingKey, unsigned } from "./issuer.mjs";

const key = signingKey("key");
const stranger = signingKey("key");
const unheardOf = signingKey("unheard-of");
const keySet = { keys: [key.jwk] };
const issuer = allowed.iss;
const audience = allowed.aud;
const clock = () => now;
const server = await keyServer(keySet.keys);
after(() => server.close());

const options = { policy: policyText, issuer, audience, jwks: keySet, clock };
const guard = createGuard(options);

async function refuses(decided, code) {
  const { allowed: isAllowed, evaluation, error, record } = await decided;
  assert.equal(isAllowed, false);
  assert.equal(evaluation, undefined);
  assert.equal(error?.name === "RolecallError" ? error.code : "unexpected-error", code);
  assert.deepEqual(record.error, { code });
  assert.equal(record.allowed, false);
  assert.equal(record.decision, null);
}

test("a token that is signed, in time and trusted gets in", async () => {
  const token = key.sign({ ...allowed, jti: "7" });
  const { allowed: isAllowed, evaluation, error, record } = await guard(token);
  assert.equal(isAllowed, true);
  assert.equal(error, undefined);
  assert.equal(evaluation.decision, "allow");
  assert.equal(evaluation.tokenVerified, true);
  assert.equal(record.allowed, true);
  assert.equal(record.verified, true);
});

test("one that the policy does not trust does not, nor one of which that is not known", async () => {
  const { allowed: isAllowed, evaluation, record } = await guard(key.sign(denied));
  assert.equal(isAllowed, false);
  assert.equal(evaluation.decision, "deny");
  assert.equal(record.reason, "condition-not-met");
  assert.equal(record.error, null);
  const byAddress = createGuard({ ...options, policy: addressPolicyText });
  const token = key.sign(allowed);
  const ask = async (context) => {
    const { allowed: isIn, evaluation: { decision } } = await byAddress(token, { context });
    return [isIn, decision];
  };
  assert.deepEqual(await ask({}), [false, "indeterminate"]);
  assert.deepEqual(await ask({ "aws:SourceIp": "203.0.113.7" }), [true, "allow"]);
  assert.deepEqual(await ask({ "aws:SourceIp": "198.51.100.7" }), [false, "deny"]);
});

test("one that does not hold gets no evaluation", async () => {
  for (const [token, code] of [
    [key.sign({ ...allowed, exp: now - 3600 }), "token-expired"],
    [key.sign({ ...allowed, aud: "another" }), "audience-mismatch"],
    [key.sign({ ...allowed, iss: "https://issuer.example" }), "issuer-mismatch"],
    [stranger.sign(allowed), "signature-invalid"],
    [unheardOf.sign(allowed), "unknown-key"],
    [unsigned(allowed, "key"), "algorithm-not-allowed"],
    [key.signWithPublicKey(allowed), "algorithm-not-allowed"],
    [JSON.stringify(allowed), "invalid-token"],
    ["nothing", "invalid-token"],
    ["", "token-missing"],
    [undefined, "token-missing"],
    [null, "token-missing"],
    [allowed, "invalid-argument"],
    [7, "invalid-argument"],
    [Symbol("token"), "invalid-argument"],
    ["x".repeat(300_000), "token-too-large"],
  ]) {
    await refuses(guard(token), code);
  }
});

test("a context that speaks for the token lets nobody in", async () => {
  const token = key.sign(denied);
  const { sub } = allowed;
  const { token: ofTheToken, request: ofTheRequest } = JSON.parse(
    readFileSync(path.join(process.env.ROLECALL_ROOT, "tests/guard/aws.json"), "utf8"),
  );
  assert.ok(ofTheToken.length > 10 && ofTheRequest.length > 5);
  for (const name of ofTheRequest) {
    const { evaluation } = await guard(token, { context: { [name]: sub } });
    assert.equal(evaluation.decision, "deny", name);
  }
  for (const name of ofTheToken) {
    await refuses(guard(token, { context: { [name]: sub } }), "issuer-attribute-in-context");
  }
  // To ask what would happen is another matter.
  const context = { "token.actions.githubusercontent.com:sub": sub };
  assert.equal(compile(policyText).allows(denied, { now, context }), true);
});

test("a request that makes no sense lets nobody in", async () => {
  const token = key.sign(allowed);
  for (const [request, code] of [
    [{ contexts: {} }, "invalid-request"],
    [{ context: 7 }, "invalid-request"],
    [{ now: "today" }, "invalid-request"],
    [{ now: 1e15 }, "token-expired"],
    [{ now: -1e15 }, "token-not-yet-valid"],
    ["complete", "invalid-request"],
    [{ get now() { throw new Error("no"); } }, "unexpected-error"],
    [{ context: { "aws:SourceIp": "\ud800" } }, "invalid-unicode"],
  ]) {
    await refuses(guard(token, request), code);
  }
});

test("a clock that does not work lets nobody in", async () => {
  const token = key.sign(allowed);
  for (const [broken, code] of [
    [() => NaN, "invalid-argument"],
    [() => Infinity, "invalid-argument"],
    [() => "soon", "invalid-argument"],
    [() => { throw new Error("stopped"); }, "unexpected-error"],
  ]) {
    const { record, ...rest } = await createGuard({ ...options, clock: broken })(token);
    await refuses({ record, ...rest }, code);
    assert.ok(Math.abs(Date.parse(record.time) - Date.now()) < 60_000);
  }
});

test("the time of the request is that of the token", async () => {
  const token = key.sign(allowed);
  await refuses(guard(token, { now: allowed.exp + 3600 }), "token-expired");
  assert.equal((await guard(token, { now: allowed.exp - 1 })).allowed, true);
});

test("a policy that was freed lets nobody in", async () => {
  const policy = compile(policyText);
  const of = createGuard({ ...options, policy });
  assert.equal((await of(key.sign(allowed))).allowed, true);
  policy.free();
  await refuses(of(key.sign(allowed)), "policy-disposed");
});

test("keys that cannot be had let nobody in, and keys that come do", async () => {
  const time = { now };
  const settings = { clock: () => time.now, timeout: 0.1 };
  const remote = createGuard({ ...options, jwks: remoteJwks(server.url, settings), clock: settings.clock });
  const token = key.sign(allowed);
  for (const [fault, code] of [
    ["down", "jwks-unreachable"],
    ["slow", "jwks-unreachable"],
    ["error", "jwks-unreachable"],
    ["redirect", "jwks-unreachable"],
    ["cut", "jwks-unreachable"],
    ["garbage", "jwks-invalid"],
  ]) {
    server.fault = fault;
    await refuses(remote(token), code);
    time.now += 30;
  }
  server.fault = undefined;
  assert.equal((await remote(token)).allowed, true);
  server.fault = "down";
  assert.equal((await remote(token)).allowed, true);
  await refuses(remote(stranger.sign(allowed)), "signature-invalid");
  server.fault = undefined;
  server.keys = [unheardOf.jwk];
  await refuses(remote(unheardOf.sign(allowed)), "unknown-key");
  time.now += 30;
  assert.equal((await remote(unheardOf.sign(allowed))).allowed, true, "the keys were rotated");
  await refuses(remote(token), "unknown-key");
});

test("a source of keys that misbehaves lets nobody in", async () => {
  const token = key.sign(allowed);
  for (const get of [
    () => Promise.reject(new Error("no")),
    () => Promise.reject("no"),
    () => { throw new Error("no"); },
    async () => undefined,
    async () => null,
    async () => ({}),
    async () => 7,
  ]) {
    const { allowed: isAllowed, record } = await createGuard({ ...options, jwks: { get, refresh: get } })(token);
    assert.equal(isAllowed, false);
    assert.notEqual(record.error, null);
  }
});

test("a policy by its text, its object, or its text and whose it is; keys as text, data or set", async () => {
  const token = key.sign(allowed);
  for (const change of [
    { policy: compile(policyText) },
    { relyingParty: "aws" },
    { jwks: JSON.stringify(keySet) },
    { jwks: KeySet.parse(keySet) },
    { audience: ["another", audience] },
    { leeway: 0 },
  ]) {
    assert.equal((await createGuard({ ...options, ...change })(token)).allowed, true);
  }
});

test("a guard that could not guard is refused", () => {
  for (const [change, code, message] of [
    [{ policy: undefined }, "invalid-argument", /`options\.policy`/],
    [{ policy: JSON.parse(policyText) }, "invalid-argument", /`options\.policy`/],
    [{ policy: "{" }, "invalid-json"],
    [{ policy: policyText, relyingParty: "nobody" }, "unknown-relying-party"],
    [{ issuer: undefined }, "invalid-argument", /`options\.issuer`/],
    [{ issuer: [issuer] }, "invalid-argument", /`options\.issuer`/],
    [{ audience: undefined }, "invalid-argument", /`options\.audience`/],
    [{ audience: [] }, "invalid-expectations"],
    [{ issuer: "" }, "invalid-expectations"],
    [{ algorithms: ["HS256"] }, "invalid-expectations"],
    [{ typ: 7 }, "invalid-argument", /`options\.typ`/],
    [{ audience: [7] }, "invalid-argument", /`options\.audience\[0\]`/],
    [{ jwks: server.url }, "invalid-argument", /received a URL/],
    [{ leeway: -1 }, "invalid-expectations"],
    [{ leeway: 601 }, "invalid-expectations"],
    [{ leeway: "60" }, "invalid-argument", /`options\.leeway`/],
    [{ clock: now }, "invalid-argument", /`options\.clock`/],
    [{ format: "cef" }, "invalid-argument", /expected `rolecall` or `ocsf` in `options\.format`, received `cef`/],
    [{ polices: policyText }, "invalid-argument", /unknown field `polices`/],
  ]) {
    assert.throws(() => createGuard({ ...options, ...change }), { name: "RolecallError", code, message: message ?? /./ });
  }
  for (const jwks of [undefined, null, 7, "{", {}, { keys: 7 }]) {
    assert.throws(() => createGuard({ ...options, jwks }), { name: "RolecallError" });
  }
  assert.throws(() => createGuard(), { code: "invalid-argument" });
});

test("whoever the relying party is; one that has no attributes of the request takes no context", async () => {
  const policy = JSON.stringify({
    name: "main",
    issuer,
    subject: allowed.sub,
    audiences: [audience],
  });
  const entra = createGuard({ ...options, policy, relyingParty: "entra" });
  assert.equal((await entra(key.sign(allowed))).allowed, true);
  const { allowed: isAllowed, evaluation, record } = await entra(key.sign(denied));
  assert.equal(isAllowed, false);
  assert.equal(evaluation.decision, "deny");
  assert.equal(record.relyingParty, "entra");
  for (const name of ["sub", "subject", "claims['sub']", "anything"]) {
    await refuses(entra(key.sign(denied), { context: { [name]: allowed.sub } }), "issuer-attribute-in-context");
  }
});
