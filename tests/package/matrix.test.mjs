// The batch gives what a loop gives.

import assert from "node:assert/strict";
import { test } from "node:test";
import { allowsMatrix, compile } from "rolecall";
import { addressPolicyText, allowed, denied, jwt, now, policyText } from "./fixtures.mjs";

const policies = [
  compile(policyText),
  compile(addressPolicyText),
  compile(policyText.replace("ref:refs/heads/main", "*")),
];

function tokens(count) {
  return Array.from({ length: count }, (_, index) => {
    const claims = index % 3 === 0 ? allowed : denied;
    return [claims, JSON.stringify(claims), jwt(claims)][index % 4 === 0 ? 0 : index % 3];
  });
}

test("a bit for every pair, rows padded to bytes", () => {
  for (const count of [0, 1, 7, 8, 9, 16, 17, 100]) {
    const asked = tokens(count);
    for (const request of [{ now }, { now, context: { "aws:SourceIp": "203.0.113.7" } }]) {
      const bits = allowsMatrix(policies, asked, request);
      const rowLength = Math.ceil(count / 8);
      assert.equal(bits.length, policies.length * rowLength);
      for (const [row, policy] of policies.entries()) {
        for (let index = 0; index < rowLength * 8; index++) {
          const bit = (bits[row * rowLength + (index >> 3)] >> (index % 8)) & 1;
          const expected = index < count && policy.allows(asked[index], request);
          assert.equal(bit, Number(expected), `${count} tokens, row ${row}, token ${index}`);
        }
      }
    }
  }
});

test("both answers occur", () => {
  assert.deepEqual([...allowsMatrix(policies, [allowed, denied], { now })], [0b01, 0b00, 0b11]);
});

test("no policies, no bytes", () => {
  assert.deepEqual(allowsMatrix([], [allowed]), new Uint8Array(0));
});

test("a token that cannot be used is named", () => {
  assert.throws(() => allowsMatrix(policies, [allowed, "x"]), {
    name: "RolecallError",
    code: "invalid-token",
    message: /`tokens\[1\]`$/,
  });
});

test("a policy that was freed is refused", () => {
  const freed = compile(policyText);
  freed.free();
  assert.throws(() => allowsMatrix([policies[0], freed], [allowed]), { code: "policy-disposed" });
});
