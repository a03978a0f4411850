import { checkFields, checkText } from "./argument.js";
import { tokenText } from "./claims.js";
import { core } from "./engine.js";
import { unwrap } from "./error.js";
import { MAX_DOCUMENT, checkLength } from "./limits.js";

export { RolecallError } from "./error.js";
export { allowsMatrix } from "./matrix.js";
export { compile } from "./policy.js";

export function findPolicies(text) {
  checkText(text, "text");
  checkLength(text, MAX_DOCUMENT, "document");
  return unwrap(core.findPolicies(text));
}

export function decodeToken(text) {
  checkText(text, "text");
  return unwrap(core.decodeToken(tokenText(text)));
}

export function attributes(token, options) {
  checkFields(options, "options", ["relyingParty"], "invalid-argument");
  checkText(options.relyingParty, "options.relyingParty");
  return unwrap(core.attributes(tokenText(token), options.relyingParty));
}
