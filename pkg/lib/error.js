// What is there where there is something to say.
const DETAILS = ["help", "url", "claim", "parameter", "reason", "expected", "received"];

/** What is thrown where an input cannot be used. A verdict is never thrown. */
export class RolecallError extends Error {
  constructor(code, message, { diagnostics = [], ...details } = {}) {
    super(message);
    this.code = code;
    for (const name of DETAILS) {
      if (details[name] !== undefined) this[name] = details[name];
    }
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
export function fromCore({ code, message, ...details }) {
  return new RolecallError(code, message, details);
}

/** The value in an answer of the core, or the error in it, thrown. */
export function unwrap(answer) {
  const { ok, error } = JSON.parse(answer);
  if (error !== undefined) throw fromCore(error);
  return ok;
}
