// Writes the vectors of this folder: makes each token, by the rules or against them, and says what
// has to come of it. Run it with Node 20 or later, from anywhere.

import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign as signBytes, constants } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (name) => fileURLToPath(new URL(name, import.meta.url));

// Keys.

function makeKeys() {
  const rsa = (modulusLength, publicExponent = 65537) =>
    generateKeyPairSync("rsa", { modulusLength, publicExponent });
  const ec = (namedCurve) => generateKeyPairSync("ec", { namedCurve });
  const pairs = {
    rsa: rsa(2048),
    rsaOther: rsa(2048),
    rsa3072: rsa(3072),
    rsaExponent3: rsa(2048, 3),
    rsa1024: rsa(1024),
    p256: ec("P-256"),
    p256Other: ec("P-256"),
    p384: ec("P-384"),
    p521: ec("P-521"),
    ed25519: generateKeyPairSync("ed25519"),
    ed25519Other: generateKeyPairSync("ed25519"),
  };
  const keys = Object.entries(pairs).map(([name, { privateKey }]) => [
    name,
    privateKey.export({ format: "jwk" }),
  ]);
  const note = "Made for the tests in this folder. They sign nothing else and protect nothing.";
  return { note, keys: Object.fromEntries(keys) };
}

if (!existsSync(at("keys.json"))) {
  writeFileSync(at("keys.json"), `${JSON.stringify(makeKeys(), null, 2)}\n`);
}
const { keys } = JSON.parse(readFileSync(at("keys.json"), "utf8"));

const privateKey = (name) => createPrivateKey({ key: keys[name], format: "jwk" });
const publicJwk = (name) =>
  createPublicKey({ key: keys[name], format: "jwk" }).export({ format: "jwk" });

// Tokens.

const encode = (value) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

const HOW = {
  RS256: ["sha256", {}],
  RS384: ["sha384", {}],
  RS512: ["sha512", {}],
  PS256: ["sha256", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
  PS384: ["sha384", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }],
  PS512: ["sha512", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }],
  ES256: ["sha256", { dsaEncoding: "ieee-p1363" }],
  ES384: ["sha384", { dsaEncoding: "ieee-p1363" }],
  ES512: ["sha512", { dsaEncoding: "ieee-p1363" }],
  EdDSA: [null, {}],
};
const KEY = { R: "rsa", P: "rsa", ES256: "p256", ES384: "p384", ES512: "p521", EdDSA: "ed25519" };

const now = 1700000000;
const claims = {
  iss: "https://issuer.example",
  sub: "repo:octo-org/octo-repo:ref:refs/heads/main",
  aud: "rolecall-test",
  iat: now - 10,
  nbf: now - 10,
  exp: now + 300,
};
const options = { issuer: claims.iss, audience: claims.aud, now };

/** A token: `how` is the algorithm that makes the signature, whatever the header says. */
function token({
  how = "RS256",
  key = KEY[how] ?? KEY[how[0]],
  header = { alg: how, kid: key, typ: "JWT" },
  payload = claims,
  change = (signature) => signature,
  settings,
} = {}) {
  const input = `${encode(header)}.${encode(payload)}`;
  const [hash, more] = HOW[how];
  const signature = signBytes(hash, Buffer.from(input), { key: privateKey(key), ...more, ...settings });
  return `${input}.${change(signature, input).toString("base64url")}`;
}

const withHeader = (header, how = "RS256") =>
  token({ how, header: { alg: how, kid: KEY[how] ?? KEY[how[0]], typ: "JWT", ...header } });
const withClaims = (changed) => token({ payload: { ...claims, ...changed } });
const without = (...names) =>
  token({ payload: Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name))) });
const unsigned = (header, payload = claims) => `${encode(header)}.${encode(payload)}.`;
const hmac = (how, secret, header) => {
  const input = `${encode({ alg: how, typ: "JWT", ...header })}.${encode(claims)}`;
  const hash = `sha${how.slice(2)}`;
  return `${input}.${createHmac(hash, secret).update(input).digest("base64url")}`;
};

/** A key set. A name stands for the key of that name under its own id. */
const set = (...members) => ({
  keys: members.map((member) =>
    typeof member === "string" ? { kid: member, ...publicJwk(member) } : member,
  ),
});
const as = (name, members) => ({ kid: name, ...publicJwk(name), ...members });
const usual = set("rsa", "p256", "p384", "ed25519");

// Sources.

const rfc = (number, section) => `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`;
const appendix = (number, part) => `https://www.rfc-editor.org/rfc/rfc${number}#appendix-${part}`;
const WYCHEPROOF = "https://github.com/C2SP/wycheproof/blob/main/testvectors_v1/json_web_signature_test.json";

// Cases.

const topics = [];
let cases;
function topic(name, text, write) {
  cases = [];
  write();
  topics.push([name, { topic: text, jwks: usual, options, cases }]);
}

/** A case. Without `expect` the token is verified. */
function shows(id, text, source, { token: made = token(), jwks, expect = "verified", standing = "documented", ...options } = {}) {
  // What is usual stands at the head of the file.
  const own = Object.keys(options).length > 0 ? { options } : {};
  cases.push({ id, shows: text, source, standing, token: made, jwks, ...own, expect });
}
const inferred = { standing: "inferred" };

const ALL = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "Ed25519"];
const notAllowed = (received, expected = ALL) => ({
  code: "algorithm-not-allowed", parameter: "alg", reason: "mismatch", expected, received,
});
const invalid = { code: "invalid-token" };
const badSignature = { code: "signature-invalid", reason: "mismatch" };
const badLength = (expected, received) => ({
  code: "signature-invalid", reason: "length", expected: `${expected} bytes`, received: `${received} bytes`,
});
const unsuitable = (reason, expected, received) => ({ code: "unsuitable-key", reason, expected, received });
const unknown = (expected, received) => ({
  code: "unknown-key", parameter: "kid", reason: received === undefined ? "missing" : "mismatch", expected, received,
});
const usualIds = ["rsa", "p256", "p384", "ed25519"];
const malformed = (claim, expected, received) => ({
  code: "claim-malformed", claim, reason: "malformed", expected, received,
});
const missing = (claim) => ({ code: "claim-missing", claim, reason: "missing" });
const SECONDS = "a number of seconds since 1970";

topic("algorithms", "Each algorithm that is allowed, with a key of its kind.", () => {
  for (const how of ALL.filter((name) => name !== "Ed25519")) {
    shows(`algorithm-${how}`, `${how} is taken`, how === "EdDSA" ? rfc(8037, "3.1") : rfc(7518, "3.1"), { token: token({ how }) });
  }
  shows("algorithm-Ed25519", "`Ed25519` is the name of its own that EdDSA with Ed25519 got", rfc(9864, "2.2"), {
    token: token({ how: "EdDSA", header: { alg: "Ed25519", kid: "ed25519" } }),
  });
  shows("algorithm-rsa-3072", "a longer RSA key", rfc(7518, "3.3"), { token: token({ key: "rsa3072" }), jwks: set("rsa3072") });
  shows("algorithm-rsa-exponent-3", "an RSA key with the exponent 3", rfc(8017, "3.1"), {
    token: token({ key: "rsaExponent3" }), jwks: set("rsaExponent3"), ...inferred,
  });
  const only = ["ES256"];
  shows("algorithm-asked-for", "the one algorithm that was asked for", rfc(8725, "3.1"), { token: token({ how: "ES256" }), algorithms: only });
  shows("algorithm-not-asked-for", "a sound algorithm that was not asked for", rfc(8725, "3.1"), { algorithms: only, expect: notAllowed("RS256", only) });
  shows("algorithm-other-name-asked-for", "`EdDSA` was asked for, and the header has the other name", rfc(9864, "2.2"), {
    token: token({ how: "EdDSA", header: { alg: "Ed25519", kid: "ed25519" } }),
    algorithms: ["EdDSA"], expect: notAllowed("Ed25519", ["EdDSA"]), ...inferred,
  });
});

topic("algorithm-confusion", "Algorithms that are not allowed, and keys used with another algorithm than theirs.", () => {
  for (const name of ["none", "None", "NONE", "nOnE"]) {
    shows(`none-${name}`, `an unsigned token, spelled \`${name}\``, rfc(8725, "3.1"), { token: unsigned({ alg: name, typ: "JWT" }), expect: notAllowed(name) });
  }
  shows("none-with-kid", "an unsigned token that names a key", rfc(8725, "2.1"), { token: unsigned({ alg: "none", kid: "rsa" }), expect: notAllowed("none") });
  shows("none-signed", "`none` with a good signature left in place", rfc(8725, "2.1"), {
    token: token({ header: { alg: "none", kid: "rsa" } }), expect: notAllowed("none"),
  });
  shows("none-padded", "blanks around `none`", rfc(8725, "3.1"), { token: unsigned({ alg: " none" }), expect: notAllowed(" none"), ...inferred });
  const pem = createPublicKey({ key: keys.rsa, format: "jwk" }).export({ type: "spki", format: "pem" });
  for (const how of ["HS256", "HS384", "HS512"]) {
    shows(`confusion-${how}`, `${how} with the text of the RSA public key as the secret`, rfc(8725, "2.1"), {
      token: hmac(how, pem, { kid: "rsa" }), expect: notAllowed(how),
    });
  }
  shows("confusion-hmac-modulus", "HS256 with the RSA modulus as the secret", rfc(8725, "2.1"), {
    token: hmac("HS256", Buffer.from(keys.rsa.n, "base64url"), { kid: "rsa" }), expect: notAllowed("HS256"),
  });
  const secret = Buffer.alloc(32, 7);
  const oct = { kty: "oct", kid: "oct", alg: "HS256", k: secret.toString("base64url") };
  shows("confusion-hmac-key-in-set", "HS256 with a secret that is in the key set", rfc(8725, "3.5"), {
    token: hmac("HS256", secret, { kid: "oct" }), jwks: set(oct), expect: notAllowed("HS256"), ...inferred,
  });
  shows("confusion-rs256-names-oct", "RS256, naming a secret", rfc(7517, "5"), {
    token: withHeader({ kid: "oct" }), jwks: set(oct), expect: unsuitable("type", "RSA", "`oct`"),
  });
  for (const name of ["rs256", "RS1", "ES256K", "ES512", "RSA-OAEP", "dir", "HS256 ", "RS256\0", ""]) {
    shows(`algorithm-named-${JSON.stringify(name).slice(1, -1)}`, "a name that is none of those allowed", rfc(7515, "4.1.1"), {
      token: withHeader({ alg: name }), expect: notAllowed(name),
    });
  }
  shows("algorithm-missing", "no `alg`", rfc(7515, "4.1.1"), {
    token: token({ header: { typ: "JWT", kid: "rsa" } }), expect: { ...invalid, parameter: "alg", reason: "missing" },
  });
  for (const [name, value, received] of [["number", 256, "a number"], ["list", ["RS256"], "an array"], ["null", null, "null"]]) {
    shows(`algorithm-${name}`, "an `alg` that is no string", rfc(7515, "4.1.1"), {
      token: withHeader({ alg: value }), expect: { ...invalid, parameter: "alg", reason: "malformed", expected: "a string", received },
    });
  }
  shows("confusion-rs256-names-ec", "RS256, naming an EC key", rfc(8725, "3.1"), {
    token: withHeader({ kid: "p256" }), expect: unsuitable("type", "RSA", "EC P-256"),
  });
  shows("confusion-es256-names-rsa", "ES256, naming an RSA key", rfc(8725, "3.1"), {
    token: withHeader({ kid: "rsa" }, "ES256"), expect: unsuitable("type", "EC P-256", "RSA"),
  });
  shows("confusion-es256-names-p384", "ES256, naming a P-384 key", rfc(7518, "3.4"), {
    token: withHeader({ kid: "p384" }, "ES256"), expect: unsuitable("type", "EC P-256", "EC P-384"),
  });
  shows("confusion-es384-names-p256", "ES384, naming a P-256 key", rfc(7518, "3.4"), {
    token: withHeader({ kid: "p256" }, "ES384"), expect: unsuitable("type", "EC P-384", "EC P-256"),
  });
  shows("confusion-eddsa-names-p256", "EdDSA, naming an EC key", rfc(8037, "3.1"), {
    token: withHeader({ kid: "p256" }, "EdDSA"), expect: unsuitable("type", "OKP Ed25519", "EC P-256"),
  });
  shows("confusion-pss-as-pkcs1", "a PS256 signature under the header RS256", rfc(8725, "3.1"), {
    token: token({ how: "PS256", header: { alg: "RS256", kid: "rsa" } }), expect: badSignature,
  });
  shows("confusion-pkcs1-as-pss", "an RS256 signature under the header PS256", rfc(8725, "3.1"), {
    token: token({ how: "RS256", header: { alg: "PS256", kid: "rsa" } }), expect: badSignature,
  });
  shows("confusion-hash", "an RS512 signature under the header RS256", rfc(8725, "3.1"), {
    token: token({ how: "RS512", header: { alg: "RS256", kid: "rsa" } }), expect: badSignature,
  });
});

topic("embedded-keys", "Keys that a token brings along are not looked at.", () => {
  const stranger = publicJwk("rsaOther");
  const jku = "https://attacker.example/jwks.json";
  const places = { jwk: { jwk: stranger }, jku: { jku }, x5u: { x5u: jku }, x5c: { x5c: ["MIIB"] }, "x5t#S256": { "x5t#S256": "AAAA" } };
  for (const [name, header] of Object.entries(places)) {
    shows(`embedded-${name}`, `a token of a stranger with \`${name}\` and a known id`, rfc(8725, "3.10"), {
      token: token({ key: "rsaOther", header: { alg: "RS256", kid: "rsa", ...header } }), expect: badSignature,
    });
    shows(`embedded-${name}-ignored`, `a good token with \`${name}\``, rfc(8725, "3.10"), { token: withHeader(header), ...inferred });
  }
  shows("embedded-jwk-alone", "a stranger's `jwk` and no id", WYCHEPROOF, {
    token: token({ key: "rsaOther", header: { alg: "RS256", jwk: stranger } }), expect: badSignature,
  });
  shows("embedded-jwk-empty-set", "a stranger's `jwk`, and no key is trusted", rfc(8725, "3.10"), {
    token: token({ key: "rsaOther", header: { alg: "RS256", jwk: stranger } }), jwks: set(), expect: unknown([]),
  });
  shows("embedded-jwk-own-id", "a stranger's `jwk` with its id", rfc(8725, "3.10"), {
    token: token({ key: "rsaOther", header: { alg: "RS256", kid: "rsaOther", jwk: { kid: "rsaOther", ...stranger } } }),
    expect: unknown(usualIds, "rsaOther"),
  });
});

topic("key-ids", "Which key is chosen by `kid`, and which where there is none.", () => {
  const injections = {
    sql: "rsa' OR '1'='1", union: "x' UNION SELECT 'key';--", path: "../../../../dev/null",
    url: "https://attacker.example/key", command: "rsa|whoami", format: "%s%n", prototype: "__proto__",
    control: "rsa\0", empty: "", case: "RSA", blank: "rsa ", prefix: "rs",
  };
  for (const [name, kid] of Object.entries(injections)) {
    shows(`kid-${name}`, "an id is compared, and nothing else is done with it", rfc(8725, "3.10"), {
      token: withHeader({ kid }), expect: unknown(usualIds, kid),
    });
  }
  shows("kid-number", "an id that is no string", rfc(7515, "4.1.4"), {
    token: withHeader({ kid: 1 }), expect: { ...invalid, parameter: "kid", reason: "malformed", expected: "a string", received: "a number" },
  });
  const noId = { alg: "RS256" };
  shows("kid-missing-one-key", "no id, and one key", rfc(7515, "6"), { token: token({ header: noId }), jwks: set("rsa") });
  shows("kid-missing-one-fits", "no id, and one key of the kind", rfc(7515, "6"), { token: token({ header: noId }) });
  shows("kid-missing-second", "no id, and the second of the keys of the kind signed", rfc(7515, "6"), {
    token: token({ header: noId }), jwks: set("rsaOther", "rsa"), ...inferred,
  });
  shows("kid-missing-none-fits", "no id, and no key of the kind", rfc(7515, "6"), {
    token: token({ header: noId }), jwks: set("p256"), expect: unknown(["p256"]),
  });
  shows("kid-missing-none-signed", "no id, and none of the keys of the kind signed", rfc(7515, "6"), {
    token: token({ header: noId }), jwks: set("rsaOther", "rsaExponent3"), expect: badSignature,
  });
  shows("kid-missing-other-length", "no id, and a key whose signatures are longer comes first", rfc(8017, "8.2.2"), {
    token: token({ header: noId }), jwks: set("rsa3072", "rsa"), ...inferred,
  });
  const copies = (count) => ({ keys: Array.from({ length: count }, () => publicJwk("rsaOther")).concat(publicJwk("rsa")) });
  shows("kid-missing-sixteen", "no id, and the last of sixteen keys signed", rfc(7515, "6"), { token: token({ header: noId }), jwks: copies(15), ...inferred });
  shows("kid-missing-seventeen", "no id, and seventeen keys: a forged token would cost too much", rfc(7515, "6"), {
    token: token({ header: noId }), jwks: copies(16), expect: { code: "ambiguous-key", parameter: "kid", reason: "ambiguous" }, ...inferred,
  });
  shows("kid-key-without-id", "the token names a key, and the only key has no id", rfc(7517, "4.5"), {
    jwks: { keys: [publicJwk("rsa")] }, expect: unknown([], "rsa"), ...inferred,
  });
  shows("kid-twice-second", "two keys of one id, and the second signed", rfc(7517, "4.5"), {
    jwks: { keys: [{ ...publicJwk("rsaOther"), kid: "rsa" }, { ...publicJwk("rsa"), kid: "rsa" }] }, ...inferred,
  });
  shows("kid-twice-kinds", "keys of one id and of different kinds", rfc(7517, "4.5"), {
    jwks: { keys: [{ ...publicJwk("p256"), kid: "rsa" }, { ...publicJwk("rsa"), kid: "rsa" }] },
  });
  shows("kid-other-key", "a key of that id, and another made the signature", rfc(8725, "3.10"), {
    token: token({ key: "rsaOther", header: { alg: "RS256", kid: "rsa" } }), expect: badSignature,
  });
  shows("kid-good-key-other-id", "the key that signed is in the set, under another id", rfc(7515, "4.1.4"), {
    token: token({ header: { alg: "RS256", kid: "other" } }), jwks: { keys: [{ ...publicJwk("rsa"), kid: "rsa" }, { ...publicJwk("rsaOther"), kid: "other" }] },
    expect: badSignature,
  });
  shows("kid-unknown-of-other-issuer", "no key, and another issuer: that is the better reason", rfc(8725, "3.8"), {
    token: token({ key: "rsaOther", payload: { ...claims, iss: "https://other.example" } }),
    expect: { code: "issuer-mismatch", claim: "iss", reason: "mismatch", expected: claims.iss, received: "https://other.example" }, ...inferred,
  });
  shows("kid-unknown-unreadable", "no key, and claims that nobody can read", rfc(8725, "3.8"), {
    token: token({ key: "rsaOther", payload: "nothing" }), expect: unknown(usualIds, "rsaOther"), ...inferred,
  });
});

topic("signatures", "Signatures that are not what they should be.", () => {
  const n = { p256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n };
  const bytes = (number) => Buffer.from(number.toString(16).padStart(64, "0"), "hex");
  const number = (buffer) => BigInt(`0x${buffer.toString("hex")}`);
  const flip = (index) => (signature) => {
    const copy = Buffer.from(signature);
    copy[index < 0 ? copy.length + index : index] ^= 1;
    return copy;
  };
  for (const [how, length] of [["RS256", 256], ["PS256", 256], ["ES256", 64], ["EdDSA", 64]]) {
    const of = (change) => token({ how, change });
    const about = (name) => `signature-${name}-${how}`;
    const source = how === "ES256" ? rfc(7518, "3.4") : how === "EdDSA" ? rfc(8032, "5.1.7") : rfc(8017, "8.2.2");
    shows(about("empty"), "no signature", WYCHEPROOF, { token: of(() => Buffer.alloc(0)), expect: badLength(length, 0) });
    shows(about("truncated"), "the last byte is missing", source, { token: of((s) => s.subarray(0, -1)), expect: badLength(length, length - 1) });
    shows(about("padded"), "a zero after it", source, { token: of((s) => Buffer.concat([s, Buffer.alloc(1)])), expect: badLength(length, length + 1) });
    shows(about("led"), "a zero before it", source, { token: of((s) => Buffer.concat([Buffer.alloc(1), s])), expect: badLength(length, length + 1) });
    shows(about("zero"), "zeros alone", source, { token: of((s) => Buffer.alloc(s.length)), expect: badSignature });
    shows(about("ones"), "larger than any number of the key", source, { token: of((s) => Buffer.alloc(s.length, 255)), expect: badSignature });
    shows(about("first-bit"), "a bit of the first byte is changed", source, { token: of(flip(0)), expect: badSignature });
    shows(about("last-bit"), "a bit of the last byte is changed", source, { token: of(flip(-1)), expect: badSignature });
  }
  const changed = (how, payload) => {
    const [header, , signature] = token({ how }).split(".");
    return `${header}.${encode(payload)}.${signature}`;
  };
  for (const how of ["RS256", "ES256", "EdDSA"]) {
    shows(`signature-payload-changed-${how}`, "the claims are not those that were signed", rfc(7515, "5.2"), {
      token: changed(how, { ...claims, sub: "repo:octo-org/other" }), expect: badSignature,
    });
  }
  shows("signature-header-changed", "the header is not the one that was signed", rfc(7515, "5.2"), {
    token: (() => { const [, payload, signature] = token().split("."); return `${encode({ alg: "RS256", kid: "rsa" })}.${payload}.${signature}`; })(),
    expect: badSignature,
  });
  for (const [how, key] of [["ES256", "p256Other"], ["EdDSA", "ed25519Other"]]) {
    shows(`signature-other-key-${how}`, "another key of the kind signed", rfc(7515, "5.2"), {
      token: token({ how, key, header: { alg: how, kid: KEY[how] } }), expect: badSignature,
    });
  }
  const der = token({ how: "ES256", settings: { dsaEncoding: "der" } });
  const derLength = Buffer.from(der.split(".")[2], "base64url").length;
  shows("signature-der", "ECDSA in DER, as certificates have it", rfc(7518, "3.4"), { token: der, expect: badLength(64, derLength) });
  shows("signature-der-padded", "ECDSA in DER, cut to the length", rfc(7518, "3.4"), {
    token: token({ how: "ES256", settings: { dsaEncoding: "der" }, change: (s) => s.subarray(0, 64) }), expect: badSignature, ...inferred,
  });
  const half = (change) => token({ how: "ES256", change: (s) => Buffer.concat(change(s.subarray(0, 32), s.subarray(32))) });
  for (const [name, text, change] of [
    ["r-zero", "r is 0", (r, s) => [Buffer.alloc(32), s]],
    ["s-zero", "s is 0", (r, s) => [r, Buffer.alloc(32)]],
    ["r-order", "r is the order of the curve", (r, s) => [bytes(n.p256), s]],
    ["s-order", "s is the order of the curve", (r, s) => [r, bytes(n.p256)]],
    ["r-and-s-order", "r and s are the order of the curve", () => [bytes(n.p256), bytes(n.p256)]],
    ["one-one", "r and s are 1", () => [bytes(1n), bytes(1n)]],
    ["swapped", "r and s are swapped", (r, s) => [s, r]],
  ]) {
    shows(`signature-${name}`, text, WYCHEPROOF, { token: half(change), expect: badSignature });
  }
  shows("signature-other-s", "order less s: ECDSA has two signatures for each, so that a signature names no token", "https://www.rfc-editor.org/rfc/rfc6979#section-2.4", {
    token: half((r, s) => [r, bytes(n.p256 - number(s))]), ...inferred,
  });
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  shows("signature-ed25519-s-plus-order", "s and the order: Ed25519 refuses the second form", rfc(8032, "8.4"), {
    token: token({ how: "EdDSA", change: (signature) => {
      const s = number(Buffer.from(signature.subarray(32)).reverse()) + order;
      return Buffer.concat([signature.subarray(0, 32), bytes(s).reverse()]);
    } }), expect: badSignature,
  });
  for (const saltLength of [0, 20, 222]) {
    shows(`signature-pss-salt-${saltLength}`, "a salt of another length than the hash", rfc(7518, "3.5"), {
      token: token({ how: "PS256", settings: { saltLength } }), expect: badSignature,
    });
  }
  shows("signature-es384-for-es256", "an ES384 signature under the header ES256", rfc(7518, "3.4"), {
    token: token({ how: "ES384", key: "p384", header: { alg: "ES256", kid: "p256" } }), expect: badLength(64, 96),
  });
  shows("signature-plus-modulus", "an RSA signature and the modulus: as long, and the same to careless arithmetic", rfc(8017, "5.2.2"), {
    token: (() => {
      const modulus = number(Buffer.from(keys.rsa.n, "base64url"));
      // Some signature is small enough for the sum to fit.
      for (let turn = 0; ; turn++) {
        const made = token({ payload: { ...claims, jti: String(turn) } });
        const [header, payload, signature] = made.split(".");
        const sum = (number(Buffer.from(signature, "base64url")) + modulus).toString(16);
        if (sum.length === 512) return `${header}.${payload}.${Buffer.from(sum, "hex").toString("base64url")}`;
      }
    })(), expect: badSignature,
  });
});

topic("form", "The compact form, and the one way in which base64url writes bytes.", () => {
  const [header, payload, signature] = token().split(".");
  const join = (...parts) => parts.join(".");
  const canonical = rfc(7515, "2");
  const parts = { header: 0, payload: 1, signature: 2 };
  const replaced = (index, change) => [header, payload, signature].map((part, place) => (place === index ? change(part) : part)).join(".");
  for (const [name, index] of Object.entries(parts)) {
    shows(`form-${name}-padding`, `\`=\` after the ${name}`, canonical, { token: replaced(index, (part) => `${part}=`), expect: invalid });
    shows(`form-${name}-newline`, `a line end in the ${name}`, canonical, { token: replaced(index, (part) => `${part.slice(0, 8)}\n${part.slice(8)}`), expect: invalid });
    shows(`form-${name}-length`, `a length of the ${name} that no bytes encode to`, canonical, {
      token: replaced(index, (part) => part.slice(0, Math.floor(part.length / 4) * 4 - 3)), expect: invalid,
    });
    shows(`form-${name}-letter`, `a letter beyond ASCII in the ${name}`, canonical, { token: replaced(index, (part) => `${part.slice(0, -1)}é`), expect: invalid });
  }
  const standard = (part) => Buffer.from(part, "base64url").toString("base64").replace(/=+$/, "");
  // Some signature has both of the characters in which the alphabets differ.
  shows("form-standard-alphabet", "base64 with `+` and `/`", canonical, { token: join(header, payload, standard(signature)), expect: invalid });
  const loose = (part) => {
    // The last character with a bit set that belongs to no byte.
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1)) | 1];
  };
  // Texts whose length leaves bits over: blanks are JSON too.
  const left = (value) => { let text = JSON.stringify(value); while (text.length % 3 !== 1) text += " "; return text; };
  const sloppy = token({ header: left({ alg: "RS256", kid: "rsa" }), payload: left(claims) }).split(".");
  shows("form-bits-none-left", "the same token without bits left over", canonical, { token: sloppy.join(".") });
  for (const [name, index] of Object.entries(parts)) {
    shows(`form-${name}-bits`, `bits of the ${name} that belong to no byte are set`, "https://www.rfc-editor.org/rfc/rfc4648#section-3.5", {
      token: sloppy.map((part, place) => (place === index ? loose(part) : part)).join("."), expect: invalid,
    });
  }
  const whole = join(header, payload, signature);
  for (const [name, text, form] of [
    ["empty", "nothing", ""],
    ["blank", "a blank", " "],
    ["bearer", "`Bearer` before it", `Bearer ${whole}`],
    ["leading-blank", "a blank before it", ` ${whole}`],
    ["trailing-newline", "a line end after it", `${whole}\n`],
    ["bom", "a byte order mark before it", `\ufeff${whole}`],
    ["one-part", "one part", header],
    ["two-parts", "no signature part", join(header, payload)],
    ["four-parts", "a part too many", join(whole, "")],
    ["five-parts", "an encrypted token", join(whole, signature, signature)],
    ["dots", "dots alone", ".."],
    ["json", "the JSON form", JSON.stringify({ protected: header, payload, signature })],
    ["claims", "claims alone", JSON.stringify(claims)],
  ]) {
    shows(`form-${name}`, text, rfc(7515, "7.1"), { token: form, expect: invalid });
  }
  for (const [name, text] of [
    ["not-json", "RS256"], ["list", "[]"], ["string", '"RS256"'], ["null", "null"], ["two", '{"alg":"RS256"}{}'], ["comma", '{"alg":"RS256",}'],
    ["deep", `{"alg":"RS256","x":${"[".repeat(200)}${"]".repeat(200)}}`],
  ]) {
    shows(`form-header-${name}`, "a header that is no JSON object", rfc(7515, "5.2"), { token: token({ header: text }), expect: invalid });
  }
  for (const [name, text] of [
    ["not-json", "nothing"], ["list", "[]"], ["string", '"sub"'], ["empty", ""], ["two", "{}{}"], ["comma", `${JSON.stringify(claims).slice(0, -1)},}`], ["nested-jwt", whole],
  ]) {
    shows(`form-payload-${name}`, "a payload that is no JSON object", rfc(7519, "7.2"), { token: token({ payload: text }), expect: invalid });
  }
  shows("form-payload-deep", "a payload nested too deep", rfc(8259, "9"), {
    token: token({ payload: `{"iss":"x","deep":${"[".repeat(200)}${"]".repeat(200)}}` }), expect: { code: "nesting-too-deep" }, ...inferred,
  });
  shows("form-payload-surrogate", "half of a surrogate pair in a claim", rfc(8259, "8.2"), {
    token: token({ payload: `${JSON.stringify(claims).slice(0, -1)},"name":"\\ud800"}` }), expect: { code: "invalid-unicode" }, ...inferred,
  });
  const raw = (part) => Buffer.from(part).toString("base64url");
  const signRaw = (head, body) => {
    const input = `${raw(head)}.${raw(body)}`;
    return `${input}.${signBytes("sha256", Buffer.from(input), privateKey("rsa")).toString("base64url")}`;
  };
  const head = JSON.stringify({ alg: "RS256", kid: "rsa" });
  shows("form-header-bytes", "a header that is no UTF-8", rfc(7515, "5.2"), {
    token: signRaw(Buffer.concat([Buffer.from(head.slice(0, -1)), Buffer.from(',"x":"\xff"}', "latin1")]), JSON.stringify(claims)), expect: { code: "invalid-unicode" },
  });
  shows("form-payload-bytes", "a payload that is no UTF-8", rfc(7519, "7.2"), {
    token: signRaw(head, Buffer.concat([Buffer.from(JSON.stringify(claims).slice(0, -1)), Buffer.from(',"x":"\xff"}', "latin1")])), expect: { code: "invalid-unicode" },
  });
  shows("form-payload-bom", "a byte order mark before the claims, which may be passed over", rfc(8259, "8.1"), {
    token: signRaw(head, `\ufeff${JSON.stringify(claims)}`), ...inferred,
  });
  shows("form-payload-blank", "blanks and line ends in the claims", rfc(8259, "2"), { token: signRaw(head, `\r\n ${JSON.stringify(claims, null, 2)}\n`) });
  shows("form-payload-unicode", "claims beyond ASCII", rfc(7519, "7.1"), { token: withClaims({ name: "Ζωή 🦀" }) });
});

topic("header", "Parameters of the header.", () => {
  const twice = { code: "duplicate-parameter" };
  for (const [name, text] of [
    ["alg", '{"alg":"RS256","kid":"rsa","alg":"none"}'],
    ["alg-first", '{"alg":"none","kid":"rsa","alg":"RS256"}'],
    ["same", '{"alg":"RS256","alg":"RS256","kid":"rsa"}'],
    ["kid", '{"alg":"RS256","kid":"rsa","kid":"other"}'],
    ["escaped", '{"alg":"RS256","kid":"rsa","\\u0061lg":"none"}'],
    ["other", '{"alg":"RS256","kid":"rsa","x":1,"x":2}'],
    ["nested", '{"alg":"RS256","kid":"rsa","jwk":{"kty":"RSA","kty":"oct"}}'],
  ]) {
    shows(`header-twice-${name}`, "a parameter that stands twice", rfc(7515, "4"), { token: token({ header: text }), expect: twice });
  }
  const refused = (parameter, received) => ({ code: "crit-not-supported", parameter, reason: "not-supported", received });
  for (const [name, crit, received] of [
    ["exp", ["exp"], "`exp`"], ["unknown", ["http://example.com/x"], "`http://example.com/x`"],
    ["b64", ["b64"], "`b64`"], ["empty", [], "an empty list"], ["string", "exp", "a string"],
    ["standard", ["alg"], "`alg`"], ["number", [1], "a number"], ["null", null, "null"], ["twice", ["x", "x"], "`x`, `x`"],
  ]) {
    shows(`header-crit-${name}`, "an extension that is critical and not known here", rfc(7515, "4.1.11"), {
      token: withHeader({ crit, exp: now, x: 1, "http://example.com/x": true, b64: true }), expect: refused("crit", received),
    });
  }
  const plain = refused("b64", "one that is declared as plain");
  shows("header-b64-false", "a payload that is not encoded, by the rules", rfc(7797, "6"), {
    token: withHeader({ b64: false, crit: ["b64"] }), expect: refused("crit", "`b64`"),
  });
  shows("header-b64-false-not-critical", "a payload that is not encoded, not said to be critical", rfc(7797, "6"), { token: withHeader({ b64: false }), expect: plain });
  shows("header-b64-string", "`b64` that is no boolean", rfc(7797, "3"), { token: withHeader({ b64: "false" }), expect: plain });
  shows("header-b64-true", "`b64` that says what is so anyway", rfc(7797, "3"), { token: withHeader({ b64: true }), ...inferred });
  for (const typ of ["JWT", "jwt", "Jwt", "application/jwt", "application/JWT"]) {
    shows(`header-typ-${typ}`, "a type that says JWT", rfc(7515, "4.1.9"), { token: withHeader({ typ }) });
  }
  shows("header-typ-missing", "no type", rfc(7519, "5.1"), { token: token({ header: { alg: "RS256", kid: "rsa" } }) });
  const other = (received, expected = "JWT") => ({
    code: "type-not-allowed", parameter: "typ", reason: received === undefined ? "missing" : "mismatch", expected, received,
  });
  for (const typ of ["at+jwt", "logout+jwt", "secevent+jwt", "dpop+jwt", "JOSE", "JWT ", "", "application/x/jwt", "text/jwt"]) {
    shows(`header-typ-other-${typ}`, "a token of another type", rfc(8725, "3.11"), { token: withHeader({ typ }), expect: other(typ) });
  }
  shows("header-typ-number", "a type that is no string", rfc(7515, "4.1.9"), {
    token: withHeader({ typ: 1 }), expect: { ...invalid, parameter: "typ", reason: "malformed", expected: "a string", received: "a number" },
  });
  shows("header-typ-asked-for", "the type that was asked for", rfc(9068, "4"), { token: withHeader({ typ: "at+jwt" }), typ: "at+jwt" });
  shows("header-typ-asked-for-long", "the same in its long form", rfc(9068, "4"), { token: withHeader({ typ: "application/at+jwt" }), typ: "at+JWT" });
  shows("header-typ-not-asked-for", "a JWT where another type was asked for", rfc(8725, "3.11"), { typ: "at+jwt", expect: other("JWT", "at+jwt") });
  shows("header-typ-asked-for-missing", "no type where one was asked for", rfc(9068, "4"), {
    token: token({ header: { alg: "RS256", kid: "rsa" } }), typ: "at+jwt", expect: other(undefined, "at+jwt"),
  });
  shows("header-others", "parameters that nobody asked for", rfc(7515, "4"), { token: withHeader({ cty: "json", zip: "DEF", enc: "A128GCM", iss: "x", nonce: "y" }) });
});

topic("key-parameters", "What a key states of itself, and what makes it none.", () => {
  const rsa = (members) => ({ jwks: set(as("rsa", members)) });
  const es = (members) => ({ token: token({ how: "ES256" }), jwks: set(as("p256", members)) });
  for (const [name, members] of [
    ["use-sig", { use: "sig" }], ["operations-verify", { key_ops: ["verify"] }], ["operations-more", { key_ops: ["sign", "verify"] }],
    ["alg", { alg: "RS256" }], ["certificate", { x5c: ["MIIB"], x5t: "AAAA" }], ["others", { exp: 1, "https://x": {} }],
    ["private", { d: keys.rsa.d, p: keys.rsa.p, q: keys.rsa.q }],
  ]) {
    shows(`key-${name}`, "a key that may be used", rfc(7517, "4"), rsa(members));
  }
  shows("key-alg-ed25519", "a key for `EdDSA`, and a header that says `Ed25519`", rfc(9864, "2.2"), {
    token: token({ how: "EdDSA", header: { alg: "Ed25519", kid: "ed25519" } }), jwks: set(as("ed25519", { alg: "EdDSA" })), ...inferred,
  });
  for (const [name, section, members, ...expect] of [
    ["use-enc", "4.2", { use: "enc" }, "use", "the use `sig`", "`enc`"],
    ["use-number", "4.2", { use: 1 }, "use", "the use `sig`", "`a number`"],
    ["operations-sign", "4.3", { key_ops: ["sign"] }, "operations", "the operation `verify`", "`sign`"],
    ["operations-none", "4.3", { key_ops: [] }, "operations", "the operation `verify`", "none"],
    ["alg-other", "4.4", { alg: "RS512" }, "algorithm", "the algorithm `RS256`", "`RS512`"],
    ["alg-pss", "4.4", { alg: "PS256" }, "algorithm", "the algorithm `RS256`", "`PS256`"],
    ["alg-encryption", "4.4", { alg: "RSA-OAEP" }, "algorithm", "the algorithm `RS256`", "`RSA-OAEP`"],
  ]) {
    shows(`key-${name}`, "a key that may not be used for this", rfc(7517, section), { ...rsa(members), expect: unsuitable(...expect) });
  }
  const SIZE = "an RSA modulus of 2048 to 8192 bits";
  shows("key-rsa-1024", "an RSA key that is too short", rfc(7518, "3.3"), {
    token: token({ key: "rsa1024" }), jwks: set("rsa1024"), expect: unsuitable("size", SIZE, "1024 bits"),
  });
  const modulus = Buffer.from(keys.rsa.n, "base64url");
  const b64 = (bytes) => Buffer.from(bytes).toString("base64url");
  shows("key-rsa-2047", "a bit too short", rfc(7518, "3.3"), {
    ...rsa({ n: b64([modulus[0] & 0x7f | 0x40, ...modulus.subarray(1)]) }), expect: unsuitable("size", SIZE, "2047 bits"),
  });
  shows("key-rsa-zeros", "short, with zeros before it", rfc(7518, "3.3"), {
    token: token({ key: "rsa1024" }), jwks: set(as("rsa1024", { n: b64([...Buffer.alloc(128), ...Buffer.from(keys.rsa1024.n, "base64url")]) })),
    expect: unsuitable("size", SIZE, "1024 bits"),
  });
  shows("key-rsa-huge", "too long to be checked in good time", rfc(7518, "3.3"), {
    ...rsa({ n: b64([...Buffer.alloc(1025, 255)]) }), expect: unsuitable("size", SIZE, "8200 bits"), ...inferred,
  });
  shows("key-rsa-leading-zero", "a zero before the modulus, as some libraries write it", rfc(7518, "6.3.1.1"), { ...rsa({ n: b64([0, ...modulus]) }), ...inferred });
  shows("key-rsa-even", "an even modulus", rfc(8017, "3.1"), {
    ...rsa({ n: b64([...modulus.subarray(0, -1), modulus.at(-1) & 0xfe]) }), expect: unsuitable("malformed", "an odd RSA modulus", "an even one"),
  });
  const EXPONENT = "an odd RSA exponent from 3 to 4294967295";
  for (const [name, e, received] of [["zero", [0], "0"], ["one", [1], "1"], ["two", [2], "2"], ["even", [1, 0, 0], "another of 3 bytes"], ["long", [1, 0, 0, 0, 1], "another of 5 bytes"], ["empty", [], "0"]]) {
    shows(`key-rsa-exponent-${name}`, "an exponent that makes no sound key", rfc(8017, "3.1"), { ...rsa({ e: b64(e) }), expect: unsuitable("exponent", EXPONENT, received), ...inferred });
  }
  const B64 = (name) => `base64url without padding in \`${name}\``;
  shows("key-rsa-padding", "a modulus with `=`", rfc(7518, "6.3.1.1"), { ...rsa({ n: `${keys.rsa.n}==` }), expect: unsuitable("malformed", B64("n"), "something else") });
  shows("key-rsa-no-modulus", "no modulus", rfc(7518, "6.3.1.1"), { ...rsa({ n: undefined }), expect: unsuitable("malformed", B64("n"), "none") });
  shows("key-rsa-number", "an exponent that is a number", rfc(7518, "6.3.1.2"), { ...rsa({ e: 65537 }), expect: unsuitable("malformed", B64("e"), "a number") });
  const BYTES = (name, length) => `${length} bytes in base64url in \`${name}\``;
  const x = Buffer.from(keys.p256.x, "base64url");
  shows("key-ec-short", "a coordinate that is too short", rfc(7518, "6.2.1.2"), { ...es({ x: b64(x.subarray(1)) }), expect: unsuitable("malformed", BYTES("x", 32), "31 bytes") });
  shows("key-ec-long", "a coordinate that is too long", rfc(7518, "6.2.1.2"), { ...es({ x: b64([0, ...x]) }), expect: unsuitable("malformed", BYTES("x", 32), "33 bytes") });
  shows("key-ec-no-y", "half a point", rfc(7518, "6.2.1.3"), { ...es({ y: undefined }), expect: unsuitable("malformed", BYTES("y", 32), "none") });
  shows("key-ec-off-curve", "a point beside the curve has signed nothing", WYCHEPROOF, { ...es({ x: b64([x[0] ^ 1, ...x.subarray(1)]) }), expect: badSignature });
  shows("key-ec-zero", "the point 0, 0", WYCHEPROOF, { ...es({ x: b64(Buffer.alloc(32)), y: b64(Buffer.alloc(32)) }), expect: badSignature });
  shows("key-ec-large", "coordinates larger than the field", WYCHEPROOF, { ...es({ x: b64(Buffer.alloc(32, 255)), y: b64(Buffer.alloc(32, 255)) }), expect: badSignature });
  for (const curve of ["P-521", "secp256k1", "p-256"]) {
    shows(`key-curve-${curve}`, "a curve that no algorithm here has", rfc(7518, "3.4"), { ...es({ crv: curve }), expect: unsuitable("type", "EC P-256", `\`EC ${curve}\``) });
  }
  shows("key-curve-missing", "an EC key without a curve", rfc(7518, "6.2.1.1"), { ...es({ crv: undefined }), expect: unsuitable("type", "EC P-256", "`EC`") });
  shows("key-curve-other-size", "a key that says P-384 and has the coordinates of P-256", rfc(7518, "6.2.1.1"), { ...es({ crv: "P-384" }), expect: unsuitable("type", "EC P-256", "EC P-384") });
  const ed = Buffer.from(keys.ed25519.x, "base64url");
  shows("key-ed25519-short", "an Ed25519 key that is too short", rfc(8037, "2"), {
    token: token({ how: "EdDSA" }), jwks: set(as("ed25519", { x: b64(ed.subarray(1)) })), expect: unsuitable("malformed", BYTES("x", 32), "31 bytes"),
  });
  shows("key-ed25519-no-point", "an Ed25519 key that is no point", rfc(8032, "5.1.3"), {
    token: token({ how: "EdDSA" }), jwks: set(as("ed25519", { x: b64(Buffer.alloc(32, 255)) })), expect: badSignature,
  });
  shows("key-x25519", "a key for agreement", rfc(8037, "2"), {
    token: token({ how: "EdDSA" }), jwks: set(as("ed25519", { crv: "X25519" })), expect: unsuitable("type", "OKP Ed25519", "`OKP X25519`"),
  });
  shows("key-without-type", "a key without a type", rfc(7517, "4.1"), { ...rsa({ kty: undefined }), expect: unsuitable("type", "RSA", "none") });
  shows("key-type-case", "a type in other letters", rfc(7517, "4.1"), { ...rsa({ kty: "rsa" }), expect: unsuitable("type", "RSA", "`rsa`") });
  const twice = JSON.stringify(set("rsa")).replace('"e":', `"n":"${keys.rsaOther.n}","e":`);
  shows("key-parameter-twice", "a key with a parameter twice is two keys", rfc(7517, "4"), {
    jwks: twice, expect: unsuitable("malformed", "each parameter once", "`n` twice"), ...inferred,
  });
});

topic("key-sets", "Sets of keys, of which some are of no use, and texts that are none.", () => {
  const strange = [{ kty: "AKP", kid: "pq", alg: "ML-DSA-44" }, { kty: "oct", kid: "o", k: "AAAA" }, { kid: "nothing" }, {}];
  shows("set-others-ignored", "keys of other types are no matter", rfc(7517, "5"), { jwks: set(...strange, "rsa") });
  shows("set-no-objects", "entries that are no keys are no matter", rfc(7517, "5"), { jwks: { keys: [null, 1, "rsa", [], ...set("rsa").keys] }, ...inferred });
  shows("set-faulty-ignored", "a key that is none beside the good one", rfc(7517, "5"), { jwks: set({ kty: "RSA", kid: "rsa" }, "rsa") });
  shows("set-members", "other members of the set", rfc(7517, "5"), { jwks: { ...set("rsa"), "x-next": 1 } });
  shows("set-empty", "no keys", rfc(7517, "5.1"), { jwks: set(), expect: unknown([], "rsa") });
  shows("set-text", "as text, with blanks", rfc(7517, "5"), { jwks: JSON.stringify(set("rsa"), null, 2) });
  const bad = { code: "invalid-key-set" };
  for (const [name, text] of [
    ["not-json", "<html>"], ["nothing", ""], ["list", "[]"], ["null", "null"], ["object", "{}"],
    ["keys-object", '{"keys":{}}'], ["keys-null", '{"keys":null}'], ["keys-twice", '{"keys":[],"keys":[]}'],
    ["one-key", JSON.stringify(publicJwk("rsa"))], ["configuration", '{"issuer":"https://issuer.example","jwks_uri":"https://issuer.example/jwks"}'],
    ["error", '{"error":"not found"}'], ["cut", '{"keys":[{"kty":"RSA"'], ["deep", `{"keys":${"[".repeat(200)}${"]".repeat(200)}}`],
  ]) {
    shows(`set-${name}`, "a text that is no key set", rfc(7517, "5"), { jwks: text, expect: bad });
  }
});

topic("times", "`exp`, `nbf` and `iat`, to the second.", () => {
  const expired = (received, expected = now - 60) => ({ code: "token-expired", claim: "exp", reason: "mismatch", expected, received });
  const early = (claim, received, expected = now + 60) => ({ code: "token-not-yet-valid", claim, reason: "mismatch", expected, received });
  const exp = rfc(7519, "4.1.4");
  const nbf = rfc(7519, "4.1.5");
  const iat = rfc(7519, "4.1.6");
  const raw = (name, text) => token({ payload: JSON.stringify({ ...claims, [name]: "@" }).replace('"@"', text) });
  shows("exp-second-before", "a second before the end", exp, { token: withClaims({ exp: now + 1 }), leeway: 0 });
  shows("exp-at", "a token does not hold at its end", exp, { token: withClaims({ exp: now }), leeway: 0, expect: expired(now, now) });
  shows("exp-within-leeway", "the last second of the leeway", exp, { token: withClaims({ exp: now - 59 }) });
  shows("exp-at-leeway", "the end of the leeway", exp, { token: withClaims({ exp: now - 60 }), expect: expired(now - 60) });
  shows("exp-given-leeway", "the last second of another leeway", exp, { token: withClaims({ exp: now - 4 }), leeway: 5 });
  shows("exp-at-given-leeway", "the end of another leeway", exp, { token: withClaims({ exp: now - 5 }), leeway: 5, expect: expired(now - 5, now - 5) });
  shows("exp-longest-leeway", "the last second of the longest leeway", exp, { token: withClaims({ exp: now - 599 }), leeway: 600, ...inferred });
  shows("exp-fraction", "a fraction of a second before the end", rfc(7519, "2"), { token: raw("exp", "1700000000.001"), leeway: 0 });
  shows("exp-fraction-past", "a fraction of a second too late", rfc(7519, "2"), { token: raw("exp", "1699999999.999"), leeway: 0, expect: expired(1699999999.999, now) });
  shows("exp-zeros", "a fraction of zeros", rfc(7519, "2"), { token: raw("exp", "1700000000.000"), leeway: 0, expect: expired(now, now), ...inferred });
  shows("exp-power", "a number with a power of ten", rfc(8259, "6"), { token: raw("exp", "17000003e2") });
  shows("exp-power-past", "a small number with a power of ten", rfc(8259, "6"), { token: raw("exp", "1.7e-9"), expect: expired(1.7e-9) });
  shows("exp-zero", "1970", exp, { token: withClaims({ exp: 0 }), expect: expired(0) });
  shows("exp-negative", "before 1970", exp, { token: withClaims({ exp: -1 }), expect: expired(-1) });
  shows("exp-milliseconds", "milliseconds are a time far ahead", exp, { token: withClaims({ exp: 1700000300000 }), ...inferred });
  shows("exp-latest", "the latest time there is", exp, { token: raw("exp", "9007199254740991"), ...inferred });
  for (const [name, text, received] of [
    ["later", "9007199254740992", 9007199254740992], ["huge", "1e300", 1e300], ["beyond", "1e400", "1e400"],
    ["digits", "99999999999999999999", 99999999999999999999], ["huge-power", "1e99999999999999999999", "1e99999999999999999999"],
  ]) {
    shows(`exp-${name}`, "a number that is no time", exp, { token: raw("exp", text), expect: malformed("exp", SECONDS, received), ...inferred });
  }
  for (const [name, value, received] of [
    ["string", String(now + 300), "a string"], ["null", null, "null"], ["true", true, "a boolean"], ["list", [now + 300], "an array"], ["object", {}, "an object"],
  ]) {
    for (const claim of ["exp", "nbf", "iat"]) {
      shows(`${claim}-${name}`, "a time that is no number", rfc(7519, "2"), { token: withClaims({ [claim]: value }), expect: malformed(claim, SECONDS, received) });
    }
  }
  shows("exp-missing", "without an end a token that leaks holds forever", "https://openid.net/specs/openid-connect-core-1_0.html#IDToken", { token: without("exp"), expect: missing("exp") });
  shows("nbf-missing", "no beginning", nbf, { token: without("nbf") });
  shows("iat-missing", "no time of issue", iat, { token: without("iat") });
  shows("nbf-at", "a token holds from its beginning on", nbf, { token: withClaims({ nbf: now }), leeway: 0 });
  shows("nbf-second-before", "a second before the beginning", nbf, { token: withClaims({ nbf: now + 1 }), leeway: 0, expect: early("nbf", now + 1, now) });
  shows("nbf-fraction-before", "a fraction of a second before the beginning", nbf, { token: raw("nbf", "1700000000.5"), leeway: 0, expect: early("nbf", 1700000000.5, now) });
  shows("nbf-at-leeway", "as early as the leeway allows", nbf, { token: withClaims({ nbf: now + 60 }) });
  shows("nbf-before-leeway", "a second earlier", nbf, { token: withClaims({ nbf: now + 61 }), expect: early("nbf", now + 61) });
  shows("nbf-negative", "a beginning before 1970", nbf, { token: withClaims({ nbf: -5.5 }) });
  shows("iat-at-leeway", "issued as far ahead as the leeway allows", iat, { token: withClaims({ iat: now + 60 }), ...inferred });
  shows("iat-ahead", "issued in the future", iat, { token: withClaims({ iat: now + 61 }), expect: early("iat", now + 61), ...inferred });
  shows("iat-old", "issued long ago, and not at its end", iat, { token: withClaims({ iat: 1 }) });
  shows("exp-before-nbf", "an end before the beginning", exp, { token: withClaims({ nbf: now + 10, exp: now - 10 }), leeway: 0, expect: expired(now - 10, now) });
  shows("time-zero", "now is 1970", exp, { token: withClaims({ exp: 300, nbf: 0, iat: 0 }), now: 0 });
  shows("time-before-1970", "now is before 1970", exp, { token: withClaims({ exp: -50, nbf: -200, iat: -200 }), now: -100, leeway: 0, ...inferred });
});

topic("claims", "`iss` and `aud`, claims that stand twice, and what is told first.", () => {
  const iss = rfc(7519, "4.1.1");
  const aud = rfc(7519, "4.1.3");
  const issuer = (received, expected = claims.iss) => ({ code: "issuer-mismatch", claim: "iss", reason: "mismatch", expected, received });
  for (const [name, value] of [
    ["slash", "https://issuer.example/"], ["case", "https://Issuer.example"], ["scheme", "http://issuer.example"], ["prefix", "https://issuer.example.evil.example"],
    ["path", "https://issuer.example/tenant"], ["user", "https://issuer.example@evil.example"], ["lookalike", "https://іssuer.example"], ["empty", ""], ["control", "https://issuer.example\0"],
  ]) {
    shows(`iss-${name}`, "an issuer that is nearly the one", iss, { token: withClaims({ iss: value }), expect: issuer(value) });
  }
  shows("iss-expected-slash", "the expected issuer has the slash", iss, { issuer: "https://issuer.example/", expect: issuer(claims.iss, "https://issuer.example/") });
  shows("iss-missing", "no issuer", "https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation", { token: without("iss"), expect: missing("iss") });
  for (const [name, value, received] of [["number", 1, "a number"], ["list", [claims.iss], "an array"], ["null", null, "null"]]) {
    shows(`iss-${name}`, "an issuer that is no string", iss, { token: withClaims({ iss: value }), expect: malformed("iss", "a string", received) });
  }
  const audience = (received, expected = claims.aud) => ({ code: "audience-mismatch", claim: "aud", reason: "mismatch", expected, received });
  shows("aud-list-of-one", "a list of one", aud, { token: withClaims({ aud: [claims.aud] }) });
  shows("aud-list", "one of several", aud, { token: withClaims({ aud: ["x", claims.aud, "y"] }) });
  shows("aud-several-expected", "one of those expected", aud, { audience: ["x", claims.aud] });
  for (const [name, value] of [
    ["other", "other"], ["case", "Rolecall-test"], ["prefix", "rolecall-test.evil.example"], ["blank", "rolecall-test other"], ["empty", ""], ["list-other", ["x", "y"]], ["list-empty", []], ["list-of-one-other", ["x"]],
  ]) {
    shows(`aud-${name}`, "a token for somebody else", aud, { token: withClaims({ aud: value }), expect: audience(value) });
  }
  shows("aud-none-of-several", "none of those expected", aud, { audience: ["x", "y"], expect: audience(claims.aud, ["x", "y"]) });
  shows("aud-missing", "no audience", "https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation", { token: without("aud"), expect: missing("aud") });
  const STRINGS = "a string or a list of strings";
  for (const [name, value, received] of [
    ["number", 1, "a number"], ["null", null, "null"], ["object", { "rolecall-test": 1 }, "an object"], ["boolean", true, "a boolean"],
    ["list-number", [claims.aud, 1], "an array"], ["list-list", [[claims.aud]], "an array"],
  ]) {
    shows(`aud-${name}`, "an audience that is none", aud, { token: withClaims({ aud: value }), expect: malformed("aud", STRINGS, received) });
  }
  const text = JSON.stringify(claims).slice(0, -1);
  const twice = { code: "duplicate-claim" };
  for (const [name, more] of [
    ["iss", '"iss":"https://evil.example"'], ["aud", '"aud":"other"'], ["exp", `"exp":${now + 9999}`], ["sub", '"sub":"repo:evil"'], ["escaped", '"\\u0073ub":"repo:evil"'],
    ["same", `"iss":"${claims.iss}"`], ["nested", '"act":{"sub":"a","sub":"b"}'], ["nested-in-list", '"x":[{"a":1,"a":2}]'],
  ]) {
    shows(`claim-twice-${name}`, "a claim that stands twice", rfc(7519, "4"), {
      token: token({ payload: `${text},${more}}` }), expect: twice, ...(name.startsWith("nested") ? inferred : {}),
    });
  }
  shows("claim-prototype", "a claim with the name of a prototype is one like any other", rfc(7519, "4"), { token: token({ payload: `${text},"__proto__":{"admin":true}}` }) });
  shows("claims-many", "a hundred claims", rfc(7519, "4"), { token: withClaims(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`claim${index}`, index]))) });
  shows("claims-no-subject", "no subject: policies look at that", rfc(7519, "4.1.2"), { token: without("sub"), ...inferred });
  const old = { exp: now - 9999 };
  shows("first-signature", "of a token that nobody signed no claim is told", rfc(8725, "3.8"), {
    token: token({ key: "rsaOther", header: { alg: "RS256", kid: "rsa" }, payload: { ...claims, ...old, aud: "other", iss: "https://evil.example" } }), expect: badSignature, ...inferred,
  });
  shows("first-signature-of-nonsense", "of a token that nobody signed the claims are not read", rfc(8725, "3.8"), {
    token: token({ key: "rsaOther", header: { alg: "RS256", kid: "rsa" }, payload: "nonsense" }), expect: badSignature, ...inferred,
  });
  shows("first-issuer", "the issuer before the rest", rfc(8725, "3.8"), { token: withClaims({ ...old, aud: "other", iss: "https://evil.example" }), expect: issuer("https://evil.example"), ...inferred });
  shows("first-audience", "the audience before the times", rfc(8725, "3.9"), { token: withClaims({ ...old, aud: "other" }), expect: audience("other"), ...inferred });
  shows("first-algorithm", "the algorithm before the key", rfc(8725, "3.1"), { token: withHeader({ alg: "HS256", kid: "unknown" }), expect: notAllowed("HS256"), ...inferred });
  shows("first-extension", "the extension before the key", rfc(7515, "4.1.11"), { token: withHeader({ crit: ["x"], x: 1, kid: "unknown" }), expect: { code: "crit-not-supported", parameter: "crit", reason: "not-supported", received: "`x`" }, ...inferred });
});

topic("expectations", "What a token is expected to be must make sense.", () => {
  const nonsense = { expect: { code: "invalid-expectations" }, ...inferred };
  shows("expect-empty-issuer", "no issuer would fit tokens that name none", rfc(8725, "3.8"), { issuer: "", ...nonsense });
  shows("expect-empty-audience", "an empty audience", rfc(8725, "3.9"), { audience: "", ...nonsense });
  shows("expect-no-audience", "a list of no audience", rfc(8725, "3.9"), { audience: [], ...nonsense });
  shows("expect-empty-audience-in-list", "an empty audience in a list", rfc(8725, "3.9"), { audience: ["rolecall-test", ""], ...nonsense });
  shows("expect-no-algorithm", "a list of no algorithm", rfc(8725, "3.1"), { algorithms: [], ...nonsense });
  for (const name of ["none", "HS256", "rs256"]) {
    shows(`expect-algorithm-${name}`, "an algorithm that nobody may allow", rfc(8725, "3.1"), { algorithms: ["RS256", name], ...nonsense });
  }
  for (const leeway of [-1, 601, 4294967296]) {
    shows(`expect-leeway-${leeway}`, "a leeway of more than a few minutes, or less than none", rfc(7519, "4.1.4"), { leeway, ...nonsense });
  }
});

// From the RFCs, with the keys that they give.

topic("rfc-examples", "The examples of the RFCs: their signatures are good, and their claims are not what is expected here.", () => {
  const joe = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const rsa = { kty: "RSA", e: "AQAB", n: "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ" };
  const ec = { kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" };
  const ed = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
  const given = { jwks: { keys: [rsa, ec, ed] }, issuer: "joe", audience: "anybody", now: 1300819300 };
  const rs256 = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
  const es256 = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  const eddsa = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  shows("rfc-hs256", "an HMAC", appendix(7515, "A.1"), { ...given, token: `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${joe}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`, expect: notAllowed("HS256") });
  shows("rfc-rs256", "RS256: the signature is good, and there is no audience", appendix(7515, "A.2"), { ...given, token: `eyJhbGciOiJSUzI1NiJ9.${joe}.${rs256}`, expect: missing("aud") });
  shows("rfc-rs256-changed", "the same with another claim", appendix(7515, "A.2"), { ...given, token: `eyJhbGciOiJSUzI1NiJ9.${joe.replace("joe", "jim").replace("Impv", "Imph")}.${rs256}`.replace("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb2Ei"), expect: badSignature });
  shows("rfc-es256", "ES256: the signature is good, and there is no audience", appendix(7515, "A.3"), { ...given, token: `eyJhbGciOiJFUzI1NiJ9.${joe}.${es256}`, expect: missing("aud") });
  shows("rfc-es256-changed", "the same with a changed signature", appendix(7515, "A.3"), { ...given, token: `eyJhbGciOiJFUzI1NiJ9.${joe}.E${es256.slice(1)}`, expect: badSignature });
  shows("rfc-none", "an unsecured token", appendix(7515, "A.5"), { ...given, token: `eyJhbGciOiJub25lIn0.${joe}.`, expect: notAllowed("none") });
  shows("rfc-eddsa", "EdDSA: the signature is good, and the payload is no JSON", appendix(8037, "A.4"), { ...given, token: `eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.${eddsa}`, expect: invalid });
  shows("rfc-eddsa-changed", "the same with a changed signature", appendix(8037, "A.4"), { ...given, token: `eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.i${eddsa.slice(1)}`, expect: badSignature });
});

for (const [name, vectors] of topics) writeFileSync(at(`${name}.json`), `${JSON.stringify(vectors, null, 2)}\n`);

// What the README verifies: the run of `examples/push-to-main.json`, with a signature.
const example = (name) => at(`../../examples/${name}`);
const run = JSON.parse(readFileSync(example("push-to-main.json"), "utf8"));
const kid = "example";
writeFileSync(example("jwks.json"), `${JSON.stringify({ keys: [{ kid, use: "sig", alg: "RS256", ...publicJwk("rsa") }] }, null, 2)}\n`);
writeFileSync(example("signed.jwt"), `${token({ header: { typ: "JWT", alg: "RS256", kid }, payload: run })}\n`);

const count = topics.reduce((sum, [, vectors]) => sum + vectors.cases.length, 0);
console.log(`${count} cases on ${topics.length} topics`);
