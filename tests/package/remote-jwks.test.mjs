// Key sets from elsewhere: when they are fetched, and what is made of servers that fail.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { issuerJwks, remoteJwks, verifyToken } from "rolecall/verify";
import { keyServer, signingKey } from "./issuer.mjs";

const first = signingKey("first");
const second = signingKey("second");
const server = await keyServer([first.jwk]);
after(() => server.close());

/** A source on a clock of its own, and how often it asked. */
function source(options = {}, make = () => server.url) {
  server.fault = undefined;
  server.keys = [first.jwk];
  server.headers = {};
  const time = { now: 1_795_000_000 };
  const remote = remoteJwks(make(), { clock: () => time.now, ...options });
  const start = server.hits;
  return { remote, time, hits: () => server.hits - start };
}

/** How many of the keys are in a set. */
async function sizeOf(jwks) {
  const claims = { iss: "https://issuer.example", aud: "a", sub: "s", iat: 1000, exp: 2000 };
  const options = { jwks, issuer: claims.iss, audience: claims.aud, now: 1500 };
  const results = await Promise.allSettled([first, second].map((key) => verifyToken(key.sign(claims), options)));
  for (const { reason } of results) assert.ok(reason === undefined || reason.code === "unknown-key", reason);
  return results.filter(({ status }) => status === "fulfilled").length;
}

const refused = (code, message = /./) => ({ name: "RolecallError", code, message });

test("a set is fetched once while it is good, and again after", async () => {
  const { remote, time, hits } = source();
  const set = await remote.get();
  assert.equal(await sizeOf(set), 1);
  time.now += 599;
  assert.equal(await remote.get(), set);
  assert.equal(hits(), 1);
  time.now += 1;
  assert.equal(await remote.get(), set, "the same text is the same set");
  assert.equal(hits(), 2);
});

test("`max-age` counts, within bounds, less what the response has aged", async () => {
  for (const [headers, good] of [
    [{ "cache-control": "public, max-age=120" }, 120],
    [{ "cache-control": "max-age=120, must-revalidate", age: "50" }, 70],
    [{ "cache-control": 'MAX-AGE="90"' }, 90],
    [{ "cache-control": "max-age=5" }, 60],
    [{ "cache-control": "no-store" }, 60],
    [{ "cache-control": "max-age=31536000" }, 3600],
    [{ "cache-control": "max-age=many" }, 600],
    [{ "cache-control": "s-maxage=7" }, 600],
    [{}, 600],
  ]) {
    const { remote, time, hits } = source();
    server.headers = headers;
    await remote.get();
    time.now += good - 1;
    await remote.get();
    assert.equal(hits(), 1, JSON.stringify(headers));
    time.now += 1;
    await remote.get();
    assert.equal(hits(), 2, JSON.stringify(headers));
  }
});

test("many that ask at once share one request", async () => {
  const { remote, hits } = source();
  const sets = await Promise.all(Array.from({ length: 50 }, () => remote.get()));
  assert.equal(new Set(sets).size, 1);
  assert.equal(hits(), 1);
  const { remote: failing, hits: failingHits } = source();
  server.fault = "error";
  const results = await Promise.allSettled(Array.from({ length: 50 }, () => failing.get()));
  assert.ok(results.every(({ reason }) => reason.code === "jwks-unreachable"));
  assert.equal(failingHits(), 1);
});

test("a key that is not there is looked for, not more often than every `cooldown` seconds", async () => {
  const { remote, time, hits } = source({ cooldown: 30 });
  const before = await remote.get();
  server.keys = [first.jwk, second.jwk];
  assert.equal(await remote.refresh(), before);
  assert.equal(hits(), 1, "the set was just fetched");
  time.now += 30;
  const later = await Promise.all([remote.refresh(), remote.refresh(), remote.refresh()]);
  assert.equal(new Set(later).size, 1);
  assert.equal(await sizeOf(later[0]), 2);
  assert.equal(await remote.get(), later[0]);
  assert.equal(hits(), 2);
  for (let asked = 0; asked < 100; asked++) await remote.refresh();
  assert.equal(hits(), 2);
});

test("a set that is no longer good does while no other is to be had, for `staleIfError` seconds", async () => {
  for (const fault of ["down", "error", "garbage", "redirect", "huge", "cut", "slow"]) {
    const { remote, time } = source({ staleIfError: 1000, timeout: 0.1 });
    const set = await remote.get();
    server.fault = fault;
    time.now += 600;
    assert.equal(await remote.get(), set, fault);
    time.now += 999;
    assert.equal(await remote.get(), set, fault);
    time.now += 1;
    await assert.rejects(remote.get(), /jwks|document|Key Set|bytes/, fault);
    server.fault = undefined;
    time.now += 30;
    assert.equal(await remote.get(), set, fault);
  }
});

test("what cannot be fetched has a code, and no part of it is kept", async () => {
  for (const [fault, code, message] of [
    ["down", "jwks-unreachable", /received the error/],
    ["error", "jwks-unreachable", /received status 500$/],
    ["redirect", "jwks-unreachable", /received a redirect, which is not followed$/],
    ["slow", "jwks-unreachable", /received no answer within 0\.1 seconds$/],
    ["cut", "jwks-unreachable", /received the error/],
    ["huge", "jwks-too-large", /^expected at most 262144 bytes from `http:\/\/127\.0\.0\.1:\d+\/jwks`, received more$/],
    ["garbage", "jwks-invalid", /^expected a JSON Web Key Set: /],
  ]) {
    const { remote, hits } = source({ timeout: fault === "huge" ? 5 : 0.1 });
    server.fault = fault;
    await assert.rejects(remote.get(), refused(code, message), fault);
    assert.equal(hits(), 1, `${fault}: nothing is asked again, and nobody else`);
  }
  const { remote } = source({ maxKeys: 1 });
  server.keys = [first.jwk, second.jwk];
  await assert.rejects(remote.get(), refused("jwks-too-large", /at most 1 keys, received 2/));
});

test("a server that fails is asked ever more rarely, and at once when it is well again", async () => {
  const { remote, time, hits } = source({ cooldown: 30 });
  server.fault = "error";
  const asked = [];
  for (let second = 0; second < 300; second++) {
    const before = hits();
    await assert.rejects(remote.get(), refused("jwks-unreachable"));
    await assert.rejects(remote.refresh(), refused("jwks-unreachable"));
    if (hits() > before) asked.push(second);
    time.now += 1;
  }
  assert.deepEqual(asked.slice(0, 8), [0, 1, 3, 7, 15, 31, 61, 91]);
  server.fault = undefined;
  time.now += 30;
  assert.equal(await sizeOf(await remote.get()), 1);
});

test("a failed search for a key says so, and leaves the set at hand", async () => {
  const { remote, time } = source();
  const set = await remote.get();
  time.now += 30;
  server.fault = "error";
  await assert.rejects(remote.refresh(), refused("jwks-unreachable"));
  assert.equal(await remote.get(), set);
});

test("a clock that was set back makes no set good for longer", async () => {
  const { remote, time, hits } = source();
  await remote.get();
  time.now -= 100_000;
  await remote.get();
  assert.equal(hits(), 2);
});

test("an issuer names its keys in its discovery document, and must be the one that was asked", async () => {
  const { origin } = server;
  const documents = {};
  const fetched = [];
  const fetch = async (url) => {
    fetched.push(url);
    return Response.json(documents[url]);
  };
  const issuer = "https://issuer.example/tenant";
  const configuration = `${issuer}/.well-known/openid-configuration`;
  const keys = "https://keys.example/jwks";
  documents[keys] = { keys: [first.jwk] };

  documents[configuration] = { issuer, jwks_uri: keys };
  assert.equal(await sizeOf(await issuerJwks(issuer, { fetch }).get()), 1);
  assert.deepEqual(fetched, [configuration, keys]);

  // One that ends in a slash has its document in the same place.
  documents[configuration] = { issuer: `${issuer}/`, jwks_uri: keys };
  assert.equal(await sizeOf(await issuerJwks(`${issuer}/`, { fetch }).get()), 1);
  for (const [document, message] of [
    [{ issuer: `${issuer}/`, jwks_uri: keys }, /received `https:\/\/issuer\.example\/tenant\/`$/],
    [{ issuer: issuer.toUpperCase(), jwks_uri: keys }, /received `HTTPS/],
    [{ jwks_uri: keys }, /received undefined$/],
    [null, /received undefined$/],
    [{ issuer }, /expected a string in `jwks_uri`/],
    [{ issuer, jwks_uri: "http://keys.example/jwks" }, /begins with `https:\/\/`/],
    [{ issuer, jwks_uri: `${origin}/jwks` }, /begins with `https:\/\/`/],
    [{ issuer, jwks_uri: "file:///etc/keys" }, /begins with `https:\/\/`/],
  ]) {
    documents[configuration] = document;
    await assert.rejects(issuerJwks(issuer, { fetch }).get(), refused("discovery-invalid", message));
  }
});

test("an address that anybody on the way could answer for is refused, and options that make no sense", () => {
  const invalid = (message) => refused("invalid-argument", message);
  for (const url of ["http://keys.example/", "ftp://keys.example/", "keys", "http://127.0.0.1.example/", "http://localhost.example/"]) {
    assert.throws(() => remoteJwks(url), invalid(/expected a URL/), url);
  }
  assert.throws(() => remoteJwks("https://user:secret@keys.example/"), invalid(/^(?!.*secret)/));
  assert.throws(() => remoteJwks(7), invalid(/expected a string in `url`/));
  for (const url of ["https://keys.example/", "http://localhost:1/", "http://127.0.0.2/", "http://[::1]/"]) remoteJwks(url);
  for (const [options, message] of [
    [{ timeOut: 1 }, /unknown field `timeOut`/],
    [{ timeout: 0 }, /between 0 and/],
    [{ timeout: "5" }, /`options\.timeout`/],
    [{ maxAge: NaN }, /`options\.maxAge`/],
    [{ cooldown: -1 }, /`options\.cooldown`/],
    [{ fetch: "fetch" }, /expected a function in `options\.fetch`/],
    [{ clock: 7 }, /expected a function in `options\.clock`/],
  ]) {
    assert.throws(() => remoteJwks("https://keys.example/", options), invalid(message));
  }
});

test("a fetch that heeds no signal and follows redirects is not trusted either", async () => {
  const never = () => new Promise(() => {});
  await assert.rejects(
    remoteJwks("https://keys.example/", { fetch: never, timeout: 0.05 }).get(),
    refused("jwks-unreachable", /no answer within 0\.05 seconds/),
  );
  const followed = async () => {
    const response = Response.json({ keys: [first.jwk] });
    Object.defineProperty(response, "redirected", { value: true });
    return response;
  };
  await assert.rejects(
    remoteJwks("https://keys.example/", { fetch: followed }).get(),
    refused("jwks-unreachable", /a redirect/),
  );
  const thrown = () => Promise.reject("no error at all");
  await assert.rejects(remoteJwks("https://keys.example/", { fetch: thrown }).get(), refused("jwks-unreachable"));
});

test("where requests may not wait for each other's promises, they wait for values", async () => {
  const { host } = await import(new URL("../node_modules/rolecall/lib/host.js", import.meta.url));
  assert.equal(host.sharesPromises, true);
  host.sharesPromises = false;
  try {
    const { remote, time, hits } = source();
    const sets = await Promise.all(Array.from({ length: 50 }, () => remote.get()));
    assert.equal(new Set(sets).size, 1);
    assert.equal(hits(), 1);
    server.keys = [first.jwk, second.jwk];
    time.now += 30;
    const later = await Promise.all(Array.from({ length: 50 }, () => remote.refresh()));
    assert.equal(new Set(later).size, 1);
    assert.equal(await sizeOf(later[0]), 2);
    assert.equal(hits(), 2);
    server.fault = "error";
    time.now += 30;
    const failed = await Promise.allSettled(Array.from({ length: 50 }, () => remote.refresh()));
    assert.ok(failed.every(({ reason }) => reason?.code === "jwks-unreachable"));
    assert.equal(hits(), 3);

    // The first was cancelled with its request, and says nothing ever.
    let calls = 0;
    const fetch = () => {
      calls += 1;
      return calls === 1 ? new Promise(() => {}) : Promise.resolve(Response.json({ keys: [first.jwk] }));
    };
    const cancelled = remoteJwks("https://keys.example/", { fetch, timeout: 3 });
    cancelled.get().catch(() => {});
    assert.equal(await sizeOf(await cancelled.get()), 1);
    assert.equal(await sizeOf(await cancelled.get()), 1);
    assert.equal(calls, 2);
  } finally {
    host.sharesPromises = true;
  }
});
