// What leaves the page: nothing. What it keeps: no signature. What it needs: nothing, once there.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { claims, decode, jwt, openCase, policy, put, settled, shows, site, test, textOf, verdictOf } from "./harness.mjs";

const MAIN = "repo:octo-org/octo-repo:ref:refs/heads/main";

test("no request once page, editor and service worker have settled, and no violation of the policy", async ({ base, visit, visitor, requests }) => {
  await visitor.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { page, faults } = await visit();
  const foreign = [];
  visitor.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:") && !request.url().startsWith("blob:")) foreign.push(request.url());
  });
  await settled(page);
  const settledAt = requests.length;
  assert.ok(settledAt > 5, requests.join(" "));

  // Everything that there is to do.
  await page.locator("#open-lessons").click();
  await page.locator("#search").fill("branch");
  await shows(page, () => page.locator('[data-lesson="lesson-branch-differs"]').click());
  await shows(page, () => page.locator("[data-fix]").first().click());
  await put(page, "policy", policy(`${MAIN}-x`));
  await put(page, "token", claims(MAIN));
  await page.evaluate((text) => navigator.clipboard.writeText(text), `Bearer ${jwt({ iss: "https://token.actions.githubusercontent.com", sub: MAIN, aud: "sts.amazonaws.com" })}`);
  await page.locator("#token-editor .cm-content").click();
  await shows(page, () => page.keyboard.press("Control+V"));
  await page.locator("#show-builder").click();
  await shows(page, () => page.locator("#builder-environment").fill("production"));
  await page.locator("#show-claims").click();
  await page.locator("#request-pane summary").click();
  await shows(page, () => page.locator("#clock-now").click());
  await page.locator("#open-compare").click();
  await page.locator(".merge .cm-content").nth(1).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#open-share").click();
  await page.locator("#share [name=mask]").check();
  await page.locator("#copy-markdown").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save-vector").click()]);
  await download.path();
  await page.keyboard.press("Escape");
  await page.locator("#theme").click();
  await page.locator("#lay-out").click();
  await page.waitForTimeout(300);

  assert.deepEqual(requests.slice(settledAt), []);
  assert.deepEqual(foreign, []);
  assert.deepEqual(faults, []);
});

test("a signature is kept nowhere and shared by nothing", async ({ base, visit, visitor }) => {
  await visitor.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { page } = await visit();
  await settled(page);
  const SECRET = "c2VjcmV0LXNpZ25hdHVyZS1vZi10aGUtdG9rZW4";
  const token = jwt({ iss: "https://token.actions.githubusercontent.com", aud: "sts.amazonaws.com", sub: MAIN }, SECRET);
  const keptOrShared = async () => {
    await page.locator("#open-share").click();
    await page.waitForTimeout(100);
    const link = await page.locator("#share-link").inputValue();
    await page.locator("#copy-markdown").click();
    await page.waitForTimeout(100);
    const markdown = await page.evaluate(() => navigator.clipboard.readText());
    await page.keyboard.press("Escape");
    const { state } = await decode(new URL(link).hash.slice(1));
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }));
    return [JSON.stringify(state), markdown, stored];
  };
  await page.evaluate((text) => navigator.clipboard.writeText(text), token);
  await page.locator("#token-editor .cm-content").click();
  await shows(page, () => page.keyboard.press("Control+V"));
  await page.waitForFunction(() => document.getElementById("token-kind").textContent === "JWT RS256");
  assert.match(await page.locator(".facts").innerText(), /Signature not checked/);
  for (const text of await keptOrShared()) assert.ok(!text.includes(SECRET), text);
  // Also where the token cannot be read, and stands in the pane as it was pasted.
  const broken = `${token.slice(0, 30)}!${token.slice(30)} ${token}x.y`;
  await put(page, "token", `{"sub": "${token}"}`);
  for (const text of await keptOrShared()) assert.ok(!text.includes(SECRET), text);
  await put(page, "policy", `# ${broken}`);
  for (const text of await keptOrShared()) assert.ok(!text.includes(SECRET), text);
});

test("it works without a network, and takes a new version only when asked", async ({ visit, server, visitor }) => {
  const { page } = await visit();
  await settled(page);
  await visitor.setOffline(true);
  server.closeAllConnections();
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.equal(await verdictOf(page), "deny");
  await page.locator("#open-lessons").click();
  assert.ok((await page.locator("#lessons [data-lesson]").count()) >= 20);
  await page.keyboard.press("Escape");
  await page.locator("#open-compare").click();
  await page.locator(".merge .cm-content").nth(1).waitFor();
});

const copy = mkdtempSync(path.join(tmpdir(), "rolecall-site-"));
cpSync(site, copy, { recursive: true });
process.on("exit", () => rmSync(copy, { recursive: true, force: true }));

test("a new version is offered, and waits", { folder: copy }, async ({ visit }) => {
  const { page } = await visit();
  await settled(page);
  const worker = path.join(copy, "sw.js");
  const index = path.join(copy, "index.html");
  writeFileSync(index, readFileSync(index, "utf8").replace("</title>", " (new)</title>"));
  writeFileSync(worker, readFileSync(worker, "utf8").replace(/rolecall-\$?\{?[^`"']*/, (name) => `${name}`) + "\n// new\n");
  writeFileSync(worker, readFileSync(worker, "utf8").replaceAll(/[0-9a-f]{16}/g, (hash) => [...hash].reverse().join("")));
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  await page.waitForFunction(() => document.getElementById("notices").textContent.includes("newer version"));
  assert.ok(!(await page.title()).includes("(new)"));
  await page.locator(".notice button", { hasText: "Load it" }).click();
  await page.waitForFunction(() => document.title.includes("(new)"));
});

test("what was typed is there again, without a link in the address", async ({ base, visit }) => {
  const { page } = await visit();
  await openCase(page, base, { policy: policy(MAIN), relyingParty: "", token: claims(MAIN), request: {}, now: 1795000400, other: null });
  await put(page, "token", claims(`${MAIN}-x`));
  assert.equal(new URL(page.url()).hash, "");
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.match(await textOf(page, "token"), /main-x/);
  assert.equal(await verdictOf(page), "deny");
});

test("masks are the same for the same name, and the verdict stays", async ({ base, visit }) => {
  const { page } = await visit();
  const token = { actor: "grace-hopper", repository: "acme-corp/rocket", repository_owner: "acme-corp", repository_id: "778899", repository_owner_id: "4455" };
  await openCase(page, base, {
    policy: policy("repo:acme-corp/rocket:environment:prod").replaceAll("111122223333", "998877665544"),
    relyingParty: "",
    token: claims("repo:acme-corp/rocket:ref:refs/heads/main", token),
    request: { roleArn: "arn:aws:iam::998877665544:role/deploy" },
    now: 1795000400,
    other: null,
  });
  await settled(page);
  await page.locator("#open-share").click();
  await page.locator("#share [name=mask]").check();
  await page.waitForFunction(() => document.getElementById("share-says").textContent.includes("same verdict"));
  const { state } = await decode(new URL(await page.locator("#share-link").inputValue()).hash.slice(1));
  const all = JSON.stringify(state);
  for (const name of ["acme-corp", "rocket", "grace-hopper", "778899", "4455", "998877665544"]) assert.ok(!all.includes(name), name);
  const [, owner, repository] = /repo:([\w-]+)\/([\w-]+):environment/.exec(state.policy);
  assert.ok(state.token.includes(`repo:${owner}/${repository}:ref`), all);
  assert.ok(state.token.includes(`"repository": "${owner}/${repository}"`));
  const [, account] = /iam::(\d{12}):/.exec(state.policy);
  assert.equal(state.request.roleArn, `arn:aws:iam::${account}:role/deploy`);
  // A pattern that cuts through a name.
  await page.keyboard.press("Escape");
  await put(page, "policy", policy("repo:acme-co*"));
  await page.locator("#open-share").click();
  await page.waitForFunction(() => document.getElementById("share-says").textContent.includes("another verdict"));
});

test("a case is saved as a vector and loaded again", async ({ base, visit }) => {
  const { page } = await visit();
  await openCase(page, base, { policy: policy(MAIN), relyingParty: "", token: claims(`${MAIN}-é🚀`), request: { complete: true }, now: 1795000400, other: null });
  await settled(page);
  await page.locator("#open-share").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save-vector").click()]);
  const file = await download.path();
  const vector = JSON.parse(readFileSync(file, "utf8"));
  assert.equal(vector.cases[0].expect.decision, "deny");
  assert.equal(vector.cases[0].policyText, policy(MAIN));
  await page.keyboard.press("Escape");
  await put(page, "policy", policy("other"));
  await page.locator("#open-share").click();
  await shows(page, () => page.locator("#load-vector").setInputFiles({ name: "case.json", mimeType: "application/json", buffer: readFileSync(file) }));
  assert.equal(await textOf(page, "policy"), policy(MAIN));
  assert.match(await textOf(page, "token"), /é🚀/);
  assert.ok(await page.locator("[name=complete]").isChecked());
  await page.locator("#open-share").click();
  await page.locator("#load-vector").setInputFiles({ name: "other.json", mimeType: "application/json", buffer: Buffer.from("[]") });
  await page.waitForFunction(() => document.getElementById("share-says").textContent.includes("is no case"));
});
