import { createLocalJWKSet, jwtVerify } from "jose";
import { claims, now, policy, signed } from "../work/work.mjs";
import { decide } from "./hand-written.mjs";

export function works() {
  const { jwts, jwks } = signed();
  const keys = createLocalJWKSet(jwks);
  const options = {
    issuer: claims[0].iss,
    audience: claims.map(({ aud }) => aud),
    algorithms: ["RS256"],
    currentDate: new Date(now * 1000),
  };
  return {
    verify: async (index) => {
      const { payload } = await jwtVerify(jwts[index], keys, options);
      return decide(policy, payload);
    },
  };
}
