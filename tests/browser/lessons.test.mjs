// Every lesson of the gallery: its verdict, and a link that says the same to somebody else.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { decode, encode, openCase, settled, shows, site, test, textOf, verdictOf } from "./harness.mjs";

const file = readdirSync(path.join(site, "assets")).find((name) => name.startsWith("lessons-"));
const lessons = JSON.parse(readFileSync(path.join(site, "assets", file), "utf8"));

test("there are at least twenty lessons, each with its own title", async () => {
  assert.ok(lessons.length >= 20, `${lessons.length} lessons`);
  assert.equal(new Set(lessons.map(({ title }) => title)).size, lessons.length);
});

test("every lesson reaches its verdict, and its link says the same", async ({ base, visit, visitor }) => {
  const { page, faults } = await visit();
  await settled(page);
  const other = await visitor.newPage();
  for (const lesson of lessons) {
    // A page behind another does not paint.
    await page.bringToFront();
    await page.locator("#open-lessons").click();
    await shows(page, () => page.locator(`[data-lesson="${lesson.id}"]`).click());
    assert.equal(await verdictOf(page), lesson.decision, lesson.id);
    assert.ok((await page.locator(".lesson-card").innerText()).length > 40, lesson.id);
    assert.equal(await textOf(page, "policy"), lesson.policy, lesson.id);
    const sentence = await page.locator(".verdict-sentence").innerText();

    await page.locator("#open-share").click();
    await page.waitForFunction(() => document.getElementById("share-link").value !== "");
    await page.waitForTimeout(20);
    const link = await page.locator("#share-link").inputValue();
    await page.keyboard.press("Escape");
    const { state } = await decode(new URL(link).hash.slice(1));
    assert.equal(state.policy, lesson.policy);
    assert.equal(state.token, lesson.token);

    await other.goto("about:blank");
    await other.goto(link);
    await other.waitForSelector("html[data-settled]");
    assert.equal(await verdictOf(other), lesson.decision, lesson.id);
    assert.equal(await other.locator(".verdict-sentence").innerText(), sentence, lesson.id);
  }
  assert.deepEqual(faults, []);
});

test("the message that people have finds the lesson", async ({ visit }) => {
  const { page } = await visit();
  await settled(page);
  await page.keyboard.press("/");
  for (const [message, lesson] of [
    ["Error: Not authorized to perform sts:AssumeRoleWithWebIdentity", "lesson-environment-replaces-branch"],
    ["Not authorized to perform sts:AssumeRoleWithWebIdentity tag", "lesson-tag-is-no-branch"],
    ["Could not assume role with OIDC: Incorrect token audience", "lesson-audience-of-the-token"],
    ["No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com", "lesson-retired-provider-host"],
    ["User: arn:aws:sts::123:x is not authorized to perform: sts:TagSession on resource: arn:aws:iam::123:role/x", "lesson-session-tags"],
    ["An error occurred (ExpiredTokenException) when calling AssumeRoleWithWebIdentity: Token expired: current date/time must be before the expiration date/time 2026", "lesson-token-expired"],
    ["Token request failed: `invalid-publisher`: valid token, but no corresponding publisher reusable", "lesson-pypi-reusable"],
    ["npm error 404 Not Found - PUT https://registry.npmjs.org/@octo%2fpackage", "lesson-npm-workflow"],
    ["none of the expected identities matched what was in the certificate branch", "lesson-sigstore-tag"],
    ["refs/pull", "lesson-pull-request-ref"],
    ["immutable ids", "lesson-immutable-subject"],
  ]) {
    await page.locator("#search").fill(message);
    const found = page.locator("#lessons [data-lesson]");
    assert.ok((await found.count()) > 0, message);
    assert.equal(await found.first().getAttribute("data-lesson"), lesson, message);
  }
  await page.locator("#search").fill("qwertyuiop");
  assert.equal(await page.locator("#lessons [data-lesson]").count(), 0);
});

test("links carry emoji and CJK, and say so where they win over what was kept", async ({ base, visit }) => {
  const { page } = await visit();
  await settled(page);
  const [lesson] = lessons;
  const state = {
    policy: lesson.policy.replaceAll("octo-repo", "倉庫-🚀"),
    relyingParty: "aws",
    token: lesson.token.replaceAll("octo-repo", "倉庫-🚀"),
    request: { context: { "aws:PrincipalTag/チーム": "é🎉" } },
    now: 1795000400,
    other: null,
  };
  assert.deepEqual((await decode(await encode(state))).state, { ...state, other: undefined });
  await openCase(page, base, state);
  assert.equal(await textOf(page, "policy"), state.policy);
  assert.equal(await textOf(page, "token"), state.token);
  assert.equal(await page.locator("#context").inputValue(), "aws:PrincipalTag/チーム = é🎉");
  assert.match(await page.locator("#notices").innerText(), /came with the link/);
});

test("a broken or newer link says so and leaves what there was", async ({ base, visit }) => {
  const { page } = await visit();
  await settled(page);
  const state = { policy: lessons[3].policy, relyingParty: "", token: lessons[3].token, request: {}, now: 1795000400, other: null };
  const good = await encode(state);
  // Something of the visitor's own is kept.
  await page.locator("#open-lessons").click();
  await shows(page, () => page.locator(`[data-lesson="${lessons[5].id}"]`).click());
  const bomb = await encode({ ...state, policy: "a".repeat(30_000_000) });
  for (const [fragment, says] of [
    [good.slice(0, -40), /broken/],
    [`1d${"A".repeat(40)}`, /broken/],
    ["1dä%ZZ", /broken/],
    ["1j", /broken/],
    [`1j${Buffer.from("[1]").toString("base64url")}`, /broken/],
    [`1j${Buffer.from("null").toString("base64url")}`, /broken/],
    [`1j${Buffer.from([0xff, 0xfe]).toString("base64url")}`, /broken/],
    [`2d${good.slice(2)}`, /newer version/],
    ["99zzz", /newer version/],
    [bomb, /broken/],
  ]) {
    await page.goto("about:blank");
    await page.goto(`${base}#${fragment}`);
    await page.waitForSelector("html[data-ready]");
    assert.match(await page.locator("#notices").innerText(), says, fragment.slice(0, 40));
    assert.match(await page.locator("#notices").innerText(), /still here/, fragment.slice(0, 40));
    assert.equal(await textOf(page, "policy"), lessons[5].policy, fragment.slice(0, 40));
  }
  // What is no case at all is left alone.
  await page.goto("about:blank");
  await page.goto(`${base}#findings`);
  await page.waitForSelector("html[data-ready]");
  assert.equal(await page.locator("#notices").innerText(), "");
  // Wrong kinds inside a well-formed link are passed over.
  await page.goto("about:blank");
  await page.goto(`${base}#1j${Buffer.from(JSON.stringify({ p: 7, t: [], q: "x", n: "soon" })).toString("base64url")}`);
  await page.waitForSelector("html[data-ready]");
  assert.equal(await textOf(page, "policy"), "");
});
