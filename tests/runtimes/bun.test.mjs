import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { bun, execute } from "./hosts.mjs";
import { PROGRAM, ask, emptyFolder, holds, stage } from "./stage.mjs";

const program = bun();
const skip = program === undefined && "npm has no Bun for this machine";

test("Bun", { skip }, async () => {
  const cwd = stage({ "main.mjs": PROGRAM });
  holds(await ask(program, ["run", "main.mjs"], { cwd }));
});

test("Bun, compiled into one file", { skip }, async () => {
  const cwd = stage({ "main.mjs": PROGRAM });
  const elsewhere = emptyFolder();
  const outfile = join(elsewhere, "compiled");
  const args = ["build", "--compile", "main.mjs", "--outfile", outfile];
  const { code, stderr } = await execute(program, args, { cwd });
  assert.equal(code, 0, stderr);
  holds(await ask(outfile, [], { cwd: elsewhere }));
});
