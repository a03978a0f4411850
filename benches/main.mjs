// Measures everything side by side and writes `docs/benchmarks.md` with its charts.
//
// usage: node main.mjs ROOT [ROUNDS]
//
// In the environment: ROLECALL_PACKAGE, the installed package; ROLECALL_REGORUS, regorus as a module
// for Node; ROLECALL_NATIVE, the program that `native.rs` became.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { coldStarts } from "./cold.mjs";
import { Engine } from "./engine.mjs";
import { pair } from "./pair.mjs";
import { plot } from "./plot.mjs";
import { page } from "./report.mjs";
import { ROWS } from "./rows.mjs";

const [root, rounds = "15"] = process.argv.slice(2);
const say = (line) => console.log(`    ${line}`);

const measured = [];
for (const row of ROWS) {
  const sides = [row.ours, row.theirs].map(({ engine, work, native }) => ({
    engine: Engine.start(engine, native ? { native: process.env.ROLECALL_NATIVE } : {}),
    work,
  }));
  const found = await pair(...sides, { rounds: Number(rounds), ...row.options });
  for (const { engine } of sides) engine.stop();
  say(`${row.what}, against ${row.against}: ${found.ratio.median.toFixed(2)}×`);
  measured.push({ ...row, ...found });
}

say("cold starts");
const cold = coldStarts(["rolecall", "jose", "iam-simulate", "cedar"], { rounds: Number(rounds) });
say("memory over a million evaluations");
const memory = JSON.parse(script(["--expose-gc"], "memory.mjs", "1000000"));
say("growth");
const growth = JSON.parse(script([], "growth.mjs"));

const docs = join(root, "docs");
mkdirSync(join(docs, "benchmarks"), { recursive: true });
for (const [name, chart] of Object.entries(growth)) {
  writeFileSync(join(docs, "benchmarks", `${name}.svg`), plot(chart));
}
writeFileSync(join(docs, "benchmarks.md"), page({ rounds, measured, cold, memory, growth }));
say("written: docs/benchmarks.md, docs/benchmarks/*.svg");

function script(options, name, ...given) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  return execFileSync(process.execPath, [...options, file, ...given], { encoding: "utf8" });
}
