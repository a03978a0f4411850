// What the tests of the example share: the example beside the installed package in a folder outside
// the repository, its tokens, and what is to become of each. `cargo xtask test` names the package.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { signingKey, unsigned } from "../package/issuer.mjs";

export const ISSUER = "https://token.actions.githubusercontent.com";
export const AUDIENCE = "https://deploy.example.com";

/** The example, with `files` beside its own. */
export function stage(files = {}) {
  const folder = mkdtempSync(join(tmpdir(), "rolecall-"));
  cpSync(fileURLToPath(new URL("../../examples/edge-worker", import.meta.url)), folder, {
    recursive: true,
    filter: (path) => !path.endsWith("node_modules"),
  });
  cpSync(process.env.ROLECALL_PACKAGE, join(folder, "node_modules", "rolecall"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

export const key = signingKey("key-1");
/** The next key of the same issuer. */
export const nextKey = signingKey("key-2");
const stranger = signingKey("key-1");
const unheardOf = signingKey("key-9");

/** Tokens at one time, and what the route says to each while the key set can be had. */
export function requests(now, lifetime = 600) {
  const claims = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: "repo:octo-org/octo-repo:ref:refs/heads/main",
    jti: "8f2c",
    iat: now - 10,
    nbf: now - 10,
    exp: now + lifetime,
  };
  const other = { ...claims, sub: "repo:evil-org/octo-repo:ref:refs/heads/main" };
  return {
    good: [key.sign(claims), 200],
    goodWithNextKey: [nextKey.sign(claims), 401, "unknown-key"],
    expired: [key.sign({ ...claims, iat: now - 7200, nbf: now - 7200, exp: now - 3600 }), 401, "token-expired"],
    otherRepository: [key.sign(other), 403, "condition-not-met"],
    otherAudience: [key.sign({ ...claims, aud: "sts.amazonaws.com" }), 401, "audience-mismatch"],
    otherIssuer: [key.sign({ ...claims, iss: "https://issuer.example" }), 401, "issuer-mismatch"],
    otherKey: [stranger.sign(claims), 401, "signature-invalid"],
    unheardOfKey: [unheardOf.sign(claims), 401, "unknown-key"],
    algNone: [unsigned(claims, "key-1"), 401, "algorithm-not-allowed"],
    publicKeyAsSecret: [key.signWithPublicKey(claims), 401, "algorithm-not-allowed"],
    tampered: [tampered(key.sign(other), claims), 401, "signature-invalid"],
    noToken: ["nothing", 401, "invalid-token"],
    missing: [undefined, 401, "token-missing"],
  };
}

/** A token with the claims of another. */
function tampered(token, claims) {
  const [header, , signature] = token.split(".");
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${signature}`;
}
