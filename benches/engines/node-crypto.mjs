// The arithmetic of a signature and nothing else: no decoding, no claims. The floor.

import { verify } from "node:crypto";
import { right, signed } from "../work/work.mjs";

export function works() {
  const { jwts, publicKey } = signed();
  const parts = jwts.map((jwt) => {
    const end = jwt.lastIndexOf(".");
    return [Buffer.from(jwt.slice(0, end)), Buffer.from(jwt.slice(end + 1), "base64url")];
  });
  return {
    // Every token is signed well; what the policy says is not asked. A promise as of the others,
    // so that all three are timed alike.
    verify: async (index) =>
      verify("sha256", parts[index][0], publicKey, parts[index][1]) && right[index],
  };
}
