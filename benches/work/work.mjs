// What every engine is asked: one policy with two conditions, four tokens, and what is right.

import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const { policy, tokens } = JSON.parse(read("trust.json"));

export { policy };
export const policyText = JSON.stringify(policy);
export const regoText = read("trust.rego");
export const cedarText = read("trust.cedar");

/** The claims of each token, and the right answers. */
export const claims = tokens.map((token) => token.claims);
export const right = tokens.map((token) => token.allowed);

/** The claims as JSON text. */
export const texts = claims.map((each) => JSON.stringify(each));

/** Seconds at which all tokens are valid. */
export const now = claims[0].iat + 10;

const encode = (text) => Buffer.from(text).toString("base64url");
const header = encode(JSON.stringify({ typ: "JWT", alg: "RS256", kid: "bench" }));

/** The claims as signed tokens, and the keys that sign them: made anew in each process. */
export function signed() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "bench", alg: "RS256", use: "sig" };
  const jwts = texts.map((text) => {
    const input = `${header}.${encode(text)}`;
    return `${input}.${sign("sha256", Buffer.from(input), privateKey).toString("base64url")}`;
  });
  return { jwts, publicKey, jwks: { keys: [jwk] } };
}

/** Tokens with a signature that nobody looks at. */
export const jwts = texts.map((text) => `${header}.${encode(text)}.${encode("\x07".repeat(256))}`);

/** As many policies, each for a repository of its own, as an estate has roles. */
export function estate(policies, asked) {
  const named = (index) => policyText.replace("octo-repo:", `service-${index}:`);
  const token = (index) =>
    texts[0].replaceAll("octo-repo", `service-${(index * 7) % policies}`);
  return {
    policyTexts: Array.from({ length: policies }, (_, index) => named(index)),
    texts: Array.from({ length: asked }, (_, index) => token(index)),
  };
}
