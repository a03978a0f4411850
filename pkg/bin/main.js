import { quote } from "../lib/argument.js";
import { version } from "../lib/embedded.js";
import { nearest } from "../lib/nearest.js";
import { attributesCommand } from "./attributes.js";
import { auditCommand } from "./audit.js";
import { checkCommand } from "./check.js";
import { decodeCommand } from "./decode.js";
import { evaluateCommand } from "./evaluate.js";
import { Exit } from "./exit.js";
import { commandHelp, generalHelp } from "./help.js";
import { lintCommand } from "./lint.js";
import { UsageError, parse } from "./options.js";
import { reportError } from "./output.js";
import { tokenCommand } from "./predict.js";
import { breakCommand, diffCommand, proveCommand, whoCommand } from "./questions.js";
import { testCommand } from "./test.js";

const COMMANDS = [
  evaluateCommand,
  lintCommand,
  checkCommand,
  whoCommand,
  diffCommand,
  proveCommand,
  breakCommand,
  auditCommand,
  testCommand,
  tokenCommand,
  decodeCommand,
  attributesCommand,
];

/** Runs one command; gives the exit code. */
export async function main(argv, host) {
  try {
    return await run(argv, host);
  } catch (error) {
    if (error?.name !== "RolecallError" && !(error instanceof UsageError)) throw error;
    reportError(error, host);
    return Exit.unusable;
  }
}

async function run([name, ...rest], host) {
  switch (name) {
    case undefined:
      host.stderr.write(generalHelp(COMMANDS));
      return Exit.unusable;
    case "help":
      host.stdout.write(rest.length === 0 ? generalHelp(COMMANDS) : commandHelp(commandNamed(rest[0])));
      return Exit.good;
    case "--help":
    case "-h":
      host.stdout.write(generalHelp(COMMANDS));
      return Exit.good;
    case "--version":
    case "-V":
      host.stdout.write(`rolecall ${version}\n`);
      return Exit.good;
  }
  const command = commandNamed(name);
  const { options, positionals } = parse(rest, command);
  if (options.help) {
    host.stdout.write(commandHelp(command));
    return Exit.good;
  }
  return command.run({ options, positionals, host });
}

function commandNamed(name) {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = COMMANDS.map((candidate) => candidate.name);
  const close = nearest(name, names);
  throw new UsageError(
    `unknown command ${quote(name)}`,
    close === undefined
      ? `the commands are \`${names.join("`, `")}\`; \`rolecall --help\` tells more`
      : `did you mean \`rolecall ${close}\`?`,
  );
}
