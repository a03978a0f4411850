// Two engines at the same work, in turn, so that a machine whose speed drifts slows both.

import assert from "node:assert/strict";
import { right } from "./work/work.mjs";

/** Of a work about a whole estate, so many policies are asked about one token. */
export const TOKENS_PER_POLICY = 10;

/** The figure in the middle and those a quarter from either end. */
export function spread(figures) {
  const sorted = figures.toSorted((left, right) => left - right);
  const at = (part) => sorted[Math.round((sorted.length - 1) * part)];
  return { median: at(0.5), low: at(0.25), high: at(0.75), count: sorted.length };
}

/**
 * How many times as long as `ours` the work `theirs` takes.
 *
 * @param ours, theirs `{ engine, work }`
 * @param options how many `rounds`, and how many `milliseconds` each of the two has in one; for a
 *   work about a whole estate, how many `policies`
 * @returns spreads: the `ratio` round by round, and the nanoseconds of one decision of each
 */
export async function pair(ours, theirs, { rounds = 15, milliseconds = 60, policies } = {}) {
  const sides = [ours, theirs];
  const found = [];
  for (const { engine, work } of sides) found.push(await engine.answers(work));
  // An engine that decides something else may well be faster.
  assert.deepEqual(found[0], found[1], `${ours.engine.name} and ${theirs.engine.name}`);
  if (policies === undefined) assert.deepEqual(found[0], right, ours.work);
  const counts = [];
  for (const side of sides) counts.push(policies ?? (await warmed(side, milliseconds)));
  const times = [[], []];
  for (let round = 0; round < rounds; round++) {
    // Neither is always the one that comes after the other.
    for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const { engine, work } = sides[side];
      const decisions = counts[side] * (policies === undefined ? 1 : policies / TOKENS_PER_POLICY);
      times[side].push((await engine.time(work, counts[side])) / decisions);
    }
  }
  const [mine, others] = times;
  return {
    ratio: spread(others.map((time, round) => time / mine[round])),
    ours: spread(mine),
    theirs: spread(others),
  };
}

/** Runs until the code is compiled, and says how many decisions fill so many milliseconds. */
async function warmed({ engine, work }, milliseconds) {
  let count = 16;
  for (;;) {
    const took = (await engine.time(work, count)) / 1e6;
    if (took >= milliseconds) break;
    count *= took < milliseconds / 10 ? 8 : 2;
  }
  for (let round = 0; round < 4; round++) await engine.time(work, count);
  return count;
}
