// Loads the package's modules as a browser would, file by file and all of them as ES modules, into
// a context that has no `Buffer`, `process`, `require`, `module` or `fetch`; writes what it used.
//
// usage: node --experimental-vm-modules bare-host.mjs

import { readFileSync } from "node:fs";
import vm from "node:vm";
import { denied, policyText } from "./fixtures.mjs";

const calls = { "while loading": [], "while evaluating": [] };
let phase = "while loading";

const context = vm.createContext({ TextDecoder, TextEncoder, WebAssembly, atob });
const before = globalNames();
vm.runInContext("Date", context).now = () => {
  calls[phase].push("Date.now");
  return 1795000400000;
};
vm.runInContext("Math", context).random = () => calls[phase].push("Math.random");

const modules = new Map();

function moduleAt(url) {
  if (!modules.has(url.href)) {
    const source = readFileSync(url, "utf8");
    modules.set(url.href, new vm.SourceTextModule(source, { context, identifier: url.href }));
  }
  return modules.get(url.href);
}

const entry = moduleAt(new URL("../node_modules/rolecall/lib/embedded.js", import.meta.url));
await entry.link((specifier, referrer) => moduleAt(new URL(specifier, referrer.identifier)));
await entry.evaluate();

phase = "while evaluating";
const { compile } = entry.namespace;
const { decision } = compile(policyText).evaluate(denied);
const globals = globalNames().filter((name) => !before.includes(name));
console.log(JSON.stringify({ decision, globals, calls }));

function globalNames() {
  return vm.runInContext("Reflect.ownKeys(globalThis)", context).map(String);
}
