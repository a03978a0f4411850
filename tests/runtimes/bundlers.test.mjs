// Bundled with all that it needs and moved to an empty folder, the package still answers. No
// bundler is told anything about it, and none warns.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import commonjs from "@rollup/plugin-commonjs";
import nodeResolve from "@rollup/plugin-node-resolve";
import ncc from "@vercel/ncc";
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import * as vite from "vite";
import webpack from "webpack";
import { ask, emptyFolder, given, holds, stage } from "./stage.mjs";

// By name, so that what the bundlers believe not to be needed is left out.
const imported = `
import { allowsMatrix, compile } from "rolecall";
import { verifyToken } from "rolecall/verify";
import { run } from "./suite.mjs";
globalThis.answer = (given) =>
  run({ rolecall: { allowsMatrix, compile }, verify: { verifyToken } }, given);
`;
const required = `
const rolecall = require("rolecall");
const verify = require("rolecall/verify");
const { run } = require("./suite.mjs");
globalThis.answer = (given) => run({ rolecall, verify }, given);
`;
const sources = { "imported.mjs": imported, "imported.js": imported, "required.cjs": required };

// Not bundled: it hands over the vectors.
const runner = `
import { pathToFileURL } from "node:url";
import given from "./given.json" with { type: "json" };
await import(pathToFileURL(process.argv[2]));
console.log(JSON.stringify(await globalThis.answer(given)));
`;

// Each of these takes the options that a user would choose among, and gives a function that
// bundles `entry` into `file`.

const byEsbuild = (options) => async (entry, file) => {
  const { warnings } = await esbuild.build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    logLevel: "silent",
    ...options,
  });
  assert.deepEqual(warnings, []);
};

const byRollup = (format, plugins) => async (entry, file) => {
  const onLog = (level, { message }) => assert.ok(!["warn", "error"].includes(level), message);
  const built = await rollup({ input: entry, plugins, onLog });
  await built.write({ file, format });
  await built.close();
};

const byNcc = (options) => async (entry, file) => {
  const { code, assets } = await ncc(entry, { cache: false, quiet: true, ...options });
  writeFileSync(file, code);
  for (const [name, { source }] of Object.entries(assets)) {
    writeFileSync(join(dirname(file), name), source);
  }
};

const byWebpack = (options) => async (entry, file) => {
  const output = { path: dirname(file), filename: basename(file) };
  const compiler = webpack({
    mode: "production",
    context: dirname(entry),
    entry,
    output,
    // It would count bytes.
    performance: { hints: false },
    ...options,
  });
  const stats = await promisify(compiler.run.bind(compiler))();
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  assert.deepEqual([...errors, ...warnings], []);
  await promisify(compiler.close.bind(compiler))();
};

const byVite = (options) => async (entry, file) => {
  const warn = (message) => assert.fail(message);
  await vite.build({
    root: dirname(entry),
    configFile: false,
    logLevel: "warn",
    customLogger: { ...vite.createLogger("warn"), warn, warnOnce: warn },
    ...options(entry, { dir: dirname(file), entryFileNames: basename(file) }),
  });
};

const forServer = (entry, output) => ({
  ssr: { noExternal: true },
  build: { ssr: entry, outDir: output.dir, rollupOptions: { output } },
});

const asLibrary = (entry, output) => ({
  build: {
    lib: { entry, formats: ["es"] },
    outDir: output.dir,
    rollupOptions: { output },
  },
});

for (const [title, source, name, bundle] of [
  ["ncc, CommonJS", "imported.js", "out.cjs", byNcc()],
  ["ncc, required", "required.cjs", "out.cjs", byNcc()],
  ["ncc, an ES module, minified", "imported.mjs", "out.mjs", byNcc({ minify: true })],
  [
    "esbuild, an ES module for Node",
    "imported.mjs",
    "out.mjs",
    byEsbuild({ platform: "node", format: "esm" }),
  ],
  ["esbuild, CommonJS", "imported.mjs", "out.cjs", byEsbuild({ platform: "node", format: "cjs" })],
  [
    "esbuild, required, CommonJS",
    "required.cjs",
    "out.cjs",
    byEsbuild({ platform: "node", format: "cjs" }),
  ],
  [
    "esbuild, required, an ES module",
    "required.cjs",
    "out.mjs",
    byEsbuild({ platform: "neutral", format: "esm" }),
  ],
  [
    "esbuild, a script for browsers",
    "imported.mjs",
    "out.cjs",
    byEsbuild({ format: "iife", minify: true }),
  ],
  ["rollup, an ES module", "imported.mjs", "out.mjs", byRollup("es", [nodeResolve()])],
  ["rollup, CommonJS", "imported.mjs", "out.cjs", byRollup("cjs", [nodeResolve()])],
  [
    "rollup, with its plugin for CommonJS",
    "imported.mjs",
    "out.mjs",
    byRollup("es", [nodeResolve(), commonjs()]),
  ],
  ["webpack, for Node", "imported.mjs", "out.cjs", byWebpack({ target: "node" })],
  ["webpack, required, for Node", "required.cjs", "out.cjs", byWebpack({ target: "node" })],
  ["webpack, for browsers", "imported.mjs", "out.cjs", byWebpack({ target: "web" })],
  ["Vite, for a server", "imported.mjs", "out.mjs", byVite(forServer)],
  ["Vite, a library", "imported.mjs", "out.mjs", byVite(asLibrary)],
]) {
  test(title, async () => {
    const from = stage(sources);
    const built = join(from, "built");
    mkdirSync(built);
    await bundle(join(from, source), join(built, name));
    const elsewhere = emptyFolder();
    cpSync(built, elsewhere, { recursive: true });
    // What the bundle names in there is gone.
    rmSync(from, { recursive: true });
    const cwd = emptyFolder();
    writeFileSync(join(cwd, "given.json"), JSON.stringify(given));
    writeFileSync(join(cwd, "runner.mjs"), runner);
    holds(
      await ask(process.execPath, ["--no-warnings", "runner.mjs", join(elsewhere, name)], { cwd }),
    );
  });
}
