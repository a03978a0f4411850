// The gallery, at work. What is pasted into its search may be a policy or a token, too.

import { fromVector } from "../case.js";
import { byId, fill } from "../dom.js";
import { loadLessons } from "../site.js";
import { lessonsView, search } from "../view/lessons.js";

export function startLessons(app) {
  const dialog = byId("lessons-dialog");
  const field = byId("search");
  const party = byId("lesson-party");
  const parties = new Map(app.about.relyingParties.map(({ id, title }) => [id, title]));
  let lessons = [];
  let loading;

  const load = () => {
    loading ??= loadLessons().then((loaded) => {
      lessons = loaded;
      const present = new Set(lessons.map(({ relyingParty }) => relyingParty));
      party.append(...[...parties].filter(([id]) => present.has(id)).map(([id, title]) => new Option(title, id)));
      show();
    });
    return loading;
  };

  function show() {
    const found = search(lessons, field.value, party.value);
    fill(byId("lessons"), lessonsView(found, parties));
    byId("lessons-count").textContent =
      field.value.trim() === "" ? `${found.length} lessons` : `${found.length} of ${lessons.length} lessons fit, the likeliest first`;
  }

  async function open() {
    if (!dialog.open) dialog.showModal();
    field.focus();
    field.select();
    await load();
  }

  byId("open-lessons").addEventListener("click", () => void open());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select, .editor, dialog") !== null) return;
    event.preventDefault();
    void open();
  });
  field.addEventListener("input", show);
  party.addEventListener("change", show);
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[{%]|eyJ/.test(text)) return;
    setTimeout(async () => {
      if (!(await app.take(text))) return;
      field.value = "";
      dialog.close();
    });
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      const first = byId("lessons").querySelector("button");
      if (first === null) return;
      event.preventDefault();
      if (event.key === "Enter") first.click();
      else first.focus();
    }
  });
  byId("lessons").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = [...byId("lessons").querySelectorAll("button")];
    const next = all.indexOf(document.activeElement) + step;
    (all[next] ?? field).focus();
  });
  byId("lessons").addEventListener("click", (event) => {
    const button = event.target.closest("[data-lesson]");
    if (button === null) return;
    const lesson = lessons.find(({ id }) => id === button.dataset.lesson);
    app.open(fromVector(lesson), { lesson });
    dialog.close();
    byId("answer").scrollTop = 0;
    byId("verdict-word")?.focus({ preventScroll: true });
  });
  return { load };
}
