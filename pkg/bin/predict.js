import { quote } from "../lib/argument.js";
import { predictToken } from "../lib/embedded.js";
import { Exit } from "./exit.js";
import { UsageError, checkCount } from "./options.js";
import { json, literal, shown } from "./output.js";

export const tokenCommand = {
  name: "token",
  usage: "[OPTION]… --repo OWNER/NAME",
  about: "Predict the claims of the token that a job of GitHub Actions would get.",
  details: `The claims are JSON, which \`rolecall evaluate\` takes for a token. With --notes what each
claim rests on: documented, observed in published tokens, inferred, or made up because it
was not given.`,
  options: {
    repo: { value: "OWNER/NAME", field: "repository", about: "the repository" },
    "owner-id": { value: "ID", field: "ownerId", about: "the id of its owner" },
    "repo-id": { value: "ID", field: "repositoryId", about: "its id" },
    event: { value: "EVENT", field: "event", about: "what starts the run; push if left out" },
    ref: { value: "REF", field: "ref", about: "the ref of the run, or the name of its branch" },
    "base-ref": { value: "BRANCH", field: "baseRef", about: "the branch that a pull request is for" },
    "head-ref": { value: "BRANCH", field: "headRef", about: "the branch that it comes from" },
    "pull-request": { value: "NUMBER", field: "pullRequest", number: true, about: "its number" },
    environment: { value: "NAME", field: "environment", about: "the environment of the job" },
    template: {
      value: "KEYS",
      field: "template",
      list: true,
      about: "the keys of a customised subject, with commas between",
    },
    immutable: { field: "immutable", about: "the repository has immutable subjects" },
    "reusable-workflow": {
      value: "REF",
      field: "reusableWorkflow",
      about: "the called workflow, as OWNER/NAME/.github/workflows/FILE@REF",
    },
    workflow: { value: "NAME", field: "workflow", about: "the name of the workflow" },
    actor: { value: "NAME", field: "actor", about: "who started the run" },
    audience: { value: "TEXT", field: "audience", about: "the audience that the step asks for" },
    host: { value: "HOST", field: "host", about: "a host other than github.com" },
    enterprise: { value: "SLUG", field: "enterprise", about: "the enterprise of the owner" },
    visibility: { value: "WORD", field: "visibility", about: "public, private or internal" },
    notes: { about: "tell what each claim rests on" },
    format: { value: "FORMAT", choices: ["json", "text"], about: "json, or text with the notes" },
  },
  examples: [
    "rolecall token --repo octo-org/octo-repo",
    "rolecall token --repo octo-org/octo-repo --event pull_request",
    "rolecall token --repo octo-org/octo-repo --environment production --audience sts.amazonaws.com \\\n    | rolecall evaluate trust-policy.json -",
    "rolecall token --repo octo-org/octo-repo --immutable --owner-id 123456 --repo-id 456789 --notes",
  ],
  exits: { [Exit.good]: "the claims were written" },
  async run({ options, positionals, host }) {
    checkCount(positionals, 0, 0, tokenCommand);
    if (options.repo === undefined) {
      throw new UsageError("expected `--repo OWNER/NAME`, received none", "`rolecall token --help` shows examples");
    }
    const { claims, notes } = predictToken(specOf(options));
    const told = options.notes === true || options.format === "text";
    host.stdout.write(told && options.format !== "json" ? textOf(claims, notes) : `${json(told ? { claims, notes } : claims)}\n`);
    return Exit.good;
  },
};

function specOf(options) {
  const spec = { issuer: "github" };
  for (const [name, option] of Object.entries(tokenCommand.options)) {
    const value = options[name];
    if (value === undefined || option.field === undefined) continue;
    spec[option.field] = fieldOf(value, name, option);
  }
  return spec;
}

function fieldOf(value, name, { list, number }) {
  if (list) return value.split(",").map((key) => key.trim());
  if (!number) return value;
  if (/^\d+$/.test(value)) return Number(value);
  throw new UsageError(`expected a number for \`--${name}\`, received ${quote(value)}`);
}

function textOf(claims, notes) {
  return Object.entries(claims)
    .map(([name, value]) => {
      const told = notes
        .filter((note) => note.claim === name)
        .map(({ standing, message }) => `    ${standing}: ${shown(message)}\n`);
      return `${shown(name)} = ${literal(value)}\n${told.join("")}`;
    })
    .join("");
}
