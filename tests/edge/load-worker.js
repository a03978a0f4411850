// The worker of the example, asked from inside: from outside most of the time would go into asking.
// The clock is the driver's, so that an hour of a server's outage takes no hour.

import { createHandler } from "./handler.js";

const time = { now: 0 };
let handler;
let logged = 0;

// A hundred thousand lines would be most of the work.
console.log = () => {
  logged += 1;
};

export default {
  async fetch(request, env) {
    const { tokens, count, seed, now } = await request.json();
    time.now = now;
    handler ??= createHandler(env, { clock: () => time.now, timeout: 0.25, staleIfError: 900 });
    const names = Object.keys(tokens);
    const outcomes = Object.fromEntries(names.map((name) => [name, {}]));
    let state = seed;
    for (let asked = 0; asked < count; ) {
      // A few at a time, as one isolate is asked.
      const batch = [];
      for (; batch.length < 10 && asked < count; asked++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const name = names[(state >>> 8) % names.length];
        batch.push(ask(tokens[name]).then((outcome) => [name, outcome]));
      }
      for (const [name, outcome] of await Promise.all(batch)) {
        outcomes[name][outcome] = (outcomes[name][outcome] ?? 0) + 1;
      }
    }
    return Response.json({ outcomes, logged });
  },
};

async function ask(token) {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await handler(new Request("https://example.com/deploy", { headers }));
  const { code } = await response.json();
  return code === undefined ? String(response.status) : `${response.status} ${code}`;
}
