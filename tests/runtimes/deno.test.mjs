import { test } from "node:test";
import { deno } from "./hosts.mjs";
import { PROGRAM, ask, holds, stage } from "./stage.mjs";

const program = deno();
const skip = program === undefined && "npm has no Deno for this machine";

test("Deno, without any permission", { skip }, async () => {
  const cwd = stage({ "main.mjs": PROGRAM });
  const env = { ...process.env, DENO_DIR: `${cwd}/deno`, DENO_NO_UPDATE_CHECK: "1" };
  holds(await ask(program, ["run", "--no-prompt", "--no-remote", "main.mjs"], { cwd, env }));
});
