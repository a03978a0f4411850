// What travels in the tarball, and what the module in it gives to JavaScript.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../node_modules/rolecall/", import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const files = readdirSync(root, { recursive: true })
  .filter((file) => statSync(path.join(root, file)).isFile())
  .map((file) => file.split(path.sep).join("/"))
  .sort();
const modules = { evaluator: "rolecall.wasm", advice: "advice.wasm" };
const module = (name) => readFileSync(path.join(root, "generated", modules[name]));

test("no dependencies, no scripts", () => {
  for (const field of ["dependencies", "optionalDependencies", "peerDependencies", "scripts"]) {
    assert.equal(manifest[field], undefined, field);
  }
});

test("the licences and the manual are there, the tools are not", () => {
  const lists = [
    "audit",
    "codes",
    "diagnoses",
    "edge",
    "findings",
    "insight",
    "records",
    "relying-parties",
    "testing",
  ].map((name) => `docs/${name}.md`);
  for (const file of ["LICENSE-MIT", "LICENSE-APACHE", "README.md", "index.d.ts", ...lists]) {
    assert.ok(files.includes(file), file);
  }
  assert.ok(!files.includes("assemble.js"));
  assert.ok(!files.some((file) => file.startsWith("node_modules")));
});

test("every file that the manifest names is there", () => {
  const named = [manifest.main, manifest.module, manifest.types, ...Object.values(manifest.bin)];
  (function collect(value) {
    if (typeof value === "string") named.push(value);
    else Object.values(value).forEach(collect);
  })(manifest.exports);
  for (const name of [...named, ...manifest.sideEffects]) {
    assert.ok(files.includes(path.posix.normalize(name)), name);
  }
});

test("each module travels once as it is and once as text, from one build", () => {
  const names = Object.keys(modules);
  const large = files.filter((file) => statSync(path.join(root, file)).size > 300_000);
  const text = names.map((name) => `generated/embedded/${name}.js`);
  const plain = Object.values(modules).map((file) => `generated/${file}`);
  assert.deepEqual(large, [...text, ...plain].sort());
  for (const name of names) {
    const [, text] = /"([A-Za-z0-9+/=]+)"/.exec(
      readFileSync(path.join(root, `generated/embedded/${name}.js`), "utf8"),
    );
    assert.ok(Buffer.from(text, "base64").equals(module(name)), name);
  }
});

test("no file names a place on the machine that built it", () => {
  for (const file of files) {
    const text = readFileSync(path.join(root, file), "latin1");
    const [place] = /\/(root|home|Users|work)\/[\w.-]{0,40}/.exec(text) ?? [];
    assert.equal(place, undefined, file);
  }
});

// On Node 20 and 22 a function whose result is a reference brings the engine down when its caller
// is deoptimised in the middle of it.
for (const name of Object.keys(modules)) {
  test(`no function of the module \`${name}\` gives back a reference`, () => {
    const results = exportedResults(module(name));
    assert.ok(results.size > 10, "functions were found");
    const isReference = (type) => type < 0x7b;
    for (const [name, types] of results) {
      assert.ok(!types.some(isReference), `\`${name}\` gives back a reference`);
    }
  });
}

/** The result types of the exported functions of a module, by name. */
function exportedResults(bytes) {
  let at = 8;
  const byte = () => bytes[at++];
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return value;
    }
  };
  const list = (item) => Array.from({ length: number() }, item);
  const text = () => {
    const length = number();
    at += length;
    return bytes.toString("utf8", at - length, at);
  };
  const limits = () => {
    const flags = byte();
    number();
    if (flags & 1) number();
  };

  let types = [];
  const functions = [];
  const results = new Map();
  const sections = {
    1: () => {
      types = list(() => {
        assert.equal(byte(), 0x60, "a function type");
        list(byte);
        return list(byte);
      });
    },
    2: () => {
      list(() => {
        text();
        text();
        const kind = byte();
        if (kind === 0) functions.push(number());
        else if (kind === 1) byte(), limits();
        else if (kind === 2) limits();
        else if (kind === 3) byte(), byte();
        else assert.fail(`an import of kind ${kind}`);
      });
    },
    3: () => functions.push(...list(number)),
    7: () => {
      list(() => {
        const name = text();
        const kind = byte();
        const index = number();
        if (kind === 0) results.set(name, types[functions[index]]);
      });
    },
  };
  while (at < bytes.length) {
    const id = byte();
    const length = number();
    const end = at + length;
    sections[id]?.();
    at = end;
  }
  return results;
}
