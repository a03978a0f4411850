// What must hold on any machine, at any load: half of what `cargo xtask bench` asks for, against
// what takes nothing to install.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { coldStarts } from "./cold.mjs";
import { Engine } from "./engine.mjs";
import { pair } from "./pair.mjs";
import { exponent } from "./report.mjs";
import { ROWS } from "./rows.mjs";

const BUILT_IN = new Set(["rolecall", "hand-written", "node-crypto"]);

function script(options, name, ...given) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [...options, file, ...given], { encoding: "utf8" }));
}

for (const row of ROWS.filter(({ theirs }) => BUILT_IN.has(theirs.engine))) {
  test(`${row.what} against ${row.against}`, async () => {
    const sides = [row.ours, row.theirs].map(({ engine, work }) => ({
      engine: Engine.start(engine),
      work,
    }));
    const policies = row.options?.policies === undefined ? undefined : 300;
    try {
      const { ratio } = await pair(...sides, { rounds: 7, milliseconds: 30, policies });
      const budget = row.budget ?? row.bar / 2;
      assert.ok(ratio.median >= budget, `${ratio.median} times as fast`);
    } finally {
      for (const { engine } of sides) engine.stop();
    }
  });
}

test("the first verdict comes soon after the start", () => {
  const { bare, rolecall } = coldStarts(["rolecall"], { rounds: 7 });
  // On a busy machine the clock says nothing; what node takes for itself is some 40 ms.
  const times = rolecall.processor.median / bare.processor.median;
  assert.ok(times <= 1.5, `${times} times what node takes`);
});

test("memory does not grow", () => {
  const { early, late } = script(["--expose-gc"], "memory.mjs", "50000");
  assert.equal(late.module, early.module);
  assert.ok(late.heap < early.heap * 1.2, `${early.heap} bytes, then ${late.heap}`);
});

test("time grows with the size and no faster", () => {
  const { statements, wildcards, claims } = script([], "growth.mjs", "10");
  const lines = {
    ...statements.series,
    ...wildcards.series,
    ...claims.series,
  };
  for (const [label, line] of Object.entries(lines)) {
    // What is written by hand is not ours; the automaton takes the product, as it is documented to.
    if (label.startsWith("hand-written") || label.includes("?")) continue;
    // A square would be 2. Linear work goes beyond 1 where it outgrows a cache.
    assert.ok(exponent(line) < 1.8, `${label}: ${JSON.stringify(line)}`);
  }
  const last = (label) => statements.series[label].at(-1)[1];
  assert.ok(last("rolecall, of other providers") < last("rolecall, all tests asked"));
});
