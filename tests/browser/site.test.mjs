// The site as a whole: how much it is, how fast it answers, every vector, and the one file.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { claims, encode, openCase, policy, put, settled, shows, site, test, textOf, verdictOf } from "./harness.mjs";

const MAIN = "repo:octo-org/octo-repo:ref:refs/heads/main";
const KB = 1024;

const packed = (...files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(site, file)), { level: 9 }).length, 0);
const assets = (pattern) => readdirSync(path.join(site, "assets")).filter((name) => pattern.test(name)).map((name) => path.join("assets", name));

test("no part is larger than it may be", async () => {
  // The worker too, but for the check of signatures, which is loaded when somebody asks for it.
  const app = packed("index.html", "sw.js", ...assets(/^(app|theme|worker-(?!verify))-?.*\.js$|\.css$/));
  const merge = packed(...assets(/^merge-/));
  const editor = packed(...assets(/^editor-/));
  console.log(`page, styles and app ${app} B, editor ${editor} B, merge view ${merge} B, evaluator ${packed(...assets(/\.wasm$/))} B, one file ${packed("rolecall.html")} B`);
  assert.ok(app <= 40 * KB, `page, styles and app: ${app} B`);
  assert.ok(editor <= 130 * KB, `editor: ${editor} B`);
  assert.ok(merge > 0 && merge < 20 * KB, `merge view: ${merge} B`);
  const page = readFileSync(path.join(site, "index.html"), "utf8");
  assert.ok(!/editor-|merge-/.test(page), "the editor is off the critical path");
});

test("the first verdict comes within a second, and the answer to a key at once", async ({ base, visitor }) => {
  const page = await visitor.newPage();
  // Past what is built into the page: a case of its own, by a link.
  const state = { policy: policy(MAIN), relyingParty: "", token: claims(MAIN), request: {}, now: 1795000400, other: null };
  const link = `${base}#${await encode(state)}`;
  const begun = performance.now();
  await page.goto(link, { waitUntil: "commit" });
  await page.waitForSelector('.verdict[data-decision="allow"]');
  const first = performance.now() - begun;
  const inPage = await page.evaluate(() => performance.getEntriesByName("first-verdict")[0].startTime);
  await settled(page);
  const file = assets(/^lessons-/)[0];
  const lessons = JSON.parse(readFileSync(path.join(site, file), "utf8"));
  const largest = lessons.reduce((one, other) => (other.policy.length + other.token.length > one.policy.length + one.token.length ? other : one));
  await page.locator("#open-lessons").click();
  await shows(page, () => page.locator(`[data-lesson="${largest.id}"]`).click());
  const times = await page.evaluate(async () => {
    document.getElementById("token-editor").shadowRoot.querySelector(".cm-content").focus();
    const times = [];
    for (let round = 0; round < 60; round++) {
      const begun = performance.now();
      document.execCommand("insertText", false, " ");
      await new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          resolve();
        });
        observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-settled"] });
      });
      times.push(performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return times.sort((left, right) => left - right);
  });
  // What else the machine does makes some rounds slow; it makes none fast.
  const quick = times[times.length >> 3];
  const median = times[times.length >> 1];
  console.log(`first verdict ${first.toFixed(0)} ms (${inPage.toFixed(0)} ms in the page), after a key ${quick.toFixed(1)} ms, median ${median.toFixed(1)} ms`);
  assert.ok(inPage < 1000, `first verdict after ${inPage} ms`);
  assert.ok(quick <= 16, `after a key ${quick} ms`);
});

test("every vector passes in this browser", async ({ visit }) => {
  const { page, faults } = await visit("self-test.html");
  await page.waitForSelector("html[data-passed]", { timeout: 120_000 });
  const { passed, failed } = await page.evaluate(() => ({ ...document.documentElement.dataset }));
  assert.equal(failed, "0", await page.locator("#failures").innerText());
  const vectors = JSON.parse(readFileSync(path.join(site, assets(/^vectors-/)[0]), "utf8"));
  assert.equal(Number(passed), vectors.length);
  assert.ok(vectors.length >= 1000, `${vectors.length} vectors`);
  assert.match(await page.locator("#count").innerText(), new RegExp(`^${passed} of ${passed} cases passed`));
  assert.deepEqual(faults, []);
});

test("a vector that is wrong fails", async ({ base, visitor }) => {
  const page = await visitor.newPage();
  await page.route(/vectors-/, async (route) => {
    const vectors = JSON.parse(readFileSync(path.join(site, assets(/^vectors-/)[0]), "utf8")).filter(({ error }) => error === null).slice(0, 5);
    vectors[1].head.decision = vectors[1].head.decision === "allow" ? "deny" : "allow";
    vectors[3].trace.outcome = "unheard-of";
    await route.fulfill({ json: vectors });
  });
  await page.goto(`${base}self-test.html`);
  await page.waitForSelector("html[data-failed]");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.failed), "2");
  assert.equal(await page.locator("#failures li").count(), 2);
});

test("the single file opens from the disk", async ({ visitor }) => {
  const page = await visitor.newPage();
  const faults = [];
  const requests = [];
  page.on("console", (message) => {
    if (message.type() === "error" || /Content.Security.Policy/i.test(message.text())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) requests.push(request.url());
  });
  const address = pathToFileURL(path.join(site, "rolecall.html")).href;
  await page.goto(address);
  await page.waitForSelector("html[data-ready]");
  assert.equal(await verdictOf(page), "deny");
  await put(page, "policy", policy(MAIN));
  await put(page, "token", claims(MAIN));
  assert.equal(await verdictOf(page), "allow");
  await page.locator("#open-lessons").click();
  await shows(page, () => page.locator('[data-lesson="lesson-pull-request"]').click());
  assert.equal(await verdictOf(page), "deny");
  await page.locator("#open-compare").click();
  await page.locator(".merge .cm-content").nth(1).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#open-share").click();
  await page.waitForFunction(() => document.getElementById("share-link").value.includes("#1d"));
  const html = readFileSync(path.join(site, "rolecall.html"), "utf8");
  assert.match(html, /connect-src 'none'/);
  assert.ok(!/unsafe-inline/.test(html));
  assert.deepEqual(requests, [address]);
  assert.deepEqual(faults, []);
});
