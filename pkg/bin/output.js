import { shown } from "../lib/shown.js";
import { describeError } from "./policies.js";

export { json } from "../lib/json.js";
export { shown } from "../lib/shown.js";

/** Whether text is coloured. Colour only repeats what the text says. */
export function usesColor({ color = "auto" }, { env, stdout }) {
  if (color !== "auto") return color === "always";
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stdout.isTTY === true && env.TERM !== "dumb";
}

/** A value as JSON on one line, as it may be shown. */
export function literal(value) {
  return shown(JSON.stringify(value));
}

/** Says on standard error what went wrong, and what to do. */
export function reportError({ message, help }, { stderr }) {
  stderr.write(`error: ${shown(message)}\n`);
  if (help !== undefined) stderr.write(`help: ${shown(help)}\n`);
}

/** Says on standard error why a policy cannot be used. */
export function reportPolicyError(entry, host) {
  reportError({ message: describeError(entry), help: entry.error.help }, host);
}

/** An error as data. */
export function errorObject({ code, message, help, url, diagnostics }) {
  return { code, message, help, url, diagnostics };
}
