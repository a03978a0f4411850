// Assembles the generated part of the package from what wasm-pack built.
//
// usage: node assemble.js FOLDER
//
// FOLDER holds `rolecall_bg.js`, wasm-bindgen's glue, and `rolecall_bg.wasm`, optimised.

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const generated = path.join(here, "generated");
const [built] = process.argv.slice(2);
if (built === undefined) throw new Error("expected the folder that wasm-pack wrote to");

await rm(generated, { recursive: true, force: true });
await mkdir(path.join(generated, "embedded"), { recursive: true });

await writeFile(
  path.join(generated, "glue.js"),
  fast(await readFile(path.join(built, "rolecall_bg.js"), "utf8")),
);
await copyFile(path.join(built, "rolecall_bg.wasm"), path.join(generated, "rolecall.wasm"));
for (const name of ["index", "insight", "verify", "audit", "test"]) {
  const types = await readFile(path.join(here, `${name}.d.ts`), "utf8");
  // Types of CommonJS modules come from CommonJS modules.
  const required = types.replaceAll(/from "(\.\/\w+)\.js"/g, 'from "$1.cjs"');
  await writeFile(path.join(generated, `${name}.d.cts`), required);
}

// One copy of the bytes serves `import`, `require` and a browser without a bundler, so the file is
// valid as CommonJS and as an ES module. Functions are strict in the latter, and `this` undefined.
// `typeof module` would not tell: in the middle of a bundle, `module` is that of the bundle.
const bytes = await readFile(path.join(generated, "rolecall.wasm"));
await writeFile(
  path.join(generated, "embedded", "module.js"),
  `var bytes = "${bytes.toString("base64")}";
var strict = (function () { return this === undefined; })();
if (!strict && typeof module === "object") module.exports = bytes;
else globalThis[Symbol.for("rolecall.embedded")] = bytes;
`,
);
await writeFile(path.join(generated, "embedded", "package.json"), '{ "type": "commonjs" }\n');

// What is required shares one copy of everything, as what is imported does: a token that was
// verified by one entry is known to the other.
/**
 * The glue with another way for strings into the module. wasm-bindgen copies a character at a time
 * as long as they are ASCII, for engines of long ago; of a token that takes twenty times as long.
 */
function fast(glue) {
  const slow = /^function passStringToWasm0\(.*?^\}$/ms;
  if (!slow.test(glue)) throw new Error("the glue passes strings in another way than it used to");
  return glue.replace(
    slow,
    `function passStringToWasm0(text, malloc, realloc) {
    let length = text.length;
    let pointer = malloc(length, 1) >>> 0;
    if (length <= 48) {
        // Of a short text the loop takes less than a view and a call do.
        const memory = getUint8ArrayMemory0();
        let index = 0;
        for (; index < length; index++) {
            const unit = text.charCodeAt(index);
            if (unit > 0x7F) break;
            memory[pointer + index] = unit;
        }
        if (index === length) {
            WASM_VECTOR_LEN = length;
            return pointer;
        }
    }
    const encode = (text, start) =>
        cachedTextEncoder.encodeInto(text, getUint8ArrayMemory0().subarray(pointer + start, pointer + length));
    let { read, written } = encode(text, 0);
    if (read < text.length) {
        // At most three bytes for each unit that is left.
        pointer = realloc(pointer, length, length = written + (text.length - read) * 3, 1) >>> 0;
        written += encode(text.slice(read), written).written;
        pointer = realloc(pointer, length, written, 1) >>> 0;
    }
    WASM_VECTOR_LEN = written;
    return pointer;
}`,
  );
}

await build({
  absWorkingDir: here,
  stdin: {
    contents: `
export * as rolecall from "./lib/embedded.js";
export * as insight from "./lib/insight-embedded.js";
export * as verify from "./lib/verify-embedded.js";
export * as audit from "./lib/audit-embedded.js";
export * as test from "./lib/test-embedded.js";
`,
    resolveDir: here,
  },
  outfile: "generated/shared.cjs",
  bundle: true,
  format: "cjs",
  platform: "neutral",
  target: "node20",
  external: ["./generated/embedded/*"],
  logLevel: "warning",
});
for (const name of ["rolecall", "insight", "verify", "audit", "test"]) {
  await writeFile(
    path.join(generated, `${name}.cjs`),
    `"use strict";
Object.assign(exports, require("./shared.cjs").${name});
Object.defineProperty(exports, "__esModule", { value: true });
`,
  );
}
