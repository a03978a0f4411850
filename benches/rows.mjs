// What is measured against what, and how many times as fast it must be.

const ours = (work) => ({ engine: "rolecall", work });
const theirs = (engine, work) => ({ engine, work });

export const ROWS = [
  {
    what: "`allows`, claims as JSON text",
    against: "hand-written: `JSON.parse` and a loop over the policy",
    ours: ours("text"),
    theirs: theirs("hand-written", "text"),
    bar: 1.5,
  },
  {
    what: "`allows`, a JWT that is decoded",
    against: "hand-written: base64url, `JSON.parse` and the loop",
    ours: ours("jwt"),
    theirs: theirs("hand-written", "jwt"),
    bar: 1.5,
  },
  {
    what: "`allows`, claims as an object",
    against: "hand-written: the loop",
    ours: ours("object"),
    theirs: theirs("hand-written", "object"),
    bar: 1,
    // It is not reached yet: half of it is where it stands.
    budget: 1 / 3,
  },
  {
    what: "`evaluate`, the trace read",
    against: "regorus, its bare decision",
    ours: ours("trace"),
    theirs: theirs("regorus", "text"),
    bar: 1,
  },
  {
    what: "`allows`, claims as JSON text",
    against: "regorus in WebAssembly",
    ours: ours("text"),
    theirs: theirs("regorus", "text"),
    bar: 15,
  },
  {
    what: "`allows`, claims as an object",
    against: "cedar-wasm, the policy parsed beforehand",
    ours: ours("object"),
    theirs: theirs("cedar", "object"),
    bar: 40,
  },
  {
    what: "`allows`, claims as an object",
    against: "iam-simulate, given the policy as it takes it",
    ours: ours("object"),
    theirs: theirs("iam-simulate", "object"),
    bar: 80,
  },
  {
    what: "`allows`, claims as an object",
    against: "iam-simulate, the policy read beforehand",
    ours: ours("object"),
    theirs: theirs("iam-simulate", "prepared"),
  },
  {
    what: "`verifyToken`, RS256, and `allows`",
    against: "jose's `jwtVerify` and the loop",
    ours: ours("verify"),
    theirs: theirs("jose", "verify"),
    bar: 2,
  },
  {
    what: "`verifyToken`, RS256, and `allows`",
    against: "`node:crypto` alone: the arithmetic, nothing decoded",
    ours: ours("verify"),
    theirs: theirs("node-crypto", "verify"),
    bar: 1 / 1.6,
  },
  {
    what: "`allowsMatrix`, 3,000 policies × 300 tokens",
    against: "a loop over `allows`",
    ours: ours("matrix"),
    theirs: theirs("rolecall", "loop"),
    bar: 3,
    options: { rounds: 3, policies: 3_000 },
  },
  {
    what: "native `allows`, claims read beforehand",
    against: "iam-rs, its request made beforehand",
    ours: { engine: "rolecall", work: "allows", native: true },
    theirs: { engine: "iam-rs", work: "allows", native: true },
    bar: 3,
  },
];
