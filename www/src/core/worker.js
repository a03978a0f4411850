// The core in a thread of its own, so that no policy holds up typing.

import { instantiate } from "../../../pkg/lib/engine.js";
import { answer } from "./answers.js";

let ready;
const instantiated = new Promise((resolve) => {
  ready = resolve;
});

addEventListener("message", async ({ data }) => {
  if (data.modules !== undefined) {
    const [evaluator, advice] = data.modules;
    instantiate(evaluator, { advice: () => advice });
    ready();
    return;
  }
  await instantiated;
  postMessage({ id: data.id, ...(await answer(data.question)) });
});
