// Many guarded requests while the server of the keys fails in every way: no wrong answer, and no
// memory that grows.
//
// usage: ROLECALL_PACKAGE=… node tests/edge/load.mjs [REQUESTS]

import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { keyServer } from "../package/issuer.mjs";
import { bundleWorker, startWorker } from "../runtimes/hosts.mjs";
import { AUDIENCE, ISSUER, key, nextKey, requests, stage } from "./stage.mjs";

const FAULTS = ["down", "slow", "garbage", "error", "huge", "redirect", "cut"];
/** Requests to the worker at a time, and how many steps a fault has. */
const AT_ONCE = 8;
const STEPS = 4;

const DEFAULT_TIME = 1_795_000_000;

/**
 * Runs it.
 *
 * @returns `requests`; `outcomes`, how often each was met; `wrong`, those that should not have been;
 * `seconds`; `fetches` of the keys; `memory` of workerd in MiB after each round, where the system
 * tells.
 */
export async function load(total) {
  const { folder, remove } = stage({
    "src/worker.js": readFileSync(new URL("load-worker.js", import.meta.url), "utf8"),
  });
  const server = await keyServer([key.jwk, nextKey.jwk]);
  let worker;
  try {
    const modules = await bundleWorker(folder);
    worker = await startWorker(modules, {
      compatibilityDate: "2025-06-01",
      bindings: { ISSUER, AUDIENCE, JWKS_URL: server.url },
    });
    return await drive(worker, server, total);
  } finally {
    await worker?.dispose();
    await server.close();
    remove();
  }
}

async function drive(worker, server, total) {
  const tokens = requests(DEFAULT_TIME, 10_000_000);
  const result = { requests: 0, outcomes: {}, wrong: [], memory: [] };
  const perStep = Math.ceil(total / (STEPS * FAULTS.length * rounds(total)) / AT_ONCE);
  const begun = performance.now();
  let now = DEFAULT_TIME;
  let seed = 1;

  const ask = async (step, isRight) => {
    const asked = Array.from({ length: AT_ONCE }, async () => {
      const response = await worker.dispatchFetch("https://example.com/", {
        method: "POST",
        body: JSON.stringify({
          tokens: Object.fromEntries(Object.entries(tokens).map(([name, [token]]) => [name, token ?? null])),
          count: perStep,
          seed: seed++ * 7919,
          now,
        }),
      });
      return response.json();
    });
    for (const { outcomes } of await Promise.all(asked)) {
      for (const [name, counts] of Object.entries(outcomes)) {
        for (const [outcome, count] of Object.entries(counts)) {
          result.requests += count;
          result.outcomes[outcome] = (result.outcomes[outcome] ?? 0) + count;
          if (!isRight(name, outcome)) result.wrong.push({ step, name, outcome, count });
        }
      }
    }
  };

  for (let round = 0; round < rounds(total); round++) {
    for (const fault of FAULTS) {
      // Both keys are there, and the server is well.
      server.fault = undefined;
      server.keys = [key.jwk, nextKey.jwk];
      now += 700;
      await ask(`before ${fault}`, answers(tokens, { goodWithNextKey: ["200"] }));

      // The keys at hand do for a while. Whether there are others cannot be found out.
      server.fault = fault;
      now += 700;
      await ask(
        `${fault}, keys at hand`,
        answers(tokens, { goodWithNextKey: ["200"], unheardOfKey: ["401 unknown-key", /^503 jwks-/] }),
      );

      // After that nobody gets in.
      now += 2_000;
      await ask(`${fault}, no keys`, (name, outcome) =>
        name === "missing" ? outcome === "401 token-missing" : /^503 jwks-/.test(outcome),
      );

      // It is well again, and one key was withdrawn.
      server.fault = undefined;
      server.keys = [nextKey.jwk];
      now += 31;
      await ask(
        `after ${fault}, keys rotated`,
        (name, outcome) =>
          ({
            goodWithNextKey: outcome === "200",
            missing: outcome === "401 token-missing",
            otherIssuer: outcome === "401 issuer-mismatch",
            noToken: outcome === "401 invalid-token",
            algNone: outcome === "401 algorithm-not-allowed",
            publicKeyAsSecret: outcome === "401 algorithm-not-allowed",
          })[name] ?? outcome === "401 unknown-key",
      );
    }
    const memory = memoryOfWorkerd();
    if (memory !== undefined) result.memory.push(memory);
  }
  result.seconds = (performance.now() - begun) / 1000;
  result.fetches = server.hits;
  return result;
}

/** So many that memory can be seen to grow, each of a fair number of requests. */
function rounds(total) {
  return Math.max(1, Math.min(20, Math.floor(total / 3000)));
}

/** Whether an outcome is what the token has to meet, but for those that meet something else. */
function answers(tokens, others) {
  return (name, outcome) => {
    const [, status, code] = tokens[name];
    const expected = others[name] ?? [code === undefined ? String(status) : `${status} ${code}`];
    return expected.some((one) => (typeof one === "string" ? one === outcome : one.test(outcome)));
  };
}

/** The resident memory, in MiB, of the workerd that this process started. */
function memoryOfWorkerd() {
  let found;
  try {
    for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const status = statusOf(id);
      if (!/^Name:\s*workerd$/m.test(status) || !new RegExp(`^PPid:\\s*${process.pid}$`, "m").test(status)) continue;
      const [, kibibytes] = /^VmRSS:\s*(\d+) kB$/m.exec(status) ?? [];
      if (kibibytes !== undefined) found = (found ?? 0) + Number(kibibytes) / 1024;
    }
  } catch {
    // Not on every system.
  }
  return found === undefined ? undefined : Math.round(found);
}

function statusOf(id) {
  try {
    return readFileSync(`/proc/${id}/status`, "utf8");
  } catch {
    // It ended meanwhile.
    return "";
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await load(Number(process.argv[2] ?? 100_000));
  console.log(JSON.stringify(result, null, 2));
  console.log(`${Math.round(result.requests / result.seconds)} requests a second`);
  process.exitCode = result.wrong.length === 0 ? 0 : 1;
}
