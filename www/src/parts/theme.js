// Light, dark, or as the system has it.

import { byId } from "../dom.js";

const THEMES = ["system", "light", "dark"];
const NAMES = { system: "as the system has it", light: "light", dark: "dark" };

export function startTheme() {
  const button = byId("theme");
  const root = document.documentElement;
  const show = () => button.setAttribute("aria-label", `Theme: ${NAMES[root.dataset.theme ?? "system"]}`);
  show();
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "system") + 1) % THEMES.length];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      localStorage.setItem("rolecall.theme", next);
    } catch {
      // For this visit, then.
    }
    show();
  });
}
