// The core inside the page: for the edition that is one file, where there is nothing to load.

import advice from "advice.wasm";
import evaluator from "rolecall.wasm";
import { decodeBase64 } from "../../../pkg/lib/base64.js";
import { instantiate } from "../../../pkg/lib/engine.js";
import { answer } from "./answers.js";

export const ready = Promise.all([evaluator, advice].map(compile)).then(([first, second]) => instantiate(first, { advice: () => second }));

function compile(text) {
  return WebAssembly.compile(decodeBase64(text));
}

export function connect(receive) {
  return async ({ id, question }) => {
    await ready;
    receive({ id, ...(await answer(question)) });
  };
}
