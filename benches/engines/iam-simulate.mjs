import { createValidatedPolicy } from "@cloud-copilot/iam-policy";
import { runUnsafeSimulation } from "@cloud-copilot/iam-simulate";
import { claims, policy } from "../work/work.mjs";

// Its `runSimulation` drops the keys of a provider that is not in its tables, and decides wrongly.
// That takes policies as documents and reads them each time, which is `object` here; `prepared` has
// the policy read once, by a class that it does not tell of.

const account = "111122223333";
const read = () => createValidatedPolicy(policy, () => [], { name: "trust" });

export function works() {
  const kept = read();
  const decide = (resourcePolicy, index) => {
    const { iss, aud, sub } = claims[index];
    const host = iss.slice("https://".length);
    const request = {
      principal: `arn:aws:iam::${account}:oidc-provider/${host}`,
      action: "sts:AssumeRoleWithWebIdentity",
      resource: { resource: `arn:aws:iam::${account}:role/deploy`, accountId: account },
      contextVariables: { [`${host}:aud`]: aud, [`${host}:sub`]: sub },
    };
    const asked = {
      request,
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    };
    return runUnsafeSimulation(asked, {}) === "Allowed";
  };
  return {
    object: (index) => decide(read(), index),
    prepared: (index) => decide(kept, index),
  };
}
