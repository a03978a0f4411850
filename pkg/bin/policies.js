// From POLICY arguments to compiled policies.

import { quote } from "../lib/argument.js";
import { compile, findPolicies } from "../lib/embedded.js";

/**
 * Every policy in the files, compiled: `{ file, name, title, text, policy }`, with `span` and
 * `encoded` where it stands inside a document, or `error` in place of `policy` where one cannot be
 * used.
 */
export async function load(files, input, relyingParty) {
  const entries = [];
  for (const file of files) {
    const label = file === "-" ? "standard input" : file;
    entries.push(...find(await input.policy(file), label, relyingParty));
  }
  for (const entry of entries) {
    entry.title =
      entry.name === null ? entry.file : files.length > 1 ? `${entry.name} (${entry.file})` : entry.name;
    if (entry.error === undefined) compileEntry(entry);
  }
  return entries;
}

function find(text, file, relyingParty) {
  try {
    const found = findPolicies(text);
    // None: compiling the whole text says why. The text itself: with the blanks and the
    // byte order mark around it, so that places told are places of the file.
    if (found.length === 0 || (found.length === 1 && found[0].text === text.trim())) {
      return [{ file, name: null, text, options: { relyingParty } }];
    }
    return found.map((one) => ({
      file,
      name: one.name,
      text: one.text,
      span: one.span,
      encoded: text.slice(one.span.start, one.span.end) !== one.text,
      options: { relyingParty: relyingParty ?? one.relyingParty },
    }));
  } catch (error) {
    return [{ file, name: null, text, options: { relyingParty }, error: coded(error) }];
  }
}

function compileEntry(entry) {
  try {
    entry.policy = compile(entry.text, entry.options);
  } catch (error) {
    entry.error = coded(error);
  }
}

function coded(error) {
  if (error?.name !== "RolecallError") throw error;
  return error;
}

/** Where an error stands, and what it says. */
export function describeError({ title, error }) {
  const span = error.diagnostics.find((diagnostic) => diagnostic.code === error.code)?.span;
  const place = span === undefined ? "" : `:${span.line}:${span.column}`;
  return `${quote(`${title}${place}`)}: ${error.message}`;
}
