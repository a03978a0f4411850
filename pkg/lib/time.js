// Times as people write them.

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Seconds since 1970, written as such or as an ISO date; `undefined` for anything else. */
export function secondsOf(text) {
  if (/^-?\d+$/.test(text)) return Number(text);
  // Without a zone a time of day would be that of this machine.
  const milliseconds = DATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}
