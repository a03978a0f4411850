// The core as a module worker. The module is compiled here while the worker loads, and kept, so
// that a new worker needs no request.

import { asset } from "../asset.js";

const compiled = compile();

async function compile() {
  const response = await fetch(asset("rolecall.wasm"));
  if (!response.ok) throw new Error(`rolecall.wasm: ${response.status}`);
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
  const begun = compiled.then((module) => current.postMessage({ module }));
  return (question) => {
    begun.then(() => current.postMessage(question));
  };
}

/** Resolves when the core can be asked; rejects where this browser or host cannot give it. */
export const ready = compiled;
