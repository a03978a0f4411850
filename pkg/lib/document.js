// Documents from elsewhere: asked for once, within bounds of time and size, never where a redirect
// leads.

import { quote } from "./argument.js";
import { RolecallError } from "./error.js";

/** An address as messages show it: without what may be secret in its query. */
function shown(url) {
  const { origin, pathname } = new URL(url);
  return quote(origin + pathname);
}

/**
 * The address in `text`: one that is told apart from all others on its way. Plain HTTP is for this
 * machine alone, and only where `loopback` says so.
 */
export function address(text, name, { loopback }) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new RolecallError("invalid-argument", `expected a URL in ${quote(name)}, received ${quote(text)}`);
  }
  const isSafe = url.protocol === "https:" || (loopback && url.protocol === "http:" && isLoopback(url));
  if (!isSafe) {
    throw new RolecallError(
      "invalid-argument",
      `expected a URL that begins with \`https://\` in ${quote(name)}, received ${quote(text)}`,
      { help: "over plain HTTP anybody on the way can put in keys of their own; `http://localhost` is for tests" },
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new RolecallError(
      "invalid-argument",
      `expected a URL without a user name or password in ${quote(name)}, received one with it`,
    );
  }
  return url;
}

/** Whether an address is of this very machine. */
export function isLoopback({ hostname }) {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The text of a document.
 *
 * @returns `text`, and for how many seconds its server says that it is good: `undefined` where it
 * does not say.
 * @throws {RolecallError} `jwks-unreachable`, `jwks-too-large` or `jwks-invalid`.
 */
export async function fetchText(url, { fetch, timeout, maxBytes }) {
  const aborter = new AbortController();
  let timer;
  // A fetch that was handed in may not heed the signal.
  const expired = new Promise((_, reject) => {
    timer = setTimeout(() => {
      aborter.abort();
      reject(unreachable(url, `no answer within ${timeout} seconds`));
    }, timeout * 1000);
  });
  const within = (promise) => Promise.race([promise, expired]);
  let response;
  try {
    try {
      // Cloudflare's runtime has no `redirect: "error"`: it is told by the status.
      const init = { redirect: "manual", headers: { accept: "application/json" }, signal: aborter.signal };
      response = await within(fetch(String(url), init));
      checkStatus(url, response);
      const text = await readText(url, response, maxBytes, within);
      return { text, maxAge: freshness(response.headers) };
    } catch (error) {
      if (error?.name === "RolecallError") throw error;
      throw unreachable(url, reason(error));
    }
  } catch (error) {
    // What nobody reads would hold its connection.
    response?.body?.cancel?.().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function checkStatus(url, response) {
  const { status, type, redirected } = response;
  if (type === "opaqueredirect" || redirected || (status >= 300 && status < 400)) {
    throw unreachable(url, "a redirect, which is not followed");
  }
  if (status !== 200) throw unreachable(url, `status ${status}`);
}

async function readText(url, response, maxBytes, within) {
  if (response.body === null) return "";
  if (Number(response.headers.get("content-length")) > maxBytes) throw tooLarge(url, maxBytes);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = response.body.getReader();
  let text = "";
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await within(reader.read());
      if (done) return text + decode(url, decoder);
      length += value.byteLength;
      if (length > maxBytes) throw tooLarge(url, maxBytes);
      text += decode(url, decoder, value, { stream: true });
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
}

function decode(url, decoder, bytes, options) {
  try {
    return decoder.decode(bytes, options);
  } catch {
    throw new RolecallError("jwks-invalid", `expected UTF-8 from ${shown(url)}, received other bytes`);
  }
}

/** For how many seconds a response is good by its own account (RFC 9111, sections 5.1 and 5.2.2). */
function freshness(headers) {
  const directives = (headers.get("cache-control") ?? "").toLowerCase().split(",").map((part) => part.trim());
  if (directives.includes("no-store") || directives.includes("no-cache")) return 0;
  const [, seconds] = directives.map((part) => /^max-age="?(\d{1,9})"?$/.exec(part)).find(Boolean) ?? [];
  if (seconds === undefined) return undefined;
  const age = /^\d{1,9}$/.test(headers.get("age") ?? "") ? Number(headers.get("age")) : 0;
  return Math.max(0, Number(seconds) - age);
}

function reason(error) {
  const text = error?.cause?.code ?? error?.cause?.message ?? error?.message;
  return text === undefined ? "an error" : `the error ${quote(String(text))}`;
}

function unreachable(url, received) {
  return new RolecallError("jwks-unreachable", `expected a document from ${shown(url)}, received ${received}`);
}

function tooLarge(url, maxBytes) {
  return new RolecallError(
    "jwks-too-large",
    `expected at most ${maxBytes} bytes from ${shown(url)}, received more`,
  );
}
