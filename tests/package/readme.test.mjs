// What the README shows is run, from the installed package, beside a copy of the examples.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = process.env.ROLECALL_ROOT;
const folder = fileURLToPath(new URL("..", import.meta.url));
cpSync(path.join(root, "examples"), path.join(folder, "examples"), { recursive: true });

const text = readFileSync(path.join(root, "README.md"), "utf8");
const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, content]) => ({
  language,
  content,
}));
const scripts = blocks.filter(({ language }) => ["js", "javascript"].includes(language));
const sessions = blocks
  .filter(({ language }) => language === "console")
  .flatMap(({ content }) => content.split(/^(?=\$ )/m));
// Commands in running text; those with an ellipsis stand for many.
const mentioned = [...text.replace(/^```.*?^```$/gms, "").matchAll(/`(npx rolecall [^`…]+)`/g)].map(
  ([, command]) => `$ ${command}\n`,
);

test("there is something of each kind to run", () => {
  assert.ok(scripts.length > 0);
  assert.ok(sessions.length > 0);
  for (const { language } of blocks) {
    assert.match(language, /^(js|javascript|console|rust|text|yaml)$/, "a block that nothing runs");
  }
});

for (const [index, { content }] of scripts.entries()) {
  test(`script ${index + 1}`, () => {
    const script = path.join(folder, `readme-${index}.mjs`);
    writeFileSync(script, withExpectations(content));
    const { status, stderr } = spawnSync(process.execPath, [script], { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  });
}

/** What a comment says that a line prints, it has to print. */
function withExpectations(script) {
  const line = /^( *)console\.log\((.*)\); *\/\/ ("[^"]*"|true|false|\d+)/gm;
  return script.replace(
    line,
    (_, indent, expression, value) =>
      `${indent}if (String(${expression}) !== String(${value})) throw new Error(${JSON.stringify(expression)});//`,
  );
}

for (const session of [...sessions, ...mentioned]) {
  const [first, ...output] = session.split("\n");
  const command = first.slice("$ ".length);
  test(command, () => {
    const { status, stdout, stderr } = spawnSync("bash", ["-c", command], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(stderr, "");
    assert.notEqual(stdout, "");
    // A verdict, whichever.
    assert.ok([0, 1, 2].includes(status), `exit code ${status}`);
    const shown = output.join("\n").trimEnd();
    if (shown !== "") assert.equal(stdout.trimEnd(), shown);
  });
}
