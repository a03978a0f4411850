import { readdirSync } from "node:fs";
import path from "node:path";
import { quote } from "../lib/argument.js";
import { audit, compareAudits, readAudit } from "../lib/audit-embedded.js";
import { auditPieces } from "../lib/audit-report.js";
import { findPolicies } from "../lib/embedded.js";
import { jsonPieces } from "../lib/json.js";
import { Exit } from "./exit.js";
import { Input } from "./input.js";
import { UsageError, checkCount } from "./options.js";
import { reportError, shown, usesColor } from "./output.js";
import { patterns } from "./questions.js";

/** What policies are kept in, as far as they are read. */
const DOCUMENTS = /\.(json|ya?ml)$/i;

/** Of the progress: its length, and what clears its line. */
const BAR = 24;
const CLEAR = "\r\u001b[K";

/** How much is written at once. */
const PIECE = 1 << 16;

export const auditCommand = {
  name: "audit",
  usage: "[OPTION]… FILE…",
  about: "Tell which of many policies trust an issuer, and what is wrong with them.",
  details: `A FILE is a document with policies in it, \`-\` for standard input, or a folder: every .json, .yaml
and .yml in it and below. A document is what the other commands read: the output of
\`aws iam get-account-authorization-details\`, a plan by \`terraform show -json\`, a list or a policy
alone. Roles that trust no issuer of tokens are counted and not shown. With --baseline what is new,
changed or gone since a former audit is told, and only errors that are new count.`,
  options: {
    baseline: { value: "FILE", about: "compare with a former audit, written by --format json" },
    who: { about: "tell who gets in, over all tokens of GitHub Actions" },
    only: {
      value: "CLAIM=PATTERN",
      many: true,
      about: "who gets in is to have a claim that fits it, or another",
    },
    never: { value: "CLAIM=PATTERN", many: true, about: "who gets in is to have no claim that fits" },
    "relying-party": { value: "R", about: "whose policies they are, if they do not say: aws, entra, …" },
    format: {
      value: "FORMAT",
      choices: ["text", "json", "markdown", "csv", "sarif", "html"],
      about: "text, json, markdown, csv, sarif or html: one page",
    },
  },
  examples: [
    "aws iam get-account-authorization-details --filter Role | rolecall audit -",
    "rolecall audit policies/ --format html > audit.html",
    "rolecall audit account.json --format json > baseline.json",
    "rolecall audit account.json --baseline baseline.json",
    "terraform show -json plan.out | rolecall audit - --format markdown",
    "rolecall audit account.json --who --only 'repository=acme/*' --never event=pull_request",
  ],
  exits: {
    [Exit.good]: "no errors found (there may be warnings)",
    [Exit.bad]: "errors found, or what --only and --never ask does not hold; with --baseline: new ones",
    [Exit.indeterminate]: "what --only and --never ask is not known to hold",
  },
  async run({ options, positionals, host }) {
    checkCount(positionals, 1, Infinity, auditCommand);
    const input = new Input(host, positionals);
    const { baseline } = options;
    const before =
      baseline === undefined ? undefined : readBaseline(input.file(baseline, "a baseline is what `--format json` wrote"), baseline);
    const progress = new Progress(host);
    const unread = [];
    const result = await audit(documents(positionals, input, unread), {
      relyingParty: options["relying-party"],
      who: options.who === true,
      invariants: invariantsOf(options),
      onProgress: (state) => progress.show(state),
    });
    progress.clear();
    for (const error of unread) reportError(error, host);
    for (const { name, error } of result.documents) {
      if (error !== undefined) reportError({ ...error, message: `${quote(name)}: ${error.message}` }, host);
    }
    const changes = before === undefined ? undefined : compareAudits(before, result);
    writePieces(written(result, changes, options, host), host);
    return exitOf(result, unread, changes);
  },
};

function invariantsOf({ only, never }) {
  if (only === undefined && never === undefined) return undefined;
  return { only: patterns(only, "--only"), never: patterns(never, "--never") };
}

function readBaseline(text, path) {
  try {
    return readAudit(text);
  } catch (error) {
    if (error?.name === "RolecallError") error.message = `${quote(path)}: ${error.message}`;
    throw error;
  }
}

/** The documents that arguments name, each read when it is asked for; `unread`: those of folders that cannot be. */
async function* documents(positionals, input, unread) {
  const help = "a FILE is the path of a document or a folder, or `-` for standard input";
  for (const argument of positionals) {
    if (argument === "-" || !input.isFolder(argument)) {
      yield { name: argument === "-" ? "standard input" : argument, text: await input.document(argument, help) };
      continue;
    }
    for (const name of filesBelow(argument)) {
      let text;
      try {
        text = input.file(name);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        unread.push(error);
        continue;
      }
      if (!isOfSomethingElse(name, text)) yield { name, text };
    }
  }
}

/** The documents in a folder and below, in the order of their names. Hidden ones are left alone. */
function* filesBelow(folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new UsageError(`cannot read ${quote(folder)}: ${error.code ?? error.message}`);
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    const name = path.join(folder, entry.name);
    // A link to a folder may lead back to where it stands.
    if (entry.isDirectory()) yield* filesBelow(name);
    else if (DOCUMENTS.test(entry.name)) yield name;
  }
}

/** Whether a file is YAML that is no policy, and no template with policies in it: of that there is much. */
function isOfSomethingElse(name, text) {
  if (!/\.ya?ml$/i.test(name)) return false;
  try {
    return findPolicies(text).length === 0;
  } catch (error) {
    return error.code === "invalid-json";
  }
}

/** How far it is, on a terminal alone. */
class Progress {
  #stderr;
  #last = 0;

  constructor({ stderr }) {
    this.#stderr = stderr;
  }

  show({ document, done, total }) {
    const now = performance.now();
    if (this.#stderr.isTTY !== true || now - this.#last < 100) return;
    this.#last = now;
    const full = Math.round((done / total) * BAR);
    const bar = "=".repeat(full).padEnd(BAR);
    this.#stderr.write(`${CLEAR}[${bar}] ${done.toLocaleString("en")} of ${total.toLocaleString("en")} policies in ${shown(path.basename(document))}`);
  }

  clear() {
    if (this.#last > 0) this.#stderr.write(CLEAR);
  }
}

function written(result, changes, { format = "text", ...flags }, host) {
  if (format !== "json") return auditPieces(result, { format, color: usesColor(flags, host), changes });
  return jsonPieces(changes === undefined ? result : { ...result, changes: changesObject(changes) });
}

function writePieces(pieces, { stdout }) {
  let waiting = "";
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < PIECE) continue;
    stdout.write(waiting);
    waiting = "";
  }
  stdout.write(waiting);
}

/** Policies that stand in the audit itself are told by their places. */
function changesObject({ new: added, changed, ...changes }) {
  const place = ({ document, name, relyingParty, span }) => ({ document, name, relyingParty, span });
  return {
    ...changes,
    new: added.map(place),
    changed: changed.map(({ policy, before, ...change }) => ({ policy: place(policy), ...change })),
  };
}

function exitOf(result, unread, changes) {
  const counted = changes === undefined ? result.policies : [...changes.new, ...changes.changed.map(({ policy }) => policy)];
  const findings =
    changes === undefined
      ? result.policies.flatMap((policy) => policy.findings)
      : [...changes.new, ...changes.changed.map(({ findings }) => ({ findings: findings.added }))].flatMap((one) => one.findings);
  const isUnusable =
    unread.length > 0 || result.documents.some(({ error }) => error !== undefined) || counted.some(({ error }) => error !== undefined);
  if (isUnusable) return Exit.unusable;
  const proofs = counted.map(({ proof }) => proof?.result);
  if (findings.some(({ severity }) => severity === "error") || proofs.includes("refuted")) return Exit.bad;
  return proofs.includes("unknown") ? Exit.indeterminate : Exit.good;
}
