// From the input `policy` to compiled policies, each with its place in a file.

import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { create } from "@actions/glob";
import { compile, findPolicies } from "rolecall";
import { Problem, isTold } from "./problem.js";
import { quote } from "./quote.js";

/** Far more than any file of policies has, and nothing beside the memory of a runner. */
const MAX_FILE = 64 * 1024 * 1024;
/** Longest text of line breaks that stands in for what comes before a policy in its file. */
const MAX_BEFORE = 256 * 1024;

/**
 * Every policy in the files: `{ file, name, title, label, text, at, policy }`, or `error` in place
 * of `policy` where one cannot be used. `at` is where the policy stands in the file, if its own
 * places do not count there.
 */
export async function load({ policy: patterns, names, relyingParty }) {
  const entries = (await filesOf(patterns)).flatMap((file) => find(file, relyingParty));
  const chosen = names.length === 0 ? entries : choose(entries, names);
  for (const entry of chosen) {
    entry.title = entry.name === null ? entry.file : `${entry.file} (${entry.name})`;
    entry.label = entry.at === undefined ? entry.file : entry.title;
    if (entry.error === undefined) entry.policy = told(entry, () => compile(entry.text, entry.options));
  }
  return chosen;
}

/** Does something about a policy, and notes why it cannot be done. */
export function told(entry, act) {
  try {
    return act();
  } catch (error) {
    if (!isTold(error)) throw error;
    entry.error = error;
    return undefined;
  }
}

async function filesOf(patterns) {
  const options = { matchDirectories: false, followSymbolicLinks: false };
  const wanted = patterns
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("!"));
  if (wanted.length === 0) {
    throw new Problem("no-policy", "expected paths or globs in the input `policy`, received none");
  }
  for (const pattern of wanted) {
    const globber = await create(pattern, options);
    if ((await globber.glob()).length > 0) continue;
    throw new Problem(
      "no-policy",
      `no file fits ${quote(pattern)} in the input \`policy\``,
      "paths are those of the repository, which `actions/checkout` has to fetch first",
    );
  }
  const files = await (await create(patterns, options)).glob();
  if (files.length === 0) {
    throw new Problem("no-policy", "the input `policy` leaves out every file that it names");
  }
  return files.sort();
}

/** The path of a file as annotations name it: from the root of the repository, where it is in there. */
function shownPath(file) {
  const root = process.env.GITHUB_WORKSPACE || process.cwd();
  const relative = path.relative(root, file);
  const isInside = !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
  return (isInside ? relative : file).split(path.sep).join("/");
}

function find(absolute, relyingParty) {
  const file = shownPath(absolute);
  const whole = { file, name: null, text: "", options: { relyingParty } };
  const found = told(whole, () => {
    whole.text = read(absolute, file);
    return findPolicies(whole.text);
  });
  // None: compiling the whole text says why.
  if (found === undefined || found.length === 0) return [whole];
  return found.map((one) => ({
    file,
    name: one.name,
    options: { relyingParty: relyingParty ?? one.relyingParty },
    ...place(one, whole.text),
  }));
}

/**
 * The text of a policy, moved to where it stands in its file, so that every line and column that is
 * told about it is one of the file. Where the file holds it as a string, there is no such place.
 */
function place({ text, span }, document) {
  const { line, column, start, end } = span;
  if (line + column > MAX_BEFORE || document.slice(start, end) !== text) return { text, at: span };
  return { text: "\n".repeat(line - 1) + " ".repeat(column - 1) + text };
}

function read(file, shown) {
  const { size } = statSync(file);
  if (size > MAX_FILE) {
    throw unusable(`expected at most ${MAX_FILE} bytes in ${quote(shown)}, received ${size}`);
  }
  const bytes = readFileSync(file);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unusable(`expected UTF-8 in ${quote(shown)}, received other bytes`);
  }
}

function unusable(message) {
  return new Problem("unusable-file", message);
}

function choose(entries, names) {
  for (const name of names) {
    if (entries.some((entry) => entry.name === name)) continue;
    const known = [...new Set(entries.map((entry) => entry.name).filter((known) => known !== null))];
    throw new Problem(
      "no-policy",
      `no policy is called ${quote(name)}, as the input \`name\` wants`,
      known.length === 0
        ? "a file with a policy alone has no name for it: leave `name` out"
        : `the files have ${known.slice(0, 20).map(quote).join(", ")}${known.length > 20 ? ", …" : ""}`,
    );
  }
  // What cannot be read may hold one of them.
  return entries.filter(({ name, error }) => error !== undefined || names.includes(name));
}
