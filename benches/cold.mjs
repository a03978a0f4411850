// From the start of `node` to the first verdict, over `node` that says something and ends.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { spread } from "./pair.mjs";
import { jwts, policyText, texts } from "./work/work.mjs";

/**
 * What each of the scripts in `cold` takes, and `bare` what node alone does: spreads of milliseconds
 * on the `clock` and of the `processor`. What a script takes is told over bare node.
 */
export function coldStarts(names, { rounds = 15 } = {}) {
  const figures = Object.fromEntries(
    ["bare", ...names].map((name) => [name, { clock: [], processor: [] }]),
  );
  for (let round = 0; round <= rounds; round++) {
    const bare = start("bare");
    const took = names.map((name) => [name, start(name)]);
    // The first finds the files, for those that follow.
    if (round === 0) continue;
    for (const kind of ["clock", "processor"]) {
      figures.bare[kind].push(bare[kind]);
      for (const [name, each] of took) figures[name][kind].push(each[kind] - bare[kind]);
    }
  }
  const entries = Object.entries(figures).map(([name, { clock, processor }]) => [
    name,
    { clock: spread(clock), processor: spread(processor) },
  ]);
  return Object.fromEntries(entries);
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
  const clock = Number(process.hrtime.bigint() - begun) / 1e6;
  const [verdict, microseconds] = stdout.split(" ");
  assert.equal(verdict, "true", `${name}: ${stderr}`);
  return { clock, processor: Number(microseconds) / 1e3 };
}
