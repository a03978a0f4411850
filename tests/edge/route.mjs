// What the route has to say, whichever runtime it is in.

import assert from "node:assert/strict";
import { key, requests } from "./stage.mjs";

const headersFor = (token) => (token === undefined ? {} : { authorization: `Bearer ${token}` });

/**
 * Asks the route with every token there is.
 *
 * @param ask - As `fetch`, with a path in place of the URL.
 * @param server - Of the keys.
 * @param lines - What the route has logged.
 */
export async function holds(ask, server, lines) {
  const now = Math.floor(Date.now() / 1000);
  for (const [name, [token, status, code]] of Object.entries(requests(now))) {
    const before = (await lines()).length;
    const response = await ask("/deploy", { headers: headersFor(token) });
    const body = await response.json();
    assert.equal(response.status, status, `${name}: ${JSON.stringify(body)}`);
    assert.equal(response.headers.get("cache-control"), "no-store");
    const challenge = response.headers.get("www-authenticate");
    if (status === 200) {
      assert.deepEqual(body, { subject: "repo:octo-org/octo-repo:ref:refs/heads/main" });
      assert.equal(challenge, null);
    } else {
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      const title = status === 401 ? "Unauthorized" : "Forbidden";
      assert.deepEqual(body, { type: "about:blank", title, status, code });
      const error = status === 401 ? "invalid_token" : "insufficient_scope";
      const expected =
        name === "missing"
          ? 'Bearer realm="deploy"'
          : `Bearer realm="deploy", error="${error}", error_description="${code}"`;
      assert.equal(challenge, expected);
    }
    const logged = (await lines(before + 1)).slice(before);
    assert.equal(logged.length, 1, `${name}: ${logged}`);
    const record = JSON.parse(logged[0]);
    assert.equal(record.allowed, status === 200);
    assert.equal(record.error?.code ?? record.reason, code ?? "allowed");
    if (token !== undefined) assert.ok(!logged[0].includes(token.split(".").at(-1) || token));
  }
  const elsewhere = await ask("/", {});
  assert.equal(elsewhere.status, 404);
  const basic = await ask("/deploy", { headers: { authorization: "Basic eDp5" } });
  assert.equal(basic.status, 401);
  assert.equal(basic.headers.get("www-authenticate"), 'Bearer realm="deploy"');
  // Keys that were fetched do while the server of the keys is away.
  server.fault = "down";
  const [good] = requests(now).good;
  assert.equal((await ask("/deploy", { headers: headersFor(good) })).status, 200);
  server.fault = undefined;
}

/** Asks a route that has never had keys, while they cannot be had, and when they can. */
export async function failsClosed(ask, server) {
  const now = Math.floor(Date.now() / 1000);
  server.fault = "down";
  for (const name of ["good", "expired", "algNone", "otherKey"]) {
    const [token] = requests(now)[name];
    const response = await ask("/deploy", { headers: headersFor(token) });
    assert.equal(response.status, 503, name);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal(response.headers.get("retry-after"), "30");
    assert.equal((await response.json()).code, "jwks-unreachable");
  }
  server.fault = undefined;
  server.keys = [key.jwk];
  const [good] = requests(now).good;
  for (let waited = 0; ; waited += 1) {
    const { status } = await ask("/deploy", { headers: headersFor(good) });
    if (status === 200) return;
    assert.equal(status, 503);
    assert.ok(waited < 100, "it lets in again once the keys can be had");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
