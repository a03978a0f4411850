// The token builder: a description of a job, from which the core predicts the token.

import { h, sentence } from "../dom.js";

/** What a description begins with. */
export const FIRST = Object.freeze({
  repository: "octo-org/octo-repo",
  event: "push",
  audience: "sts.amazonaws.com",
});

const FIELDS = [
  { name: "repository", label: "Repository", hint: "owner/name" },
  { name: "event", label: "Event", options: "events" },
  { name: "ref", label: "Ref or branch", hint: "of the run, by its event" },
  { name: "environment", label: "Environment", hint: "none" },
  { name: "audience", label: "Audience", hint: "URL of the owner" },
  { name: "reusableWorkflow", label: "Reusable workflow", hint: "owner/name/.github/workflows/file@ref" },
  { name: "immutable", label: "Immutable subject, with ids", flag: true },
  { name: "fork", label: "Pull request from a fork", flag: true },
];

const MORE = [
  { name: "ownerId", label: "Owner id" },
  { name: "repositoryId", label: "Repository id" },
  { name: "defaultBranch", label: "Default branch", hint: "main" },
  { name: "baseRef", label: "Base branch", hint: "of the pull request" },
  { name: "headRef", label: "Head branch", hint: "of the pull request" },
  { name: "pullRequest", label: "Pull request", number: true },
  { name: "template", label: "Subject made of", list: true, hint: "repo, context" },
  { name: "workflow", label: "Workflow name" },
  { name: "workflowFile", label: "Workflow file", hint: "ci.yml" },
  { name: "actor", label: "Actor" },
  { name: "visibility", label: "Visibility", options: ["", "public", "private", "internal"] },
  { name: "runnerEnvironment", label: "Runner", options: ["", "github-hosted", "self-hosted"] },
  { name: "host", label: "Host", hint: "github.com" },
  { name: "enterprise", label: "Enterprise" },
  { name: "enterpriseIssuer", label: "Enterprise in the issuer", flag: true },
];

/** The form. `events`: those that predictions know. */
export function builderView(spec, events) {
  return [
    h("div", { class: "fields" }, FIELDS.map((field) => fieldView(field, spec, events))),
    h(
      "details",
      { class: "more" },
      h("summary", null, "More of the job"),
      h("div", { class: "fields" }, MORE.map((field) => fieldView(field, spec, events))),
    ),
    h("p", { class: "predicted", id: "builder-subject" }),
    h("p", { class: "builder-error", id: "builder-error", role: "status" }),
    h("details", { class: "more", id: "builder-notes" }, h("summary", null, "What the claims rest on"), h("ul", null)),
  ];
}

function fieldView({ name, label, hint, options, flag }, spec, events) {
  const id = `builder-${name}`;
  if (flag) {
    return h("label", { class: "flag", for: id }, h("input", { type: "checkbox", id, name, checked: spec[name] === true }), label);
  }
  const value = Array.isArray(spec[name]) ? spec[name].join(", ") : String(spec[name] ?? "");
  const choices = options === "events" ? events : options;
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    choices === undefined
      ? h("input", { type: "text", id, name, value, placeholder: hint ?? "", autocomplete: "off", spellcheck: "false" })
      : h("select", { id, name }, choices.map((choice) => h("option", { value: choice, selected: choice === value }, choice === "" ? "any" : choice))),
  );
}

/** The description in a form. */
export function readBuilder(form) {
  const spec = {};
  for (const { name, flag, list, number } of [...FIELDS, ...MORE]) {
    const input = form.elements.namedItem(name);
    if (input === null) continue;
    if (flag) {
      if (input.checked) spec[name] = true;
      continue;
    }
    const text = input.value.trim();
    if (text === "") continue;
    spec[name] = list ? text.split(/[\s,]+/) : number && /^\d+$/.test(text) ? Number(text) : text;
  }
  return spec;
}

/** What the predicted claims rest on, the least certain first. */
export function notesView(notes) {
  const order = ["made-up", "inferred", "observed", "documented"];
  return notes
    .filter(({ standing }) => standing !== "documented")
    .sort((left, right) => order.indexOf(left.standing) - order.indexOf(right.standing))
    .map(({ claim, standing, message }) =>
      h("li", null, h("code", null, claim), " ", h("span", { class: "standing" }, standing), ": ", sentence(message)),
    );
}

/**
 * The tokens that a policy is usually asked about: one for each kind of run, one with an
 * environment, and one of a stranger.
 */
export function usual(runs, base, environment = "production") {
  const { repository = FIRST.repository, audience = FIRST.audience, ...rest } = base;
  const ids = { ownerId: rest.ownerId, repositoryId: rest.repositoryId, immutable: rest.immutable };
  const about = { repository, audience, ...ids };
  const specs = [];
  for (const run of runs) {
    // An event that starts several kinds of runs stands for the first.
    const event = run.events.find((one) => runs.find(({ events }) => events.includes(one)) === run);
    if (event !== undefined) specs.push({ label: `${event}: ${run.what}`, spec: { ...about, event } });
  }
  return [
    ...specs.slice(0, 1),
    { label: "push: another branch", spec: { ...about, event: "push", ref: "refs/heads/feature" } },
    { label: "push: a tag", spec: { ...about, event: "push", ref: "refs/tags/v1.0.0" } },
    { label: `push: the environment ${environment}`, spec: { ...about, event: "push", environment } },
    ...specs.slice(1),
    {
      label: "push: a stranger's repository",
      spec: { repository: "mallory/anything", audience, event: "push" },
    },
  ];
}
