// Serves the site on this machine, with the headers that a host should send.
//
// usage: node serve.mjs FOLDER [PORT]

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { HEADERS } from "./policy.mjs";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Where the site is looked for first, and nine ports on. */
const FIRST_PORT = 8640;

/**
 * A server of the site; `seen` is called with the path of every request.
 */
export function createSite(folder, seen = () => {}) {
  const root = path.resolve(folder);
  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    seen(pathname);
    const file = path.join(root, decodeURIComponent(pathname.endsWith("/") ? `${pathname}index.html` : pathname));
    const found = file.startsWith(root + path.sep) && (await stat(file).catch(() => undefined))?.isFile();
    if (!found) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
      return;
    }
    const headers = {
      "content-type": TYPES[path.extname(file)] ?? "application/octet-stream",
      "cache-control": pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    };
    // The edition that is one file brings its own.
    if (pathname !== "/rolecall.html") headers["content-security-policy"] = `${HEADERS.site}; frame-ancestors 'none'`;
    response.writeHead(200, headers);
    createReadStream(file).pipe(response);
  });
}

async function main([folder, port]) {
  const ports = port === undefined ? Array.from({ length: 10 }, (_, index) => FIRST_PORT + index) : [Number(port)];
  for (const one of ports) {
    const server = createSite(folder);
    const listening = await new Promise((resolve) => {
      server.once("error", () => resolve(false)).listen(one, "127.0.0.1", () => resolve(true));
    });
    if (!listening) continue;
    console.log(`http://localhost:${server.address().port}/`);
    return;
  }
  console.error(`every port of ${ports[0]} to ${ports.at(-1)} is taken: name another one`);
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2));
