// action.yml, the code and the documentation name the same inputs, outputs and codes.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { manifest, policy, root, run } from "./harness.mjs";

const folder = path.join(root, "action");
const readme = readFileSync(path.join(folder, "README.md"), "utf8");
const source = readdirSync(path.join(folder, "src"))
  .map((file) => readFileSync(path.join(folder, "src", file), "utf8"))
  .join("\n");
const bundle = readFileSync(path.join(folder, "dist", "index.js"), "utf8");

/** The first cells of the table under a heading of the README. */
function documented(heading) {
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section, heading);
  return [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name).sort();
}

const unique = (matches) => [...new Set([...matches].map(([, name]) => name))].sort();

test("inputs", () => {
  const inputs = Object.keys(manifest.inputs).sort();
  assert.deepEqual(unique(source.matchAll(/core\.get(?:Multiline|Boolean)?Input\("([^"]+)"/g)), inputs);
  assert.deepEqual(documented("Inputs"), inputs);
  for (const [name, { default: value, required }] of Object.entries(manifest.inputs)) {
    const row = readme.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
    if (value !== undefined) assert.ok(row.includes(`\`${value}\``), `${name}: the default is documented`);
    if (required) assert.match(row, /required/);
  }
});

test("outputs, of a run with an answer and of one without", async () => {
  const outputs = Object.keys(manifest.outputs).sort();
  assert.deepEqual(documented("Outputs"), outputs);
  const files = { "a.json": policy("deploy") };
  for (const name of ["a.json", "b.json"]) {
    assert.deepEqual(Object.keys((await run({ files, inputs: { policy: name } })).outputs).sort(), outputs);
  }
});

test("codes", () => {
  const thrown = unique(source.matchAll(/new Problem\(\s*"([a-z-]+)"/g));
  assert.ok(thrown.length >= 5, `${thrown}`);
  assert.deepEqual(documented("Without an answer"), thrown);
});

test("what the runner reads", () => {
  assert.equal(manifest.runs.using, "node24");
  assert.equal(manifest.runs.main, "dist/index.js");
  for (const text of ["name", "description"]) assert.ok(manifest[text]);
});

test("the bundle needs nothing beside it, and names no place on the machine that built it", () => {
  const [place] = /["'`(](?:file:\/\/)?\/(?:root|home|Users|work|tmp)\/[\w.-]{1,40}/.exec(bundle) ?? [];
  assert.equal(place, undefined);
  const imported = unique(bundle.matchAll(/^import .* from "([^"]+)"/gm));
  for (const name of imported) assert.match(name, /^(node:)?[a-z_/]+$/);
  assert.match(readFileSync(path.join(folder, "dist", "licenses.txt"), "utf8"), /@actions\/core/);
});
