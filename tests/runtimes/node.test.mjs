// Node, each version that is maintained and the oldest that the package names.

import { test } from "node:test";
import { node } from "./hosts.mjs";
import { PROGRAM, ask, holds, stage } from "./stage.mjs";

const required = `
const rolecall = require("rolecall");
const verify = require("rolecall/verify");
const given = require("./given.json");
import("./suite.mjs")
  .then(({ run }) => run({ rolecall, verify }, given))
  .then((found) => console.log(JSON.stringify(found)));
`;

for (const major of [20, 22, 24, 26]) {
  const program = node(major);
  const skip = program === undefined && `npm has no Node ${major} for this machine`;

  test(`Node ${major}, imported`, { skip }, async () => {
    const cwd = stage({ "main.mjs": PROGRAM });
    holds(await ask(program, ["main.mjs"], { cwd }));
  });

  test(`Node ${major}, required, where nothing may be made of text`, { skip }, async () => {
    const cwd = stage({ "main.cjs": required });
    const strict = ["--disallow-code-generation-from-strings", "--disable-proto=throw"];
    holds(await ask(program, [...strict, "main.cjs"], { cwd }));
  });
}
