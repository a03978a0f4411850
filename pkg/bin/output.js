import { describeError } from "./policies.js";

/** Whether text is coloured. Colour only repeats what the text says. */
export function usesColor({ color = "auto" }, { env, stdout }) {
  if (color !== "auto") return color === "always";
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stdout.isTTY === true && env.TERM !== "dumb";
}

// Characters that could steer a terminal, or hide.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

/** Text from outside, as it may be shown. What was JSON stays so. */
export function shown(text) {
  return text.replace(HIDDEN, (characters) =>
    Array.from(
      { length: characters.length },
      (_, index) => `\\u${characters.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}

/** A value as JSON on one line, as it may be shown. */
export function literal(value) {
  return shown(JSON.stringify(value));
}

/** A value as JSON on several lines, as it may be shown. */
export function json(value) {
  // Line by line: the line breaks between them are no part of any value.
  return JSON.stringify(value, null, 2).split("\n").map(shown).join("\n");
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
