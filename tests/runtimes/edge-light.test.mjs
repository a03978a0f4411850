// Vercel's edge runtime, which compiles no bytes in production: in its emulator, where the engine
// is told to refuse them, and as a route that Next.js builds and serves.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EdgeVM } from "@edge-runtime/vm";
import { build } from "esbuild";
import { execute } from "./hosts.mjs";
import { given, holds, stage } from "./stage.mjs";

test("edge-runtime, with the module imported and no code made of bytes or text", async () => {
  const cwd = stage();
  // What Vercel makes of the import: a global that holds the compiled module.
  const generated = join(cwd, "node_modules", "rolecall", "generated");
  const modules = {};
  const asGlobal = {
    name: "module as a global",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path, namespace: "global" }));
      onLoad({ filter: /.*/, namespace: "global" }, ({ path }) => {
        const name = basename(path, ".wasm?module");
        modules[`${name}Module`] = new WebAssembly.Module(
          readFileSync(join(generated, `${name}.wasm`)),
        );
        return { contents: `export default ${name}Module;` };
      });
    },
  };
  const { outputFiles, warnings } = await build({
    stdin: {
      contents: `
        import * as rolecall from "rolecall";
        import * as verify from "rolecall/verify";
        import { run } from "./suite.mjs";
        globalThis.answer = async (given) =>
          JSON.stringify(await run({ rolecall, verify }, JSON.parse(given)));`,
      resolveDir: cwd,
    },
    bundle: true,
    write: false,
    format: "iife",
    conditions: ["edge-light"],
    plugins: [asGlobal],
  });
  assert.deepEqual(warnings, []);
  assert.deepEqual(Object.keys(modules).sort(), ["adviceModule", "rolecallModule"]);
  const bytes = readFileSync(join(generated, "rolecall.wasm"));
  const machine = new EdgeVM({
    codeGeneration: { strings: false, wasm: false },
    extend: (context) => Object.assign(context, { ...modules, bytes }),
  });
  assert.throws(
    () => machine.evaluate("new WebAssembly.Module(bytes)"),
    /Wasm code generation disallowed/,
  );
  machine.evaluate(outputFiles[0].text);
  holds(JSON.parse(await machine.evaluate("answer")(JSON.stringify(given))));
});

const route = `
import * as rolecall from "rolecall";
import * as verify from "rolecall/verify";
import { run } from "../../suite.mjs";
export const runtime = "edge";
export async function POST(request) {
  return Response.json(await run({ rolecall, verify }, await request.json()));
}
`;

test("a route of Next.js for the edge", async () => {
  const cwd = stage({
    "next.config.mjs":
      "export default { eslint: { ignoreDuringBuilds: true }, experimental: { cpus: 1 } };",
    "app/answer/route.js": route,
    "app/layout.js": "export default ({ children }) => <html><body>{children}</body></html>;",
    "app/page.js": "export default () => null;",
  });
  for (const name of ["next", "react", "react-dom"]) {
    symlinkSync(
      fileURLToPath(new URL(`node_modules/${name}`, import.meta.url)),
      join(cwd, "node_modules", name),
    );
  }
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
  const built = await execute(process.execPath, [next, "build"], { cwd, env });
  const written = built.stdout + built.stderr;
  assert.equal(built.code, 0, written);
  // It warns of code that makes code, which the runtime refuses.
  assert.doesNotMatch(written, /not allowed in Edge Runtime|not supported in the Edge Runtime/);
  const manifest = join(cwd, ".next", "server", "middleware-manifest.json");
  const { wasm } = JSON.parse(readFileSync(manifest, "utf8")).functions["/answer/route"];
  assert.equal(wasm.length, 2, "the modules are files beside the route");
  const server = spawn(
    process.execPath,
    [next, "start", "--hostname", "127.0.0.1", "--port", "0"],
    { cwd, env, timeout: 300_000 },
  );
  after(() => server.kill());
  const address = await new Promise((resolve, reject) => {
    let text = "";
    server.on("close", () => reject(new Error(text)));
    for (const stream of [server.stdout, server.stderr]) {
      stream.setEncoding("utf8").on("data", (more) => {
        text += more;
        const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
        if (url !== undefined && text.includes("Ready")) resolve(url);
      });
    }
  });
  const response = await fetch(`${address}/answer`, {
    method: "POST",
    body: JSON.stringify(given),
  });
  assert.equal(response.status, 200);
  holds(await response.json());
});
