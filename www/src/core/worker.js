// The core in a thread of its own, so that no policy holds up typing.

import { instantiate } from "../../../pkg/lib/engine.js";
import { answer } from "./answers.js";

let ready;
const module = new Promise((resolve) => {
  ready = resolve;
});

addEventListener("message", async ({ data }) => {
  if (data.module !== undefined) {
    instantiate(data.module);
    ready();
    return;
  }
  await module;
  postMessage({ id: data.id, ...(await answer(data.question)) });
});
