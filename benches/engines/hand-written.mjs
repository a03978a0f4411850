// What one writes in an afternoon: a loop over the policy's own JSON, with the two operators that
// are needed. It knows no policy variables, set operators, lists of values or unknown elements.

import { claims, jwts, policy, texts } from "../work/work.mjs";

const operators = {
  StringEquals: (expected, received) => expected === received,
  StringLike: like,
};

/** `*` any characters, `?` one: goes back to the last star where it fails. */
function like(pattern, text) {
  let place = 0;
  let index = 0;
  let star = -1;
  let mark = 0;
  while (index < text.length) {
    if (pattern[place] === "*") {
      star = place++;
      mark = index;
    } else if (place < pattern.length && (pattern[place] === "?" || pattern[place] === text[index])) {
      place++;
      index++;
    } else if (star >= 0) {
      place = star + 1;
      index = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[place] === "*") place++;
  return place === pattern.length;
}

const list = (value) => (Array.isArray(value) ? value : [value]);

/** Whether a trust policy, parsed, lets in whoever has these claims. */
export function decide(document, token) {
  const host = token.iss.slice("https://".length);
  let allowed = false;
  for (const statement of list(document.Statement)) {
    if (!list(statement.Action).includes("sts:AssumeRoleWithWebIdentity")) continue;
    if (!list(statement.Principal.Federated).some((arn) => arn.endsWith(`/${host}`))) continue;
    let holds = true;
    for (const [operator, tests] of Object.entries(statement.Condition ?? {})) {
      for (const [key, expected] of Object.entries(tests)) {
        const received = token[key.slice(key.lastIndexOf(":") + 1)];
        const fits = (each) => operators[operator](each, received);
        if (received === undefined || !list(expected).some(fits)) holds = false;
      }
    }
    if (!holds) continue;
    if (statement.Effect === "Deny") return false;
    allowed = true;
  }
  return allowed;
}

/** The claims of a JWT, as hand-written code gets them. */
export function decode(jwt) {
  return JSON.parse(Buffer.from(jwt.split(".")[1], "base64url").toString());
}

export function works() {
  return {
    text: (index) => decide(policy, JSON.parse(texts[index])),
    jwt: (index) => decide(policy, decode(jwts[index])),
    object: (index) => decide(policy, claims[index]),
  };
}
