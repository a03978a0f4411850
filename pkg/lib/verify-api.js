// What `rolecall/verify` offers, whatever the runtime.

export { RolecallError } from "./error.js";
export { createGuard } from "./guard.js";
export { KeySet } from "./key-set.js";
export { issuerJwks, remoteJwks } from "./remote-jwks.js";
export { verifyToken } from "./verify.js";
