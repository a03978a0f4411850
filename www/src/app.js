// The page: what the user changes goes to the core, and what it answers is shown.

import { caseFrom, fromVector, keepable, requestOf } from "./case.js";
import { createClient } from "./core/client.js";
import { byId, fill, h, icon, sentence } from "./dom.js";
import { createPane } from "./editor/pane.js";
import { decode } from "./link.js";
import { startBuilder } from "./parts/builder.js";
import { startCheck } from "./parts/check.js";
import { startCompare } from "./parts/compare.js";
import { startDialogs } from "./parts/dialogs.js";
import { startLessons } from "./parts/lessons.js";
import { startLinks } from "./parts/links.js";
import { startShare } from "./parts/share.js";
import { startTheme } from "./parts/theme.js";
import { connect, keepOffline, loadEditor, ready } from "./site.js";
import { keep, kept } from "./store.js";
import { expiry, instant } from "./view/clock.js";
import { remarks } from "./view/findings.js";
import { lessonView } from "./view/lessons.js";
import { readRequest, writeRequest } from "./view/request.js";
import { headline, spoken, verdictView } from "./view/verdict.js";

/** How long nothing is typed before the verdict is read out, in milliseconds. */
const PAUSE = 700;

/** Looks like a JWT, whole or in other text. */
const JWT = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/;

const client = createClient(connect);
const result = byId("result");
const requestForm = byId("request");

const app = {
  client,
  about: undefined,
  state: undefined,
  /** The last answer, and the case that it answers. */
  shown: undefined,
  /** A JWT as it was pasted, in memory alone, and the claims that it came to. */
  original: undefined,
  /** What checking its signature gave, in words. */
  checked: undefined,
  policy: createPane(byId("policy"), {
    input: () => change({ policy: app.policy.text }),
    cursor: (offset, isHover) => app.links.fromPolicy(offset, isHover),
    paste: (text, before) => pasted(text, "policy", before),
  }),
  token: createPane(byId("token"), {
    input: () => change({ token: app.token.text }),
    cursor: (offset, isHover) => app.links.fromToken(offset, isHover),
    paste: (text, before) => pasted(text, "token", before),
  }),
  change,
  open,
  notify,
  take,
  clock,
  partyTitle,
};

/** The time at which the case is asked, in seconds. */
function clock() {
  return app.state.now ?? Math.floor(Date.now() / 1000);
}

function partyTitle(id) {
  return app.about?.relyingParties.find((party) => party.id === id)?.title ?? id;
}

/** Takes a change of the case, and asks. */
function change(part, { isUser = true } = {}) {
  app.state = { ...app.state, ...part };
  if (isUser) {
    if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
    keep(keepable(app.state));
  }
  if (part.token !== undefined && JWT.test(part.token) && !part.token.trimStart().startsWith("{")) {
    void take(part.token, "token");
  }
  ask();
}

/** Opens another case in place of the one at hand. */
function open(state, { lesson, isUser = true } = {}) {
  app.original = undefined;
  app.checked = undefined;
  app.policy.text = state.policy;
  app.token.text = state.token;
  byId("party").value = state.relyingParty;
  offerFound([]);
  writeRequest(requestForm, state.request);
  showClock(state.now);
  byId("request-pane").open ||= Object.keys(state.request).length > 0;
  fill(byId("lesson"), lesson === undefined ? null : lessonView(lesson));
  byId("show-claims").click();
  isFresh = true;
  change(state, { isUser });
}

function ask() {
  const { state } = app;
  const now = clock();
  const late = setTimeout(() => result.setAttribute("aria-busy", "true"), 150);
  client.latest(
    { kind: "evaluate", policy: state.policy, relyingParty: state.relyingParty, token: state.token, request: requestOf(state, now) },
    (answer) => {
      clearTimeout(late);
      // Whatever changed since has been asked too, and its answer is on the way.
      if (state === app.state) show(answer, state, now);
    },
  );
}

/** Whether the case on show was opened and nothing of it changed yet. */
let isFresh = false;

/** The answer on show, as text, and the timer of its reading out. */
let last;
let speaking;

function show({ ok: answer, error }, state, now) {
  result.removeAttribute("aria-busy");
  if (error !== undefined) {
    notify(sentence(error.message));
    return;
  }
  const isOriginal = app.original?.text === state.token;
  const claims = answer.token.claims;
  const context = {
    party: answer.policy.error === undefined ? partyTitle(answer.policy.relyingParty) : undefined,
    expiry: expiry(claims, now),
    checked: isOriginal ? app.checked : undefined,
  };
  app.shown = { answer, state, now };
  const seen = JSON.stringify([answer, context]);
  if (seen !== last) {
    if (last === undefined) performance.mark("first-verdict");
    last = seen;
    replace(verdictView(answer, context));
    app.links.forget();
    if (isFresh) app.links.begin();
    isFresh = false;
    remark(answer, state);
    jump(answer);
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      byId("live").textContent = spoken(answer);
    }, PAUSE);
  }
  const detected = answer.policy.error === undefined ? `Detected: ${context.party}` : "Not detected";
  byId("party").options[0].textContent = state.relyingParty === "" ? detected : "Detect";
  byId("token-kind").textContent = isOriginal ? `JWT ${app.original.header?.alg ?? ""}` : "";
  byId("open-check").hidden = !isOriginal;
  byId("clock-says").textContent = `${instant(now)}${state.now === null ? "" : ", set"}`;
  document.documentElement.dataset.settled = String(Number(document.documentElement.dataset.settled ?? 0) + 1);
}

/** Puts a new answer in the place of the old. Whoever was in it stays at that place, or at its top. */
function replace(view) {
  const { activeElement } = document;
  const place = result.contains(activeElement) ? activeElement.id : undefined;
  fill(result, view);
  if (place !== undefined) (byId(place) ?? byId("verdict-word")).focus({ preventScroll: true });
}

function remark({ policy, token }, state) {
  const withApply = (remark) => ({
    ...remark,
    apply: remark.edit === undefined ? undefined : () => edit(remark.edit, state),
  });
  app.policy.remark(policy.error === undefined ? remarks(policy).map(withApply) : policy.error.diagnostics);
  app.token.remark(token.error?.diagnostics ?? []);
}

/** On narrow screens the verdict stays in sight. */
function jump(answer) {
  const { word, tone, icon: image } = headline(answer);
  const link = byId("jump");
  link.dataset.tone = tone;
  fill(link, icon(image), word);
}

/** Makes a change of the policy that the answer on show proposes. */
function edit({ span, text }, state) {
  if (state.policy !== app.policy.text) return;
  app.policy.replace(span.start, span.end, text);
  byId("verdict-word")?.focus({ preventScroll: true });
  change({ policy: app.policy.text });
}

function pasted(text, pane, before) {
  // The text is in its pane once this event is over.
  setTimeout(() => void take(text, pane, before));
}

/**
 * Takes what was pasted or dropped for what it is, wherever that was. Gives whether it was
 * anything.
 */
async function take(text, pane, before) {
  if (text.trim().length < 20) return false;
  const { ok: found } = await client.ask({ kind: "find", text });
  if (found?.policies !== undefined) {
    if (pane === "token" && before !== undefined) {
      app.token.text = before;
      app.state = { ...app.state, token: before };
    }
    await takePolicies(found.policies, text);
    return true;
  }
  if (found?.token === undefined) return false;
  if (pane === "policy" && before !== undefined) {
    app.policy.text = before;
    app.state = { ...app.state, policy: before };
  }
  const { ok: claims } = await client.ask({ kind: "claims", text: found.token });
  if (claims === undefined) return false;
  app.original = claims.format === "jwt" ? { jwt: found.token, text: claims.text, header: claims.header } : undefined;
  app.checked = undefined;
  byId("show-claims").click();
  app.token.text = claims.text;
  change({ token: app.token.text });
  return true;
}

async function takePolicies(policies) {
  offerFound(policies);
  await choose(policies[0]);
  if (policies.length > 1) notify(`${policies.length} policies were found in what you pasted. The list above the policy has them all.`);
}

async function choose({ text, relyingParty }) {
  const laidOut = text.includes("\n") ? undefined : (await client.ask({ kind: "layOut", text })).ok;
  app.policy.text = laidOut ?? text;
  if (app.state.relyingParty !== "" && app.state.relyingParty !== relyingParty) {
    byId("party").value = "";
    app.state = { ...app.state, relyingParty: "" };
  }
  change({ policy: app.policy.text });
}

function offerFound(policies) {
  const list = byId("found");
  list.hidden = policies.length < 2;
  list.onchange = () => choose(policies[list.selectedIndex]);
  fill(list, policies.map(({ name }, index) => h("option", { value: String(index) }, name ?? `policy ${index + 1}`)));
}

/** Says something that is not the verdict. Gives how to take it back. */
function notify(text, ...actions) {
  const note = h(
    "div",
    { class: "notice", role: "status" },
    h("p", null, text),
    actions.map(({ label, act }) => h("button", { type: "button", class: "button", onclick: () => (act(), gone()) }, label)),
    h("button", { type: "button", class: "plain", "aria-label": "Close the notice", onclick: () => gone() }, icon("close")),
  );
  const notices = byId("notices");
  const holder = document.createElement("div");
  fill(holder, note);
  const element = holder.firstChild;
  const gone = () => element.remove();
  notices.append(element);
  while (notices.children.length > 3) notices.firstChild.remove();
  return gone;
}

/** Gives the token the claims with which it would be let in. */
function tryClaims({ token, evaluation }, state) {
  if (state.token !== app.token.text) return;
  const changes = Object.entries(evaluation.explanation.nearest.token).map(([name, value]) => {
    const text = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    const { start, end } = token.spans[name] ?? {};
    const first = state.token.indexOf("{") + 1;
    return start === undefined ? { start: first, end: first, text: `\n  ${text},` } : { start, end, text };
  });
  // From the end, so that places before stay what they are.
  for (const { start, end, text } of changes.sort((left, right) => right.start - left.start)) app.token.replace(start, end, text);
  byId("verdict-word")?.focus({ preventScroll: true });
  change({ token: app.token.text });
}

/** Makes room for the value of an attribute that the request has. */
function give(name) {
  const field = byId("context");
  byId("request-pane").open = true;
  const lines = field.value.split("\n").filter((line) => line.trim() !== "");
  const place = lines.findIndex((line) => line.startsWith(`${name} =`));
  if (place === -1) lines.push(`${name} = `);
  field.value = lines.join("\n");
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

function showClock(now) {
  byId("clock").value = now === null ? "" : new Date(now * 1000).toISOString().slice(0, 19);
}

function listen() {
  byId("party").addEventListener("change", (event) => change({ relyingParty: event.target.value }));
  requestForm.addEventListener("submit", (event) => event.preventDefault());
  requestForm.addEventListener("input", (event) => {
    if (event.target.id === "clock") {
      const time = Date.parse(`${event.target.value}Z`);
      change({ now: Number.isNaN(time) ? null : Math.floor(time / 1000) });
      return;
    }
    const { request, error } = readRequest(requestForm);
    fill(byId("request-error"), error === undefined ? null : sentence(error));
    change({ request });
  });
  const setClock = (now) => {
    showClock(now);
    change({ now });
  };
  byId("clock-now").addEventListener("click", () => setClock(null));
  byId("clock-issued").addEventListener("click", () => {
    const issued = app.shown?.answer.token.claims?.iat;
    if (Number.isSafeInteger(issued)) setClock(issued);
    else notify("The token does not say when it was issued: it has no `iat`.");
  });
  byId("lay-out").addEventListener("click", async () => {
    const { ok, error } = await client.ask({ kind: "layOut", text: app.policy.text });
    if (error !== undefined) return notify("Only JSON that can be read is laid out.");
    app.policy.text = ok;
    change({ policy: ok });
  });
  byId("answer").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === null || app.shown === undefined) return;
    const { fix, edit: number, go, start, end, copy, give: name } = button.dataset;
    const { answer, state } = app.shown;
    if (fix !== undefined) {
      const [diagnosis, place] = fix.split(".").map(Number);
      edit(answer.evaluation.explanation.diagnoses[diagnosis].fix[place].policyEdit, state);
    } else if (number !== undefined) edit(remarks(answer.policy)[Number(number)].edit, state);
    else if (go !== undefined) app[go].select(Number(start), Number(end));
    else if (copy !== undefined) void app.copy(copy, button);
    else if (name !== undefined) give(name);
    else if ("try" in button.dataset) tryClaims(answer, state);
    else if ("findings" in button.dataset) byId("findings").scrollIntoView();
    else if ("closeLesson" in button.dataset) fill(byId("lesson"));
    else if ("startEmpty" in button.dataset) open(caseFrom({}));
  });
  document.addEventListener("paste", (event) => {
    if (event.target.closest?.("input, textarea, dialog, .editor") === null) {
      void take(event.clipboardData?.getData("text/plain") ?? "");
    }
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", async (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (file === undefined) return;
    event.preventDefault();
    if (!(await take(await file.text()))) notify(`No policy and no token was found in ${file.name}.`);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const places = {
      Digit1: () => app.policy.focus(),
      Digit2: () => {
        byId("show-claims").click();
        app.token.focus();
      },
      Digit3: () => byId("verdict-word")?.focus(),
    };
    if (places[event.code] === undefined) return;
    event.preventDefault();
    places[event.code]();
  });
  // Who sees the answer needs no way to it.
  new IntersectionObserver(([entry]) => {
    byId("jump").toggleAttribute("data-there", entry.isIntersecting);
  }).observe(result);
  addEventListener("hashchange", () => void openLink());
  // The clock goes on.
  setInterval(() => {
    if (app.state.now === null && document.visibilityState === "visible") ask();
  }, 30_000);
}

/** Opens the case of the fragment; gives whether there was one. A link wins, and says so. */
async function openLink() {
  if (location.hash.length < 2) return false;
  const link = await decode(location.hash.slice(1));
  if (link === null) return false;
  if (link.error !== undefined) {
    notify(`${link.error} What you had is still here.`);
    history.replaceState(null, "", location.pathname + location.search);
    return false;
  }
  const before = app.state ?? kept();
  open(caseFrom(link.state), { isUser: false });
  notify(
    "This case came with the link.",
    ...(before === null ? [] : [{ label: "Back to mine", act: () => open(caseFrom(before)) }]),
  );
  return true;
}

async function start() {
  const isTouched = [byId("policy"), byId("token")].some((area) => area.value !== area.defaultValue);
  const example = caseFrom({ ...EXAMPLE, policy: byId("policy").defaultValue, token: byId("token").defaultValue });
  document.documentElement.dataset.scripted = "";
  app.links = startLinks(app);
  startDialogs(app);
  startTheme();
  listen();
  const saved = kept();
  const touched = isTouched ? { ...example, policy: byId("policy").value, token: byId("token").value, now: null } : undefined;
  if (!(await openLink())) {
    if (touched !== undefined) open(touched);
    else if (saved !== null) open(caseFrom(saved), { isUser: false });
    else {
      open(example, { isUser: false });
      fill(
        byId("lesson"),
        h("p", { class: "example" }, "An example. Paste your own policy and token over it, or ", h("button", { type: "button", class: "link", "data-start-empty": true }, "start empty"), "."),
      );
    }
  }
  ready.catch(() => notify("The evaluator could not be loaded. Reload the page; if it stays so, this browser has no WebAssembly."));
  const { ok: about } = await client.ask({ kind: "about" });
  app.about = about;
  byId("version").textContent = `rolecall ${about.version}`;
  byId("party").append(...about.relyingParties.map(({ id, title }) => new Option(title, id)));
  byId("party").value = app.state.relyingParty;
  // Once more, with the names of relying parties.
  last = undefined;
  isFresh = true;
  ask();
  startBuilder(app);
  startCompare(app);
  startShare(app);
  startCheck(app);
  const lessons = startLessons(app);
  // The first verdict stands; now what makes the page pleasant.
  const { createEditor } = await loadEditor();
  app.policy.upgrade(createEditor);
  app.token.upgrade(createEditor);
  await lessons.load();
  document.documentElement.dataset.ready = "";
  await keepOffline((take) => notify("A newer version of this page is ready.", { label: "Load it", act: take }));
}

/** Copies a text, and says so on the button. */
app.copy = async (text, button) => {
  try {
    await navigator.clipboard.writeText(text);
    const before = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = before;
    }, 1500);
  } catch {
    notify("This browser does not let the page copy. Select the text and copy it.");
  }
};

void start();
