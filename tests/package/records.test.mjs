// Decision records: by the schema that the package ships, and by the attributes of OCSF 1.5.0.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { version } from "rolecall";
import { createGuard } from "rolecall/verify";
import { addressPolicyText, allowed, denied, now, policyText } from "./fixtures.mjs";
import { keyServer, signingKey, unsigned } from "./issuer.mjs";

const toolsOf = createRequire(path.join(process.env.ROLECALL_ROOT, "pkg", "package.json"));
const Ajv = toolsOf("ajv/dist/2020").default;
const schema = createRequire(import.meta.url)("rolecall/decision-record.schema.json");
const isRecord = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);
const ocsf = JSON.parse(
  readFileSync(new URL("ocsf/authentication-1.5.0.json", import.meta.url), "utf8"),
);

const folder = mkdtempSync(path.join(tmpdir(), "rolecall-"));
after(() => rmSync(folder, { recursive: true }));
const key = signingKey("key-7");
const server = await keyServer([key.jwk]);
after(() => server.close());
const options = {
  policy: policyText,
  issuer: allowed.iss,
  audience: allowed.aud,
  jwks: { keys: [key.jwk] },
  clock: () => now + 0.25,
};
const digest = createHash("sha256").update(policyText).digest("hex");

function checkRecord(record) {
  assert.ok(isRecord(record), JSON.stringify([isRecord.errors, record], null, 2));
}

/** Decisions of every kind, with the token of each. */
const decisions = [
  ["allowed", key.sign({ ...allowed, jti: "id-1" })],
  ["denied", key.sign(denied)],
  ["indeterminate", key.sign(allowed), { policy: addressPolicyText }],
  ["with a caveat", key.sign({ ...allowed, azp: "another" })],
  ["for several", key.sign({ ...allowed, aud: [allowed.aud, "another"] })],
  ["expired", key.sign({ ...allowed, exp: now - 4000 })],
  ["unsigned", unsigned(allowed, key.kid)],
  ["of no form", "a.b.c"],
  ["missing", undefined],
  ["without a subject", key.sign({ iss: allowed.iss, aud: allowed.aud, exp: allowed.exp, iat: allowed.iat })],
  ["of odd claims", unsigned({ iss: 7, sub: { a: 1 }, aud: [1, "x", null], jti: [] }, { a: "b" })],
  ["without end", unsigned({ iss: "i".repeat(5000), sub: "s\n\u2028\u0000", aud: Array(100).fill("a"), jti: "j".repeat(5000) })],
];

for (const [name, token, change] of decisions) {
  test(`the record of a token ${name} keeps to the schema, and holds no token`, async () => {
    const { allowed: isAllowed, evaluation, record } = await createGuard({ ...options, ...change })(token);
    checkRecord(record);
    const line = JSON.stringify(record);
    assert.doesNotMatch(line, /\n/);
    for (const part of (token ?? "").split(".")) {
      assert.ok(part.length < 10 || !line.includes(part), "a part of the token");
    }
    assert.ok(line.length < 8_000, `${line.length} characters`);
    assert.equal(record.allowed, isAllowed);
    assert.equal(record.decision, evaluation?.decision ?? null);
    assert.equal(record.reason, evaluation?.reason.code ?? null);
    assert.equal(record.time, new Date(now * 1000 + 250).toISOString());
    assert.equal(record.version, version);
    assert.equal(record.relyingParty, "aws");
    assert.equal(record.verified, evaluation !== undefined);
  });

  test(`the event of a token ${name} has attributes of OCSF ${ocsf.version} alone`, async () => {
    const { record } = await createGuard({ ...options, ...change, format: "ocsf" })(token);
    checkEvent(record);
    assert.equal(record.metadata.version, ocsf.version);
    assert.equal(record.class_uid, ocsf.class.uid);
    const line = JSON.stringify(record);
    for (const part of (token ?? "").split(".")) {
      assert.ok(part.length < 10 || !line.includes(part), "a part of the token");
    }
  });
}

test("a record tells what an audit asks", async () => {
  const { record } = await createGuard(options)(key.sign({ ...allowed, jti: "id-1" }));
  assert.deepEqual(record, {
    type: "rolecall.decision",
    schemaVersion: 1,
    time: new Date(now * 1000 + 250).toISOString(),
    allowed: true,
    decision: "allow",
    reason: "allowed",
    error: null,
    verified: true,
    issuer: allowed.iss,
    subject: allowed.sub,
    audience: allowed.aud,
    jti: "id-1",
    kid: "key-7",
    relyingParty: "aws",
    policyDigest: digest,
    caveats: [],
    version,
  });
});

test("what a token says of itself is told as that where it does not hold", async () => {
  const { record } = await createGuard(options)(unsigned({ ...allowed, sub: "anybody" }, "k"));
  assert.equal(record.verified, false);
  assert.equal(record.subject, "anybody");
  assert.deepEqual(record.error, { code: "algorithm-not-allowed" });
  assert.equal(record.allowed, false);
});

test("the digest is that of the bytes of the text", async () => {
  for (const text of [`\ufeff${policyText}`, policyText.replace('"Version"', '"Id": "für-🗝", "Version"')]) {
    const { record } = await createGuard({ ...options, policy: text })(undefined);
    assert.equal(record.policyDigest, createHash("sha256").update(text, "utf8").digest("hex"));
  }
});

test("the schema refuses what is no record", async () => {
  const { record } = await createGuard(options)(key.sign(allowed));
  const { record: refused } = await createGuard(options)(undefined);
  checkRecord(refused);
  for (const wrong of [
    {},
    { ...record, token: "x" },
    { ...record, policyDigest: digest.toUpperCase() },
    { ...record, decision: "maybe" },
    { ...record, decision: "deny" },
    { ...record, time: "yesterday" },
    { ...record, reason: null },
    { ...record, error: { code: "token-expired" } },
    { ...refused, error: null },
    { ...refused, error: { code: "token-expired", message: "quotes" } },
    { ...refused, allowed: true },
  ]) {
    assert.equal(isRecord(wrong), false, JSON.stringify(wrong));
  }
  const { caveats, ...without } = record;
  assert.equal(isRecord(without), false);
});

test("the command line appends a line for each policy", async () => {
  const program = fileURLToPath(new URL("../node_modules/.bin/rolecall", import.meta.url));
  const write = (name, content) => {
    writeFileSync(path.join(folder, name), content);
    return name;
  };
  const policy = write("policy.json", policyText);
  const dev = write("dev.json", policyText.replace("heads/main", "heads/dev"));
  const broken = write("broken.json", "{");
  const keys = write("keys.json", JSON.stringify({ keys: [key.jwk] }));
  const token = write("token.jwt", key.sign(allowed));
  const log = path.join(folder, "log.jsonl");
  const run = (...args) => {
    const { status, stderr } = spawnSync(program, ["evaluate", ...args, "--now", String(now)], {
      cwd: folder,
      encoding: "utf8",
    });
    const text = readFileSync(log, "utf8");
    assert.ok(text.endsWith("\n"));
    const records = text.trimEnd().split("\n").map((line) => JSON.parse(line));
    return { status, stderr, records };
  };
  writeFileSync(log, "");
  const signed = ["--jwks", keys, "--issuer", allowed.iss, "--audience", allowed.aud];

  let { status, records } = run(policy, dev, token, "--record", log);
  assert.equal(status, 1);
  assert.deepEqual(
    records.map(({ decision, verified }) => [decision, verified]),
    [
      ["allow", false],
      ["deny", false],
    ],
  );
  assert.equal(records[0].policyDigest, digest);
  assert.notEqual(records[1].policyDigest, digest);

  ({ status, records } = run(policy, token, "--record", log, ...signed));
  assert.equal(status, 0);
  assert.equal(records.length, 3);
  assert.equal(records[2].verified, true);
  assert.equal(records[2].kid, "key-7");

  const expired = write("expired.jwt", key.sign({ ...allowed, exp: now - 4000 }));
  let stderr;
  ({ status, stderr, records } = run(policy, expired, "--record", log, ...signed));
  assert.equal(status, 3);
  assert.match(stderr, /^error: expected `exp` after /);
  assert.deepEqual(records[3].error, { code: "token-expired" });
  assert.equal(records[3].subject, allowed.sub);

  ({ status, records } = run(policy, broken, token, "--record", log));
  assert.equal(status, 3);
  assert.equal(records[4].decision, "allow");
  assert.equal(records[5].error.code, "invalid-json");
  assert.equal(records[5].relyingParty, null);
  records.forEach(checkRecord);

  ({ status, records } = run(policy, token, "--record", log, "--record-format", "ocsf"));
  assert.equal(records.length, 7);
  checkEvent(records[6]);

  const unwritable = spawnSync(program, ["evaluate", policy, token, "--record", "no/such/folder/log"], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(unwritable.status, 3);
  assert.equal(unwritable.stdout, "");
  assert.match(unwritable.stderr, /^error: cannot write `no\/such\/folder\/log`: ENOENT/);
});

/** Refuses what the schema does not have, in names, types, values and what belongs together. */
function checkEvent(event) {
  check(event, ocsf.class, "event", event.metadata.profiles);
  assert.equal(event.type_uid, event.class_uid * 100 + event.activity_id);
}

function check(value, { attributes, constraints }, place, profiles) {
  for (const [name, member] of Object.entries(value)) {
    const attribute = attributes[name];
    const at = `${place}.${name}`;
    assert.ok(attribute, `${at} is no attribute`);
    if (attribute.profile) assert.ok(profiles.includes(attribute.profile), `${at} is of a profile`);
    const members = attribute.array ? member : [member];
    assert.ok(Array.isArray(members), at);
    for (const one of members) checkValue(one, attribute, at, profiles);
    if (attribute.sibling && attribute.sibling in value) {
      assert.equal(value[attribute.sibling], attribute.enum[member], at);
    }
  }
  for (const [name, { requirement, profile }] of Object.entries(attributes)) {
    const applies = profile === undefined || profiles.includes(profile);
    if (requirement === "required" && applies) assert.ok(name in value, `${place} without ${name}`);
  }
  const oneOf = constraints.at_least_one;
  if (oneOf) assert.ok(oneOf.some((name) => name in value), `${place} without any of ${oneOf}`);
}

function checkValue(value, { type, object, enum: values }, at, profiles) {
  switch (type) {
    case "object_t":
      if (object !== "object") check(value, ocsf.objects[object], at, profiles);
      break;
    case "integer_t":
    case "long_t":
    case "timestamp_t":
      assert.ok(Number.isSafeInteger(value), at);
      break;
    default:
      assert.match(type, /^(string|username)_t$/, at);
      assert.equal(typeof value, "string", at);
  }
  if (values) assert.ok(String(value) in values, `${at} is ${value}`);
}
