// Chromium: as plain modules without a bundler, and bundled for the browser, under a strict content
// security policy.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, test } from "node:test";
import * as esbuild from "esbuild";
import { chromium as playwright } from "playwright-core";
import * as vite from "vite";
import { CHROMIUM_FLAGS, chromium } from "./hosts.mjs";
import { given, holds, stage } from "./stage.mjs";

const found = await chromium();
const skip =
  found === undefined &&
  "no Chromium here, and the one of npm does not start: name one in `ROLECALL_CHROMIUM`";
const browser =
  found && (await playwright.launch({ ...found, chromiumSandbox: false, args: CHROMIUM_FLAGS }));
after(() => browser?.close());

const WASM = "'wasm-unsafe-eval'";
const policy = (sources) =>
  [
    "default-src 'none'",
    "base-uri 'none'",
    "connect-src 'self'",
    "img-src data:",
    "require-trusted-types-for 'script'",
    `script-src 'self' ${sources}`,
  ].join("; ");
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
};

/** Opens `index.html` of a folder, and gives what it sends back. */
async function open(folder, sources = WASM) {
  const page = await browser.newPage();
  const server = createServer();
  try {
    return await new Promise((resolve, reject) => {
      setTimeout(reject, 120_000, new Error("the page sent nothing back")).unref();
      page.on("pageerror", reject);
      page.on(
        "console",
        (message) => message.type() === "error" && reject(new Error(message.text())),
      );
      server.on("request", async (request, response) => {
        if (request.method === "POST") {
          let text = "";
          for await (const chunk of request.setEncoding("utf8")) text += chunk;
          response.end();
          resolve(JSON.parse(text));
          return;
        }
        const { pathname } = new URL(request.url, "http://localhost");
        const file = pathname === "/" ? "index.html" : pathname;
        response.setHeader("content-security-policy", policy(sources));
        response.setHeader("content-type", TYPES[extname(file)] ?? "text/plain");
        try {
          response.end(readFileSync(join(folder, file)));
        } catch {
          response.writeHead(404).end();
        }
      });
      server.listen(0, "127.0.0.1", () => {
        page.goto(`http://127.0.0.1:${server.address().port}/`).catch(reject);
      });
    });
  } finally {
    await page.close();
    server.close();
  }
}

const html = (scripts) =>
  `<!doctype html><title>rolecall</title><link rel="icon" href="data:,">${scripts}`;
const script = (address) => `<script type="module" src="${address}"></script>`;
const main = ({ rolecall, verify }) => `
import * as rolecall from "${rolecall}";
import * as verify from "${verify}";
import { run } from "./suite.mjs";
const given = await (await fetch("./given.json")).json();
await fetch("./found", { method: "POST", body: JSON.stringify(await run({ rolecall, verify }, given)) });
`;
const addresses = {
  rolecall: "./node_modules/rolecall/lib/embedded.js",
  verify: "./node_modules/rolecall/lib/verify-embedded.js",
};
const byAddress = { "main.mjs": main(addresses), "index.html": html(script("./main.mjs")) };
const byName = {
  ...byAddress,
  "main.mjs": main({ rolecall: "rolecall", verify: "rolecall/verify" }),
};

test("Chromium, a page of modules, by address", { skip }, async () => {
  holds(await open(stage(byAddress)));
});

test("Chromium, a page of modules, by an import map", { skip }, async () => {
  const imports = { rolecall: addresses.rolecall, "rolecall/verify": addresses.verify };
  const map = JSON.stringify({ imports });
  const hash = createHash("sha256").update(map).digest("base64");
  const index = html(`<script type="importmap">${map}</script>${script("./main.mjs")}`);
  holds(await open(stage({ ...byName, "index.html": index }), `${WASM} 'sha256-${hash}'`));
});

test("Chromium, a worker of modules", { skip }, async () => {
  const start = `
const trusted = trustedTypes.createPolicy("worker", { createScriptURL: (url) => url });
const worker = new Worker(trusted.createScriptURL("./main.mjs"), { type: "module" });
worker.onerror = ({ message }) => console.error(message);
`;
  const index = html(script("./start.mjs"));
  holds(await open(stage({ ...byAddress, "start.mjs": start, "index.html": index })));
});

test("Chromium, bundled by esbuild", { skip }, async () => {
  const folder = stage({ ...byName, "index.html": html(script("./bundle.js")) });
  const { warnings } = await esbuild.build({
    entryPoints: [join(folder, "main.mjs")],
    outfile: join(folder, "bundle.js"),
    bundle: true,
    minify: true,
    format: "esm",
    logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
  rmSync(join(folder, "node_modules"), { recursive: true });
  holds(await open(folder));
});

test("Chromium, bundled by Vite", { skip }, async () => {
  const folder = stage({ ...byName, "public/given.json": JSON.stringify(given) });
  await vite.build({ root: folder, logLevel: "error" });
  holds(await open(join(folder, "dist")));
});

test(
  "Chromium, without `'wasm-unsafe-eval'` the browser refuses, and says so",
  { skip },
  async () => {
    await assert.rejects(open(stage(byAddress), ""), /WebAssembly/);
  },
);
