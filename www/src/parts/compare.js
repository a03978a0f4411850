// Comparing, at work: the policy at hand and a second one over a set of tokens.

import { byId, fill } from "../dom.js";
import { loadMerge } from "../site.js";
import { compareView } from "../view/compare.js";
import { usual } from "../view/builder.js";

export function startCompare(app) {
  const dialog = byId("compare-dialog");
  const areas = [byId("side-0"), byId("side-1")];
  let merge;
  /** Tokens that were added: `{ label, text }`. */
  const own = [];
  let rows = [];
  let asked = 0;

  const texts = () => [app.state.policy, app.state.other ?? app.state.policy];

  async function open() {
    if (app.state.other === null) app.change({ other: app.state.policy });
    texts().forEach((text, side) => {
      areas[side].value = text;
    });
    dialog.showModal();
    merge?.set(texts());
    rows = await tokens();
    update();
    if (merge !== undefined) return;
    const { createMerge } = await loadMerge();
    const host = document.createElement("div");
    host.className = "merge";
    byId("sides").append(host);
    merge = createMerge({
      host,
      texts: texts(),
      labels: ["First policy", "Second policy"],
      listen: changed,
    });
    areas.forEach((area) => {
      area.hidden = true;
    });
  }

  function changed(side, text) {
    if (text === texts()[side]) return;
    if (side === 0) {
      app.policy.text = text;
      app.change({ policy: text });
    } else app.change({ other: text });
    update();
  }

  /** The usual tokens of the repository at hand, those that were added, and the one at hand. */
  async function tokens() {
    const claims = app.shown?.answer.token.claims ?? {};
    const base = { ...app.spec };
    for (const [name, claim] of [["repository", "repository"], ["audience", "aud"], ["ownerId", "repository_owner_id"], ["repositoryId", "repository_id"]]) {
      if (typeof claims[claim] === "string") base[name] = claims[claim];
    }
    if (/^repo:[^/:]+@\d+\//.test(claims.sub ?? "")) base.immutable = true;
    const now = app.clock();
    const predicted = await Promise.all(
      usual(app.about.runs, base, typeof claims.environment === "string" ? claims.environment : undefined).map(async ({ label, spec }) => {
        const { ok } = await app.client.ask({ kind: "predict", spec: { ...spec, now } });
        return ok === undefined ? undefined : { label, text: ok.text, subject: ok.claims.sub };
      }),
    );
    const atHand = app.state.token.trim() === "" ? [] : [{ label: "the token at hand", text: app.state.token, subject: subjectOf(app.state.token) }];
    return [...atHand, ...own, ...predicted.filter(Boolean)];
  }

  async function update() {
    const number = ++asked;
    const { ok, error } = await app.client.ask({
      kind: "matrix",
      policies: texts(),
      relyingParty: app.state.relyingParty,
      tokens: rows.map(({ text }) => text),
      request: { ...app.state.request, now: app.clock() },
    });
    if (number !== asked) return;
    if (error !== undefined) return app.notify(error.message);
    fill(byId("verdicts"), compareView(rows, ok));
  }

  areas.forEach((area, side) => area.addEventListener("input", () => changed(side, area.value)));
  byId("open-compare").addEventListener("click", () => void open());
  byId("compare-use").addEventListener("click", () => {
    const [first, second] = texts();
    app.policy.text = second;
    app.change({ policy: second, other: first });
    merge?.set(texts());
    dialog.close();
  });
  byId("compare-add").addEventListener("click", async () => {
    own.push({ label: `your token ${own.length + 1}`, text: app.state.token, subject: subjectOf(app.state.token), own: true });
    rows = await tokens();
    void update();
  });
  byId("verdicts").addEventListener("click", async (event) => {
    const { openToken, dropToken } = event.target.closest("button")?.dataset ?? {};
    if (openToken !== undefined) {
      const { text } = rows[Number(openToken)];
      app.original = app.original?.text === text ? app.original : undefined;
      app.token.text = text;
      app.change({ token: text });
      dialog.close();
    } else if (dropToken !== undefined) {
      own.splice(own.indexOf(rows[Number(dropToken)]), 1);
      rows = await tokens();
      void update();
    }
  });
}

function subjectOf(text) {
  try {
    const { sub } = JSON.parse(text);
    return typeof sub === "string" ? sub : undefined;
  } catch {
    return undefined;
  }
}
