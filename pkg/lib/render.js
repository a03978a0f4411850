// What is said about a policy without a token, for people and for programs that show it to them.

import { checkFields, checkText, describe, quote } from "./argument.js";
import { RolecallError } from "./error.js";
import { compileHandle } from "./policy.js";

const FIELDS = ["label", "format", "color", "relyingParty"];

/** The diagnostics of a policy, even where it cannot be compiled. */
export function renderDiagnostics(text, options) {
  return rendered(text, options, ["text", "markdown"], (handle, { format, color, label }) =>
    handle.renderDiagnostics(format, color, label),
  );
}

/** The findings about a policy. As SARIF they are all of one log. */
export function renderFindings(text, options) {
  return rendered(text, options, ["text", "markdown", "sarif"], (handle, { format, color, label }) =>
    handle.renderFindings(format, color, label),
  );
}

function rendered(text, options, formats, render) {
  checkFields(options, "options", FIELDS, "invalid-argument");
  const { label, format, color = false, relyingParty } = options;
  checkText(label, "options.label");
  if (!formats.includes(format)) {
    throw new RolecallError(
      "invalid-argument",
      `expected \`${formats.join("`, `")}\` in \`options.format\`, received ${
        typeof format === "string" ? quote(format) : describe(format)
      }`,
    );
  }
  if (typeof color !== "boolean") {
    throw new RolecallError(
      "invalid-argument",
      `expected a boolean in \`options.color\`, received ${describe(color)}`,
    );
  }
  const handle = compileHandle(text, { relyingParty });
  try {
    return render(handle, { format, color, label });
  } finally {
    handle.free();
  }
}
