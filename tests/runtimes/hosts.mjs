// Where the runtimes are that `package.json` pins, for every test that needs one, also outside this
// folder: `node(24)`, `deno()` and `bun()` give the path of a program, and `chromium()` what
// Playwright is told, or undefined where this machine cannot have it: then the test is skipped.
// `bundleWorker` and `startWorker` are for Cloudflare Workers. `cargo xtask test` installs them.

import { spawn, spawnSync } from "node:child_process";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
} from "node:fs";
import { createRequire } from "node:module";
import { delimiter, extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";

const require = createRequire(import.meta.url);
const installed = fileURLToPath(new URL("node_modules", import.meta.url));

/** Node of one major version. */
export function node(major) {
  const names = Object.keys(require("./package.json").optionalDependencies);
  return fromPackages(
    names.filter((name) => name.startsWith(`node-${major}-`)),
    "bin/node",
  );
}

export function deno() {
  return fromPackages(Object.keys(require("deno/package.json").optionalDependencies), "deno");
}

export function bun() {
  return fromPackages(Object.keys(require("bun/package.json").optionalDependencies), "bin/bun");
}

/** npm installs, of the packages that hold one program for one platform each, those that fit. */
function fromPackages(names, program) {
  return names
    .map((name) => join(installed, name, program))
    .find((path) => existsSync(path) && runs(path));
}

/** A program for another processor or another C library may lie there and not start. */
function runs(path, env = process.env) {
  return spawnSync(path, ["--version"], { env, stdio: "ignore", timeout: 30_000 }).status === 0;
}

/**
 * Bundles a worker as `wrangler deploy` would.
 *
 * @param folder has a `wrangler.json`, and in `node_modules` what the worker imports
 * @returns its modules as Miniflare takes them, `{ type, path, contents }`, the main one first
 */
export async function bundleWorker(folder) {
  const out = join(folder, "wrangler");
  const program = join(installed, "wrangler", "bin", "wrangler.js");
  const args = ["deploy", "--dry-run", "--outdir", out];
  const env = { ...process.env, CI: "true", WRANGLER_HOME: out, WRANGLER_SEND_METRICS: "false" };
  const { code, stderr } = await execute(process.execPath, [program, ...args], {
    cwd: folder,
    env,
  });
  // It goes on after warnings.
  if (code !== 0 || stderr !== "") throw new Error(`wrangler ended with ${code}: ${stderr}`);
  const kinds = { ".js": "ESModule", ".wasm": "CompiledWasm" };
  const files = readdirSync(out).filter((name) => extname(name) in kinds);
  return files
    .sort((left, right) => extname(left).localeCompare(extname(right)))
    .map((path) => ({ type: kinds[extname(path)], path, contents: readFileSync(join(out, path)) }));
}

/**
 * Starts a worker in workerd: `dispatchFetch` asks it, `dispose` ends it.
 *
 * @param modules the worker's own, of {@link bundleWorker} or by hand
 * @param options of Miniflare
 */
export async function startWorker(modules, options) {
  const { Miniflare } = await import("miniflare");
  // Without `cf` it would ask a server for the place of this machine.
  const worker = new Miniflare({ modules, cf: false, ...options });
  try {
    await worker.ready;
  } catch (error) {
    // It would keep the test from ending.
    await worker.dispose();
    throw error;
  }
  return worker;
}

/** Runs a program to its end: `{ code, stdout, stderr }`, the code a signal where one ended it. */
export function execute(program, args, { cwd, env = process.env }) {
  const stdio = ["ignore", "pipe", "pipe"];
  const child = spawn(program, args, { cwd, env, stdio, timeout: 300_000 });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => (written[name] += text));
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code: code ?? signal, ...written }));
  });
}

/** Flags for a browser that opens pages of a test and does nothing else. */
export const CHROMIUM_FLAGS = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Chromium: the one that `ROLECALL_CHROMIUM` names, or one of this machine, or one from npm.
 *
 * @returns `{ executablePath, env }`, as Playwright takes them
 */
export async function chromium() {
  const named = process.env.ROLECALL_CHROMIUM;
  if (named !== undefined) return { executablePath: named, env: process.env };
  const own = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    .flatMap((name) => process.env.PATH.split(delimiter).map((folder) => join(folder, name)))
    .find((path) => existsSync(path) && runs(path));
  if (own !== undefined) return { executablePath: own, env: process.env };
  return unpackedChromium();
}

/** A build for machines that have next to nothing, which brings the libraries that it needs. */
async function unpackedChromium() {
  const packed = join(installed, "@sparticuz", "chromium", "bin");
  const folder = join(installed, ".chromium");
  const executablePath = join(folder, "chromium");
  const env = { ...process.env, LD_LIBRARY_PATH: join(folder, "lib"), FONTCONFIG_PATH: folder };
  if (!existsSync(executablePath)) {
    mkdirSync(folder, { recursive: true });
    for (const name of ["al2023.tar", "fonts.tar"]) {
      await unbrotli(join(packed, `${name}.br`), join(folder, name));
      spawnSync("tar", ["-xf", name, "--no-same-owner"], { cwd: folder });
    }
    // Under its name only when whole: an earlier run may have been ended in the middle.
    await unbrotli(join(packed, "chromium.br"), `${executablePath}.part`);
    renameSync(`${executablePath}.part`, executablePath);
  }
  return runs(executablePath, env) ? { executablePath, env } : undefined;
}

function unbrotli(from, to) {
  return pipeline(
    createReadStream(from),
    createBrotliDecompress(),
    createWriteStream(to, { mode: 0o755 }),
  );
}
