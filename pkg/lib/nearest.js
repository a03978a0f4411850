/** The one of `known` that `word` was most likely meant to be, if any is close. */
export function nearest(word, known) {
  if (word.length > 64) return undefined;
  let best;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = edits(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein distance. */
function edits(left, right) {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 0; i < left.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < right.length; j++) {
      const substituted = row[j] + (left[i] === right[j] ? 0 : 1);
      next.push(Math.min(substituted, row[j + 1] + 1, next[j] + 1));
    }
    row = next;
  }
  return row[right.length];
}
