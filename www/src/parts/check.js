// Checking the signature of a token that was pasted, against keys that were pasted.

import { byId, fill, sentence } from "../dom.js";

export function startCheck(app) {
  const dialog = byId("check-dialog");
  const says = byId("check-says");

  byId("open-check").addEventListener("click", () => {
    const issuer = app.shown?.answer.token.claims?.iss;
    byId("check-where").textContent =
      typeof issuer === "string"
        ? `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration names their address under jwks_uri.`
        : "the issuer names their address under jwks_uri in its openid-configuration.";
    fill(says);
    dialog.showModal();
  });

  byId("check").addEventListener("click", async () => {
    const { original } = app;
    fill(says);
    const { error } = await app.client.ask({ kind: "check", jwt: original.jwt, text: original.text, keys: byId("jwks").value });
    if (original !== app.original) return;
    if (error !== undefined) {
      fill(says, sentence(`${error.message}${error.help === undefined ? "" : `: ${error.help}`}`));
      app.checked = error.code === "signature-invalid" ? "Signature not made by these keys" : undefined;
    } else {
      dialog.close();
      app.checked = undefined;
    }
    app.change({}, { isUser: false });
  });
}
