// Time as a fact: the token's, and the clock that the request is made at.

const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

export function duration(seconds) {
  const [unit, length] = UNITS.find(([, one]) => seconds >= one) ?? UNITS.at(-1);
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** `2026-11-18 09:46:40 UTC` */
export function instant(seconds) {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds}` : `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

const isTime = (value) => typeof value === "number" && Number.isFinite(value);

/** What the clock says of the token, in a sentence. */
export function expiry(claims, now) {
  if (claims === undefined) return undefined;
  const { exp, nbf } = claims;
  if (isTime(exp) && exp <= now) return `Expired ${duration(now - exp)} ago, by the clock`;
  if (isTime(nbf) && nbf > now) return `Not valid for another ${duration(nbf - now)}, by the clock`;
  if (isTime(exp)) return `Valid for another ${duration(exp - now)}, by the clock`;
  return undefined;
}

/** When the token was issued and ends. */
export function lifetime(claims) {
  const parts = [];
  if (isTime(claims?.iat)) parts.push(`issued ${instant(claims.iat)}`);
  if (isTime(claims?.exp)) parts.push(`ends ${instant(claims.exp)}`);
  return parts.join(", ");
}
