// Whether a command is to check the signature of its token, and against which keys.

import { quote } from "../lib/argument.js";
import { KeySet } from "../lib/key-set.js";
import { remoteJwks } from "../lib/remote-jwks.js";
import { verifyToken } from "../lib/verify.js";
import { UsageError } from "./options.js";

export const verificationOptions = {
  jwks: {
    value: "FILE|URL",
    about: "check the signature with this key set; takes --issuer and --audience",
  },
  issuer: { value: "URL", about: "the issuer that the token must be from" },
  audience: { value: "AUDIENCE", many: true, about: "who the token must be for; of several, one" },
};

/** Refuses half of what checking a signature takes. Says whether there is one to check. */
export function isVerified({ jwks, issuer, audience }) {
  const given = { jwks, issuer, audience };
  const missing = Object.keys(given).filter((name) => given[name] === undefined);
  if (missing.length === 3) return false;
  if (missing.length === 0) return true;
  throw new UsageError(
    `expected \`--jwks\`, \`--issuer\` and \`--audience\` together, received no \`--${missing.join("` and no `--")}\``,
    "a signature says nothing about who signed for whom unless all three are checked",
  );
}

/** Where the keys come from. */
export function keySource({ jwks }, input) {
  if (/^https?:\/\//i.test(jwks)) return remoteJwks(jwks);
  const text = input.file(jwks, "a key set is the path of a file, or a URL");
  try {
    return KeySet.parse(text);
  } catch (error) {
    throw new UsageError(`${quote(jwks)}: ${error.message}`, error.help);
  }
}

/** The token, verified. */
export function verified(token, jwks, { issuer, audience }, now) {
  return verifyToken(token.trim().replace(/^Bearer /i, ""), { jwks, issuer, audience, now });
}
