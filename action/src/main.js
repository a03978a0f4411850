// The action: asks for the token of the job, and asks each policy about it.

import * as core from "@actions/core";
import { annotate } from "./annotations.js";
import { readInputs } from "./inputs.js";
import { log } from "./log.js";
import { failures, outputs } from "./outcome.js";
import { load, told } from "./policies.js";
import { isTold } from "./problem.js";
import { shown } from "./quote.js";
import { summaryOf, summaryOfProblem } from "./summary.js";
import { audienceFor, doubts, tokenFor } from "./token.js";

async function run() {
  const inputs = readInputs();
  const entries = await load(inputs);
  for (const entry of entries) entry.findings = entry.policy?.lint();
  if (inputs.token !== "none") await evaluate(entries, inputs);
  log(entries);
  annotate(entries, inputs.failOn);
  setOutputs(outputs(entries));
  await summarise(summaryOf(entries));
  const reasons = failures(entries, inputs.failOn);
  if (reasons.length > 0) core.setFailed(`${reasons.join("\n")}\nfail-on: ${inputs.failOn.words.join(", ")}`);
}

/** Asks each policy about a token with the audience that its relying party wants. */
async function evaluate(entries, inputs) {
  const tokens = new Map();
  for (const entry of entries) {
    if (entry.error !== undefined) continue;
    const audience = told(entry, () => audienceFor(entry.policy, inputs.audience));
    if (audience === undefined) continue;
    // One for all of them: what failed once is not tried again for the next.
    if (!tokens.has(audience)) tokens.set(audience, await settled(tokenFor(audience, inputs)));
    told(entry, () => {
      const { token, notes } = tokens.get(audience)();
      const evaluation = entry.policy.evaluate(token, inputs.request);
      entry.evaluation = evaluation;
      if (inputs.token === "predict") entry.doubts = doubts(evaluation, notes);
    });
  }
}

/** What a promise came to, to be had or thrown as often as wanted. */
async function settled(promise) {
  try {
    const value = await promise;
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function setOutputs(values) {
  for (const [name, value] of Object.entries(values)) core.setOutput(name, value);
}

async function summarise(markdown) {
  try {
    await core.summary.addRaw(markdown).write();
  } catch (error) {
    // Older servers have none; the log has it all.
    core.warning(`no job summary was written: ${shown(error.message)}`);
  }
}

try {
  await run();
} catch (error) {
  if (!isTold(error)) throw error;
  setOutputs({ decision: "", reason: error.code, summary: `no answer: ${error.message}`, findings: "[]" });
  await summarise(summaryOfProblem(error));
  core.setFailed([error.message, error.help].filter(Boolean).join("\n"));
}
// A request that GitHub never answers would keep the job waiting.
process.stdout.write("", () => process.exit());
