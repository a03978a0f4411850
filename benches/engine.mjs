// Asks an engine in its own process.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const serve = fileURLToPath(new URL("serve.mjs", import.meta.url));

export class Engine {
  #child;
  #lines;

  /** The engine of that name; `native` is one of `native.rs`, in the program that it became. */
  static start(name, { native } = {}) {
    const [program, ...options] =
      native === undefined ? [process.execPath, serve, name] : [native, name];
    return new Engine(name, program, options);
  }

  constructor(name, program, options) {
    this.name = name;
    this.#child = spawn(program, options, { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** What it says of every token. */
  answers(work) {
    return this.#ask(`answers ${work}`);
  }

  /** The nanoseconds that so many decisions take. */
  time(work, count) {
    return this.#ask(`time ${work} ${count}`);
  }

  stop() {
    this.#child.stdin.end();
  }

  async #ask(line) {
    this.#child.stdin.write(`${line}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.name} ended when asked \`${line}\``);
    return JSON.parse(value);
  }
}
