// The vectors, as iam-simulate can be asked them.

import { createValidatedPolicy } from "@cloud-copilot/iam-policy";
import { runUnsafeSimulation } from "@cloud-copilot/iam-simulate";

/** Claims that are keys for every issuer. */
const GENERIC_CLAIMS = ["aud", "sub", "amr"];

/** Keys that AWS makes of the request, or may make of it. */
const WORKED_OUT = new Set([
  "aws:currenttime",
  "aws:epochtime",
  "aws:federatedprovider",
  "sts:roleauthorizedbyidp",
]);

/** Codes of errors about the token or the request. */
const NOT_OF_THE_POLICY = new Set(["duplicate-claim", "invalid-request", "invalid-token"]);

/** A record as iam-simulate can be asked it; else a text that says why it cannot. */
export function caseOf(record) {
  const { id, policyText, request } = record;
  if (record.relyingParty !== "aws") return "another relying party";
  const claims = parse(record.token);
  if (typeof claims?.iss !== "string" || /\\ud[89a-f]/iu.test(JSON.stringify(claims))) {
    return "no token in JSON with an issuer";
  }
  if (NOT_OF_THE_POLICY.has(record.error)) return "an error that is not the policy's";
  if (request.clientIds || Object.keys(claims).some((name) => name.startsWith("https://"))) {
    return "decided before the policy is read";
  }
  const policy = parse(policyText);
  if (policy?.Statement === undefined) return "no policy in JSON";
  const ours = record.error === null ? record.head.decision : "error";
  if (ours === "indeterminate" && !request.complete) {
    return "open for want of what the request says";
  }
  // It makes a backtracking regular expression of a pattern: exponential in the stars.
  if (/(?:\*[^"]*){10}/u.test(policyText)) return "a pattern of many stars";

  const host = claims.iss.replace(/^https:\/\//u, "");
  const principal = request.principal ?? `arn:aws:iam::123456789012:oidc-provider/${host}`;
  const account = principal.split(":")[4];
  if (account === undefined || policyText.includes(`"${host}"`)) {
    return "a provider without an account";
  }
  const named = policyText.match(/[^"]*oidc-provider\/[^"]*/gu) ?? [];
  if (named.some((arn) => arn.endsWith(`/${host}`) && arn !== principal)) {
    return "a provider of any account";
  }
  const context = { ...request.context };
  const given = new Set(Object.keys(context).map((key) => key.toLowerCase()));
  for (const name of GENERIC_CLAIMS) {
    const key = `${host}:${name}`;
    const claim = claims[name];
    if (claim === undefined || given.has(key.toLowerCase())) continue;
    if (![claim].flat().every((value) => typeof value === "string")) {
      return "a claim that is no text";
    }
    context[key] = claim;
  }
  const tests = testsOf(policy, context);
  const keys = [
    ...tests.filter(({ received }) => received === undefined).map(({ key }) => key),
    ...Array.from(policyText.matchAll(/\$\{([^},]+)/gu), ([, key]) => key),
  ].map((key) => key.toLowerCase());
  const worksOut = (key) =>
    WORKED_OUT.has(key) ||
    (key.startsWith(`${host}:`) && !GENERIC_CLAIMS.includes(key.slice(host.length + 1)));
  if (keys.some((key) => worksOut(key) && !given.has(key))) return "keys that AWS works out";
  return {
    id,
    policyText,
    policy,
    context,
    ours,
    principal,
    account,
    action: request.action ?? "sts:AssumeRoleWithWebIdentity",
    tests,
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every test of a key in the conditions of a policy. */
function testsOf(policy, context) {
  const lower = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const tests = [];
  for (const statement of [policy?.Statement ?? []].flat()) {
    for (const [operator, keys] of Object.entries(statement?.Condition ?? {})) {
      const [, set, base, ifExists] = /^(?:(ForA\w+):)?(\w*?)(IfExists)?$/u.exec(operator) ?? [];
      for (const [key, expected] of Object.entries(keys ?? {})) {
        const received = lower.get(key.toLowerCase());
        tests.push({
          operator,
          set,
          base: base ?? "",
          ifExists: ifExists !== undefined,
          key,
          expected: [expected].flat(),
          received,
          values: received === undefined ? [] : [received].flat(),
        });
      }
    }
  }
  return tests;
}

/** What iam-simulate says. */
export function simulate({ policy, context, principal, account, action }) {
  try {
    const result = runUnsafeSimulation(
      {
        request: {
          principal,
          action,
          resource: {
            resource: `arn:aws:iam::${account}:role/example`,
            accountId: account,
          },
          contextVariables: context,
        },
        identityPolicies: [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: createValidatedPolicy(policy, () => [], { name: "trust" }),
      },
      {},
    );
    return result === "Allowed" ? "allow" : "deny";
  } catch {
    return "error";
  }
}
