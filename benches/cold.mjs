// From the start of `node` to the first verdict, over `node` that says something and ends.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { spread } from "./pair.mjs";
import { jwts, policyText, texts } from "./work/work.mjs";

/** Milliseconds over bare node, of each of the scripts in `cold`. */
export function coldStarts(names, { rounds = 15 } = {}) {
  const over = Object.fromEntries(names.map((name) => [name, []]));
  const bare = [];
  for (let round = 0; round <= rounds; round++) {
    const floor = start("bare");
    const took = names.map((name) => start(name) - floor);
    // The first finds the files, for those that follow.
    if (round === 0) continue;
    bare.push(floor);
    for (const [index, name] of names.entries()) over[name].push(took[index]);
  }
  const entries = Object.entries(over).map(([name, figures]) => [name, spread(figures)]);
  return { bare: spread(bare), over: Object.fromEntries(entries) };
}

function start(name) {
  const script = fileURLToPath(new URL(`cold/${name}.mjs`, import.meta.url));
  const begun = process.hrtime.bigint();
  const { stdout, stderr } = spawnSync(process.execPath, [script], {
    encoding: "utf8",
    env: {
      ...process.env,
      ROLECALL_ENTRY: pathToFileURL(join(process.env.ROLECALL_PACKAGE, "lib", "embedded.js")).href,
      ROLECALL_POLICY: policyText,
      ROLECALL_CLAIMS: texts[0],
      ROLECALL_JWT: jwts[0],
    },
  });
  const took = Number(process.hrtime.bigint() - begun) / 1e6;
  assert.equal(stdout, "true\n", `${name}: ${stderr}`);
  return took;
}
