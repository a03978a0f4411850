// The token builder, at work: each change of the form is a new token.

import { byId, fill, h, sentence } from "../dom.js";
import { FIRST, builderView, notesView, readBuilder } from "../view/builder.js";

export function startBuilder(app) {
  const form = byId("builder");
  const pane = byId("token-pane");
  const events = [...new Set(app.about.runs.flatMap((run) => run.events))].sort();
  events.sort((left, right) => rank(left) - rank(right));
  app.spec = { ...FIRST };
  fill(form, builderView(app.spec, events));

  const show = (isBuilder) => {
    form.hidden = !isBuilder;
    pane.toggleAttribute("data-building", isBuilder);
    byId("show-claims").setAttribute("aria-pressed", String(!isBuilder));
    byId("show-builder").setAttribute("aria-pressed", String(isBuilder));
  };

  async function build() {
    app.spec = readBuilder(form);
    const asked = app.spec;
    const { ok, error } = await app.client.ask({ kind: "predict", spec: { ...asked, now: app.clock() } });
    if (asked !== app.spec) return;
    fill(byId("builder-error"), error === undefined ? null : sentence(`${error.message}${error.help === undefined ? "" : `: ${error.help}`}`));
    if (error !== undefined) return;
    fill(byId("builder-subject"), "The subject is ", h("code", null, ok.claims.sub));
    fill(byId("builder-notes").querySelector("ul"), notesView(ok.notes));
    app.original = undefined;
    app.token.text = ok.text;
    app.change({ token: ok.text });
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => void build());
  byId("show-claims").addEventListener("click", () => show(false));
  byId("show-builder").addEventListener("click", () => {
    show(true);
    takeOver(form, app.shown?.answer.token.claims);
    if (app.state.token.trim() === "") void build();
    byId("builder-repository").focus();
  });
}

/** The events that people have come first. */
function rank(event) {
  const place = ["push", "pull_request", "workflow_dispatch", "schedule", "release", "merge_group", "pull_request_target"].indexOf(event);
  return place === -1 ? 99 : place;
}

/** Begins with what the token at hand says. */
function takeOver(form, claims) {
  if (claims === undefined || typeof claims.repository !== "string") return;
  const put = (name, value) => {
    if (typeof value === "string") form.elements.namedItem(name).value = value;
  };
  put("repository", claims.repository);
  put("event", claims.event_name);
  put("environment", claims.environment ?? "");
  put("audience", claims.aud);
  put("ownerId", claims.repository_owner_id);
  put("repositoryId", claims.repository_id);
  put("actor", claims.actor);
  put("ref", claims.event_name === "push" || claims.event_name === "workflow_dispatch" ? claims.ref : "");
  form.elements.namedItem("immutable").checked = /^repo:[^/:]+@\d+\//.test(claims.sub ?? "");
}
