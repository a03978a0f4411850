// An issuer of real tokens, and a server of its keys that can fail in every way that servers do.

import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

const part = (value) => Buffer.from(value).toString("base64url");

/** A key that signs tokens; `jwk` is its public half. */
export function signingKey(kid) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" };
  return {
    kid,
    jwk,
    /** A JWT with these claims, and with what `header` adds or changes. */
    sign(claims, header = {}) {
      const input = tokenInput(claims, { typ: "JWT", alg: "RS256", kid, ...header });
      return `${input}.${sign("sha256", Buffer.from(input), privateKey).toString("base64url")}`;
    },
    /** One signed by a secret that everybody has: the public key itself. */
    signWithPublicKey(claims) {
      const input = tokenInput(claims, { typ: "JWT", alg: "HS256", kid });
      const secret = publicKey.export({ format: "pem", type: "spki" });
      return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
    },
  };
}

/** One that nobody signed. */
export function unsigned(claims, kid) {
  return `${tokenInput(claims, { typ: "JWT", alg: "none", kid })}.`;
}

function tokenInput(claims, header) {
  return `${part(JSON.stringify(header))}.${part(JSON.stringify(claims))}`;
}

/**
 * Serves a key set on this machine alone. `keys` is what it serves and `headers` what goes with it;
 * `fault` is how it fails: `down`, `slow`, `garbage`, `error`, `huge`, `redirect`, `cut`.
 */
export async function keyServer(keys) {
  const state = { keys, headers: {}, fault: undefined, hits: 0, slowness: 3_000 };
  const server = createServer((request, response) => {
    state.hits += 1;
    response.on("error", () => {});
    answer(state, request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  state.origin = `http://127.0.0.1:${port}`;
  state.url = `${state.origin}/jwks`;
  state.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return state;
}

function answer(state, request, response) {
  const keySet = JSON.stringify({ keys: state.keys });
  const json = { "content-type": "application/json", ...state.headers };
  switch (state.fault) {
    case "down":
      return response.destroy();
    case "slow":
      return void setTimeout(() => response.writeHead(200, json).end(keySet), state.slowness);
    case "garbage":
      return response.writeHead(200, json).end("<html>\u0000 not a key set");
    case "error":
      return response.writeHead(500, json).end(keySet);
    case "redirect":
      return request.url === "/jwks"
        ? response.writeHead(302, { location: "/elsewhere" }).end()
        : response.writeHead(200, json).end(keySet);
    case "cut":
      return response.writeHead(200, { ...json, "content-length": keySet.length }).end(keySet.slice(0, 20));
    case "huge":
      return flood(response.writeHead(200, json));
    default:
      return response.writeHead(200, json).end(keySet);
  }
}

/** Blanks without end, which a reader that waits for all of them would keep. */
function flood(response) {
  const chunk = Buffer.alloc(64 * 1024, " ");
  const pour = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", pour);
  pour();
}
