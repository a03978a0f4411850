// The route, in the words that Cloudflare Workers, Deno and Bun share: a request in, a response out.

import { createGuard, issuerJwks, remoteJwks } from "rolecall/verify";
import { policy } from "./policy.js";

const PATH = "/deploy";
const REALM = "deploy";

/** Errors that are ours, not the caller's. */
const OURS = new Set([
  "evaluation-too-costly",
  "invalid-argument",
  "invalid-request",
  "issuer-attribute-in-context",
  "policy-disposed",
  "unexpected-error",
]);

/**
 * @param config - `ISSUER`, `AUDIENCE` and, where the issuer has no discovery document, `JWKS_URL`.
 * @param options - `clock` and those of `remoteJwks`.
 */
export function createHandler({ ISSUER, AUDIENCE, JWKS_URL }, options = {}) {
  const guard = createGuard({
    policy,
    issuer: ISSUER,
    audience: AUDIENCE,
    jwks: JWKS_URL ? remoteJwks(JWKS_URL, options) : issuerJwks(ISSUER, options),
    clock: options.clock,
  });
  return async (request) => {
    if (new URL(request.url).pathname !== PATH) return problem(404, "Not Found", "not-found");
    const { allowed, record } = await guard(bearerToken(request));
    console.log(JSON.stringify(record));
    if (allowed) return Response.json({ subject: record.subject }, { headers: { "cache-control": "no-store" } });
    return refusal(record);
  };
}

function bearerToken(request) {
  const [, token] = /^Bearer +(\S*) *$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  return token;
}

/**
 * Why not, by RFC 9457 and RFC 6750. Codes alone: the sentences of an evaluation say what the policy
 * wants, which is for the log of its owner.
 */
function refusal({ error, reason }) {
  if (error === null) {
    return problem(403, "Forbidden", reason, { "www-authenticate": challenge("insufficient_scope", reason) });
  }
  const { code } = error;
  if (/^(jwks|discovery)-/.test(code)) {
    return problem(503, "Service Unavailable", code, { "retry-after": "30" });
  }
  if (OURS.has(code)) return problem(500, "Internal Server Error", code);
  const bare = code === "token-missing";
  return problem(401, "Unauthorized", code, {
    "www-authenticate": bare ? `Bearer realm="${REALM}"` : challenge("invalid_token", code),
  });
}

function challenge(error, code) {
  return `Bearer realm="${REALM}", error="${error}", error_description="${code}"`;
}

function problem(status, title, code, headers = {}) {
  return new Response(JSON.stringify({ type: "about:blank", title, status, code }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}
