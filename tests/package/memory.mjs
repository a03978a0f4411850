// Compiles policies and lets go of them; writes how much memory the module has, early and late.
//
// usage: node --expose-gc memory.mjs free|collect

import { policyText } from "./fixtures.mjs";

let memory;
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...arguments_) {
    super(...arguments_);
    memory = this.exports.memory;
  }
};
const { compile } = await import("rolecall");

const [mode] = process.argv.slice(2);
const text = policyText + " ".repeat(20_000);

async function round() {
  for (let index = 0; index < 500; index++) {
    const policy = compile(text);
    if (mode === "free") policy.free();
  }
  if (mode === "collect") {
    globalThis.gc();
    // Finalizers run in a task of their own.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

for (let index = 0; index < 5; index++) await round();
const early = memory.buffer.byteLength;
for (let index = 0; index < 20; index++) await round();
console.log(JSON.stringify({ early, late: memory.buffer.byteLength }));
