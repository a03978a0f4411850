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

/** Every host has this one. */
const web = {
  bytes: (text) => new TextEncoder().encode(text),

  async importKey(algorithm, parameters) {
    try {
      return await crypto.subtle.importKey("jwk", parameters, ALGORITHMS[algorithm], false, ["verify"]);
    } catch (error) {
      if (error?.name === "DataError") return null;
      throw new RolecallError(
        "algorithm-not-supported",
        `expected a host that can check ${ALGORITHMS[algorithm].name} signatures, received one that cannot: ${error?.message}`,
        { parameter: "alg", reason: "not-supported", received: algorithm },
      );
    }
  },

  verify: (algorithm, key, signature, data) =>
    crypto.subtle.verify(ALGORITHMS[algorithm], key, signature, data),
};

/** Node's own answers at once and in a third of the time. */
const node = (module) => ({
  bytes: (text) => Buffer.from(text, "latin1"),

  importKey(algorithm, parameters) {
    const { name, hash, saltLength } = ALGORITHMS[algorithm];
    let key;
    try {
      key = module.createPublicKey({ key: parameters, format: "jwk" });
    } catch {
      return null;
    }
    const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = module.constants;
    const padding = name === "RSA-PSS" ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
    return {
      hash: hash?.replace("-", "").toLowerCase() ?? null,
      key: name.startsWith("RSA")
        ? { key, padding, saltLength }
        : { key, dsaEncoding: "ieee-p1363" },
    };
  },

  verify: (_, { hash, key }, signature, data) => module.verify(hash, data, key, signature),
});

/**
 * Node's module is asked for at run time: an import of it would end browsers and bundlers. Where
 * Node is too old to be asked (before 20.16), or something else goes by its name, Web Cryptography
 * does the same.
 */
function find() {
  const { process } = globalThis;
  const { v8, bun, deno } = process?.versions ?? {};
  const isNode = v8 !== undefined && bun === undefined && deno === undefined;
  const module = isNode ? process.getBuiltinModule?.("node:crypto") : undefined;
  return module === undefined ? web : node(module);
}

const host = find();

/** The keys of one set as the host has them, imported when first used. */
export class HostKeys {
  #imported = new Map();
  #parameters;

  /** `parameters` gives the public parameters of the key at a place. */
  constructor(parameters) {
    this.#parameters = parameters;
  }

  /** Whether one of the keys at these places has signed the token. */
  async haveSigned(token, algorithm, places) {
    const end = token.lastIndexOf(".");
    const signature = decodeBase64Url(token.slice(end + 1));
    const data = host.bytes(token.slice(0, end));
    for (const place of places) {
      const key = await this.#key(algorithm, place);
      // What is no key, such as a point beside its curve, has signed nothing.
      if (key !== null && (await host.verify(algorithm, key, signature, data))) return true;
    }
    return false;
  }

  // Keys are kept, not promises of them: some hosts let no two requests wait for the same one.
  async #key(algorithm, place) {
    const name = `${algorithm} ${place}`;
    let key = this.#imported.get(name);
    if (key === undefined) {
      key = await host.importKey(algorithm, this.#parameters(place));
      this.#imported.set(name, key);
    }
    return key;
  }
}
