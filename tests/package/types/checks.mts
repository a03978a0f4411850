// What the types of audits and test files promise. Compiled and not run.

import type { Finding } from "rolecall";
import {
  type Audit,
  type AuditChanges,
  type AuditedPolicy,
  RolecallError,
  audit,
  compareAudits,
  readAudit,
  renderAudit,
} from "rolecall/audit";
import { type TestReport, type TestResult, renderTests, runTests } from "rolecall/test";

declare const text: string;
const result: Audit = await audit([{ name: "account.json", text }], {
  relyingParty: "aws",
  time: 0,
  who: true,
  invariants: { only: { repository: "octo-org/*" }, never: { event: ["pull_request"] } },
  onProgress: ({ document, done, total }) => void [document.length, done + total],
});
async function* documents() {
  yield { name: "a", text };
}
await audit(documents());
const changes: AuditChanges = compareAudits(readAudit(text), result);
const policies: AuditedPolicy[] = [...changes.new, ...changes.gone, ...changes.changed.map(({ before }) => before)];
const page: string = renderAudit(result, { format: "html", changes });
const severity: Finding["severity"] | undefined = result.policies[0]?.findings[0]?.severity;
const relation: "wider" | string | undefined = changes.changed[0]?.relation;
void [policies, page, severity, relation, result.policies[0]?.who?.summary, result.policies[0]?.proof?.result];

const report: TestReport = await runTests(text, { file: "a.yaml", read: async (path) => path });
const results: TestResult[] = report.tests;
const xml: string = renderTests([report, { file: "b.yaml", error: { code: "c", message: "m", diagnostics: [] } }], {
  format: "junit",
  time: 0,
});
void [results, xml, RolecallError.prototype.code];

// @ts-expect-error: no such format
renderAudit(result, { format: "pdf" });
// @ts-expect-error: no edits in an audit
result.policies[0]?.findings[0]?.edit;
// @ts-expect-error: a document has a name
await audit([{ text }]);
