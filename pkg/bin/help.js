import { Exit } from "./exit.js";
import { optionsOf } from "./options.js";

const WORST = "  Of several the worst counts: 3, then 1, then 2.\n";

/** What `rolecall --help` shows. */
export function generalHelp(commands) {
  return `Would this OIDC token be let in by this trust policy? Why, or why not?

Usage
  rolecall COMMAND …

Commands
${columns(commands.map(({ name, usage, about }) => [`${name} ${usage.replace("[OPTION]… ", "")}`, about]))}
Options
${columns([
  ["-h, --help", "show this, or what a command does"],
  ["-V, --version", "show the version"],
])}
Example
  echo "$TOKEN" | rolecall evaluate trust-policy.json -

${exitCodes({
  [Exit.good]: "allow, or no errors found (there may be warnings)",
  [Exit.bad]: "deny, or errors found",
  [Exit.indeterminate]: "indeterminate: what is known does not decide",
})}${WORST}`;
}

/** What `rolecall COMMAND --help` shows. */
export function commandHelp(command) {
  const { name, usage, about, details, examples, exits } = command;
  const options = Object.entries(optionsOf(command)).map(([option, { value, short, about, many }]) => [
    `${short === undefined ? "    " : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`,
    many ? `${about} (repeatable)` : about,
  ]);
  return `${about}

Usage
  rolecall ${name} ${usage}

${details}

Options
${columns(options)}
Examples
${examples.map((example) => `  ${example}\n`).join("")}
${exitCodes(exits)}${exits[Exit.bad] === undefined ? "" : WORST}`;
}

function exitCodes(exits) {
  const all = { ...exits, [Exit.unusable]: "input or arguments that cannot be used" };
  return `Exit codes\n${columns(Object.entries(all))}`;
}

function columns(rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join("");
}
