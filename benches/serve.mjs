// One engine in a process of its own.
//
// usage: node serve.mjs ENGINE
//
// Reads a request a line and answers each with a line of JSON: `answers WORK` with the decisions,
// `time WORK N` with the nanoseconds that N decisions took.

import { createInterface } from "node:readline";
import { TOKENS_PER_POLICY } from "./pair.mjs";
import { right } from "./work/work.mjs";

const { works } = await import(`./engines/${process.argv[2]}.mjs`);
const known = works();

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, name, count] = line.split(" ");
  const work = known[name];
  const answer = verb === "time" ? await time(work, Number(count)) : await answers(work);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function answers(work) {
  if (typeof work !== "function") return work.answers();
  const found = [];
  for (let index = 0; index < right.length; index++) found.push(await work(index));
  return found;
}

/** Of a work about a whole estate, N counts policies. */
async function time(work, count) {
  if (typeof work !== "function") {
    const tokens = count / TOKENS_PER_POLICY;
    work.prepare(count, tokens);
    return elapsed(() => work.once(count, tokens));
  }
  const first = work(0);
  const isPromise = first instanceof Promise;
  await first;
  return isPromise ? waited(() => inTurn(work, count)) : elapsed(() => repeat(work, count));
}

/** Nanoseconds of the processor: what others do on the machine is left out. */
function elapsed(run) {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1e3;
}

/** Nanoseconds on the clock: some of it is done by other threads, while the caller waits. */
async function waited(run) {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start);
}

function repeat(work, count) {
  const { length } = right;
  for (let index = 0; index < count; index++) work(index % length);
}

async function inTurn(work, count) {
  const { length } = right;
  for (let index = 0; index < count; index++) await work(index % length);
}
