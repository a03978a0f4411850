// What `rolecall/audit` offers, whatever the runtime.

export { compareAudits } from "./audit-compare.js";
export { readAudit } from "./audit-read.js";
export { renderAudit } from "./audit-report.js";
export { audit } from "./audit-run.js";
export { RolecallError } from "./error.js";
