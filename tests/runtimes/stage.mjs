// What the drivers of the hosts share: a folder with the installed package and the suite in it, and
// what has to have come out. `cargo xtask test` sets the variables that name the package and the
// vectors.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { execute } from "./hosts.mjs";
import { asObject } from "./suite.mjs";

/** What the suite is given. */
export const given = {
  vectors: JSON.parse(readFileSync(process.env.ROLECALL_VECTORS, "utf8")),
  verification: JSON.parse(readFileSync(process.env.ROLECALL_VERIFICATION, "utf8")),
};

const answered = given.vectors.filter(({ error }) => error === null);
const answers = answered.reduce((sum, { token }) => sum + 1 + asObject(token).length, 0);

const verified = given.verification.filter(({ came }) => came.verified !== undefined);

const expected = {
  vectors: given.vectors.length,
  answers,
  verification: given.verification.length,
  knows: verified.length,
};

/** Fails unless every vector and every case ran and held. */
export function holds(found) {
  assert.ok(expected.vectors >= 1_000, "the Rust tests write the vectors");
  assert.ok(expected.verification >= 400, "the Rust tests write the cases of verification");
  assert.ok(expected.knows >= 20, "and some are verified");
  const { failures, ...counts } = found;
  assert.deepEqual(failures.slice(0, 5), [], `${failures.length} failures`);
  assert.deepEqual(counts, expected);
}

/** As a program that is no test would be: the modules come from the package by name. */
export const PROGRAM = `
import * as rolecall from "rolecall";
import * as verify from "rolecall/verify";
import given from "./given.json" with { type: "json" };
import { run } from "./suite.mjs";
console.log(JSON.stringify(await run({ rolecall, verify }, given)));
`;

/**
 * An empty folder outside the repository with the package, as it was packed and installed, among
 * its modules. Removed after the tests.
 *
 * @param files their texts by name
 */
export function stage(files = {}) {
  const folder = emptyFolder();
  const modules = join(folder, "node_modules");
  cpSync(process.env.ROLECALL_PACKAGE, join(modules, "rolecall"), { recursive: true });
  cpSync(fileURLToPath(new URL("suite.mjs", import.meta.url)), join(folder, "suite.mjs"));
  const manifest = { name: "stage", private: true, dependencies: { rolecall: "*" } };
  const all = {
    "package.json": JSON.stringify(manifest),
    "given.json": JSON.stringify(given),
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export function emptyFolder() {
  const folder = mkdtempSync(join(tmpdir(), "rolecall-"));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Runs a program and reads what the suite found in it. */
export async function ask(program, args, options) {
  const { code, stdout, stderr } = await execute(program, args, options);
  assert.equal(code, 0, `${stderr.slice(-2_000)}${stdout.slice(-2_000)}`);
  return JSON.parse(stdout);
}
