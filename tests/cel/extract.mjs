// Takes the conformance cases of the CEL specification out of the npm package that carries them.
//
//   npm ci && node extract.mjs
//
// What is written is committed, so that the native tests need neither Node nor the network; the
// test of this folder says whether the two are the same.

import { mkdir, rm, writeFile } from "node:fs/promises";
import { tests as conformance } from "@bufbuild/cel-spec/testdata/conformance.js";
import { tests as parsing } from "@bufbuild/cel-spec/testdata/parsing.js";

/** Suites that speak of what no relying party has, and why that is so. */
export const outOfScope = {
  bindings_ext: "`cel.bind` is in no relying party's environment",
  dynamic: "messages of protocol buffers",
  block_ext: "`cel.block` is what an optimiser writes, not a person",
  encoders_ext: "`base64.encode` and `base64.decode` are in no relying party's environment",
  enums: "enumerations of protocol buffers",
  math_ext: "`math.greatest` and its kin are in no relying party's environment",
  proto2: "messages of protocol buffers",
  proto2_ext: "messages of protocol buffers",
  proto3: "messages of protocol buffers",
  wrappers: "messages of protocol buffers",
};

/** What cel-go refuses for the settings it was run with, and not for what the text is. */
const settings = /recursion|lookahead limit|unsupported syntax|accumulator variable/;

/** What cel-go's checker says of types that do not fit, whatever it was run with. */
const refused = /no matching overload|does not support field selection|expected type '/;

function* casesOf(suite, path) {
  for (const { original, type, error = "" } of suite.tests ?? []) {
    const { name, description, ...rest } = original;
    const checks = refused.test(error) ? { refused: true } : { type };
    yield { id: [...path, name].join("/"), ...rest, ...checks };
  }
  for (const inner of suite.suites ?? []) yield* casesOf(inner, [...path, inner.name]);
}

/** The texts that cel-go's parser is tested with, and whether it takes them. */
function* parsesOf(suite) {
  for (const [index, { original, ast, error = "" }] of suite.tests.entries()) {
    if (ast === undefined && settings.test(error)) continue;
    yield { id: `${suite.name}/${index}`, expr: original.expr, parses: ast !== undefined };
  }
}

/** File name → its text. */
export function files() {
  const out = new Map();
  const write = (name, cases) => {
    const lines = [...cases].map((one) => JSON.stringify(one));
    if (lines.length > 0) out.set(`${name}.json`, `[\n${lines.join(",\n")}\n]\n`);
  };
  for (const suite of conformance.suites) {
    if (!(suite.name in outOfScope)) write(suite.name, casesOf(suite, [suite.name]));
  }
  write("parsing", parsesOf(parsing));
  return out;
}

if (import.meta.filename === process.argv[1]) {
  const folder = new URL("conformance/", import.meta.url);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [name, text] of files()) await writeFile(new URL(name, folder), text);
}
