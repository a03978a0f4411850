import { quote } from "../lib/argument.js";
import { RECORD_FORMATS } from "../lib/decision-record.js";
import { renderDiagnostics } from "../lib/render.js";
import { secondsOf } from "../lib/time.js";
import { Exit, exitOf, worst } from "./exit.js";
import { Input } from "./input.js";
import { UsageError, checkCount } from "./options.js";
import { errorObject, json, reportPolicyError, shown, usesColor } from "./output.js";
import { describeError, load } from "./policies.js";
import { appendRecords } from "./record.js";
import { isVerified, keySource, verificationOptions, verified } from "./verification.js";

export const evaluateCommand = {
  name: "evaluate",
  usage: "[OPTION]… POLICY… TOKEN",
  about: "Tell whether policies let a token in, and why.",
  details: `A POLICY is a file, or \`-\` for standard input: a role trust policy of AWS or of
Alibaba Cloud, federated identity credentials of Entra ID, a workload identity pool provider of
Google Cloud, a role of Vault, an authentication configuration of Kubernetes, a trust policy of
octo-sts, a workload role of Okta, rules of an issuer, a subject and claims as Databricks and others
have them, or what holds some: the output of \`aws iam get-role\`,
\`az ad app federated-credential list\`, \`gcloud iam workload-identity-pools providers list\` and
their kin, a CloudFormation or ARM template in JSON, \`terraform show -json\`. A TOKEN is \`-\`, a
file, or the text itself, which would stay in the history of your shell: a JWT, \`Bearer …\`, or the
claims as JSON. With --token-env every argument is a POLICY. Signatures are checked with --jwks
alone, and lifetimes with them: a token that does not hold is input that cannot be used, whatever
the policies say.`,
  options: {
    "token-env": { value: "NAME", about: "take the token from this environment variable" },
    "relying-party": { value: "R", about: "whose policy it is, if it does not say: aws, entra, google-cloud, …" },
    "party-version": {
      value: "V",
      about: "which release decides, where it matters: of Vault, octo-sts, …",
    },
    context: {
      value: "KEY=VALUE",
      many: true,
      about: "an attribute of the request; of one KEY several are a list",
    },
    complete: { about: "an attribute that is not given is missing, not unknown" },
    now: { value: "T", about: "the time, in seconds since 1970 or as an ISO date; else the clock" },
    action: { value: "ACTION", about: "what is asked for (AWS)" },
    principal: {
      value: "NAME",
      about: "the provider that the request names (AWS: an ARN; Google Cloud: a name)",
    },
    "role-arn": { value: "ARN", about: "the role that is asked for (AWS)" },
    "client-id": {
      value: "ID",
      many: true,
      about: "an audience that the provider is registered with (AWS)",
    },
    ...verificationOptions,
    record: { value: "FILE", about: "append a decision record for each policy, a line of JSON" },
    "record-format": {
      value: "F",
      choices: RECORD_FORMATS,
      about: "rolecall, or ocsf: an event of the Open Cybersecurity Schema Framework",
    },
    format: {
      value: "FORMAT",
      choices: ["text", "json", "markdown"],
      about: "text, json or markdown",
    },
  },
  examples: [
    'echo "$TOKEN" | rolecall evaluate trust-policy.json -',
    "rolecall evaluate trust-policy.json --token-env TOKEN",
    "aws iam get-role --role-name deploy | rolecall evaluate - claims.json",
    "az ad app federated-credential list --id APP | rolecall evaluate - claims.json",
    "gcloud iam workload-identity-pools providers list … | rolecall evaluate - claims.json",
    "rolecall evaluate trust-policy.json claims.json --context aws:SourceIp=203.0.113.7",
    "rolecall evaluate trust-policy.json - --jwks keys.json --issuer https://example.com --audience a",
  ],
  exits: {
    [Exit.good]: "allow",
    [Exit.bad]: "deny",
    [Exit.indeterminate]: "indeterminate: what is known does not decide",
  },
  async run({ options, positionals, host }) {
    const fromEnvironment = options["token-env"] !== undefined;
    checkCount(positionals, fromEnvironment ? 1 : 2, Infinity, evaluateCommand);
    const request = requestOf(options);
    const verifying = isVerified(options);
    const input = new Input(host, positionals);
    const files = fromEnvironment ? positionals : positionals.slice(0, -1);
    const token = fromEnvironment
      ? input.tokenFromEnvironment(options["token-env"])
      : await input.token(positionals.at(-1));
    const jwks = verifying ? keySource(options, input) : undefined;
    const entries = await load(files, input, options["relying-party"]);
    const decided = { token };
    try {
      if (jwks !== undefined) decided.token = await verified(token, jwks, options, request.now);
      for (const entry of entries) entry.evaluation = entry.policy?.evaluate(decided.token, request);
    } catch (error) {
      decided.error = error;
    }
    await appendRecords(entries, decided, options);
    if (entries.length === 1 && entries[0].error !== undefined) {
      reportPolicyError(entries[0], host);
      return Exit.unusable;
    }
    if (decided.error !== undefined) throw decided.error;
    host.stdout.write(written(entries, options, host));
    return worst(
      entries.map(({ evaluation }) =>
        evaluation === undefined ? Exit.unusable : exitOf(evaluation.decision),
      ),
    );
  },
};

function requestOf(options) {
  return {
    now: options.now === undefined ? undefined : seconds(options.now),
    action: options.action,
    principal: options.principal,
    roleArn: options["role-arn"],
    relyingPartyVersion: options["party-version"],
    clientIds: options["client-id"],
    context: contextOf(options.context ?? []),
    complete: options.complete,
  };
}

function seconds(text) {
  const time = secondsOf(text);
  if (time !== undefined) return time;
  throw new UsageError(
    `expected seconds since 1970 or an ISO date for \`--now\`, received ${quote(text)}`,
    "for example `--now 2026-11-24` or `--now 2026-11-24T08:30:00Z`",
  );
}

function contextOf(pairs) {
  const context = new Map();
  for (const pair of pairs) {
    const end = pair.indexOf("=");
    if (end < 1) {
      throw new UsageError(
        `expected KEY=VALUE for \`--context\`, received ${quote(pair)}`,
        "for example `--context aws:SourceIp=203.0.113.7`; `KEY=` is an empty text",
      );
    }
    const key = pair.slice(0, end);
    context.set(key, [...(context.get(key) ?? []), pair.slice(end + 1)]);
  }
  return Object.fromEntries(
    [...context].map(([key, values]) => [key, values.length === 1 ? values[0] : values]),
  );
}

function written(entries, options, host) {
  const format = options.format ?? "text";
  if (format === "json") return jsonOf(entries);
  const color = usesColor(options, host);
  if (entries.length === 1) return details(entries[0], format, color);
  const several = format === "markdown" ? markdownOf : textOf;
  return several(entries, (entry) => details(entry, format, color));
}

function jsonOf(entries) {
  if (entries.length === 1) return `${json(entries[0].evaluation)}\n`;
  const objects = entries.map(({ name, file, evaluation, error }) => ({
    name,
    file,
    ...(error === undefined ? evaluation.toJSON() : { error: errorObject(error) }),
  }));
  return `${json(objects)}\n`;
}

function textOf(entries, detailed) {
  const width = Math.max(...entries.map((entry) => wordOf(entry).length));
  const lines = entries.map((entry) => `${wordOf(entry).padEnd(width)}  ${sentence(entry, shown)}\n`);
  const sections = entries
    .filter(({ evaluation }) => evaluation !== undefined)
    .map((entry) => `\n-- ${shown(entry.title)} --\n${detailed(entry)}`);
  return lines.join("") + sections.join("");
}

function markdownOf(entries, detailed) {
  const lines = entries.map((entry) => `- **${wordOf(entry)}** ${sentence(entry, quote)}\n`);
  const sections = entries
    .filter(({ evaluation }) => evaluation !== undefined)
    .map((entry) => `\n## ${quote(entry.title)}\n\n${detailed(entry)}`);
  return lines.join("") + sections.join("");
}

function wordOf({ evaluation }) {
  return evaluation === undefined ? "error" : evaluation.decision;
}

function sentence(entry, asTitle) {
  const { title, evaluation } = entry;
  if (evaluation === undefined) return shown(describeError(entry));
  if (evaluation.decision === "allow") return asTitle(title);
  return `${asTitle(title)}: ${shown(evaluation.reason.message)}`;
}

function details({ title, text, options, policy, evaluation }, format, color) {
  const verdict = format === "markdown" ? evaluation.toMarkdown() : evaluation.toText({ color });
  if (policy.diagnostics.length === 0) return verdict;
  return `${verdict}\n${renderDiagnostics(text, { ...options, label: title, format, color })}`;
}
