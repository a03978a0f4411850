// The core as a module worker. Its modules are compiled here while the worker loads, and kept, so
// that a new worker needs no request.

import { asset } from "../asset.js";

const compiled = Promise.all(["rolecall.wasm", "advice.wasm"].map(compile));

async function compile(name) {
  const response = await fetch(asset(name));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  // A host that does not know the type of the file is no reason to fail.
  const fallback = response.clone();
  try {
    return await WebAssembly.compileStreaming(response);
  } catch {
    return WebAssembly.compile(await fallback.arrayBuffer());
  }
}

let worker;

export function connect(receive) {
  worker?.terminate();
  worker = new Worker(asset("worker.js"), { type: "module" });
  worker.addEventListener("message", ({ data }) => receive(data));
  const current = worker;
  const begun = compiled.then((modules) => current.postMessage({ modules }));
  return (question) => {
    begun.then(() => current.postMessage(question));
  };
}

/** Resolves when the core can be asked; rejects where this browser or host cannot give it. */
export const ready = compiled;
