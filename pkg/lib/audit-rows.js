// What all ways of writing an audit have in common.

import { SEVERITIES } from "./audit-run.js";

const ORDER = [...SEVERITIES, "none"];

/** How policies do, the worst first. */
const WORDS = {
  unusable: "that cannot be used",
  error: "with errors",
  warning: "with warnings",
  note: "with notes",
  ok: "with nothing to report",
};

/** The policies, those that weigh most first, and otherwise in the order of the documents. */
export function byWeight(policies) {
  const weight = ({ severity, error }) => (error === undefined ? ORDER.indexOf(severity) : -1);
  return policies
    .map((policy, index) => ({ policy, index }))
    .sort((one, other) => weight(one.policy) - weight(other.policy) || one.index - other.index)
    .map(({ policy }) => policy);
}

/** The findings of a policy, those that weigh most first. */
export function findingsOf({ findings }) {
  return [...findings].sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
}

/** What a policy is called. */
export function titleOf({ name, document }) {
  return name ?? document;
}

/** A place in a document. */
export function placeOf({ document }, { line, column }) {
  return `${document}:${line}:${column}`;
}

/** Whose tokens a policy is about; where it names none, its principal does not tell. */
export function issuersOf({ issuers, error }) {
  if (issuers.length > 0) return issuers.map((issuer) => issuer.replace(/^https:\/\//, ""));
  return error === undefined ? ["any, or unclear"] : [];
}

/** In one word how a policy does. */
export function wordOf({ severity, error }) {
  if (error !== undefined) return "unusable";
  return severity === "none" ? "ok" : severity;
}

/** What an audit comes to, in numbers. */
export function counts({ documents, policies }) {
  const of = (word) => policies.filter((policy) => wordOf(policy) === word).length;
  return {
    documents: documents.length,
    policies: documents.reduce((sum, document) => sum + document.policies, 0),
    trusting: policies.length,
    words: Object.fromEntries(Object.keys(WORDS).map((word) => [word, of(word)])),
  };
}

/** `count` of something, in words. */
export function number(count, noun, plural = `${noun}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`;
}

/** How many policies do how, as the parts of a sentence: `[word, text]`. */
export function totals({ words }) {
  return Object.entries(WORDS)
    .filter(([word]) => words[word] > 0)
    .map(([word, text]) => [word, `${words[word].toLocaleString("en")} ${text}`]);
}

/** The first sentence of an audit. */
export function sentence({ trusting, policies, documents }) {
  const of = policies === trusting ? "" : `${trusting.toLocaleString("en")} of `;
  const verb = trusting === 1 ? "trusts" : "trust";
  return `${of}${number(policies, "policy", "policies")} in ${number(documents, "document")} ${verb} an issuer`;
}

/** What became of a former audit, in a sentence. */
export function sinceWords(changes) {
  const parts = ["new", "changed", "gone"].map((kind) => `${changes[kind].length.toLocaleString("en")} ${kind}`);
  return `since ${changes.before}: ${parts.join(", ")}, ${changes.unchanged.toLocaleString("en")} unchanged`;
}

/** How those who get in stand to those who did. */
const RELATIONS = {
  equal: "another text, which lets in the same",
  narrower: "lets in fewer",
  wider: "lets in more",
  overlapping: "lets in others, and some no more",
  disjoint: "lets in others, and nobody whom it did",
};

/** What is known of who gets in, in sentences: those about what is asked for come last. */
export function answersOf({ who, proof }) {
  return [
    ...(who === undefined ? [] : [who.summary, ...who.unknown.map((why) => `not all is known: it hangs on ${why}`)]),
    ...(proof === undefined ? [] : [proofWords(proof)]),
  ];
}

function proofWords(proof) {
  switch (proof.result) {
    case "proved":
      return "proved: no token gets in that goes against what is asked";
    case "refuted":
      return `refuted: a token gets in that goes against \`${proof.invariant} ${proof.claim}\`, with the subject \`${proof.token.sub}\``;
    default:
      return `not known whether it keeps to what is asked: it hangs on ${proof.why.join(", ")}`;
  }
}

/** What changed about a policy, in words. */
export function changeWords({ what, issuers, findings, before, policy, relation }) {
  const words = {
    policy: RELATIONS[relation] ?? "another text",
    issuers: [
      ...issuers.added.map((issuer) => `now trusts ${issuer}`),
      ...issuers.gone.map((issuer) => `no longer trusts ${issuer}`),
    ].join(", "),
    findings: `${number(findings.added.length, "new finding")}, ${findings.gone.length.toLocaleString("en")} gone`,
    error: policy.error === undefined ? "can be used again" : before.error === undefined ? "can no longer be used" : "another error",
  };
  return what.map((one) => words[one]);
}
