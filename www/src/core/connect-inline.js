// The core inside the page: for the edition that is one file, where there is nothing to load.

import wasm from "rolecall.wasm";
import { decodeBase64 } from "../../../pkg/lib/base64.js";
import { instantiate } from "../../../pkg/lib/engine.js";
import { answer } from "./answers.js";

export const ready = WebAssembly.compile(decodeBase64(wasm)).then(instantiate);

export function connect(receive) {
  return async ({ id, question }) => {
    await ready;
    receive({ id, ...(await answer(question)) });
  };
}
