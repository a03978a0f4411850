/** Why the action cannot answer. Of the package, `RolecallError` says the same about a policy. */
export class Problem extends Error {
  /**
   * @param {string} code - Stable; all are in the README.
   * @param {string} message - One line.
   * @param {string} [help] - What to do about it.
   */
  constructor(code, message, help) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.help = help;
  }
}

/** Whether an error tells people what to do, unlike one that is a mistake in here. */
export function isTold(error) {
  return error?.name === "Problem" || error?.name === "RolecallError";
}
