// The package as it was installed from its tarball.

import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { claims, estate, jwts, now, policyText, signed, texts } from "../work/work.mjs";

const entry = (name) => pathToFileURL(join(process.env.ROLECALL_PACKAGE, "lib", name));
export const { allowsMatrix, compile } = await import(entry("embedded.js"));
const { KeySet, verifyToken } = await import(entry("verify-embedded.js"));

const request = { now };

/** An estate's policies and a CI's tokens, asked one by one or at once. */
function estateOf(ask) {
  const made = new Map();
  const given = (policies, tokens) => {
    const key = `${policies} ${tokens}`;
    if (!made.has(key)) {
      const { policyTexts, texts } = estate(policies, tokens);
      made.set(key, [policyTexts.map((text) => compile(text)), texts]);
    }
    return made.get(key);
  };
  return {
    answers: () => [...ask(...given(40, 30))],
    prepare: (policies, tokens) => void given(policies, tokens),
    once: (policies, tokens) => ask(...given(policies, tokens)),
  };
}

function loop(policies, tokens) {
  const rowLength = Math.ceil(tokens.length / 8);
  const bits = new Uint8Array(policies.length * rowLength);
  for (let row = 0; row < policies.length; row++) {
    for (let index = 0; index < tokens.length; index++) {
      if (policies[row].allows(tokens[index], request)) {
        bits[row * rowLength + (index >> 3)] |= 1 << (index & 7);
      }
    }
  }
  return bits;
}

export function works() {
  const policy = compile(policyText);
  const { jwts: signedTokens, jwks } = signed();
  const keys = KeySet.parse(jwks);
  const { iss: issuer } = claims[0];
  const audience = claims.map(({ aud }) => aud);
  const options = { jwks: keys, issuer, audience, now };
  return {
    text: (index) => policy.allows(texts[index], request),
    jwt: (index) => policy.allows(jwts[index], request),
    object: (index) => policy.allows(claims[index], request),
    evaluate: (index) => policy.evaluate(texts[index], request).decision === "allow",
    trace: (index) => {
      const { decision, trace } = policy.evaluate(texts[index], request);
      return trace !== undefined && decision === "allow";
    },
    verify: async (index) =>
      policy.allows(await verifyToken(signedTokens[index], options), request),
    loop: estateOf(loop),
    matrix: estateOf((policies, tokens) => allowsMatrix(policies, tokens, request)),
  };
}
