// The classes of known disagreements with iam-simulate: which each takes. What they are about, and
// what settles them, stands in `iam-simulate.json`, in the same order.

import { isIP } from "node:net";

/** What each class takes, in the order of the list; the first that takes a disagreement has it. */
export const classes = {
  "key-given-twice": ({ ours, policyText }) => ours === "error" && hasEqualKeys(policyText),
  "half-a-surrogate-pair": ({ ours, policyText }) =>
    ours === "error" && /\\ud[89a-f]/iu.test(policyText),
  "effect-left-out": ({ theirs, policy }) =>
    theirs === "error" && [policy.Statement].flat().some(({ Effect }) => Effect === undefined),
  "provider-under-another-kind": ({ ours, principal, policyText }) =>
    ours === "deny" && policyText.includes(`{"AWS":"${principal}"}`),
  "number-as-it-was-written": some(({ expected }) =>
    expected.some((value) => typeof value === "number"),
  ),
  "no-such-operator": some(
    ({ base, set, operator }, { ours }) =>
      ours === "indeterminate" &&
      (!OPERATORS.has(base) || operator === "NullIfExists" || (set ?? "ForAnyValue")[3] !== "A"),
  ),
  "variables-in-version-2008": some(
    ({ expected }, { policy }) =>
      policy.Version !== "2012-10-17" && expected.some((value) => /\$\{/u.test(value)),
  ),
  "null-with-set-operator": some(
    ({ base, set }, { ours }) =>
      base === "Null" && set !== undefined && ours === (set === "ForAllValues" ? "allow" : "deny"),
  ),
  "only-empty-strings-for-all-values": some(
    ({ set, values }, { ours }) =>
      set === "ForAllValues" && ours === "allow" && values.every((value) => value === ""),
  ),
  "empty-list-without-qualifier": some(
    ({ expected, set, ifExists }, { ours }) =>
      expected.length === 0 && set === undefined && !ifExists && ours === "indeterminate",
  ),
  "several-values-without-set-operator": some(
    ({ received, set }, { ours }) =>
      set === undefined &&
      received?.length > 1 &&
      Array.isArray(received) &&
      ours === "indeterminate",
  ),
  "list-of-one-without-set-operator": some(
    ({ received, set }, { ours }) =>
      set === undefined && Array.isArray(received) && received.length === 1 && ours === "allow",
  ),
  "list-of-none-without-set-operator": some(
    ({ base, received, set }, { ours }) =>
      set === undefined &&
      Array.isArray(received) &&
      received.length === 0 &&
      base.includes("Not") &&
      ours === "allow",
  ),
  "star-short-of-a-line-break": some(
    ({ base, values }, { ours }) =>
      base === "StringLike" && ours === "allow" && values.some((value) => value.includes("\n")),
  ),
  "character-beyond-the-basic-plane": some(
    ({ base, values }) =>
      base.endsWith("Like") && values.some((value) => /[\u{10000}-\u{10FFFF}]/u.test(value)),
  ),
  "case-beyond-ascii": some(
    ({ base, expected }, { ours }) =>
      base.endsWith("IgnoreCase") &&
      ours === "indeterminate" &&
      expected.some((value) => /[^\0-\x7f]/u.test(value)),
  ),
  "escapes-in-variables": some(
    ({ base, expected }) =>
      base.startsWith("String") && expected.some((value) => /\$\{[*?$]\}/u.test(value)),
  ),
  "default-of-a-variable": some(
    ({ expected }, { ours }) =>
      ours === "allow" && expected.some((value) => /\$\{[^},]+, '(?:'|[^']*, )/u.test(value)),
  ),
  "default-for-a-list": some(
    ({ expected }, { ours, context }) =>
      ours === "deny" &&
      expected.some((value) => {
        const [, key] = /\$\{([^},]+), '/u.exec(value) ?? [];
        return Array.isArray(context[key]);
      }),
  ),
  "variable-with-an-empty-value": some(
    ({ expected }, { ours, context }) =>
      ours === "allow" &&
      expected.some((value) => {
        const [, key] = /\$\{([^},]+)\}/u.exec(value) ?? [];
        return context[key] === "";
      }),
  ),
  "variable-without-value-under-negated-operator": some(
    ({ base, expected }, { ours, context }) =>
      ours === "allow" &&
      base.includes("Not") &&
      expected.some((value) => {
        const [, key] = /\$\{([^},]+)\}/u.exec(value) ?? [];
        return key !== undefined && context[key] === undefined;
      }),
  ),
  "variable-that-is-none": some(
    ({ base, expected }, { ours }) =>
      base.startsWith("String") &&
      ours === "indeterminate" &&
      expected.some((value) => /\$\{(?:\}|[^}]*$)/u.test(value)),
  ),
  "first-component-of-an-arn": some(
    ({ base, expected }, { ours }) =>
      base.startsWith("Arn") &&
      ours === "deny" &&
      expected.some((value) => !value.startsWith("arn:")),
  ),
  "arn-pattern-of-fewer-components": some(
    ({ base, expected }) =>
      base.startsWith("Arn") && expected.some((value) => value.split(":").length < 6),
  ),
  "seconds-against-a-date": some(({ base, expected, values }) => {
    const all = [...expected, ...values];
    const seconds = (text) => /^-?\d+(?:\.\d+)?$/u.test(text) && text.length !== 4;
    return base.startsWith("Date") && all.some(seconds) && !all.every(seconds);
  }),
  "year-alone": some(
    ({ base, expected, values }) =>
      base.startsWith("Date") && [...expected, ...values].some((text) => /^\d{4}$/u.test(text)),
  ),
  "date-outside-the-profile": some(
    ({ base, expected, values }, { theirs }) =>
      base.startsWith("Date") && theirs === "allow" && [...expected, ...values].some(isNoDate),
  ),
  "number-with-a-tail": some(
    ({ base, values }, { ours }) =>
      base.startsWith("Numeric") &&
      ours === "deny" &&
      values.some((text) => /^\d+[a-z]/iu.test(text)),
  ),
  "number-in-other-notation": some(
    ({ base, values }, { ours }) =>
      base.startsWith("Numeric") &&
      ours === "deny" &&
      values.some((text) => !isNumber(text) && isNumber(text.trim().replace(/^\+|\.$/gu, ""))),
  ),
  "number-with-an-exponent": some(
    ({ base, expected, values }) =>
      base.startsWith("Numeric") &&
      [...expected, ...values].some((text) => isNumber(text) && /e/iu.test(text)),
  ),
  "number-beyond-double-precision": some(
    ({ base, values }) =>
      base.startsWith("Numeric") && values.some((text) => isNumber(text) && text.length > 15),
  ),
  "address-range-of-everything": some(
    ({ base, expected }, { ours }) =>
      base === "IpAddress" && ours === "allow" && expected.includes("0.0.0.0/0"),
  ),
  "address-spelled-otherwise": some(
    ({ base, expected, values }, { ours }) =>
      base === "IpAddress" &&
      ours === "allow" &&
      [...expected, ...values].some((text) => text.includes(":")),
  ),
  "address-with-a-zone": some(
    ({ base, values }, { ours }) =>
      base === "IpAddress" && ours === "deny" && values.some((text) => text.includes("%")),
  ),
  "unreadable-value-under-negated-operator": some(
    (tested, { ours }) =>
      ours === "indeterminate" &&
      tested.base.includes("Not") &&
      tested.values.some((value) => !reads(tested, value)),
  ),
  "unreadable-value-in-policy": some(
    (tested, { ours }) =>
      ours === "indeterminate" && tested.expected.some((value) => !reads(tested, String(value))),
  ),
};

function some(takes) {
  return (disagreement) => disagreement.tests.some((tested) => takes(tested, disagreement));
}

const OPERATORS = new Set([
  ...["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"].map(
    (name) => `String${name}`,
  ),
  ...["Numeric", "Date"].flatMap((family) =>
    ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map(
      (name) => family + name,
    ),
  ),
  ...["Equals", "NotEquals", "Like", "NotLike"].map((name) => `Arn${name}`),
  ...["Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "Null"],
]);

function isNumber(text) {
  return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu.test(text);
}

/** A text that is neither in the W3C profile of ISO 8601 nor seconds. */
function isNoDate(text) {
  const [, year, month = "01", day = "01", hour = "00"] =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?$/u.exec(
      text,
    ) ?? [];
  if (year === undefined) return !isNumber(text);
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(month) > 12 || Number(day) > days || Number(hour) > 23;
}

/** Whether a value is of the kind that the operator compares. */
function reads({ base }, text) {
  if (base === "Bool" || base === "Null") return /^(?:true|false)$/iu.test(text);
  if (base === "BinaryEquals") return Buffer.from(text, "base64").toString("base64") === text;
  if (base.startsWith("Numeric")) return isNumber(text);
  if (base.startsWith("Date")) return !isNoDate(text);
  if (base.startsWith("Arn")) return text.split(":").length >= 6;
  if (base.endsWith("IpAddress")) {
    const [address, bits = "0", ...rest] = text.split("/");
    return (
      isIP(address) !== 0 &&
      rest.length === 0 &&
      /^(?:0|[1-9]\d*)$/u.test(bits) &&
      Number(bits) <= (isIP(address) === 4 ? 32 : 128)
    );
  }
  return true;
}

/** Whether an object in a JSON text has two keys that are equal but for their case. */
function hasEqualKeys(text) {
  const open = [];
  for (const [token, key] of text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:|"(?:[^"\\]|\\.)*"|[{}]/gu)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (key !== undefined) {
      const name = JSON.parse(`"${key}"`).toLowerCase();
      if (open.at(-1).has(name)) return true;
      open.at(-1).add(name);
    }
  }
  return false;
}
