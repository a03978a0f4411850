// CEL against the npm packages `@bufbuild/cel` and `@bufbuild/re2`: the made-up expressions that
// the native differential test wrote down, with what rolecall made of each.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import { RE2JS } from "@bufbuild/re2";
import { files } from "./extract.mjs";

/** Whole numbers as ints, as the native test has them. */
function value(json) {
  if (typeof json === "number" && Number.isInteger(json)) return BigInt(json);
  if (Array.isArray(json)) return json.map(value);
  if (json !== null && typeof json === "object") {
    return new Map(Object.entries(json).map(([key, inner]) => [key, value(inner)]));
  }
  return json;
}

const environment = celEnv({ funcs: strings, re2: { compile: (pattern) => new RE2JS(pattern) } });

function answer(expression, variables) {
  try {
    const result = plan(environment, parse(expression))(variables);
    if (isCelError(result)) return "error";
    return typeof result === "boolean" ? String(result) : "other";
  } catch {
    return "error";
  }
}

test("every disagreement with @bufbuild/cel is known", async () => {
  const path = process.env.ROLECALL_CEL;
  assert.ok(path, "ROLECALL_CEL: expected the file that the native test wrote (ROLECALL_CEL_OUT)");
  const { claims, cases } = JSON.parse(await readFile(path, "utf8"));
  const all = JSON.parse(await readFile(new URL("disagreements.json", import.meta.url), "utf8"));
  const classes = all.filter((one) => one.with === "@bufbuild/cel");
  const variables = { assertion: value(claims) };
  assert.ok(cases.length > 1000);
  const seen = new Set();
  const unknown = [];
  for (const { expression, ours } of cases) {
    const theirs = answer(expression, variables);
    if (ours === theirs) continue;
    const known = classes.find(
      (one) =>
        one.ours.split("|").includes(ours) &&
        one.theirs.split("|").includes(theirs) &&
        one.holds.some((part) => expression.includes(part)),
    );
    if (known) seen.add(known.class);
    else unknown.push(`${expression}\n    ours ${ours}, theirs ${theirs}`);
  }
  assert.equal(unknown.length, 0, `${unknown.length} of no known class:\n${unknown.slice(0, 30).join("\n")}`);
  assert.deepEqual([...seen].sort(), classes.map((one) => one.class).sort());
});

test("the conformance cases are those of the package", async () => {
  for (const [name, text] of files()) {
    const committed = await readFile(new URL(`conformance/${name}`, import.meta.url), "utf8");
    assert.equal(committed, text, `${name}: run \`node extract.mjs\``);
  }
});
