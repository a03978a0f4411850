import { Input } from "./input.js";
import { checkCount } from "./options.js";

/** What commands that take a token and nothing else say of it. */
export const TOKEN_DETAILS = `A TOKEN is \`-\` for standard input, a file, or the text itself, which would stay in the
history of your shell: a JWT, \`Bearer …\`, or the claims as JSON. Its signature is not
checked.`;

/** The options of such commands. */
export const TOKEN_OPTIONS = {
  "token-env": { value: "NAME", about: "take the token from this environment variable" },
  format: { value: "FORMAT", choices: ["text", "json"], about: "text or json" },
};

/** The one token that such a command was given. */
export async function onlyToken(command, { options, positionals, host }) {
  const input = new Input(host, positionals);
  if (options["token-env"] !== undefined) {
    checkCount(positionals, 0, 0, command);
    return input.tokenFromEnvironment(options["token-env"]);
  }
  checkCount(positionals, 1, 1, command);
  return input.token(positionals[0]);
}
