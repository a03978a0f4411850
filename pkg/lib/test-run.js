// Running the tests of a file.

import { decodeToken, findPolicies, predictToken } from "./api.js";
import { checkFields, checkText, quote } from "./argument.js";
import { RolecallError } from "./error.js";
import { prove } from "./insight-api.js";
import { nearest } from "./nearest.js";
import { placeIn } from "./place.js";
import { compile } from "./policy.js";
import { readTestFile } from "./test-file.js";

export async function runTests(text, options = {}) {
  checkFields(options, "options", ["file", "read"], "invalid-argument");
  const { file = "rolecall.test.yaml", read } = options;
  checkText(file, "options.file");
  const { tests, proofs } = readTestFile(text);
  const run = new Run(read);
  try {
    const results = [];
    for (const test of tests) results.push(await run.result(test));
    const invariants = [];
    for (const proof of proofs) invariants.push(await run.proof(proof));
    return { file, ...count([...results, ...invariants]), tests: results, invariants };
  } finally {
    run.free();
  }
}

function count(results) {
  const number = (outcome) => results.filter((result) => result.outcome === outcome).length;
  return { passed: number("passed"), failed: number("failed"), errors: number("error") };
}

class Run {
  #read;
  // What several tests name is read once.
  #policies = new Map();
  #files = new Map();

  constructor(read) {
    this.#read = read;
  }

  async result({ name, span, policy, token, request, expected }) {
    const result = { name, policy: policy.label, token: token.label, span, expected, received: null };
    return this.#timed(result, async () => {
      const compiled = await this.#policy(policy);
      const asked = await this.#token(token, request);
      const evaluation = compiled.evaluate(asked, { ...request, now: request.now ?? issuedAt(asked) });
      const { decision, reason } = evaluation;
      const isExpected =
        decision === expected.decision && (expected.reason === undefined || expected.reason === reason.code);
      return {
        outcome: isExpected ? "passed" : "failed",
        received: { decision, reason },
        // It takes many times as long as the verdict.
        ...(!isExpected && { summary: evaluation.explanation.summary }),
      };
    });
  }

  async proof({ name, span, policy, invariants, template, request }) {
    const result = { name, policy: policy.label, span, invariants, proof: null };
    return this.#timed(result, async () => {
      const options = { template, request: Object.keys(request).length === 0 ? undefined : request };
      const proof = prove(await this.#policy(policy), invariants, options);
      return { outcome: proof.result === "proved" ? "passed" : "failed", proof };
    });
  }

  async #timed(result, ask) {
    const start = performance.now();
    try {
      Object.assign(result, await ask());
    } catch (error) {
      if (error?.name !== "RolecallError") throw error;
      const { code, message, help, url, diagnostics } = error;
      result.outcome = "error";
      result.error = { code, message, ...(help && { help }), ...(url && { url }), diagnostics };
    }
    result.seconds = Math.round(performance.now() - start) / 1000;
    return result;
  }

  free() {
    for (const policy of this.#policies.values()) policy.free();
  }

  async #policy(definition) {
    const known = this.#policies.get(definition);
    if (known !== undefined) return known;
    const text = definition.text ?? (await this.#file(definition.file));
    const compiled = compilePolicy(text, definition);
    this.#policies.set(definition, compiled);
    return compiled;
  }

  async #token({ file, text, spec }, request) {
    if (spec === undefined) return text ?? this.#file(file);
    // Issued just before it is shown, unless the file says when.
    return predictToken({ now: request.now, ...spec }).claims;
  }

  async #file(path) {
    if (this.#read === undefined) {
      throw new RolecallError("invalid-argument", `expected a function in \`options.read\`, which ${quote(path)} is to be read by, received none`);
    }
    if (!this.#files.has(path)) this.#files.set(path, await this.#textOf(path));
    return this.#files.get(path);
  }

  async #textOf(path) {
    try {
      return await this.#read(path);
    } catch (error) {
      throw new RolecallError("file-not-read", error.message, { help: error.help });
    }
  }
}

/** When a token was issued: what a test gives must not hang on when it is run. */
function issuedAt(token) {
  const { iat } = typeof token === "string" ? decodeToken(token).claims : token;
  return Number.isSafeInteger(iat) ? iat : undefined;
}

/** The one policy that is meant in a text: alone, or by its name among those that are found. */
function compilePolicy(text, { file, label, name, relyingParty }) {
  const found = findPolicies(text);
  const chosen = name === undefined ? found : found.filter((one) => one.name === name);
  if (chosen.length > 1 || (name !== undefined && chosen.length === 0)) {
    const wanted = name === undefined ? "one policy" : `one policy named ${quote(name)}`;
    throw new RolecallError(
      chosen.length === 0 ? "no-such-policy" : "several-policies",
      `expected ${wanted} in ${quote(file ?? label)}, received ${chosen.length === 0 ? "none" : chosen.length}`,
      { help: namesHelp(name, found) },
    );
  }
  // None: compiling the whole text says why.
  const [one = { text, span: { start: 0, end: text.length, line: 1, column: 1 } }] = chosen;
  try {
    return compile(one.text, { relyingParty: relyingParty ?? one.relyingParty });
  } catch (error) {
    throw placed(error, file ?? label, placeIn(text, one));
  }
}

/** The error, told with its place in the document. */
function placed(error, file, inDocument) {
  if (error?.name !== "RolecallError") return error;
  const span = error.diagnostics.find(({ code }) => code === error.code)?.span;
  const at = span === undefined ? undefined : inDocument(span);
  error.message = `${quote(at === undefined ? file : `${file}:${at.line}:${at.column}`)}: ${error.message}`;
  return error;
}

function namesHelp(name, found) {
  const names = [...new Set(found.map((one) => one.name))].filter((known) => known !== null);
  const close = name === undefined || names.includes(name) ? undefined : nearest(name, names);
  if (close !== undefined) return `did you mean ${quote(close)}?`;
  if (names.length === 0) return "save the one that is meant to a file of its own";
  const first = names.slice(0, 10).map(quote).join(", ");
  return `the names in it are ${first}${names.length > 10 ? ` and ${names.length - 10} more` : ""}`;
}
