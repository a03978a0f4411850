// Chromium, the site on this machine with the headers that a host should send, and a record of
// what goes wrong.

import path from "node:path";
import { after, test as nodeTest } from "node:test";
import { chromium } from "playwright-core";
import { chromium as findChromium } from "../runtimes/hosts.mjs";

const root = process.env.ROLECALL_ROOT ?? path.resolve(import.meta.dirname, "..", "..");

/** The built site. */
export const site = process.env.ROLECALL_SITE;
if (site === undefined) throw new Error("expected the folder of the site in `ROLECALL_SITE`");

const { createSite } = await import(path.join(root, "www", "serve.mjs"));
const { decode, encode } = await import(path.join(root, "www", "src", "link.js"));
export { createSite, decode, encode, root };

const found = await findChromium();
const skip = found === undefined && "no Chromium runs here: name one in `ROLECALL_CHROMIUM`";

let browser;
const open = () =>
  (browser ??= chromium.launch({
    ...found,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  }));

after(async () => (await browser)?.close());

/** A test in a context of its own: no state is left from one to the next. */
export function test(name, options, body) {
  if (typeof options === "function") return test(name, {}, options);
  nodeTest(name, { skip }, async () => {
    const { folder = site, ...context } = options;
    const requests = [];
    const server = createSite(folder, (path) => requests.push(path));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${server.address().port}/`;
    const visitor = await (await open()).newContext({ viewport: { width: 1280, height: 800 }, ...context });
    try {
      await body({ base, visitor, requests, server, visit: (address = "") => visit(visitor, base, address) });
    } finally {
      await visitor.close();
      server.closeAllConnections();
      server.close();
    }
  });
}

/** Opens a page; `faults` fills with whatever it complains about. */
async function visit(visitor, base, address) {
  const page = await visitor.newPage();
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error" || /Content.Security.Policy/i.test(message.text())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(new URL(address, base).href);
  return { page, faults };
}

/** Waits until page, editor and service worker have settled. */
export async function settled(page) {
  await page.waitForSelector("html[data-ready]");
  if (page.url().startsWith("http")) {
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller === null) {
        await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
      }
    });
  }
}

/** Puts a text into a pane, as somebody does who selects all and types or pastes. */
export async function put(page, pane, text) {
  await shows(page, async () => {
    await page.locator(`#${pane}-editor .cm-content`).click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(text);
  });
}

/** Does something, and waits until the answer to it is on show. */
export async function shows(page, act) {
  const before = await page.evaluate(() => document.documentElement.dataset.settled);
  await act();
  await page.waitForFunction((count) => document.documentElement.dataset.settled !== count, before);
}

/** The text of a pane: short enough that the editor has all its lines on the page. */
export const textOf = async (page, pane) =>
  (await page.locator(`#${pane}-editor .cm-line`).evaluateAll((lines) => lines.map((line) => line.textContent))).join("\n");

/** The verdict on show. */
export const verdictOf = (page) => page.locator("#result .verdict").getAttribute("data-decision");

/** Opens a case by its link. */
export async function openCase(page, base, state) {
  await page.goto("about:blank");
  await page.goto(`${base}#${await encode(state)}`);
  await page.waitForSelector("html[data-ready]");
}

/** A policy and claims to work with. */
export const policy = (sub, operator = "StringEquals") =>
  JSON.stringify(
    {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
            [operator === "StringEquals" ? "StringLike" : operator]: { "token.actions.githubusercontent.com:sub": sub },
          },
        },
      ],
    },
    null,
    2,
  );

export const claims = (sub, more = {}) =>
  JSON.stringify({ iss: "https://token.actions.githubusercontent.com", aud: "sts.amazonaws.com", sub, ...more }, null, 2);

export function jwt(payload, signature = "c2lnbmF0dXJlLW9mLXRoZS10b2tlbg") {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ typ: "JWT", alg: "RS256", kid: "test" })}.${part(payload)}.${signature}`;
}
