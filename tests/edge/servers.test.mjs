// The same handler in Deno and Bun.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, test } from "node:test";
import { keyServer } from "../package/issuer.mjs";
import { bun, deno } from "../runtimes/hosts.mjs";
import { failsClosed, holds } from "./route.mjs";
import { AUDIENCE, ISSUER, key, stage } from "./stage.mjs";

const server = await keyServer([key.jwk]);
after(() => server.close());
const { folder, remove } = stage();
after(remove);

/** A port that nobody listens on. */
async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

async function start(program, argsFor) {
  const port = await freePort();
  const child = spawn(program, argsFor(port), {
    cwd: folder,
    env: {
      ...process.env,
      ISSUER,
      AUDIENCE,
      JWKS_URL: server.url,
      PORT: String(port),
      DENO_DIR: `${folder}/.deno`,
      DENO_NO_UPDATE_CHECK: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const logged = [];
  let rest = "";
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (complaints += text));
  child.stdout.setEncoding("utf8").on("data", (text) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop();
    logged.push(...parts.filter((line) => line.startsWith("{")));
  });
  const ask = (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
  for (let waited = 0; ; waited++) {
    try {
      await (await ask("/", {})).text();
      break;
    } catch (error) {
      if (waited === 200 || child.exitCode !== null) throw new Error(complaints, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const lines = async (atLeast = 0) => {
    for (let waited = 0; logged.length < atLeast && waited < 200; waited++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return logged;
  };
  const stop = async () => {
    child.kill();
    await once(child, "exit");
  };
  return { ask, lines, stop };
}

for (const [name, program, argsFor] of [
  [
    "Deno",
    deno(),
    (port) => [
      "serve",
      "--no-prompt",
      "--no-remote",
      "--allow-net=127.0.0.1",
      "--allow-env",
      "--host=127.0.0.1",
      `--port=${port}`,
      "src/server.js",
    ],
  ],
  ["Bun", bun(), () => ["src/server.js"]],
]) {
  const skip = program === undefined && `npm has no ${name} for this machine`;
  test(`${name}: each token gets the answer that it has to`, { skip }, async () => {
    server.fault = undefined;
    const { ask, lines, stop } = await start(program, argsFor);
    try {
      await holds(ask, server, lines);
    } finally {
      await stop();
    }
  });
  test(`${name}: without keys nobody gets in, and with them again`, { skip }, async () => {
    const { ask, stop } = await start(program, argsFor);
    try {
      await failsClosed(ask, server);
    } finally {
      await stop();
    }
  });
}
