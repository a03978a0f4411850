// What was measured, as a page.

import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { duration } from "./plot.mjs";

const lock = JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url), "utf8"));
const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

export function page({ rounds, measured, cold, memory, growth }) {
  return `# Benchmarks

${WRITTEN}

## How to read it

A ratio says how many times as long the other takes: at 2× it takes twice as long as rolecall, below 1× it is the faster one. Each engine runs in a process of its own. The two of a row work in turn, ${rounds} rounds of some 60 ms each, and each round gives one ratio; the table has the one in the middle and, in brackets, those a quarter from either end. Times are of the processor, of all threads; with \`verifyToken\`, whose arithmetic others do in other threads, and natively they are on the clock. A machine whose speed drifts slows both of a pair alike, so trust the ratios and not the times, which stand beside them to say of what order they are. Before a row is measured both engines are asked about four tokens (two that the policy lets in, one of a repository whose name begins alike, one for another audience) and must decide alike.

The policy is an AWS role trust policy with two conditions, \`aud\` equals and \`sub\` with a star; Rego and Cedar say the same in their languages. The claims are the 31 of a GitHub token, 1 KB of JSON. The hand-written matcher is [benches/engines/hand-written.mjs](../benches/engines/hand-written.mjs): it knows two operators, no lists under set operators, no variables, no unknown elements, and checks nothing.

${machine()}

## Decisions

| work | against | ratio | should be | rolecall | the other |
|---|---|---|---|---|---|
${measured.map(row).join("\n")}

${NOTES}

## Where the time goes

${PROFILE}

## Cold start

From the start of \`node\` to the first verdict, over a \`node\` that prints a word and ends: imported, policy compiled, token evaluated. That takes ${cold.bare.clock.median.toFixed(0)} ms on the clock and ${cold.bare.processor.median.toFixed(0)} ms of the processor. Ratios are to what rolecall adds, by the processor; 12 ms is what it should add at most.

| | adds, on the clock | of the processor | ratio |
|---|---|---|---|
${Object.entries(cold).filter(([name]) => name !== "bare").map((entry) => started(entry, cold)).join("\n")}

## Memory

${memory.count.toLocaleString("en")} decisions, over texts, JWTs, objects and with traces. After the first thousand and at the end:

| | after 1,000 | at the end | ratio |
|---|---|---|---|
${["module", "heap"].map((name) => grown(name, memory)).join("\n")}

## Growth

Axes are logarithmic: a line that rises by one step for each step to the right is linear. In brackets, by which power the last step grew.

${Object.entries(growth).map(chart).join("\n\n")}
`;
}

const WRITTEN =
  "Written by `cargo xtask bench`, which measures rolecall, as it is installed from npm, side by side with what one might use in its place. The engines are dependencies of [benches](../benches) alone.";

const NOTES = `opa-wasm is not among them: it runs bundles that the program \`opa\` compiles, and that is neither on npm nor on crates.io. Its decisions are those of Rego, which regorus reads too.`;

const PROFILE = `By \`node --cpu-prof\`, of one decision. What is not named is spread thin: preparing and walking the policy, and what is allocated for it.

* **Claims as JSON text.** 58% is reading it: all of the text is checked, also what no condition asks for and that no claim stands twice. 13% is passing it into the module.
* **A JWT.** 21% is base64url: header, payload and signature are decoded, since what is not a token must not be taken for one. 38% is reading the claims, 8% finding the dots, 9% passing the text into the module.
* **Claims as an object.** 24% goes into writing the claims that the policy tests as text, 22% into passing that into the module. A loop over the object does neither. A text that is at hand is better given as it is.
* **\`verifyToken\`.** 54% is the arithmetic. 6% is writing and reading what is expected of the token, 7% reading its claims, 4% passing it into the module, 4% collecting garbage, 3% base64url.
* **Cold start.** The module is base64 inside JavaScript, which works wherever JavaScript does: reading that text takes longest and grows with the module, compiling it comes next. Where it is imported, Node reads it once more, to find what a CommonJS module exports (13 ms of the processor). The modules of the package itself, a file each, take 7 ms.
* **iam-simulate.** Given the policy as a document it parses and validates it for each decision.`;

function machine() {
  const version = (name) => `${name} ${lock.packages[`node_modules/${name}`].version}`;
  const peers = Object.keys(lock.packages[""].devDependencies).map(version);
  const crate = (file, name) =>
    `${name} ${new RegExp(`name = "${name}"\\nversion = "([^"]+)"`, "u").exec(read(file))[1]}`;
  const { version: own } = JSON.parse(
    readFileSync(join(process.env.ROLECALL_PACKAGE, "package.json"), "utf8"),
  );
  const [{ model }, ...others] = cpus();
  return [
    `Measured on: ${model}, ${others.length + 1} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}-${process.arch}, Node.js ${process.versions.node}; load at the end ${loadavg()[2].toFixed(1)}. Where that is more than the cores, times on the clock are several times what they are on an idle machine, and their ratios are wide.`,
    `Versions: rolecall ${own}, ${[...peers, crate("regorus/Cargo.lock", "regorus"), crate("../Cargo.lock", "iam-rs")].join(", ")}.`,
  ].join(" ");
}

const times = (ratio) => `${Number(ratio.toPrecision(ratio < 10 ? 2 : 3))}×`;
const within = ({ median, low, high }) => `**${times(median)}** (${times(low)}–${times(high)})`;
const nanoseconds = (figures) => duration(figures.median / 1e3);

function row({ what, against, ratio, bar, ours, theirs }) {
  const wanted = bar === undefined ? "–" : `≥ ${times(bar)}${ratio.median >= bar ? "" : ", not reached"}`;
  return `| ${what} | ${against} | ${within(ratio)} | ${wanted} | ${nanoseconds(ours)} | ${nanoseconds(theirs)} |`;
}

function started([name, { clock, processor }], { rolecall }) {
  const ratio = name === "rolecall" ? "1×" : times(processor.median / rolecall.processor.median);
  const within = ({ median, low, high }) =>
    `${median.toFixed(1)} ms (${low.toFixed(1)}–${high.toFixed(1)})`;
  return `| ${name} | ${within(clock)} | ${within(processor)} | ${ratio} |`;
}

function grown(name, { early, late }) {
  const kilobytes = (bytes) => `${Math.round(bytes / 1024).toLocaleString("en")} KB`;
  const label = name === "module" ? "WebAssembly memory" : "JavaScript heap, collected";
  return `| ${label} | ${kilobytes(early[name])} | ${kilobytes(late[name])} | ${(late[name] / early[name]).toFixed(2)}× |`;
}

/** By which power of the size the time grew at the end of a series. */
export function exponent(line) {
  const [[x1, y1], [x2, y2]] = line.slice(-2);
  return Math.log(y2 / y1) / Math.log(x2 / x1);
}

function chart([name, { title, series }]) {
  const powers = Object.entries(series).map(
    ([label, line]) => `${label} (${exponent(line).toFixed(1)})`,
  );
  return `### ${title[0].toUpperCase()}${title.slice(1)}

![Time of a decision by ${title}](benchmarks/${name}.svg)

${powers.join(", ")}.`;
}
