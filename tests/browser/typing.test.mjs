// Typing, pasting and pointing: the answer is always that to what stands there.

import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { claims, jwt, openCase, policy, put, settled, shows, test, textOf, verdictOf } from "./harness.mjs";

const MAIN = "repo:octo-org/octo-repo:ref:refs/heads/main";
const NOW = 1795000400;
const start = (sub, token = MAIN, more = {}) => ({ policy: policy(sub), relyingParty: "", token: claims(token), request: {}, now: NOW, other: null, ...more });

test("typing re-evaluates", async ({ base, visit }) => {
  const { page, faults } = await visit();
  await openCase(page, base, start(MAIN));
  assert.equal(await verdictOf(page), "allow");
  await page.evaluate(() => document.getElementById("policy-editor").shadowRoot.querySelector(".cm-content").focus());
  const { length } = await textOf(page, "policy");
  await page.keyboard.press("Control+End");
  for (let step = 0; step < length - policy("").indexOf('""') - 1 - MAIN.length; step++) await page.keyboard.press("ArrowLeft");
  await shows(page, () => page.keyboard.type("-not"));
  await page.waitForSelector('.verdict[data-decision="deny"]');
  for (let step = 0; step < 4; step++) await page.keyboard.press("Backspace");
  await page.waitForSelector('.verdict[data-decision="allow"]');
  assert.deepEqual(faults, []);
});

test("a stale result never shows", async ({ base, visit, visitor }) => {
  // Answers that take longer than the next key.
  await visitor.addInitScript(() => {
    const listen = Worker.prototype.addEventListener;
    Worker.prototype.addEventListener = function (kind, hear) {
      return listen.call(this, kind, (event) => setTimeout(() => hear(event), 120));
    };
  });
  const { page } = await visit();
  await openCase(page, base, start(MAIN));
  await settled(page);
  // Every answer that is put on the page is noted with what stood in the pane then.
  await page.evaluate(() => {
    window.seen = [];
    new MutationObserver(() => {
      const view = document.getElementById("token-editor").shadowRoot.querySelector(".cm-content");
      window.seen.push([view.textContent.includes('heads/main"'), document.querySelector(".verdict").dataset.decision]);
    }).observe(document.getElementById("result"), { childList: true });
  });
  for (let round = 0; round < 30; round++) {
    await page.locator("#token-editor .cm-content").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(claims(round % 2 === 0 ? `${MAIN}-${round}` : MAIN));
    // Now and then there is time for an answer.
    if (round % 10 === 4) await page.waitForTimeout(400);
  }
  await page.waitForFunction(() => document.querySelector(".verdict").dataset.decision === "allow");
  const seen = await page.evaluate(() => window.seen);
  assert.ok(seen.length >= 2, `${seen.length} answers`);
  for (const [isMain, decision] of seen) assert.equal(decision, isMain ? "allow" : "deny");
});

test("remarks and errors land on the right character after é and an emoji", async ({ base, visit }) => {
  const { page } = await visit();
  await openCase(page, base, start("é🚀-x"));
  const text = policy("repo:octo-org/octo-repo:*").replace('"Version"', '"Sid é🚀": "é🚀", "Version"').replace("StringLike", "StringEqualz");
  await put(page, "policy", text);
  // The name of the operator that does not exist, behind what takes several units.
  const marked = await page.locator("#policy-editor .cm-lintRange-error").allInnerTexts();
  assert.ok(marked.some((part) => part.includes("StringEqualz")), JSON.stringify(marked));
  const broken = '{ "é🚀é🚀": "🚀", "b": x }';
  await put(page, "policy", broken);
  const range = page.locator("#policy-editor .cm-lintRange-error, #policy-editor .cm-lintPoint-error").first();
  await range.waitFor();
  assert.equal((await range.innerText()).charAt(0), "x");
  await put(page, "token", '{ "é🚀": "🚀", "sub": 1e }');
  assert.match(await page.locator(".verdict-word").innerText(), /cannot be read/);
});

test("a step and its places are marked together, both ways", async ({ base, visit }) => {
  const { page } = await visit();
  await openCase(page, base, start("repo:é🚀/x:ref:refs/heads/main"));
  await settled(page);
  const step = page.locator('.step[data-kind="test"][data-claim="sub"] > .row');
  await step.hover();
  const marked = async (pane) => (await page.locator(`#${pane}-editor .linked`).allInnerTexts()).join("");
  assert.equal(await marked("policy"), '"token.actions.githubusercontent.com:sub": "repo:é🚀/x:ref:refs/heads/main"');
  assert.equal(await marked("token"), `"sub": "${MAIN}"`);
  await page.mouse.move(2, 2);
  await page.locator("#token-editor .cm-line", { hasText: '"sub"' }).click();
  assert.equal(await page.locator(".step.linked").getAttribute("data-claim"), "sub");
  assert.match(await marked("policy"), /é🚀/);
  await page.locator("#policy-editor .cm-line", { hasText: ":aud" }).click();
  assert.equal(await page.locator(".step.linked").getAttribute("data-claim"), "aud");
});

test("the first difference is marked at the character", async ({ base, visit }) => {
  const { page } = await visit();
  await openCase(page, base, start("repo:octo-org/é🚀a:*", "repo:octo-org/é🚀b:pull_request"));
  const step = page.locator('.step[data-kind="test"][data-claim="sub"]');
  assert.deepEqual(await step.locator(".differs").allInnerTexts(), ["a", "b"]);
  assert.match(await step.locator("dd").nth(1).innerText(), /^repo:octo-org\/é🚀b:pull_request$/);
});

test("one click makes a change, and one key takes it back", async ({ base, visit }) => {
  const { page } = await visit();
  await openCase(page, base, start(MAIN, "repo:octo-org/octo-repo:environment:prod"));
  await settled(page);
  const before = await textOf(page, "policy");
  await shows(page, () => page.locator("[data-fix]").first().click());
  await page.waitForSelector('.verdict[data-decision="allow"]');
  assert.equal(await page.evaluate(() => document.activeElement.id), "verdict-word");
  assert.match(await textOf(page, "policy"), /environment:prod/);
  await page.locator("#policy-editor .cm-content").click();
  await page.keyboard.press("Control+Z");
  await page.waitForSelector('.verdict[data-decision="deny"]');
  assert.equal(await textOf(page, "policy"), before);
});

test("claims that would do are tried", async ({ base, visit }) => {
  const { page } = await visit();
  await openCase(page, base, start(MAIN, "repo:octo-org/octo-repo:environment:prod"));
  await settled(page);
  await page.locator("[data-try]").click();
  await page.waitForSelector('.verdict[data-decision="allow"]');
  assert.match(await textOf(page, "token"), /"sub": "repo:octo-org\/octo-repo:ref:refs\/heads\/main"/);
});

test("whatever is pasted is taken for what it is", async ({ base, visit, visitor }) => {
  await visitor.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { page } = await visit();
  await openCase(page, base, start(MAIN));
  await settled(page);
  const paste = async (pane, text) => {
    await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    if (pane === undefined) await page.locator("#verdict-word").focus();
    else await page.locator(`#${pane}-editor .cm-content`).click();
    await shows(page, () => page.keyboard.press("Control+V"));
    await page.waitForTimeout(150);
  };
  const token = (sub) => jwt({ iss: "https://token.actions.githubusercontent.com", aud: "sts.amazonaws.com", sub });

  for (const [text, name] of [
    [token("one"), "one"],
    [`Bearer ${token("two")}`, "two"],
    [`2026-11-24T10:00:00Z INFO sending {"Authorization": "Bearer ${token("three")}", "x": 1} to sts`, "three"],
    [`got claims {"sub": "four", "iss": "https://token.actions.githubusercontent.com"} from the runner`, "four"],
    [token("five").replace(/(.{60})/g, "$1\n"), "five"],
  ]) {
    await paste("token", text);
    assert.match(await textOf(page, "token"), new RegExp(`"sub": "${name}"`), text);
    assert.equal(await verdictOf(page), "deny");
  }
  // Into the wrong pane, and into none.
  const kept = await textOf(page, "policy");
  await paste("policy", token("six"));
  assert.match(await textOf(page, "token"), /"sub": "six"/);
  assert.equal(await textOf(page, "policy"), kept);
  await paste(undefined, token(MAIN));
  assert.equal(await verdictOf(page), "allow");
  const role = { Role: { RoleName: "deploy", AssumeRolePolicyDocument: JSON.parse(policy("other")) } };
  await paste("token", JSON.stringify(role));
  assert.match(await textOf(page, "policy"), /"other"/);
  assert.match(await textOf(page, "token"), /octo-repo/);
  assert.equal(await verdictOf(page), "deny");
  // Several: a list to choose from.
  const roles = { Roles: [role.Role, { RoleName: "main", AssumeRolePolicyDocument: JSON.parse(policy(MAIN)) }] };
  await paste("policy", JSON.stringify(roles));
  assert.deepEqual(await page.locator("#found option").allInnerTexts(), ["deploy", "main"]);
  await shows(page, () => page.locator("#found").selectOption({ label: "main" }));
  assert.equal(await verdictOf(page), "allow");
});

test("a signature is checked against keys that were pasted", async ({ base, visit, visitor }) => {
  await visitor.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { page, faults } = await visit();
  await openCase(page, base, start(MAIN));
  await settled(page);
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const payload = { iss: "https://token.actions.githubusercontent.com", aud: "sts.amazonaws.com", sub: MAIN, iat: 1700000000, nbf: 1700000000, exp: 1700000300 };
  const [unsigned] = jwt(payload).match(/^[^.]+\.[^.]+/);
  const token = `${unsigned}.${sign("RSA-SHA256", unsigned, privateKey).toString("base64url")}`;
  const keys = (key) => JSON.stringify({ keys: [{ ...key.export({ format: "jwk" }), kid: "test", alg: "RS256", use: "sig" }] });
  await page.evaluate((text) => navigator.clipboard.writeText(text), token);
  await page.locator("#token-editor .cm-content").click();
  await shows(page, () => page.keyboard.press("Control+V"));
  await page.locator("#open-check").click();
  assert.match(await page.locator("#check-where").innerText(), /^https:\/\/token\.actions\.githubusercontent\.com\/\.well-known\/openid-configuration/);
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
  for (const [text, says] of [
    ["nonsense", /expected|JSON/i],
    [keys(other), /signature/i],
  ]) {
    await page.locator("#jwks").fill(text);
    await page.locator("#check").click();
    await page.waitForFunction(() => document.getElementById("check-says").textContent !== "");
    assert.match(await page.locator("#check-says").innerText(), says);
    assert.match(await page.locator(".fact-signature").innerText(), /not/);
  }
  await page.locator("#jwks").fill(keys(publicKey));
  await shows(page, () => page.locator("#check").click());
  await page.waitForFunction(() => /^Signature checked/.test(document.querySelector(".fact-signature").textContent));
  assert.match(await page.locator(".facts").innerText(), /Expired/);
  // A character of the claims, and it is another token.
  await page.locator("#token-editor .cm-line", { hasText: '"sub"' }).click();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await shows(page, () => page.keyboard.type("x"));
  assert.match(await page.locator(".fact-signature").innerText(), /not checked/);
  assert.ok(!(await page.locator("#open-check").isVisible()));
  assert.deepEqual(faults, []);
});

test("a token is built from a job", async ({ base, visit }) => {
  const { page, faults } = await visit();
  await openCase(page, base, { ...start(MAIN), token: "" });
  await settled(page);
  assert.match(await page.locator(".verdict-word").innerText(), /No token yet/);
  await shows(page, () => page.locator("#show-builder").click());
  await page.waitForSelector('.verdict[data-decision="allow"]');
  await page.locator("#builder-environment").fill("production");
  await page.waitForSelector('.verdict[data-decision="deny"]');
  assert.match(await page.locator(".verdict-sentence").innerText(), /environment/i);
  await page.locator("#builder-environment").fill("");
  await page.waitForSelector('.verdict[data-decision="allow"]');
  await page.locator("#builder-event").selectOption("pull_request");
  await page.waitForSelector('.verdict[data-decision="deny"]');
  await page.locator("#builder-ref").fill("refs/tags/x");
  await page.waitForSelector("#builder-error:not(:empty)");
  await page.locator("#builder-ref").fill("");
  await page.locator("#builder-event").selectOption("push");
  await page.locator("#builder-immutable").check();
  await page.waitForSelector('.verdict[data-decision="deny"]');
  await page.locator("#show-claims").click();
  assert.match(await textOf(page, "token"), /"sub": "repo:octo-org@\d+\/octo-repo@\d+:ref:refs\/heads\/main"/);
  assert.deepEqual(faults, []);
});

test("the clock and the request are part of the case", async ({ base, visit }) => {
  const { page } = await visit();
  await openCase(page, base, {
    ...start(MAIN),
    policy: policy(MAIN).replace('"StringLike"', '"IpAddress": { "aws:SourceIp": "203.0.113.0/24" },\n        "StringLike"'),
    token: claims(MAIN, { iat: NOW - 100, exp: NOW + 200 }),
  });
  await settled(page);
  assert.equal(await verdictOf(page), "indeterminate");
  assert.match(await page.locator(".facts").innerText(), /Valid for another 3 minutes/);
  await page.locator('[data-give="aws:SourceIp"]').click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "context");
  await page.keyboard.type("203.0.113.7");
  await page.waitForSelector('.verdict[data-decision="allow"]');
  await page.locator("#context").fill("aws:SourceIp = 198.51.100.7");
  await page.waitForSelector('.verdict[data-decision="deny"]');
  await page.locator("#clock").fill("2027-01-01T00:00:00");
  await page.waitForFunction(() => /Expired \d+ days ago/.test(document.querySelector(".facts").textContent));
  await page.locator("#clock-issued").click();
  await page.waitForFunction(() => /Valid for another 5 minutes/.test(document.querySelector(".facts").textContent));
});

test("two policies are compared over a set of tokens", async ({ base, visit }) => {
  const { page, faults } = await visit();
  await openCase(page, base, start(MAIN));
  await settled(page);
  await page.locator("#open-compare").click();
  await page.locator(".merge .cm-content").nth(1).waitFor();
  assert.match(await page.locator(".compare-summary").innerText(), /same verdict for each of \d\d? tokens/);
  await page.locator(".merge .cm-content").nth(1).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(policy("repo:octo-org/octo-repo:*"));
  await page.waitForFunction(() => /\d+ of \d+ verdicts differ/.test(document.querySelector(".compare-summary").textContent));
  const rows = page.locator("tr[data-changed]");
  assert.ok((await rows.count()) >= 5, `${await rows.count()} rows`);
  assert.match(await rows.first().innerText(), /newly let in/);
  assert.match(await page.locator("tbody tr", { hasText: "stranger" }).innerText(), /Denied\s+.*Denied/s);
  await page.locator("#compare-use").click();
  assert.match(await textOf(page, "policy"), /octo-repo:\*/);
  assert.deepEqual(faults, []);
});
