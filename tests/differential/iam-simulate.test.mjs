// Holds rolecall against @cloud-copilot/iam-simulate on every vector for AWS that it can be asked.
// Where the two disagree, `iam-simulate.json` must know about it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { caseOf, simulate } from "./iam-simulate-cases.mjs";
import { classes } from "./iam-simulate-classes.mjs";

/** Fewer vectors than this are no comparison. */
const LEAST = 150;

const { compared, disagreements, skipped } = compare();

test("every disagreement is known", () => {
  const counts = new Map();
  for (const { name } of disagreements) counts.set(name, (counts.get(name) ?? 0) + 1);
  console.log(`${compared} vectors, ${disagreements.length} of them disputed`);
  for (const [name, count] of counts) console.log(`${String(count).padStart(6)}  ${name}`);
  console.log("not asked:", Object.fromEntries(skipped));

  const unknown = disagreements.filter(({ name }) => name === undefined).map(describe);
  assert.equal(unknown.length, 0, `of no known class:\n${unknown.join("\n")}`);
  for (const name of Object.keys(classes)) {
    assert.ok(counts.has(name), `the class \`${name}\` never occurs: take it off the list`);
  }
  assert.ok(compared >= LEAST, `only ${compared} vectors were compared`);
});

test("the list is true", () => {
  const list = JSON.parse(readFileSync(new URL("iam-simulate.json", import.meta.url), "utf8"));
  assert.deepEqual(
    list.classes.map((entry) => entry.class),
    Object.keys(classes),
  );
  for (const { class: name, about, settledBy, says, example } of list.classes) {
    assert.ok(about && says, `${name}: expected \`about\` and \`says\``);
    assert.ok(
      settledBy === null || settledBy.startsWith("https://"),
      `${name}: expected the address of the documentation, or null where it leaves it open`,
    );
    const found = disagreements.find(({ id }) => id === example.vector);
    assert.deepEqual(
      { name: found?.name, ours: found?.ours, theirs: found?.theirs },
      { name, ours: example.ours, theirs: example.theirs },
      `the vector \`${example.vector}\``,
    );
  }
});

/** Asks both about every vector. A disagreement has the name of the first class that takes it. */
function compare() {
  const path = process.env.ROLECALL_VECTORS;
  assert.ok(path, "expected in ROLECALL_VECTORS the file that the native vector runner wrote");
  const disagreements = [];
  const skipped = new Map();
  let compared = 0;
  for (const record of JSON.parse(readFileSync(path, "utf8"))) {
    const asked = caseOf(record);
    if (typeof asked === "string") {
      skipped.set(asked, (skipped.get(asked) ?? 0) + 1);
      continue;
    }
    compared += 1;
    const disagreement = { ...asked, theirs: simulate(asked) };
    if (agree(disagreement)) continue;
    const name = Object.keys(classes).find((name) => classes[name](disagreement));
    disagreements.push({ ...disagreement, name });
  }
  return { compared, disagreements, skipped };
}

/** Who gives no verdict agrees with another who gives none: both leave it to a person. */
function agree({ ours, theirs }) {
  const isOpen = (answer) => answer === "indeterminate" || answer === "error";
  return ours === theirs || (isOpen(ours) && isOpen(theirs));
}

function describe({ id, policy, context, ours, theirs }) {
  const asked = `${JSON.stringify(policy)} for ${JSON.stringify(context)}`;
  return `${id}: rolecall says ${ours}, iam-simulate ${theirs} of ${asked}`;
}
