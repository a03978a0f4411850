// Types, code and the list of codes say the same.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("../node_modules/rolecall/", import.meta.url));
const types = readFileSync(path.join(installed, "index.d.ts"), "utf8");
const codes = readFileSync(path.join(process.env.ROLECALL_ROOT, "docs/codes.md"), "utf8");

/** The codes in the table under a heading. */
function documented(heading) {
  const section = codes.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  return [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code).sort();
}

/** The members of a union of strings. */
function union(name) {
  const [, members] = new RegExp(`type ${name} =([^;]+);`).exec(types);
  return [...members.matchAll(/"([a-z-]+)"/g)].map(([, member]) => member).sort();
}

test("the reasons in the types are those of the documentation", () => {
  const reasons = documented("Reasons");
  assert.ok(reasons.length > 10);
  assert.deepEqual(union("ReasonCode"), reasons);
});

test("the error codes that JavaScript alone throws are documented", () => {
  const known = documented("Errors");
  const folder = path.join(installed, "lib");
  const source = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), "utf8"));
  const thrown = source.flatMap((text) =>
    [...text.matchAll(/(?:RolecallError\(|code = |FIELDS, )\s*"([a-z-]+)"/g)].map(([, code]) => code),
  );
  assert.ok(thrown.length >= 10, `${thrown.length} found`);
  for (const code of thrown) assert.ok(known.includes(code), code);
});

test("the error codes that the types tell of are documented", () => {
  const known = [...documented("Errors"), ...documented("Diagnostics")];
  const all = ["audit", "index", "test"].map((name) =>
    readFileSync(path.join(installed, `${name}.d.ts`), "utf8"),
  );
  const told = [...all.join("").matchAll(/@throws.*?\*\//gs)].flatMap(([text]) =>
    [...text.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code]) => code),
  );
  assert.ok(told.length >= 10, `${told.length} found`);
  for (const code of told) assert.ok(known.includes(code), code);
});
