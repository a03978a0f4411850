/** What is thrown where an input cannot be used. A verdict is never thrown. */
export class RolecallError extends Error {
  constructor(code, message, { help, url, diagnostics = [] } = {}) {
    super(message);
    this.code = code;
    if (help !== undefined) this.help = help;
    if (url !== undefined) this.url = url;
    this.diagnostics = diagnostics;
  }
}

// On the prototype: as an own property it would be printed twice.
Object.defineProperty(RolecallError.prototype, "name", {
  value: "RolecallError",
  configurable: true,
  writable: true,
});

/** The error that the core describes as data. */
export function fromCore({ code, message, help, url, diagnostics }) {
  return new RolecallError(code, message, { help, url, diagnostics });
}

/** The value in an answer of the core, or the error in it, thrown. */
export function unwrap(answer) {
  const { ok, error } = JSON.parse(answer);
  if (error !== undefined) throw fromCore(error);
  return ok;
}
