// Every vector, in the visitor's own browser.

import { asset } from "./asset.js";
import { connect } from "./core/connect.js";
import { createClient } from "./core/client.js";
import { byId } from "./dom.js";

const client = createClient(connect);

/** JSON in which the order of members means nothing. */
function canonical(value) {
  return JSON.stringify(value, (_, part) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

async function passes({ relyingParty, policyText, token, request, error, head, trace, explanation, allows, diagnostics }) {
  const { ok, error: failure } = await client.ask({ kind: "vector", relyingParty, policyText, token, request });
  if (failure !== undefined) return `it ended with ${failure.code}`;
  if (error !== null) return ok.error === error ? undefined : `expected the error ${error}, received ${ok.error}`;
  const expected = { error, diagnostics, head, trace, explanation, allows };
  for (const part of Object.keys(expected)) {
    if (canonical(expected[part]) !== canonical(ok[part])) return `another ${part} than natively`;
  }
  return undefined;
}

async function run() {
  const progress = byId("progress");
  const response = await fetch(asset("vectors.json"));
  const vectors = await response.json();
  progress.max = vectors.length;
  const begun = performance.now();
  let failed = 0;
  for (const [index, vector] of vectors.entries()) {
    const why = await passes(vector);
    if (why !== undefined) {
      failed++;
      const item = document.createElement("li");
      item.textContent = `${vector.id}: ${why}`;
      byId("failures").append(item);
    }
    if (index % 25 === 0) progress.value = index;
  }
  progress.value = vectors.length;
  const passed = vectors.length - failed;
  byId("count").textContent = `${passed} of ${vectors.length} cases passed${failed === 0 ? "" : `, ${failed} failed`}, in ${((performance.now() - begun) / 1000).toFixed(1)} s.`;
  document.documentElement.dataset.passed = String(passed);
  document.documentElement.dataset.failed = String(failed);
}

run().catch((error) => {
  byId("count").textContent = `The cases could not be run: ${error.message}`;
});
