// Sharing: what goes into the link is chosen here, and the signature is never among it.

import { caseFrom, fromVector, keepable, requestOf, toVector } from "../case.js";
import { byId } from "../dom.js";
import { encode } from "../link.js";
import { mask } from "../mask.js";

export function startShare(app) {
  const form = byId("share");
  const dialog = byId("share-dialog");
  const says = byId("share-says");

  /** The case as chosen. */
  function chosen() {
    const wants = (name) => form.elements.namedItem(name).checked;
    const { policy, relyingParty, token, request, now, other } = keepable(app.state);
    const state = caseFrom({
      policy: wants("policy") ? policy : "",
      relyingParty,
      token: wants("token") ? token : "",
      request: wants("request") ? request : {},
      now: wants("request") ? now : null,
      other: wants("other") && other !== policy ? other : null,
    });
    return wants("mask") ? mask(state) : state;
  }

  /** Whether what is shared still has the verdict that is on show. */
  async function isFaithful(state) {
    const { answer } = app.shown;
    if (state.policy === "" || state.token === "") return true;
    const { ok } = await app.client.ask({
      kind: "evaluate",
      policy: state.policy,
      relyingParty: state.relyingParty,
      token: state.token,
      request: requestOf(state, app.clock()),
    });
    const gist = ({ evaluation }) => JSON.stringify([evaluation?.decision, evaluation?.reason?.code, evaluation?.explanation?.diagnoses.map(({ id }) => id)]);
    return ok !== undefined && gist(ok) === gist(answer);
  }

  async function update() {
    byId("share-other").hidden = app.state.other === null || app.state.other === app.state.policy;
    const state = chosen();
    const link = `${location.href.split("#")[0]}#${await encode(state)}`;
    byId("share-link").value = link;
    const masks = form.elements.namedItem("mask").checked;
    const warning =
      masks && !(await isFaithful(state))
        ? " Masked, the case has another verdict: a pattern cuts through a name. Share it unmasked, or change the names by hand."
        : masks ? " Masked, the case has the same verdict. Look through it before you share it." : "";
    says.textContent = `${link.length} characters.${warning}`;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => void update());
  byId("open-share").addEventListener("click", () => {
    dialog.showModal();
    void update();
  });
  byId("share-link").addEventListener("focus", (event) => event.target.select());
  byId("copy-link").addEventListener("click", (event) => void app.copy(byId("share-link").value, event.target));

  byId("copy-markdown").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    const state = chosen();
    const { ok, error } = await app.client.ask({
      kind: "markdown",
      policy: state.policy,
      relyingParty: state.relyingParty,
      token: state.token,
      request: requestOf(state, app.clock()),
    });
    if (error !== undefined) {
      says.textContent = `There is no verdict to copy: ${error.message}`;
      return;
    }
    const fenced = (title, text) => `\n<details><summary>${title}</summary>\n\n~~~~~json\n${text}\n~~~~~\n\n</details>\n`;
    await app.copy(
      `${ok}${fenced("policy", state.policy)}${fenced("claims", state.token)}\n[Open in the playground](${byId("share-link").value})\n`,
      button,
    );
  });

  byId("save-vector").addEventListener("click", () => {
    const state = chosen();
    const vector = toVector(state, { relyingParty: app.shown.answer.policy.relyingParty ?? state.relyingParty, evaluation: app.shown.answer.evaluation }, app.clock());
    const url = URL.createObjectURL(new Blob([`${JSON.stringify(vector, null, 2)}\n`], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "case.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });

  byId("load-vector").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file === undefined) return;
    try {
      const read = JSON.parse(await file.text());
      const first = Array.isArray(read.cases) ? read.cases[0] : read;
      const state = fromVector(first, read.relyingParty);
      if (state === null) throw new TypeError("no policy");
      app.open(state);
      dialog.close();
    } catch {
      says.textContent = `${file.name} is no case: expected JSON with \`cases\`, each with a policy and a token.`;
    }
  });
}
