// Checking the signature of a token that was pasted, against keys that were pasted.

import { byId } from "../dom.js";

export function startCheck(app) {
  const dialog = byId("check-dialog");
  byId("open-check").addEventListener("click", () => {
    const issuer = app.shown?.answer.token.claims?.iss;
    byId("check-where").textContent =
      typeof issuer === "string"
        ? `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration names them under jwks_uri.`
        : "the document of the issuer under /.well-known/openid-configuration names them as jwks_uri.";
    byId("check-says").textContent = "";
    dialog.showModal();
  });
  byId("check").addEventListener("click", async () => {
    byId("check-says").textContent = "";
  });
}
