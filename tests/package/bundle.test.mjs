// Bundled with all that it needs, moved elsewhere, the package still loads.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { allowed, now, policyText } from "./fixtures.mjs";

const packageOfTools = path.join(process.env.ROLECALL_ROOT, "pkg", "package.json");
const { build } = createRequire(packageOfTools)("esbuild");
const folder = mkdtempSync(path.join(tmpdir(), "rolecall-"));
after(() => rmSync(folder, { recursive: true }));
const here = fileURLToPath(new URL(".", import.meta.url));

const body = `
const policy = compile(${JSON.stringify(policyText)});
const { decision } = policy.evaluate(${JSON.stringify(allowed)}, { now: ${now} });
console.log(version, decision, policy.allows({ sub: "x" }));
`;
const sources = {
  imported: `import { compile, version } from "rolecall";${body}`,
  required: `const { compile, version } = require("rolecall");${body}`,
};

async function bundle(source, name, options) {
  const outfile = path.join(folder, name);
  const { warnings, metafile } = await build({
    stdin: { contents: sources[source], resolveDir: here },
    outfile,
    bundle: true,
    metafile: true,
    logLevel: "silent",
    ...options,
  });
  assert.deepEqual(warnings, []);
  return { outfile, inputs: Object.keys(metafile.inputs) };
}

function runs(file) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
  assert.equal(status, 0, stderr.slice(0, 2_000));
  assert.match(stdout, /^\d+\.\d+\.\d+ allow false\n$/);
}

for (const [source, name, options] of [
  ["imported", "imported.mjs", { format: "esm", platform: "node" }],
  ["imported", "imported.cjs", { format: "cjs", platform: "node" }],
  ["required", "required.cjs", { format: "cjs", platform: "node" }],
  ["required", "required.mjs", { format: "esm", platform: "neutral" }],
  ["imported", "browser.mjs", { format: "esm", platform: "browser", minify: true }],
  ["imported", "browser.cjs", { format: "iife", platform: "browser", minify: true }],
]) {
  test(`${source}, for ${options.platform} as ${options.format}`, async () => {
    const { outfile } = await bundle(source, name, options);
    runs(outfile);
  });
}

// These runtimes compile no bytes: they hand over a module that was imported.
for (const [condition, suffix] of [
  ["workerd", ""],
  ["edge-light", "?module"],
]) {
  test(`for ${condition}, with the module imported`, async () => {
    const asRuntime = {
      name: "runtime",
      setup({ onResolve }) {
        onResolve({ filter: /\.wasm/ }, ({ path: specifier, resolveDir }) => {
          assert.ok(specifier.endsWith(`.wasm${suffix}`), specifier);
          const file = path.resolve(resolveDir, specifier.replace(suffix, ""));
          const module = path.join(folder, `${condition}-module.mjs`);
          writeFileSync(
            module,
            `export default new WebAssembly.Module(Buffer.from("${readFileSync(file, "base64")}", "base64"));`,
          );
          return { path: module, external: true };
        });
      },
    };
    const { outfile, inputs } = await bundle("imported", `${condition}.mjs`, {
      format: "esm",
      platform: "neutral",
      conditions: [condition],
      plugins: [asRuntime],
    });
    assert.ok(!inputs.some((input) => input.includes("embedded")), "the text of the module stays out");
    runs(outfile);
  });
}
