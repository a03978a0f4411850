// Whoever opens a pull request chooses names: of branches, of files, of roles. None of them becomes
// a command to the runner, or Markdown or HTML in the summary.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { marked } from "marked";
import { policy, pulled, pushed, root, run } from "./harness.mjs";

const HOSTILE = [
  "a\n::error::taken\n::add-mask::taken",
  "a\r\n::set-output name=decision::allow\r\n",
  "##[error]taken",
  "%0A::error::taken",
  "`<img src=x onerror=taken()>`",
  "</details><script>taken()</script>",
  "[click](https://taken.example)![x](https://taken.example/x.png)",
  "](https://taken.example) **taken** _taken_ ~~taken~~ | taken",
  "``` \n# taken\n| a | b |\n|---|---|",
  "\u001b[2J\u202etaken\u200b",
  "x<!-- taken -->\n\n> taken",
  "&lt;taken&gt;",
  "ghadelimiter_taken\ndecision<<x\nallow\nx",
];

/** The elements of a page that hold more than text, and where its links lead. */
function rendered(markdown) {
  const html = marked(markdown, { gfm: true });
  return {
    tags: new Set([...html.matchAll(/<([a-z0-9]+)/gi)].map(([, tag]) => tag.toLowerCase())),
    links: [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link]) => link),
    html,
  };
}

const EXPECTED = new Set(
  "h2 h3 p strong code ul li a details summary em table thead tbody tr th td pre blockquote br".split(" "),
);

function isHarmless({ commands, masks, summary, outputs }) {
  for (const { name } of commands) assert.ok(["error", "warning", "notice", "debug"].includes(name), name);
  for (const { message } of commands) assert.notEqual(message, "taken");
  assert.ok(!masks.includes("taken"));
  const { tags, links, html } = rendered(summary);
  for (const tag of tags) assert.ok(EXPECTED.has(tag), `<${tag}> in ${html}`);
  for (const link of links) assert.ok(!link.includes("taken"), link);
  assert.doesNotMatch(html.replace(/<code>.*?<\/code>/gs, ""), /taken/, "it stands in code alone");
  assert.doesNotMatch(summary, /[\u0000-\u0009\u000b-\u001f\u202e\u200b]/);
  assert.deepEqual(Object.keys(outputs).sort(), ["decision", "findings", "reason", "summary"]);
}

for (const text of HOSTILE) {
  test(`in claims: ${JSON.stringify(text)}`, async () => {
    const claims = {
      ...pulled,
      sub: `repo:octo-org/octo-repo:ref:refs/heads/${text}`,
      head_ref: text,
      ref: `refs/heads/${text}`,
      actor: text,
      [text]: text,
    };
    const result = await run({ files: { "deploy.json": policy("deploy") }, inputs: { policy: "deploy.json" }, claims });
    assert.equal(result.outputs.decision, "deny");
    isHarmless(result);
  });

  test(`in names: ${JSON.stringify(text)}`, async () => {
    const role = policy("get-role").replace('"deploy"', JSON.stringify(text));
    const broken = policy("deploy").replace('"Sid"', JSON.stringify(text));
    const named = policy("deploy").replace('"DeployFromMain"', JSON.stringify(text));
    const wanted = policy("deploy").replace("refs/heads/main", JSON.stringify(text).slice(1, -1));
    // A slash is no part of a name.
    const file = text.replaceAll("/", "∕");
    const result = await run({
      files: {
        [`in/${file}.json`]: role,
        "in/broken.json": broken,
        "in/named.json": named,
        "in/wanted.json": wanted,
        [`in/no-policy-${file}.json`]: JSON.stringify({ [text]: text }),
      },
      inputs: { policy: "in/*" },
      claims: pushed,
      env: { GITHUB_WORKFLOW: text, GITHUB_HEAD_REF: text, GITHUB_ACTOR: text },
    });
    assert.equal(result.summary.match(/^### /gm).length, 5);
    isHarmless(result);
    for (const { file: place, message } of result.annotations) {
      if (place?.includes("taken")) assert.ok(["in/", "in\\"].some((start) => place.startsWith(start)), message);
    }
  });

  test(`in a prediction: ${JSON.stringify(text)}`, async () => {
    const result = await run({
      files: { "deploy.json": policy("deploy") },
      inputs: { policy: "deploy.json", token: "predict", job: `ref: ${text}\nenvironment: ${text}` },
      claims: null,
    });
    isHarmless(result);
  });
}

test("in a message, only what stands in backticks is code, and nothing is more than words", async () => {
  const { prose, quote } = await import(pathToFileURL(path.join(root, "action", "src", "quote.js")));
  for (const text of HOSTILE) {
    const { tags, html } = rendered(prose(text.replaceAll("`", "")));
    // An address is a link to itself, as those in our own advice are meant to be.
    for (const tag of tags) assert.ok(["p", "a"].includes(tag), html);
    const quoted = rendered(prose(`so ${quote(text)} it is`));
    assert.deepEqual([...quoted.tags], ["p", "code"], quoted.html);
  }
  assert.equal(prose(`${quote("")} and ${quote("a")}`), "` ` and `a`");
});

test("what the endpoint says is quoted too", async () => {
  for (const text of HOSTILE) {
    const answer = (response) => response.writeHead(400).end(JSON.stringify({ message: text }));
    isHarmless(await run({ files: { "a.json": policy("deploy") }, inputs: { policy: "a.json" }, answer }));
  }
});

test("a summary that would be too long is cut between policies", async () => {
  const statements = JSON.parse(policy("deploy")).Statement;
  const long = JSON.stringify({ Version: "2012-10-17", Statement: Array.from({ length: 900 }, () => ({ ...statements[0], Sid: undefined })) });
  const files = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`p${index}.json`, long]));
  const { summary } = await run({ files, inputs: { policy: "*.json" }, claims: pulled });
  assert.ok(Buffer.byteLength(summary) < 1024 * 1024, `${Buffer.byteLength(summary)}`);
  assert.match(summary, /_\d policies are in the log|_\d more polic/);
  assert.equal(summary.match(/^\| `p\d/gm).length, 4);
});
