/**
 * Audits: of a whole account every policy that trusts an issuer of tokens, and what is wrong with it.
 *
 * ```js
 * const result = await audit([{ name: "account.json", text }]);
 * console.log(renderAudit(result, { format: "markdown" }));
 * ```
 *
 * @packageDocumentation
 */

import type { Diagnostic, Finding, RelyingParty, Span } from "./index.js";
import type { Admission, Invariants, Proof, Relation } from "./insight.js";

export { RolecallError } from "./index.js";

/** A document with policies in it: whatever `findPolicies` reads, at most 256 MiB. */
export interface AuditDocument {
  /** What it is called: the path of its file. */
  name: string;
  text: string;
}

/** What to audit with. */
export interface AuditOptions {
  /** Whose policies they are; left out, the documents tell. */
  relyingParty?: RelyingParty | undefined;
  /** When it is made, in milliseconds since 1970. Left out: the clock of the host. */
  time?: number | undefined;
  /** Whether to ask of each policy about tokens of GitHub Actions who gets in. */
  who?: boolean | undefined;
  /** What must hold of every token of GitHub Actions that gets in by any of them. */
  invariants?: Invariants | undefined;
  /** Is told how far it is, every fifty policies. */
  onProgress?: ((progress: AuditProgress) => void) | undefined;
}

/** How far an audit is. */
export interface AuditProgress {
  /** The name of the document. */
  document: string;
  /** How many of its policies were looked at. */
  done: number;
  /** How many it has. */
  total: number;
}

/** A {@link RolecallError} as data. */
export interface AuditError {
  code: string;
  message: string;
  help?: string;
  url?: string;
  diagnostics: Diagnostic[];
}

/** A policy that trusts an issuer, or of which that cannot be told. All places are of its document. */
export interface AuditedPolicy {
  /** The name of the document that it was found in. */
  document: string;
  /** What the document calls it: the role, the resource. */
  name: string | null;
  /** Whose policy it is. */
  relyingParty: RelyingParty;
  /** Where it stands. */
  span: Span;
  /** Whether it stands there as encoded text. All places are then that of this text. */
  encoded: boolean;
  /** Its text. */
  text: string;
  /** The issuers that it trusts. Empty where it says so in a way that is not settled, as by `*`. */
  issuers: string[];
  /** The worst of its findings; of one that cannot be used `error`. */
  severity: "error" | "warning" | "note" | "none";
  /** What there is to say about it. An edit is left out: it is for the policy alone. */
  findings: Omit<Finding, "edit">[];
  /** What the relying party would say of it. The findings tell it too. */
  diagnostics: Diagnostic[];
  /** Who gets in, where that was asked and the policy is about tokens of GitHub Actions. */
  who?: Admission;
  /** Whether it keeps to what is asked, in the same way. */
  proof?: Proof;
  /** Why it cannot be used. */
  error?: AuditError;
}

/** What was looked at, and what was found. Plain data: its JSON is what {@link readAudit} reads. */
export interface Audit {
  type: "rolecall.audit";
  schemaVersion: 1;
  /** Of this package. */
  version: string;
  /** When it was made, in UTC. */
  time: string;
  /** The documents, with how many policies each holds, or why it cannot be read. */
  documents: { name: string; policies: number; error?: AuditError }[];
  /** Those that trust an issuer, in the order of the documents. */
  policies: AuditedPolicy[];
}

/** What became of a policy between two audits. */
export interface PolicyChange {
  /** As it is. */
  policy: AuditedPolicy;
  /** As it was. */
  before: AuditedPolicy;
  /** In what it differs: its text beside blanks, whom it trusts, what was found, whether it can be used. */
  what: ("policy" | "issuers" | "findings" | "error")[];
  issuers: { added: string[]; gone: string[] };
  /** How those who get in stand to those who did, where its text changed and that can be asked. */
  relation?: Relation;
  findings: { added: AuditedPolicy["findings"]; gone: AuditedPolicy["findings"] };
}

/** What is new, what is gone and what changed between two audits. */
export interface AuditChanges {
  /** When the former one was made. */
  before: string;
  new: AuditedPolicy[];
  changed: PolicyChange[];
  gone: AuditedPolicy[];
  /** How many are as they were. */
  unchanged: number;
}

/**
 * Looks through documents, one after the other.
 *
 * @throws {@link RolecallError} `invalid-argument`, `unknown-relying-party`, and for `invariants` what
 * `prove` throws. What is wrong with a document or a policy stands
 * in the result.
 */
export declare function audit(
  documents: Iterable<AuditDocument> | AsyncIterable<AuditDocument>,
  options?: AuditOptions,
): Promise<Audit>;

/**
 * Compares an audit with a former one. A policy is the same where document and name are, or where
 * no other has its name.
 */
export declare function compareAudits(before: Audit, after: Audit): AuditChanges;

/**
 * The audit that a text is.
 *
 * @throws {@link RolecallError} `not-an-audit`, `document-too-large`.
 */
export declare function readAudit(text: string): Audit;

/** How an audit is written. */
export interface RenderAuditOptions {
  /**
   * `text` for terminals and logs, `markdown` for comments and job summaries, `csv` for
   * spreadsheets, `sarif` for tools that read that, `html` for one page that needs nothing else.
   */
  format: "text" | "markdown" | "csv" | "sarif" | "html";
  /** Whether text uses ANSI escapes. They only repeat what it says. */
  color?: boolean | undefined;
  /** What became of a former audit, by {@link compareAudits}. Text then tells of nothing else. */
  changes?: AuditChanges | undefined;
}

/**
 * An audit, for people or for programs.
 *
 * @throws {@link RolecallError} `invalid-argument`.
 */
export declare function renderAudit(audit: Audit, options: RenderAuditOptions): string;
