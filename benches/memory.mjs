// Evaluates a million times; writes how much memory there is after the first thousand, and at the
// end: that of the module, and the heap of JavaScript after a collection.
//
// usage: node --expose-gc memory.mjs COUNT

import { right } from "./work/work.mjs";

const memories = [];
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...given) {
    super(...given);
    memories.push(this.exports.memory);
  }
};
const { works } = await import("./engines/rolecall.mjs");
const { text, jwt, object, trace } = works();

function evaluate(count) {
  for (let index = 0; index < count; index += 4) {
    const token = (index >> 2) % right.length;
    for (const work of [text, jwt, object, trace]) work(token);
  }
}

function taken() {
  globalThis.gc();
  return {
    module: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    heap: process.memoryUsage().heapUsed,
  };
}

const count = Number(process.argv[2]);
evaluate(1_000);
const early = taken();
evaluate(count - 1_000);
console.log(JSON.stringify({ count, early, late: taken() }));
