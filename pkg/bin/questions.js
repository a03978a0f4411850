// The commands that ask about all tokens: who, diff, prove, break.

import { quote } from "../lib/argument.js";
import { breakTest, compare, prove, whoGetsIn } from "../lib/insight-embedded.js";
import { Exit, worst } from "./exit.js";
import { Input } from "./input.js";
import { UsageError, checkCount } from "./options.js";
import { errorObject, json, reportPolicyError, shown } from "./output.js";
import { load } from "./policies.js";

const POLICIES = `A POLICY is a file, or \`-\` for standard input: a policy, or a document that holds some.
Asked is about all tokens that GitHub Actions can issue on github.com. What else a policy
hangs on, such as an address, is not known unless \`--context\` gives it.`;

const OPTIONS = {
  "relying-party": { value: "R", about: "whose policy it is, if it does not say: aws, entra, google-cloud, …" },
  template: { value: "KEYS", about: "the keys of a customised subject: repository_owner,repo,context" },
  context: { value: "K=V", many: true, about: "an attribute of the request" },
  format: { value: "FORMAT", choices: ["text", "json"], about: "text or json" },
};

/** What is asked, from the options of a command. */
function asked({ template, context = [] }) {
  const pairs = context.map((pair) => pairOf(pair, "--context"));
  return {
    template: template?.split(","),
    request: pairs.length === 0 ? undefined : { context: Object.fromEntries(pairs) },
  };
}

/** `NAME=VALUE` as its two parts. */
function pairOf(pair, option) {
  const at = pair.indexOf("=");
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new UsageError(`expected NAME=VALUE for ${quote(option)}, received ${quote(pair)}`);
}

/** `NAME=VALUE` arguments, gathered by name. */
export function patterns(pairs, option) {
  const claims = Object.create(null);
  for (const pair of pairs ?? []) {
    const [name, value] = pairOf(pair, option);
    claims[name] = [...(claims[name] ?? []), value];
  }
  return claims;
}

/** The policies that can be used; the others are told. */
async function policies(files, input, options, host) {
  const entries = await load(files, input, options["relying-party"]);
  for (const entry of entries) {
    if (entry.error !== undefined) reportPolicyError(entry, host);
  }
  return entries;
}

/** The only policy in a file. */
async function onlyPolicy(file, input, options, host) {
  const entries = await policies([file], input, options, host);
  if (entries.length > 1) {
    throw new UsageError(`expected one policy in ${quote(entries[0].file)}, received ${entries.length}`);
  }
  return entries[0].policy;
}

/** Asks each policy; shows what comes of it. */
function answerEach(entries, { format = "text" }, host, { ask, text, exitOf }) {
  for (const entry of entries) {
    if (entry.error === undefined) entry.answer = ask(entry.policy);
  }
  if (format === "json") {
    const objects = entries.map(({ name, file, answer, error }) =>
      error === undefined ? { name, file, ...answer } : { name, file, error: errorObject(error) },
    );
    host.stdout.write(`${json(objects.length === 1 ? (entries[0].answer ?? objects[0]) : objects)}\n`);
  } else {
    for (const { title, answer } of entries) {
      if (answer !== undefined) host.stdout.write(`${shown(title)}: ${text(answer)}`);
    }
  }
  return worst(entries.map(({ answer }) => (answer === undefined ? Exit.unusable : exitOf(answer))));
}

const line = (text) => `${shown(text)}\n`;
const list = (heading, texts) => (texts.length === 0 ? "" : `${heading}\n${texts.map((text) => `  ${line(text)}`).join("")}`);

/** What tells a token from another, on one line. */
function describe({ sub, event_name, environment, repository_id }) {
  const parts = [sub, `event ${event_name}`];
  if (environment !== undefined) parts.push(`environment ${environment}`);
  if (repository_id !== undefined) parts.push(`repository_id ${repository_id}`);
  return parts.join(", ");
}

export const whoCommand = {
  name: "who",
  usage: "[OPTION]… POLICY…",
  about: "Tell who gets in, over all tokens.",
  details: POLICIES,
  options: OPTIONS,
  examples: ["rolecall who trust-policy.json", "aws iam list-roles | rolecall who -"],
  exits: {
    [Exit.good]: "nobody gets in but those whom the policy names",
    [Exit.bad]: "somebody gets in whom the policy does not name",
    [Exit.indeterminate]: "not known",
  },
  async run({ options, positionals, host }) {
    checkCount(positionals, 1, Infinity, whoCommand);
    const entries = await policies(positionals, new Input(host, positionals), options, host);
    const question = asked(options);
    return answerEach(entries, options, host, {
      ask: (policy) => whoGetsIn(policy, question),
      text: ({ summary, kinds, unknown }) =>
        line(summary) +
        kinds.map(({ words, token }) => `  ${line(words)}    ${line(describe(token))}`).join("") +
        list("  hangs on", unknown.map((why) => `  ${why}`)),
      exitOf: ({ strangers, unknown }) =>
        strangers ? Exit.bad : unknown.length > 0 ? Exit.indeterminate : Exit.good,
    });
  },
};

export const diffCommand = {
  name: "diff",
  usage: "[OPTION]… OLD NEW",
  about: "Tell what a change does to whom a policy lets in.",
  details: POLICIES,
  options: OPTIONS,
  examples: ["rolecall diff before.json after.json"],
  exits: {
    [Exit.good]: "equal or narrower",
    [Exit.bad]: "somebody gets in who did not: wider, overlapping or disjoint",
    [Exit.indeterminate]: "not known",
  },
  async run({ options, positionals, host }) {
    checkCount(positionals, 2, 2, diffCommand);
    const input = new Input(host, positionals);
    const before = await onlyPolicy(positionals[0], input, options, host);
    const after = await onlyPolicy(positionals[1], input, options, host);
    if (before === undefined || after === undefined) return Exit.unusable;
    const found = compare(before, after, asked(options));
    host.stdout.write(
      options.format === "json"
        ? `${json(found)}\n`
        : line(found.relation) +
            list("gets in now and did not", found.gained.map(describe)) +
            list("got in and does not now", found.lost.map(describe)) +
            list("hangs on", found.why),
    );
    switch (found.relation) {
      case "equal":
      case "narrower":
        return Exit.good;
      case "unknown":
        return found.gained.length > 0 ? Exit.bad : Exit.indeterminate;
    }
    return Exit.bad;
  },
};

export const proveCommand = {
  name: "prove",
  usage: "[OPTION]… POLICY…",
  about: "Tell whether policies keep to what is asked, over all tokens.",
  details: `${POLICIES}
In a PATTERN \`*\` is any number of characters and \`?\` one. Of several patterns for a claim
one must fit.`,
  options: {
    only: { value: "CLAIM=PATTERN", many: true, about: "the claim is there and fits" },
    never: { value: "CLAIM=PATTERN", many: true, about: "the claim does not fit" },
    ...OPTIONS,
  },
  examples: ["rolecall prove trust-policy.json --only repository='octo-org/*' --never event=pull_request"],
  exits: {
    [Exit.good]: "proved",
    [Exit.bad]: "refuted: a token gets in that should not",
    [Exit.indeterminate]: "not known",
  },
  async run({ options, positionals, host }) {
    checkCount(positionals, 1, Infinity, proveCommand);
    const entries = await policies(positionals, new Input(host, positionals), options, host);
    const question = asked(options);
    const invariants = {
      only: patterns(options.only, "--only"),
      never: patterns(options.never, "--never"),
    };
    return answerEach(entries, options, host, {
      ask: (policy) => prove(policy, invariants, question),
      text: ({ result, token, invariant, claim, why = [] }) =>
        line(result === "refuted" ? `refuted, by ${invariant} ${claim}` : result) +
        (token === undefined ? "" : `  ${line(describe(token))}`) +
        list("  hangs on", why.map((one) => `  ${one}`)),
      exitOf: ({ result }) =>
        ({ proved: Exit.good, refuted: Exit.bad, unknown: Exit.indeterminate })[result],
    });
  },
};

export const breakCommand = {
  name: "break",
  usage: "[OPTION]… POLICY TOKEN",
  about: "Break a token on purpose, and tell which near misses get in.",
  details: `${POLICIES}
A TOKEN is \`-\` for standard input, a file, or the text itself.`,
  options: OPTIONS,
  examples: ["rolecall token --repo octo-org/octo-repo | rolecall break trust-policy.json -"],
  exits: { [Exit.good]: "no near miss gets in", [Exit.bad]: "some do" },
  async run({ options, positionals, host }) {
    checkCount(positionals, 2, 2, breakCommand);
    const input = new Input(host, positionals);
    const policy = await onlyPolicy(positionals[0], input, options, host);
    if (policy === undefined) return Exit.unusable;
    const found = breakTest(policy, await input.token(positionals[1]), asked(options));
    host.stdout.write(
      options.format === "json"
        ? `${json(found)}\n`
        : found.map(({ getsIn, words }) => `${getsIn ? "gets in  " : "kept out "} ${line(words)}`).join(""),
    );
    return found.some(({ getsIn }) => getsIn) ? Exit.bad : Exit.good;
  },
};
