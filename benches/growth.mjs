// How the time of a decision grows with what it is about; writes the series as JSON.
//
// usage: node growth.mjs [MILLISECONDS]: how long each point is measured

import { decide } from "./engines/hand-written.mjs";
import { compile } from "./engines/rolecall.mjs";
import { spread } from "./pair.mjs";
import { claims, now, policy, texts } from "./work/work.mjs";

const request = { now };
const [milliseconds = 40] = process.argv.slice(2).map(Number);
const host = claims[0].iss.slice("https://".length);
const [statement] = policy.Statement;

/** One statement, with a subject and a provider of its own. */
function like(sub, provider = host) {
  return {
    ...statement,
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${provider}` },
    Condition: {
      StringEquals: { [`${provider}:aud`]: "sts.amazonaws.com" },
      StringLike: { [`${provider}:sub`]: sub },
    },
  };
}

const documentOf = (statements) => ({ Version: "2012-10-17", Statement: statements });
const [text] = texts;
const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** `allows` and the loop over the same document, on the same token. */
function both(document, expected, token = claims[0], tokenText = JSON.stringify(token)) {
  const compiled = compile(JSON.stringify(document));
  return {
    rolecall: () => compiled.allows(tokenText, request) === expected,
    "hand-written": () => decide(document, JSON.parse(tokenText)) === expected,
  };
}

const powers = (from, to) => times(to - from + 1, (index) => 10 ** (from + index));
const statements = [1, 3, 10, 30, 100, 300, 1000];

const charts = {
  statements: {
    title: "statements of a policy, none of which lets the token in",
    unit: "statements",
    points: statements,
    // The first differs in the last character of the subject alone, the second in the provider.
    at: (count) => {
      const near = both(documentOf(times(count, (index) => like(`${claims[0].sub}${index}`))), false);
      const far = both(documentOf(times(count, (index) => like("*", `idp-${index}.example.com`))), false);
      return {
        "rolecall, all tests asked": near.rolecall,
        "rolecall, of other providers": far.rolecall,
        "hand-written, all tests asked": near["hand-written"],
      };
    },
  },
  wildcards: {
    title: "bytes of a pattern and of the value that it matches",
    unit: "bytes",
    points: powers(1, 5),
    at: (length) => {
      const piece = "ab".repeat(length / 2);
      const half = "ab".repeat(Math.max(1, Math.floor(length / 4)));
      const given = (sub) => ({ ...claims[0], sub });
      const plain = both(documentOf([like(`${piece}*`)]), true, given(`${piece}!`));
      const stars = both(documentOf([like(`*${half}*c*`)]), true, given(`${piece}c`));
      const ones = both(documentOf([like(`*${"?b".repeat(half.length / 2)}c*`)]), true, given(`${piece}c`));
      return {
        "rolecall, one star": plain.rolecall,
        "rolecall, three stars": stars.rolecall,
        "rolecall, ? between stars": ones.rolecall,
        "hand-written, one star": plain["hand-written"],
      };
    },
  },
  claims: {
    title: "claims of a token",
    unit: "claims",
    points: [1, 10, 100, 1_000, 10_000, 100_000],
    at: (count) => {
      const more = Object.fromEntries(times(count, (index) => [`c${index}`, index]));
      const { iss, aud, sub } = claims[0];
      const token = { ...more, iss, aud, sub };
      const tokenText = JSON.stringify(token);
      const compiled = compile(JSON.stringify(policy));
      const object = { "rolecall, an object": () => compiled.allows(token, request) };
      // What does not fit in a token of 256 KiB is refused.
      if (tokenText.length > 256 * 1024) return object;
      const asText = both(policy, true, token, tokenText);
      return {
        "rolecall, JSON text": asText.rolecall,
        ...object,
        "hand-written, JSON text": asText["hand-written"],
      };
    },
  },
};

/** Microseconds of one call, the middle of five runs. */
function measured(call) {
  if (call() !== true) throw new Error("not the decision that was expected");
  let count = 1;
  while (run(call, count) < milliseconds / 10) count *= 2;
  run(call, count * 4);
  return spread(times(5, () => (run(call, count) * 1_000) / count)).median;
}

/** Milliseconds of the processor. */
function run(call, count) {
  const start = process.cpuUsage();
  for (let index = 0; index < count; index++) call();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e3;
}

const result = {};
for (const [name, { title, unit, points, at }] of Object.entries(charts)) {
  const series = {};
  for (const point of points) {
    for (const [label, call] of Object.entries(at(point))) {
      (series[label] ??= []).push([point, measured(call)]);
    }
  }
  result[name] = { title, unit, series };
}
console.log(JSON.stringify(result));
