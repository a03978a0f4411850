import { describe, quote } from "./argument.js";
import { RolecallError } from "./error.js";
import { allows, isPolicy } from "./policy.js";
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
  for (const [row, policy] of policies.entries()) {
    for (const [index, token] of tokens.entries()) {
      if (allowsToken(policy, token, index, asked)) {
        bits[row * rowLength + (index >> 3)] |= 1 << (index & 7);
      }
    }
  }
  return bits;
}

function allowsToken(policy, token, index, request) {
  try {
    return allows(policy, token, request);
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
