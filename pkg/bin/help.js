import { optionsOf } from "./options.js";

const EXIT_CODES = `Exit codes
  0  allow, or no errors found (there may be warnings)
  1  deny, or errors found
  2  indeterminate: what is known does not decide
  3  input or arguments that cannot be used
  Of several policies the worst counts: 3, then 1, then 2.
`;

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

${EXIT_CODES}`;
}

/** What `rolecall COMMAND --help` shows. */
export function commandHelp(command) {
  const { name, usage, about, details, examples } = command;
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
${EXIT_CODES}`;
}

function columns(rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join("");
}
