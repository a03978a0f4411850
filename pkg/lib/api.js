import { checkFields, checkText, describe, isObject } from "./argument.js";
import { copyObject, tokenText } from "./claims.js";
import { core } from "./engine.js";
import { RolecallError, unwrap } from "./error.js";
import { MAX_DOCUMENT, checkLength } from "./limits.js";

export { RolecallError } from "./error.js";
export { allowsMatrix } from "./matrix.js";
export { compile } from "./policy.js";
export { renderDiagnostics, renderFindings } from "./render.js";

export function findPolicies(text) {
  checkText(text, "text");
  checkLength(text, MAX_DOCUMENT, "document");
  return unwrap(core.findPolicies(text));
}

export function decodeToken(text) {
  checkText(text, "text");
  return unwrap(core.decodeToken(tokenText(text)));
}

export function predictToken(spec) {
  if (!isObject(spec)) {
    throw new RolecallError(
      "invalid-argument",
      `expected an object that describes a job in \`spec\`, received ${describe(spec)}`,
    );
  }
  // Fresh, unless it is said when: the core knows no clock.
  const now = spec.now ?? Math.floor(Date.now() / 1000);
  return unwrap(core.predictToken({ ...copyObject(spec, "spec"), now }));
}

export function attributes(token, options) {
  checkFields(options, "options", ["relyingParty"], "invalid-argument");
  checkText(options.relyingParty, "options.relyingParty");
  return unwrap(core.attributes(tokenText(token), options.relyingParty));
}
