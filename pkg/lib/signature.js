// The arithmetic of signatures, by the host.

import { decodeBase64Url } from "./base64.js";
import { RolecallError } from "./error.js";

// By the names that the core uses, as Web Cryptography describes them.
const ALGORITHMS = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  RS384: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" },
  RS512: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" },
  PS256: { name: "RSA-PSS", hash: "SHA-256", saltLength: 32 },
  PS384: { name: "RSA-PSS", hash: "SHA-384", saltLength: 48 },
  PS512: { name: "RSA-PSS", hash: "SHA-512", saltLength: 64 },
  ES256: { name: "ECDSA", hash: "SHA-256", namedCurve: "P-256" },
  ES384: { name: "ECDSA", hash: "SHA-384", namedCurve: "P-384" },
  EdDSA: { name: "Ed25519" },
};

/**
 * Node's own module answers at once and in a third of the time. It is asked for at run time: an
 * import of it would end browsers and bundlers. Where Node is too old to be asked (before 20.16),
 * or something else goes by its name, Web Cryptography does the same.
 */
const node = findNode();

function findNode() {
  const { process } = globalThis;
  const { v8, bun, deno } = process?.versions ?? {};
  const isNode = v8 !== undefined && bun === undefined && deno === undefined;
  return isNode ? process.getBuiltinModule?.("node:crypto") : undefined;
}

/** The keys of one set as the host has them, imported when first used. */
export class HostKeys {
  // A key, or null where the parameters are none, such as a point beside its curve.
  #imported = new Map();
  #parameters;

  /** `parameters` gives the public parameters of the key at a place. */
  constructor(parameters) {
    this.#parameters = parameters;
  }

  /** Whether one of the keys at these places has signed the token: at once, or a promise of it. */
  haveSigned(token, algorithm, places) {
    const end = token.lastIndexOf(".");
    const input = token.slice(0, end);
    const signature = decodeBase64Url(token.slice(end + 1));
    return node === undefined
      ? this.#later(algorithm, places, signature, new TextEncoder().encode(input))
      : this.#atOnce(algorithm, places, signature, Buffer.from(input, "latin1"));
  }

  #atOnce(algorithm, places, signature, data) {
    for (const place of places) {
      const name = `${algorithm} ${place}`;
      let key = this.#imported.get(name);
      if (key === undefined) {
        key = importToNode(algorithm, this.#parameters(place));
        this.#imported.set(name, key);
      }
      if (key !== null && node.verify(key.hash, data, key.key, signature)) return true;
    }
    return false;
  }

  async #later(algorithm, places, signature, data) {
    for (const place of places) {
      const name = `${algorithm} ${place}`;
      let key = this.#imported.get(name);
      if (key === undefined) {
        // The key is kept, not the promise: some hosts let no two requests wait for the same one.
        key = await importToWeb(algorithm, this.#parameters(place));
        this.#imported.set(name, key);
      }
      if (key !== null && (await verifyOnWeb(algorithm, key, signature, data))) return true;
    }
    return false;
  }
}

/** What `node:crypto` takes for a key, and the name of the hash. */
function importToNode(algorithm, parameters) {
  const { name, hash, saltLength } = ALGORITHMS[algorithm];
  let key;
  try {
    key = node.createPublicKey({ key: parameters, format: "jwk" });
  } catch {
    return null;
  }
  const given = {
    "RSA-PSS": { key, padding: node.constants.RSA_PKCS1_PSS_PADDING, saltLength },
    ECDSA: { key, dsaEncoding: "ieee-p1363" },
  };
  // The others need no more than the key, which is read sooner where it stands alone.
  return { hash: hash?.replace("-", "").toLowerCase() ?? null, key: given[name] ?? key };
}

async function importToWeb(algorithm, parameters) {
  const { name } = ALGORITHMS[algorithm];
  try {
    return await crypto.subtle.importKey("jwk", parameters, ALGORITHMS[algorithm], false, ["verify"]);
  } catch (error) {
    // A point beside its curve is wrong data to most hosts, and to workerd a failed operation.
    if (error?.name === "DataError" || error?.name === "OperationError") return null;
    throw new RolecallError(
      "algorithm-not-supported",
      `expected a host that can check signatures by ${name}, received one that cannot: ${error?.message}`,
      { parameter: "alg", reason: "not-supported", received: algorithm },
    );
  }
}

async function verifyOnWeb(algorithm, key, signature, data) {
  try {
    return await crypto.subtle.verify(ALGORITHMS[algorithm], key, signature, data);
  } catch {
    // Deno takes parameters that are no key, and refuses them here. Such a key has signed nothing.
    return false;
  }
}
