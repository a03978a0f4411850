const { compile } = await import(process.env.ROLECALL_ENTRY);
const policy = compile(process.env.ROLECALL_POLICY);
console.log(policy.allows(process.env.ROLECALL_CLAIMS));
