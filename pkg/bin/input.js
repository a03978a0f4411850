// What arguments stand for: standard input, a file, or, for a token, the text itself.

import { readFileSync, statSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { quote } from "../lib/argument.js";
import { findPolicies } from "../lib/embedded.js";
import { MAX_DOCUMENT } from "../lib/limits.js";
import { UsageError } from "./options.js";

/** Reads the arguments of one command. */
export class Input {
  #env;
  #stdin;

  constructor({ env, stdin }, positionals) {
    if (positionals.filter((argument) => argument === "-").length > 1) {
      throw new UsageError(
        "expected `-` once, received it again",
        "standard input can be read once: give one of them as a file, or use `--token-env NAME`",
      );
    }
    this.#env = env;
    this.#stdin = stdin;
  }

  /** The text that a POLICY argument names. */
  async policy(argument) {
    return this.document(argument, "a POLICY is the path of a file, or `-` for standard input");
  }

  /** The text that an argument names; `help` where there is none. */
  async document(argument, help) {
    return argument === "-" ? this.#readStdin() : this.file(argument, help);
  }

  /** Whether there is a file of this name. */
  isThere(path) {
    return statOf(path)?.isFile() === true;
  }

  /** The text of a file; `help` where there is none. */
  file(path, help) {
    const stats = statOf(path);
    if (stats === undefined) throw new UsageError(`no file ${quote(path)}`, help);
    return readFile(path, stats);
  }

  /** Whether there is a folder of this name. */
  isFolder(path) {
    return statOf(path)?.isDirectory() === true;
  }

  /** The text that a TOKEN argument names or is. */
  async token(argument) {
    const text = argument === "-" ? await this.#readStdin() : tokenText(argument);
    if (isPolicy(text)) {
      throw new UsageError(
        `expected a token in ${quote(argument)}, received a policy`,
        "the TOKEN comes last; with `--token-env NAME` every argument is a POLICY",
      );
    }
    return text;
  }

  /** The token in an environment variable. */
  tokenFromEnvironment(name) {
    const text = this.#env[name];
    if (text) return text;
    throw new UsageError(
      `expected a token in the environment variable ${quote(name)}, ${
        text === undefined ? "which is not set" : "which is empty"
      }`,
    );
  }

  async #readStdin() {
    return decode(await buffer(this.#stdin), "standard input");
  }
}

function tokenText(argument) {
  const stats = statOf(argument);
  if (stats !== undefined) return readFile(argument, stats);
  // A path that leads nowhere is told as that, not as a token that makes no sense.
  if (/\.(json|jwt|txt)$/i.test(argument) || /^\.{0,2}[/\\]/.test(argument)) {
    throw new UsageError(
      `no file ${quote(argument)}`,
      "a TOKEN is the path of a file, `-` for standard input, or the token itself",
    );
  }
  return argument;
}

function isPolicy(text) {
  if (!text.trimStart().startsWith("{")) return false;
  try {
    return findPolicies(text).length > 0;
  } catch {
    // No JSON at all: what is wrong with it is said where it is read as a token.
    return false;
  }
}

function statOf(path) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Too long or too odd for a path, as a token is.
    return undefined;
  }
}

function readFile(path, stats) {
  if (stats.isDirectory()) {
    throw new UsageError(`expected a file, ${quote(path)} is a directory`);
  }
  if (stats.size > MAX_DOCUMENT) {
    throw new UsageError(
      `expected at most ${MAX_DOCUMENT} bytes in ${quote(path)}, received ${stats.size}`,
    );
  }
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UsageError(`cannot read ${quote(path)}: ${error.code ?? error.message}`);
  }
  return decode(bytes, path);
}

function decode(bytes, name) {
  if (bytes.length === 0) throw new UsageError(`expected text in ${quote(name)}, received nothing`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    throw new UsageError(
      `expected UTF-8 in ${quote(name)}, received ${isUtf16 ? "UTF-16" : "other bytes"}`,
      isUtf16
        ? "older PowerShell writes that for `>`: use `| Out-File -Encoding utf8 FILE`"
        : undefined,
    );
  }
}
