// Writes the site.
//
// usage: node build.mjs FOLDER VECTORS
//
// FOLDER is emptied. VECTORS is the file that the Rust tests write. The package must be built.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import "../pkg/lib/embedded.js";
import { answer } from "./src/core/answers.js";
import { fromVector } from "./src/case.js";
import { toHtml } from "./src/dom.js";
import { verdictView } from "./src/view/verdict.js";
import { expiry } from "./src/view/clock.js";
import { HEADERS, META } from "./policy.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const [folder, vectors] = process.argv.slice(2);
if (vectors === undefined) throw new Error("expected a folder to write to and the file of vectors");

const SHARED = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome109", "firefox115", "safari16.4"],
  legalComments: "none",
  logLevel: "warning",
  write: false,
};

await rm(folder, { recursive: true, force: true });
await mkdir(path.join(folder, "assets"), { recursive: true });

const modules = {};
for (const name of ["rolecall.wasm", "advice.wasm"]) modules[name] = await readFile(path.join(root, "pkg", "generated", name));
const { version, relyingParties } = answer({ kind: "about" }).ok;
const lessons = await readLessons();
const example = exampleOf(lessons[0]);

// Files are named by what they hold, so that a host may let browsers keep them for good.
const assets = {};
async function asset(name, contents) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 10);
  assets[name] = `assets/${stem}-${hash}${ext}`;
  await writeFile(path.join(folder, assets[name]), contents);
}

for (const [name, bytes] of Object.entries(modules)) await asset(name, bytes);
await asset("lessons.json", JSON.stringify(lessons));
await asset("vectors.json", await readFile(vectors));
await asset("page.css", await bundle("styles/page.css"));
await asset("theme.js", await bundle("src/theme.js", { format: "iife" }));
await chunked({ worker: "src/core/worker.js" });
await chunked({ editor: "src/editor/editor.js", merge: "src/editor/merge.js" });
const defines = { EXAMPLE: JSON.stringify({ relyingParty: example.state.relyingParty, request: example.state.request, now: example.state.now }) };
await asset("app.js", await bundle("src/app.js", { define: { ...defines, ASSETS: names(...Object.keys(modules), "lessons.json", "worker.js", "editor.js", "merge.js") } }));
await asset("self-test.js", await bundle("src/self-test.js", { define: { ASSETS: names(...Object.keys(modules), "vectors.json", "worker.js") } }));

const page = await readFile(path.join(here, "index.html"), "utf8");
await writeFile(
  path.join(folder, "index.html"),
  filled(page, {
    csp: META(HEADERS.site),
    head: `<link rel="stylesheet" href="${assets["page.css"]}">
<script src="${assets["theme.js"]}"></script>
<script type="module" src="${assets["app.js"]}"></script>
<link rel="preload" as="fetch" crossorigin href="${assets["rolecall.wasm"]}">
<link rel="preload" as="fetch" crossorigin href="${assets["advice.wasm"]}">`,
    single: '<a href="rolecall.html" download>This page as one file</a> ',
  }),
);
await writeFile(
  path.join(folder, "self-test.html"),
  filled(await readFile(path.join(here, "self-test.html"), "utf8"), {
    csp: META(HEADERS.site),
    head: `<link rel="stylesheet" href="${assets["page.css"]}">
<script src="${assets["theme.js"]}"></script>
<script type="module" src="${assets["self-test.js"]}"></script>`,
  }),
);
await singleFile();
await serviceWorker();
await writeFile(
  path.join(folder, "_headers"),
  `/*
  Content-Security-Policy: ${HEADERS.site}; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/sw.js
  Cache-Control: no-cache
/rolecall.html
  ! Content-Security-Policy
`,
);

/** Every case of the vectors that is a lesson. */
async function readLessons() {
  const all = [];
  const cases = path.join(root, "tests", "vectors");
  for (const party of (await readdir(cases, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    for (const file of (await readdir(path.join(cases, party.name))).filter((name) => name.endsWith(".json")).sort()) {
      const { relyingParty, cases: found } = JSON.parse(await readFile(path.join(cases, party.name, file), "utf8"));
      for (const { id, lesson, policy, policyText, token, request, expect, source } of found) {
        if (lesson === undefined) continue;
        all.push({
          id,
          ...lesson,
          relyingParty,
          policy: policyText ?? JSON.stringify(policy, null, 2),
          token: typeof token === "string" ? token : JSON.stringify(token, null, 2),
          request,
          decision: expect.decision,
          source,
        });
      }
    }
  }
  // Relying parties in the order of the core, not of the alphabet.
  const order = relyingParties.map(({ id }) => id);
  return all.sort((left, right) => order.indexOf(left.relyingParty) - order.indexOf(right.relyingParty));
}

/** What the page shows before any script: a case, and the core's answer to it. */
function exampleOf(lesson) {
  const state = { ...fromVector(lesson), relyingParty: "" };
  const question = { kind: "evaluate", ...state, request: { ...state.request, now: state.now } };
  const { ok, error } = answer(question);
  if (error !== undefined) throw new Error(error.message);
  return { state, answer: ok };
}

function filled(template, parts) {
  const party = relyingParties.find(({ id }) => id === example.answer.policy.relyingParty).title;
  const context = { party, expiry: expiry(example.answer.token.claims, example.state.now) };
  const values = {
    policy: toHtml(example.state.policy),
    token: toHtml(example.state.token),
    party: toHtml(`Detected: ${party}`),
    result: toHtml(verdictView(example.answer, context)),
    version: `rolecall ${version}`,
    ...parts,
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
}

function names(...wanted) {
  // Relative to the app, which lies among them.
  return JSON.stringify(Object.fromEntries(wanted.map((name) => [name, path.posix.basename(assets[name])])));
}

async function bundle(entry, options = {}) {
  const { outputFiles } = await build({ ...SHARED, ...options, entryPoints: [entry], outdir: folder });
  return Buffer.from(outputFiles[0].contents);
}

/** Entries that share code: what they share, and what they load when it is wanted, are chunks. */
async function chunked(entryPoints) {
  const { outputFiles } = await build({
    ...SHARED,
    entryPoints,
    splitting: true,
    outdir: path.join(folder, "assets"),
    entryNames: "[name]-[hash]",
    chunkNames: `${Object.keys(entryPoints)[0]}-[name]-[hash]`,
  });
  for (const { path: file, contents } of outputFiles) {
    const name = path.basename(file);
    await writeFile(path.join(folder, "assets", name), contents);
    const [, stem] = /^(.+)-\w+\.js$/.exec(name);
    assets[stem in entryPoints ? `${stem}.js` : name] = `assets/${name}`;
  }
}

/** The edition that is one file: its scripts and styles are allowed by their hashes. */
async function singleFile() {
  const app = await bundle("src/app.js", {
    format: "iife",
    define: { ...defines, "import.meta.url": '""' },
    plugins: [
      {
        name: "single",
        setup(build) {
          build.onResolve({ filter: /\/site\.js$/ }, () => ({ path: path.join(here, "src", "single.js") }));
          build.onResolve({ filter: /^(\w+\.wasm|lessons\.json)$/ }, ({ path: name }) => ({ path: name, namespace: "inside" }));
          build.onLoad({ filter: /.*/, namespace: "inside" }, ({ path: name }) => ({
            loader: "json",
            contents: name === "lessons.json" ? JSON.stringify(lessons) : JSON.stringify(modules[name].toString("base64")),
          }));
        },
      },
    ],
  });
  // A closing tag inside a script would end it.
  const inside = (text) => text.toString().replaceAll("</script", "<\\/script");
  const script = inside(app);
  const theme = inside(await readFile(path.join(folder, assets["theme.js"])));
  const style = (await readFile(path.join(folder, assets["page.css"]))).toString();
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const html = filled(page, {
    csp: META(HEADERS.single([hash(theme), hash(script)], [hash(style)])),
    head: `<style>${style}</style>\n<script>${theme}</script>`,
    single: "",
  })
    .replace('<a href="self-test.html">Self-test</a> ', "")
    .replace("</body>", () => `<script>${script}</script>\n</body>`);
  await writeFile(path.join(folder, "rolecall.html"), html);
}

async function serviceWorker() {
  // The vectors are kept when they are first asked for: few people run them.
  const files = ["./", "self-test.html", ...Object.entries(assets).filter(([name]) => name !== "vectors.json").map(([, file]) => file)];
  const contents = await Promise.all([...files.slice(1), "index.html"].map((file) => readFile(path.join(folder, file))));
  const versionOf = createHash("sha256").update(Buffer.concat(contents)).digest("hex").slice(0, 16);
  const worker = await bundle("src/sw.js", { format: "iife", define: { VERSION: JSON.stringify(versionOf), FILES: JSON.stringify(files) } });
  await writeFile(path.join(folder, "sw.js"), worker);
}
