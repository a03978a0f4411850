// Two audits: what is new, what is gone, and what changed between them.

import { isAskable } from "./audit-run.js";
import { jsonText, readForm } from "./form.js";
import { compare } from "./insight-api.js";
import { compile } from "./policy.js";

/**
 * Compares an audit with a former one. A policy is the same where document and name are, or, where
 * the document is called otherwise, the name alone tells it.
 */
export function compareAudits(before, after) {
  const pairs = paired(before.policies, after.policies);
  const gone = new Set(before.policies);
  const changes = { before: before.time, new: [], changed: [], gone: [], unchanged: 0 };
  for (const policy of after.policies) {
    const former = pairs.get(policy);
    gone.delete(former);
    if (former === undefined) {
      changes.new.push(policy);
      continue;
    }
    const change = changeOf(former, policy);
    if (change.what.length === 0) changes.unchanged += 1;
    else changes.changed.push(change);
  }
  changes.gone = [...gone];
  return changes;
}

/** The former policy of each that has one. */
function paired(before, after) {
  const pairs = new Map();
  const taken = new Set();
  // Of several with one name in one document the order tells, but for those that are as they were.
  pair(({ document, name, relyingParty, text }) => [document, name, relyingParty, text]);
  pair(({ document, name, relyingParty }) => [document, name, relyingParty]);
  // In another document a name tells a policy only where no other has it.
  pair(({ name, relyingParty }) => [name, relyingParty], ({ length }) => length === 1);
  return pairs;

  function pair(keyOf, mayBe = () => true) {
    const waiting = grouped(before.filter((policy) => !taken.has(policy)), keyOf);
    for (const [key, policies] of grouped(after.filter((policy) => !pairs.has(policy)), keyOf)) {
      const former = waiting.get(key) ?? [];
      if (!mayBe(former) || !mayBe(policies)) continue;
      for (const [index, policy] of policies.slice(0, former.length).entries()) {
        taken.add(former[index]);
        pairs.set(policy, former[index]);
      }
    }
  }
}

function grouped(policies, keyOf) {
  const groups = new Map();
  for (const policy of policies) {
    const key = JSON.stringify(keyOf(policy));
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(policy);
  }
  return groups;
}

function changeOf(before, after) {
  const findings = difference(before.findings, after.findings, ({ id, message }) => JSON.stringify([id, message]));
  const issuers = difference(before.issuers, after.issuers, (issuer) => issuer);
  const isOther = ({ added, gone }) => added.length + gone.length > 0;
  const what = [
    ...(isSameDocument(before.text, after.text) ? [] : ["policy"]),
    ...(isOther(issuers) ? ["issuers"] : []),
    ...(isOther(findings) ? ["findings"] : []),
    ...(before.error?.code === after.error?.code ? [] : ["error"]),
  ];
  const relation = what.includes("policy") ? relationOf(before, after) : undefined;
  return { policy: after, before, what, issuers, findings, ...(relation && { relation }) };
}

/** How those who get in stand to those who did; nothing where that cannot be asked. */
function relationOf(before, after) {
  if (![before, after].every(({ issuers, error }) => error === undefined && isAskable(issuers))) return undefined;
  const compiled = [];
  try {
    for (const { text, relyingParty } of [before, after]) compiled.push(compile(text, { relyingParty }));
    return compare(...compiled).relation;
  } catch (error) {
    // A former audit may be of another version.
    if (error?.name !== "RolecallError") throw error;
    return undefined;
  } finally {
    for (const policy of compiled) policy.free();
  }
}

/** What one list has beyond the other, each as often as it has it more. */
function difference(before, after, keyOf) {
  const beyond = (list, other) => {
    const left = new Map();
    for (const item of other) left.set(keyOf(item), (left.get(keyOf(item)) ?? 0) + 1);
    return list.filter((item) => {
      const count = left.get(keyOf(item)) ?? 0;
      left.set(keyOf(item), count - 1);
      return count <= 0;
    });
  };
  return { added: beyond(after, before), gone: beyond(before, after) };
}

/** Whether two texts are the same but for blanks and comments. */
function isSameDocument(one, other) {
  return one === other || withoutBlanks(one) === withoutBlanks(other);
}

function withoutBlanks(text) {
  try {
    return jsonText(readForm(text, "policy"));
  } catch {
    return text;
  }
}
