import { parseArgs } from "node:util";
import { quote } from "../lib/argument.js";
import { nearest } from "../lib/nearest.js";

/** Arguments that make no sense. */
export class UsageError extends Error {
  constructor(message, help) {
    super(message);
    this.help = help;
  }
}

const COMMON = {
  color: {
    value: "WHEN",
    choices: ["auto", "always", "never"],
    about: "colour in text: auto (on a terminal), always or never",
  },
  help: { short: "h", about: "show this" },
};

/** The options of a command and those that all have, by name. */
export function optionsOf(command) {
  return { ...command.options, ...COMMON };
}

/** Takes the arguments of a command apart. Options that take a value may be repeated where `many`. */
export function parse(argv, command) {
  const known = optionsOf(command);
  // Not strict: its messages do not say what to do.
  const { tokens, positionals } = parseArgs({
    args: argv,
    options: Object.fromEntries(
      Object.entries(known).map(([name, { value, short }]) => [
        name,
        { type: value === undefined ? "boolean" : "string", ...(short && { short }) },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const options = {};
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (option === undefined) throw unknownOption(token, known, command);
    options[token.name] = valueOf(token, option, options[token.name]);
  }
  return { options, positionals };
}

function valueOf({ rawName, name, value }, option, before) {
  if (option.value === undefined) {
    if (value !== undefined) {
      throw new UsageError(`expected no value for ${quote(rawName)}, received ${quote(value)}`);
    }
    return true;
  }
  if (value === undefined) {
    throw new UsageError(
      `expected a value for ${quote(rawName)}, received nothing`,
      `write \`--${name} ${option.value}\``,
    );
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    throw new UsageError(
      `expected ${option.choices.join(", ")} for ${quote(rawName)}, received ${quote(value)}`,
    );
  }
  return option.many ? [...(before ?? []), value] : value;
}

function unknownOption({ rawName, name }, known, command) {
  const close = nearest(name, Object.keys(known));
  return new UsageError(
    `unknown option ${quote(rawName)}`,
    close === undefined
      ? `\`rolecall ${command.name} --help\` lists the options`
      : `did you mean \`--${close}\`?`,
  );
}

/** Refuses a wrong number of arguments. */
export function checkCount(positionals, least, most, command) {
  if (positionals.length >= least && positionals.length <= most) return;
  throw new UsageError(
    `expected ${command.usage.replace("[OPTION]… ", "")} after \`rolecall ${command.name}\`, received ${
      positionals.length === 0 ? "nothing" : `${positionals.length} argument${positionals.length === 1 ? "" : "s"}`
    }`,
    `\`rolecall ${command.name} --help\` shows examples`,
  );
}
