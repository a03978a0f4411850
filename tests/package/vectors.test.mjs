// The vectors through the package: the very JSON that the same core gives natively.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import * as rolecall from "rolecall";

const suite = join(process.env.ROLECALL_ROOT, "tests", "runtimes", "suite.mjs");
const { asObject, checkVector } = await import(pathToFileURL(suite));

const path = process.env.ROLECALL_VECTORS;
const vectors = existsSync(path ?? "") ? JSON.parse(readFileSync(path, "utf8")) : [];

test("there are as many as there should be", () => {
  assert.ok(vectors.length >= 250, `${vectors.length} vectors in \`${path}\`: the Rust tests write them`);
});

test("most of them are asked with an object too", () => {
  const count = vectors.filter(({ token }) => asObject(token).length > 0).length;
  assert.ok(count > vectors.length / 2, `${count} of ${vectors.length}`);
});

for (const vector of vectors) test(vector.id, () => void checkVector(rolecall, vector));
