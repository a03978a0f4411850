import { writeFileSync } from "node:fs";
import { quote } from "../lib/argument.js";
import { compile } from "../lib/embedded.js";
import { renderFindings } from "../lib/render.js";
import { sarifLog } from "../lib/sarif.js";
import { Exit, worst } from "./exit.js";
import { Input } from "./input.js";
import { UsageError, checkCount } from "./options.js";
import { errorObject, json, reportPolicyError, shown, usesColor } from "./output.js";
import { load } from "./policies.js";

export const lintCommand = {
  name: "lint",
  usage: "[OPTION]… POLICY…",
  about: "Tell what is wrong with policies, whatever the token.",
  details: `A POLICY is a file, or \`-\` for standard input: a role trust policy of AWS, federated
identity credentials of Entra ID, or what holds some: the output of \`aws iam get-role\`,
\`az ad app federated-credential list\` and their kin, a CloudFormation or ARM template in
JSON, \`terraform show -json\`. Errors let in anybody or nearly anybody, or can never work;
warnings are wider than their author is likely to mean; notes are worth knowing.`,
  options: {
    "relying-party": { value: "R", about: "whose policy it is, if it does not say: aws, entra, google-cloud, …" },
    format: {
      value: "FORMAT",
      choices: ["text", "json", "markdown", "sarif"],
      about: "text, json, markdown or sarif",
    },
    fix: { about: "make the changes that let in nobody new, in files with a policy alone" },
  },
  examples: [
    "rolecall lint trust-policy.json",
    "rolecall lint --format sarif policies/*.json > rolecall.sarif",
    "aws iam list-roles | rolecall lint -",
    "rolecall lint --fix trust-policy.json",
  ],
  exits: { [Exit.good]: "no errors found (there may be warnings)", [Exit.bad]: "errors found" },
  async run({ options, positionals, host }) {
    checkCount(positionals, 1, Infinity, lintCommand);
    const entries = await load(positionals, new Input(host, positionals), options["relying-party"]);
    for (const entry of entries) {
      if (entry.error !== undefined) reportPolicyError(entry, host);
    }
    const usable = entries.filter((entry) => entry.error === undefined);
    if (options.fix) for (const entry of usable) fix(entry, host);
    for (const entry of usable) entry.findings = entry.policy.lint();
    if (usable.length > 0 || entries.length > 1) host.stdout.write(written(entries, usable, options, host));
    return worst(entries.map(exitOf));
  },
};

function exitOf({ findings }) {
  if (findings === undefined) return Exit.unusable;
  return findings.some(({ severity }) => severity === "error") ? Exit.bad : Exit.good;
}

/** Makes changes until none is left to make: one may uncover another. */
function fix(entry, host) {
  if (entry.name !== null || entry.file === "standard input") {
    throw new UsageError(
      `expected a file with a policy alone for \`--fix\`, received ${quote(entry.title)}`,
      "save the policy to a file of its own",
    );
  }
  let made = 0;
  for (;;) {
    const edit = entry.policy.lint().find((finding) => finding.edit !== undefined)?.edit;
    if (edit === undefined) break;
    entry.text = entry.text.slice(0, edit.span.start) + edit.text + entry.text.slice(edit.span.end);
    entry.policy.free();
    entry.policy = compile(entry.text, entry.options);
    made += 1;
  }
  if (made === 0) return;
  try {
    writeFileSync(entry.file, entry.text);
  } catch (error) {
    throw new UsageError(`cannot write ${quote(entry.file)}: ${error.code ?? error.message}`);
  }
  host.stderr.write(`${shown(entry.file)}: ${made} change${made === 1 ? "" : "s"} made\n`);
}

function written(entries, usable, { format = "text", ...flags }, host) {
  switch (format) {
    case "json":
      return `${json(objectOf(entries))}\n`;
    case "sarif":
      return `${json(sarifLog(usable.map(logged)))}\n`;
  }
  const color = usesColor(flags, host);
  return usable.map((entry) => report(entry, format, color)).join("");
}

function objectOf(entries) {
  if (entries.length === 1) return entries[0].findings;
  return entries.map(({ name, file, findings, error }) => ({
    name,
    file,
    ...(error === undefined ? { findings } : { error: errorObject(error) }),
  }));
}

function logged({ text, file, options, span, encoded }) {
  return { text, relyingParty: options.relyingParty, label: file, span, encoded };
}

function report({ title, text, options, findings }, format, color) {
  if (findings.length === 0) return `${shown(title)}: nothing to report\n`;
  return renderFindings(text, { ...options, label: title, format, color });
}
