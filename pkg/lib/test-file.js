// Test files: which token is expected to get in by which policy, and which is not.

import { quote } from "./argument.js";
import { FormReader, jsonText, readForm } from "./form.js";
import { nearest } from "./nearest.js";
import { REQUEST_FIELDS } from "./request.js";
import { secondsOf } from "./time.js";

const DECISIONS = ["allow", "deny", "indeterminate"];
const POLICY_SOURCES = ["file", "text", "document"];
const TOKEN_SOURCES = ["file", "text", "claims", "predict"];

/**
 * What a file asks for, in its order: `tests` of `{ name, span, policy, token, request, expected }`,
 * and `proofs` of `{ name, span, policy, request, template, invariants }`.
 *
 * @throws {RolecallError} Where it cannot be read, or `invalid-test-file` with a diagnostic for each
 * thing that is wrong with it.
 */
export function readTestFile(text) {
  const root = readForm(text, "test file");
  const reader = new FormReader("invalid-test-file", text);
  const plan = new Plan(reader, root).asked();
  reader.finish();
  return plan;
}

class Plan {
  #reader;
  #root;
  #file;
  #policies;
  #tokens;
  #request;

  constructor(reader, root) {
    this.#reader = reader;
    this.#root = root;
    this.#file = reader.members(root, "test file", ["request", "policies", "tokens", "tests", "invariants"]);
    this.#policies = this.#definitions("policies", (...definition) => this.#policy(...definition));
    this.#tokens = this.#definitions("tokens", (...definition) => this.#token(...definition));
    this.#request = this.#requestOf(this.#file, "request");
  }

  asked() {
    const each = (field, read) => {
      const node = this.#file.get(field);
      const items = node === undefined ? [] : this.#reader.items(node, field);
      return items.flatMap((item, index) => read(item, `${field}[${index}]`));
    };
    const isEmpty = (field) => !this.#file.has(field) || this.#file.get(field).items?.length === 0;
    // What asks for nothing would always pass.
    if (isEmpty("tests") && isEmpty("invariants") && this.#root.members !== undefined) {
      const { span } = this.#file.get("tests") ?? this.#file.get("invariants") ?? this.#root;
      this.#reader.problem(span, "expected at least one test in `tests` or `invariants`, received none");
    }
    return {
      tests: each("tests", (item, place) => this.#test(item, place)),
      proofs: each("invariants", (item, place) => this.#proof(item, place)),
    };
  }

  #proof(node, place) {
    const reader = this.#reader;
    const members = reader.members(node, place, ["name", "policy", "only", "never", "template", "request"]);
    if (node.members === undefined) return [];
    const invariants = {};
    for (const field of ["only", "never"]) {
      const value = members.get(field);
      if (value !== undefined) invariants[field] = this.#patterns(value, `${place}.${field}`);
    }
    if (Object.values(invariants).every((patterns) => Object.keys(patterns).length === 0)) {
      reader.problem(node.span, `expected \`only\` or \`never\` in ${quote(place)}, received none`);
    }
    const [name, template] = ["name", "template"].map((field) => members.get(field));
    const given = name === undefined ? undefined : reader.text(name, `${place}.name`);
    const keys = template === undefined ? undefined : reader.items(template, `${place}.template`);
    const policies = this.#used(node, members, place, "policy", this.#policies, (...definition) =>
      this.#policy(...definition),
    );
    return policies.map((policy) => ({
      name: given === undefined ? `${policy.label}: ${inWords(invariants)}` : policies.length === 1 ? given : `${given} (${policy.label})`,
      span: node.span,
      policy,
      invariants,
      template: keys?.map((key) => reader.text(key, `${place}.template`)),
      request: { ...this.#request, ...this.#requestOf(members, `${place}.request`) },
    }));
  }

  /** By claim the patterns of which its value must fit one, or none. */
  #patterns(node, place) {
    const patterns = Object.create(null);
    for (const [claim, value] of this.#reader.members(node, place)) {
      const name = `${place}.${claim}`;
      patterns[claim] = this.#reader.oneOrMore(value, name).map((item) => this.#reader.anyText(item, name));
    }
    return patterns;
  }

  #test(node, place) {
    const reader = this.#reader;
    const fields = ["name", "policy", "token", "request", "expect", "reason"];
    const members = reader.members(node, place, fields);
    if (node.members === undefined) return [];
    const named = members.get("name");
    const name = named === undefined ? undefined : reader.text(named, `${place}.name`);
    const expected = this.#expected(node, members, place);
    const request = { ...this.#request, ...this.#requestOf(members, `${place}.request`) };
    const policies = this.#used(node, members, place, "policy", this.#policies, (...definition) =>
      this.#policy(...definition),
    );
    const tokens = this.#used(node, members, place, "token", this.#tokens, (...definition) =>
      this.#token(...definition),
    );
    const isOne = policies.length * tokens.length === 1;
    return policies.flatMap((policy) =>
      tokens.map((token) => {
        const pair = `${policy.label}: ${token.label}`;
        return {
          name: name === undefined ? pair : isOne ? name : `${name} (${pair})`,
          span: node.span,
          policy,
          token,
          request,
          expected,
        };
      }),
    );
  }

  #expected(node, members, place) {
    const expect = members.get("expect");
    if (expect === undefined) {
      this.#reader.problem(node.span, `expected \`expect\` in ${quote(place)}, received none`, "write `expect: allow` or `expect: deny`");
      return undefined;
    }
    const decision = this.#reader.choice(expect, `${place}.expect`, DECISIONS);
    const reason = members.get("reason");
    return { decision, ...(reason && { reason: this.#reader.text(reason, `${place}.reason`) }) };
  }

  /** What a test names, or describes itself: one or several. Of one that there is, it need not. */
  #used(node, members, place, field, known, describe) {
    const reader = this.#reader;
    const used = members.get(field);
    if (used === undefined) {
      if (known.size === 1) return [...known.values()];
      reader.problem(node.span, `expected ${quote(field)} in ${quote(place)}, received none`, namesHelp(known));
      return [];
    }
    const name = `${place}.${field}`;
    return reader.oneOrMore(used, name).flatMap((item) => {
      if (item.members !== undefined) return describe(item, name);
      const text = reader.text(item, name);
      if (text === undefined) return [];
      if (known.has(text)) return known.get(text);
      const close = nearest(text, [...known.keys()]);
      reader.problem(
        item.span,
        `unknown ${field} ${quote(text)}`,
        close === undefined ? namesHelp(known) : `did you mean ${quote(close)}?`,
      );
      return [];
    });
  }

  #definitions(field, describe) {
    const node = this.#file.get(field);
    if (node === undefined) return new Map();
    const members = this.#reader.members(node, field);
    return new Map(
      [...members].map(([name, value]) => [name, describe(value, `${field}.${name}`, name)]),
    );
  }

  #policy(node, place, label) {
    const reader = this.#reader;
    const definition = this.#source(node, place, label, POLICY_SOURCES, ["name", "relyingParty"]);
    const { members } = definition;
    for (const field of ["name", "relyingParty"]) {
      const value = members.get(field);
      if (value !== undefined) definition[field] = reader.text(value, `${place}.${field}`);
    }
    if (members.has("document")) definition.text = jsonText(members.get("document"));
    return definition;
  }

  #token(node, place, label) {
    const definition = this.#source(node, place, label, TOKEN_SOURCES, []);
    for (const field of ["claims", "predict"]) {
      const value = definition.members.get(field);
      if (value === undefined) continue;
      this.#reader.members(value, `${place}.${field}`);
      if (field === "claims") definition.text = jsonText(value);
      else definition.spec = JSON.parse(jsonText(value));
    }
    return definition;
  }

  /** Where a policy or token comes from: a text is the path of a file. */
  #source(node, place, label, sources, fields) {
    const reader = this.#reader;
    const definition = { label: label ?? "", span: node.span, members: new Map() };
    if (node.members === undefined) {
      definition.file = reader.text(node, place);
    } else {
      definition.members = reader.members(node, place, [...sources, ...fields]);
      const given = sources.filter((source) => definition.members.has(source));
      if (given.length !== 1) {
        const received = given.length === 0 ? "none" : given.map(quote).join(" and ");
        reader.problem(node.span, `expected one of ${sources.map(quote).join(", ")} in ${quote(place)}, received ${received}`);
      }
      for (const field of ["file", "text"]) {
        const value = definition.members.get(field);
        if (value !== undefined) definition[field] = reader.text(value, `${place}.${field}`);
      }
      definition.label ||= definition.file ?? given[0] ?? "";
    }
    return definition;
  }

  #requestOf(members, place) {
    const node = members.get("request");
    if (node === undefined) return {};
    const reader = this.#reader;
    const request = {};
    for (const [field, value] of reader.members(node, place, REQUEST_FIELDS)) {
      const name = `${place}.${field}`;
      switch (field) {
        case "now":
          request.now = this.#time(value, name);
          break;
        case "complete":
          request.complete = reader.boolean(value, name);
          break;
        case "clientIds":
          request.clientIds = reader.items(value, name).map((item) => reader.anyText(item, name));
          break;
        case "context":
          request.context = this.#context(value, name);
          break;
        default:
          request[field] = reader.text(value, name);
      }
    }
    return request;
  }

  #time(node, place) {
    const time = secondsOf(node.number ?? (typeof node.value === "string" ? node.value : ""));
    if (Number.isSafeInteger(time)) return time;
    this.#reader.problem(
      node.span,
      `expected whole seconds since 1970 or an ISO date in ${quote(place)}`,
      "for example `2026-11-24` or `2026-11-24T08:30:00Z`",
    );
    return undefined;
  }

  #context(node, place) {
    // Without a prototype `__proto__` is a name like any other.
    const context = Object.create(null);
    for (const [name, value] of this.#reader.members(node, place)) {
      const texts = (value.items ?? [value]).map((item) => this.#reader.anyText(item, `${place}.${name}`));
      context[name] = value.items === undefined ? texts[0] : texts;
    }
    return context;
  }
}

function inWords(invariants) {
  return Object.entries(invariants)
    .flatMap(([kind, claims]) => Object.entries(claims).map(([claim, patterns]) => `${kind} ${claim} ${patterns.join(" or ")}`))
    .join(", ");
}

function namesHelp(known) {
  return known.size === 0
    ? undefined
    : `there ${known.size === 1 ? "is" : "are"} ${[...known.keys()].map(quote).join(", ")}`;
}
