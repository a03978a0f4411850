import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { cedarText, claims } from "../work/work.mjs";

export function works() {
  const parsed = cedar.preparsePolicySet("trust", { staticPolicies: cedarText });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
  return {
    object: (index) => {
      const { iss, ...context } = claims[index];
      const answer = cedar.statefulIsAuthorized({
        principal: { type: "Provider", id: iss.slice("https://".length) },
        action: { type: "Action", id: "AssumeRole" },
        resource: { type: "Role", id: "deploy" },
        context,
        preparsedPolicySetId: "trust",
        entities: [],
      });
      if (answer.type !== "success") throw new Error(JSON.stringify(answer));
      return answer.response.decision === "allow";
    },
  };
}
