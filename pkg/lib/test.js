// What `rolecall/test` offers, whatever the runtime.

export { RolecallError } from "./error.js";
export { renderTests } from "./test-report.js";
export { runTests } from "./test-run.js";
