// The same package, required.

import rolecall = require("rolecall");

const policy: rolecall.Policy = rolecall.compile("{}");
const decision: "allow" | "deny" | "indeterminate" = policy.evaluate("x").decision;
const version: string = rolecall.version;
const matrix: Uint8Array = rolecall.allowsMatrix([policy], ["x"]);
const code: rolecall.ReasonCode = policy.evaluate("x").reason.code;
void [decision, version, matrix, code];

// @ts-expect-error: no such name
rolecall.evaluate;
