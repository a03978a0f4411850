import { report } from "./report.mjs";
const { compile } = await import(process.env.ROLECALL_ENTRY);
const policy = compile(process.env.ROLECALL_POLICY);
report(policy.allows(process.env.ROLECALL_CLAIMS));
