// For everybody: by keyboard alone, by ear, in both themes, on small screens, without scripts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { claims, openCase, policy, settled, shows, test, textOf, verdictOf } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MAIN = "repo:octo-org/octo-repo:ref:refs/heads/main";
const start = (sub, token = MAIN) => ({ policy: policy(sub), relyingParty: "", token: claims(token), request: {}, now: 1795000400, other: null });

async function audit(page, what) {
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const found = violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} ${failureSummary}`).join("; ")}`);
  assert.deepEqual(found, []);
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing, ${colorScheme}`, { colorScheme, bypassCSP: true }, async ({ base, visit }) => {
    const { page } = await visit();
    await openCase(page, base, start("repo:octo-org/*:environment:*", MAIN));
    await settled(page);
    await page.evaluate(axe);
    await audit(page, "a denial");
    await page.locator("#request-pane summary").click();
    await page.locator("#show-builder").click();
    await audit(page, "the builder");
    await page.locator("#open-lessons").click();
    await page.locator("#lessons [data-lesson]").first().waitFor();
    await audit(page, "lessons");
    await shows(page, () => page.locator('[data-lesson="lesson-for-all-values"]').click());
    await audit(page, "an allowance with findings");
    await page.locator("#open-lessons").click();
    await shows(page, () => page.locator('[data-lesson="lesson-source-address"]').click());
    await audit(page, "what cannot be told");
    await page.locator("#open-share").click();
    await audit(page, "share");
    await page.keyboard.press("Escape");
    await page.locator("#open-compare").click();
    await page.locator(".merge .cm-content").nth(1).waitFor();
    await page.locator("table").waitFor();
    await audit(page, "compare");
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 320, height: 640 });
    await audit(page, "small");
    await page.goto(`${base}self-test.html`);
    await page.waitForSelector("html[data-passed]");
    await page.evaluate(axe);
    await audit(page, "self-test");
  });
}

test("from policy to verdict to share by keyboard", async ({ base, visit, visitor }) => {
  await visitor.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { page } = await visit();
  await openCase(page, base, start("x"));
  await settled(page);
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const inside = () => page.evaluate(() => document.activeElement.id);
  // Into the policy by the order of the page, and out of it.
  let steps = 0;
  while ((await inside()) !== "policy-editor" && steps++ < 20) await press("Tab");
  assert.equal(await inside(), "policy-editor");
  await press("Control+A");
  await shows(page, () => page.keyboard.insertText(policy("repo:octo-org/octo-repo:environment:prod")));
  await press("Tab");
  assert.notEqual(await inside(), "policy-editor", "Tab leaves an editor");
  await press("Alt+2");
  assert.equal(await inside(), "token-editor");
  // To the verdict, and on to the change that it proposes.
  await press("Alt+3");
  assert.equal(await inside(), "verdict-word");
  assert.equal(await verdictOf(page), "deny");
  // The tree.
  steps = 0;
  while (!(await inside()).startsWith("step-") && steps++ < 20) await press("Tab");
  assert.equal(await inside(), "step-0");
  const count = await page.locator('[role="treeitem"]').count();
  await press("End");
  assert.equal(await inside(), `step-${count - 1}`);
  const label = await page.locator(`#step-${count - 1}`).textContent();
  assert.match(label, /does not hold.*expected.*repo:octo-org\/octo-repo:environment:prod.*received.*repo:octo-org\/octo-repo:ref:refs\/heads\/main/);
  assert.ok((await page.locator("#policy-editor .linked").count()) > 0, "focus marks the place in the policy");
  assert.ok((await page.locator("#token-editor .linked").count()) > 0, "and the claim");
  await press("Home", "ArrowLeft");
  assert.equal(await page.locator("#step-0").getAttribute("aria-expanded"), "false");
  await press("ArrowDown");
  assert.equal(await inside(), "step-0", "what is folded is passed over");
  await press("ArrowRight", "ArrowRight");
  assert.equal(await inside(), "step-1");
  await press("End", "ArrowLeft");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.kind), "conditions");
  await press("End", "Enter");
  assert.equal(await inside(), "policy-editor");
  // Make a change of the policy, then share it.
  await press("Alt+3");
  await page.keyboard.type("/");
  assert.ok(await page.locator("#lessons-dialog").evaluate((dialog) => dialog.open));
  await page.keyboard.insertText("works on push, fails on a pull request");
  await shows(page, () => press("Enter"));
  assert.equal(await inside(), "verdict-word");
  steps = 0;
  while ((await page.evaluate(() => document.activeElement.dataset.fix)) === undefined && steps++ < 20) await press("Tab");
  await shows(page, () => press("Enter"));
  assert.equal(await verdictOf(page), "allow");
  assert.equal(await inside(), "verdict-word");
  steps = 0;
  while ((await inside()) !== "open-share" && steps++ < 60) await press("Shift+Tab");
  await press("Enter");
  steps = 0;
  while ((await inside()) !== "copy-link" && steps++ < 20) await press("Tab");
  await press("Enter");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#1d[\w-]{100,}$/);
  await press("Escape");
  assert.equal(await inside(), "open-share", "focus is back where it was");
});

test("the verdict is read out when typing stops, once", async ({ base, visit }) => {
  const { page } = await visit();
  await openCase(page, base, start(MAIN));
  await settled(page);
  await page.waitForFunction(() => document.getElementById("live").textContent.startsWith("Allowed."));
  await page.evaluate(() => {
    window.heard = [];
    new MutationObserver(() => window.heard.push(document.getElementById("live").textContent)).observe(document.getElementById("live"), { childList: true });
  });
  await page.locator("#token-editor .cm-line", { hasText: '"sub"' }).click();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("-another-branch", { delay: 20 });
  await page.waitForFunction(() => window.heard.length > 0);
  await page.waitForTimeout(900);
  const heard = await page.evaluate(() => window.heard);
  assert.equal(heard.length, 1, JSON.stringify(heard));
  assert.match(heard[0], /^Denied\. /);
});

for (const width of [320, 768, 1280]) {
  test(`nothing is wider than the screen at ${width}`, { viewport: { width, height: 800 } }, async ({ base, visit }) => {
    const { page } = await visit();
    await openCase(page, base, start("repo:octo-org/octo-repo:environment:prod"));
    await settled(page);
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok((await wide()) <= 0, `${await wide()} too wide`);
    for (const button of ["#open-lessons", "#open-share", "#open-compare"]) {
      await page.locator(button).click();
      await page.waitForTimeout(200);
      assert.ok((await wide()) <= 0, button);
      const box = await page.locator("dialog[open]").boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= width, button);
      await page.keyboard.press("Escape");
    }
    if (width === 320) {
      assert.match(await page.locator("#jump").innerText(), /Denied/);
      await page.locator("#jump").click();
      await page.locator(".verdict").waitFor();
    }
  });
}

test("the theme is the system's, until one is chosen", { colorScheme: "dark" }, async ({ visit }) => {
  const { page } = await visit();
  await settled(page);
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await background();
  await page.locator("#theme").click();
  assert.notEqual(await background(), dark);
  await page.reload();
  assert.notEqual(await background(), dark);
  await page.locator("#theme").click();
  assert.equal(await background(), dark);
});

test("without scripts the page says what it is, and shows an example", { javaScriptEnabled: false }, async ({ visit }) => {
  const { page } = await visit();
  assert.match(await page.locator("noscript").innerText(), /JavaScript/);
  assert.equal(await verdictOf(page), "deny");
  assert.match(await page.locator(".verdict-sentence").innerText(), /environment/);
  assert.match(await page.locator("#policy").inputValue(), /octo-org/);
  assert.ok(await page.locator("#token").isVisible());
  assert.ok(!(await page.locator("#open-lessons").isVisible()));
});

test("the verdict that was built is the one that the script gives", async ({ visit, visitor, base }) => {
  const { page } = await visit();
  await page.waitForSelector("html[data-settled]");
  const text = (element) => element.innerText();
  const plain = await (await fetch(base)).text();
  const other = await visitor.newPage();
  await other.setContent(plain.slice(plain.indexOf('<div id="result">'), plain.indexOf("<footer")));
  const words = (string) => string.replace(/\s+/g, " ").trim();
  const [built, scripted] = [await other.locator("#result").textContent(), await page.locator("#result").textContent()].map(words);
  assert.equal(built, scripted);
  assert.ok(scripted.length > 100);
});

test("while there is no editor the textareas work", async ({ base, visitor }) => {
  const page = await visitor.newPage();
  await page.route(/editor-/, () => {});
  await page.goto(base);
  await page.waitForSelector("html[data-settled]");
  await shows(page, () => page.locator("#token").fill(claims("x")));
  assert.equal(await verdictOf(page), "deny");
  await page.locator("#policy").fill("{");
  await page.waitForFunction(() => /cannot be read/.test(document.querySelector(".verdict-word").textContent));
  assert.equal(await page.locator("#policy-editor").count(), 0);
});
