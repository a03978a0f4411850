import { renderDiagnostics } from "../lib/render.js";
import { Exit, worst } from "./exit.js";
import { Input } from "./input.js";
import { checkCount } from "./options.js";
import { errorObject, json, reportPolicyError, shown, usesColor } from "./output.js";
import { load } from "./policies.js";

export const checkCommand = {
  name: "check",
  usage: "[OPTION]… POLICY…",
  about: "Tell what the relying party would say of policies.",
  details: `A POLICY is a file, or \`-\` for standard input: a role trust policy of AWS, federated
identity credentials of Entra ID, or what holds some: the output of \`aws iam get-role\`,
\`az ad app federated-credential list\` and their kin, a CloudFormation or ARM template in
JSON, \`terraform show -json\`.`,
  options: {
    "relying-party": { value: "R", about: "whose policy it is, if it does not say: aws, entra, google-cloud, …" },
    format: {
      value: "FORMAT",
      choices: ["text", "json", "markdown"],
      about: "text, json or markdown",
    },
  },
  examples: [
    "rolecall check trust-policy.json",
    "aws iam list-roles | rolecall check -",
    "terraform show -json plan.out | rolecall check -",
  ],
  exits: { [Exit.good]: "no errors found (there may be warnings)", [Exit.bad]: "errors found" },
  async run({ options, positionals, host }) {
    checkCount(positionals, 1, Infinity, checkCommand);
    const entries = await load(positionals, new Input(host, positionals), options["relying-party"]);
    const usable = entries.filter((entry) => entry.error === undefined);
    for (const entry of entries) {
      if (entry.error !== undefined) reportPolicyError(entry, host);
    }
    if (options.format === "json") {
      if (entries.length > 1 || usable.length > 0) host.stdout.write(`${json(objectOf(entries))}\n`);
    } else {
      for (const entry of usable) host.stdout.write(report(entry, options, host));
    }
    return worst(entries.map(exitOf));
  },
};

function exitOf({ policy }) {
  if (policy === undefined) return Exit.unusable;
  return policy.diagnostics.some(({ severity }) => severity === "error") ? Exit.bad : Exit.good;
}

function objectOf(entries) {
  if (entries.length === 1) return entries[0].policy.diagnostics;
  return entries.map(({ name, file, policy, error }) => ({
    name,
    file,
    ...(error === undefined ? { diagnostics: policy.diagnostics } : { error: errorObject(error) }),
  }));
}

function report({ title, text, options, policy }, { format = "text", ...flags }, host) {
  if (policy.diagnostics.length === 0) return `${shown(title)}: nothing to report\n`;
  return renderDiagnostics(text, { ...options, label: title, format, color: usesColor(flags, host) });
}
