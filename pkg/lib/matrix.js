import { describe, quote } from "./argument.js";
import { claimKeys, claimsText, givenText } from "./claims.js";
import { core } from "./engine.js";
import { RolecallError, unwrap } from "./error.js";
import { allows, allowsEach, isPolicy, want } from "./policy.js";
import { requestText } from "./request.js";

/**
 * Asks every policy about every token. A row a policy, padded to whole bytes; token `t` is bit
 * `t % 8`, least significant first, of byte `t >> 3` of the row.
 */
export function allowsMatrix(policies, tokens, request) {
  checkArray(policies, "policies");
  checkArray(tokens, "tokens");
  for (const [index, policy] of policies.entries()) {
    if (isPolicy(policy)) continue;
    throw new RolecallError(
      "invalid-argument",
      `expected a policy in ${quote(`policies[${index}]`)}, received ${describe(policy)}`,
      { help: "take it from `compile` of the same copy of this package" },
    );
  }
  // Once, so that all are asked at the same time.
  const asked = requestText(request);
  const rowLength = Math.ceil(tokens.length / 8);
  const bits = new Uint8Array(policies.length * rowLength);
  if (bits.length === 0) return bits;
  const batch = new core.TokenBatch();
  try {
    for (const policy of policies) want(batch, policy);
    const keys = claimKeys(batch.claims());
    for (const [index, token] of tokens.entries()) {
      of(index, () => {
        const error = batch.add(givenText(token) ?? claimsText(token, keys));
        if (error !== undefined) unwrap(error);
      });
    }
    for (const [row, policy] of policies.entries()) {
      const answers = allowsEach(batch, policy, asked);
      if (answers.length === rowLength) {
        bits.set(answers, row * rowLength);
      } else {
        // One by one: a token without a verdict says why.
        for (const [index, token] of tokens.entries()) of(index, () => allows(policy, token, asked));
      }
    }
  } finally {
    batch.free();
  }
  return bits;
}

/** Names the token in the errors of `ask`. */
function of(index, ask) {
  try {
    ask();
  } catch (error) {
    if (error?.name !== "RolecallError") throw error;
    const { code, message, ...rest } = error;
    throw new RolecallError(code, `${message}, in \`tokens[${index}]\``, rest);
  }
}

function checkArray(value, name) {
  if (Array.isArray(value)) return;
  throw new RolecallError(
    "invalid-argument",
    `expected an array in ${quote(name)}, received ${describe(value)}`,
  );
}
