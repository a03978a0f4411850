// Dialogs: opened by their buttons, closed by theirs, by Escape and by a click beside them.

import { byId } from "../dom.js";

export function startDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]") !== null) dialog.close();
    });
  }
  byId("keys").addEventListener("click", () => byId("keys-dialog").showModal());
}
