// The inputs, read and checked before anything else is done.

import * as core from "@actions/core";
import { readJob } from "./job.js";
import { Problem } from "./problem.js";
import { quote } from "./quote.js";

/** From the worst to the least: naming one names those before it. */
const DECISIONS = ["deny", "indeterminate"];
const SEVERITIES = ["error", "warning", "note"];
const TOKENS = ["request", "predict", "none"];

/** Everything that the workflow says. */
export function readInputs() {
  const token = core.getInput("token");
  if (!TOKENS.includes(token)) {
    throw invalid("token", `\`${TOKENS.join("`, `")}\``, token);
  }
  const job = core.getMultilineInput("job");
  if (job.length > 0 && token !== "predict") {
    throw new Problem(
      "invalid-input",
      `expected the input \`job\` with the token \`predict\` alone, received it with ${quote(token)}`,
      "a token that is asked for is that of this job, whatever is said of it",
    );
  }
  return {
    policy: core.getInput("policy"),
    names: core.getMultilineInput("name"),
    relyingParty: core.getInput("relying-party") || undefined,
    token,
    job: readJob(job),
    audience: core.getInput("audience") || undefined,
    request: {
      roleArn: core.getInput("role-arn") || undefined,
      context: contextOf(core.getMultilineInput("context")),
    },
    failOn: failOn(core.getInput("fail-on")),
  };
}

/** The error for an input that makes no sense. */
export function invalid(input, expected, received, help) {
  return new Problem(
    "invalid-input",
    `expected ${expected} in the input \`${input}\`, received ${quote(received)}`,
    help,
  );
}

function failOn(text) {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  const known = [...DECISIONS, ...SEVERITIES, "never"];
  for (const word of words) {
    if (!known.includes(word)) throw invalid("fail-on", `\`${known.join("`, `")}\``, word);
  }
  if (words.length === 0 || (words.length > 1 && words.includes("never"))) {
    throw invalid("fail-on", "`never` alone, or what to fail on", text);
  }
  return { words, decisions: upTo(DECISIONS, words), severities: upTo(SEVERITIES, words) };
}

function upTo(scale, words) {
  return scale.slice(0, 1 + Math.max(...words.map((word) => scale.indexOf(word))));
}

function contextOf(lines) {
  const context = new Map();
  for (const line of lines) {
    const end = line.indexOf("=");
    if (end < 1) {
      throw invalid("context", "lines of `KEY=VALUE`", line, "for example `aws:SourceIp=203.0.113.7`");
    }
    const key = line.slice(0, end).trim();
    context.set(key, [...(context.get(key) ?? []), line.slice(end + 1).trim()]);
  }
  return Object.fromEntries(
    [...context].map(([key, values]) => [key, values.length === 1 ? values[0] : values]),
  );
}
