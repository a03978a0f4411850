// Key sets that are published at an address.

import { checkFields, checkText, describe, quote } from "./argument.js";
import { address, fetchText, isLoopback } from "./document.js";
import { RolecallError } from "./error.js";
import { host } from "./host.js";
import { KeySet } from "./key-set.js";

const FIELDS = [
  "fetch",
  "clock",
  "timeout",
  "minAge",
  "maxAge",
  "staleIfError",
  "cooldown",
  "maxBytes",
  "maxKeys",
];

/** In seconds, bytes and keys. */
const DEFAULTS = {
  timeout: 5,
  minAge: 60,
  maxAge: 3600,
  staleIfError: 3600,
  cooldown: 30,
  maxBytes: 256 * 1024,
  maxKeys: 100,
};

/** For how many seconds a set is good where its server does not say. */
const USUAL_AGE = 600;

/** How a request watches another one fetch, where it may not wait for the other's promise. */
const POLL_MILLISECONDS = 20;
const MOST_POLLS = 50;

/** The key set at an address. */
export function remoteJwks(url, options = {}) {
  checkText(url, "url");
  const place = address(url, "url", { loopback: true });
  return new RemoteKeySet(settings(options), async () => place);
}

/** The key set that an issuer names in its discovery document. */
export function issuerJwks(issuer, options = {}) {
  checkText(issuer, "issuer");
  const base = address(issuer, "issuer", { loopback: true });
  const settled = settings(options);
  // OpenID Connect Discovery 1.0, section 4.1: what ends in a slash loses it.
  const url = new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const loopback = isLoopback(base);
  return new RemoteKeySet(settled, async () => {
    const { text } = await fetchText(url, settled);
    return keysAddress(text, issuer, loopback);
  });
}

function keysAddress(text, issuer, loopback) {
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    throw new RolecallError("discovery-invalid", `expected JSON in the discovery document of ${quote(issuer)}`);
  }
  // Section 4.3: one character that differs is another issuer.
  if (document?.issuer !== issuer) {
    throw new RolecallError(
      "discovery-invalid",
      `expected the issuer ${quote(issuer)} in its discovery document, received ${
        typeof document?.issuer === "string" ? quote(document.issuer) : describe(document?.issuer)
      }`,
    );
  }
  try {
    checkText(document.jwks_uri, "jwks_uri");
    return address(document.jwks_uri, "jwks_uri", { loopback });
  } catch (error) {
    throw new RolecallError("discovery-invalid", error.message);
  }
}

function settings(options) {
  checkFields(options, "options", FIELDS, "invalid-argument");
  const settled = {
    // Called on the global object, which some runtimes insist on.
    fetch: options.fetch ?? ((...args) => globalThis.fetch(...args)),
    clock: options.clock ?? (() => Date.now() / 1000),
  };
  for (const name of ["fetch", "clock"]) {
    if (typeof settled[name] === "function") continue;
    throw wrong("a function", name, settled[name]);
  }
  for (const [name, usual] of Object.entries(DEFAULTS)) {
    const value = options[name] ?? usual;
    if (typeof value !== "number" || !(value >= 0) || value > Number.MAX_SAFE_INTEGER) {
      throw wrong("a number of at least 0", name, value);
    }
    settled[name] = value;
  }
  // A timer takes no more milliseconds than that.
  if (settled.timeout === 0 || settled.timeout > 2_000_000) {
    throw wrong("a time between 0 and 2,000,000 seconds", "timeout", settled.timeout);
  }
  return settled;
}

function wrong(expected, name, received) {
  return new RolecallError(
    "invalid-argument",
    `expected ${expected} in ${quote(`options.${name}`)}, received ${describe(received)}`,
  );
}

/**
 * A key source. What it knows are values alone: a runtime that keeps its requests apart lets them
 * share those, and no promises.
 */
class RemoteKeySet {
  #settings;
  #locate;
  #set;
  #text;
  /** When the set was asked for, and until when it is good. */
  #goodFrom = -Infinity;
  #goodUntil = -Infinity;
  /** When the last fetch began, whatever became of it. */
  #askedAt = -Infinity;
  /** Why the last fetch failed, and when; undefined where it did not. */
  #error;
  #failedAt = -Infinity;
  #failures = 0;
  /** The fetch under way: a promise, or what stands for one. */
  #pending;
  #fetching;

  constructor(settled, locate) {
    this.#settings = settled;
    this.#locate = locate;
  }

  /** The key set: the one at hand while it is good, and where no other is to be had. */
  async get() {
    const now = this.#settings.clock();
    if (isWithin(now, this.#goodFrom, this.#goodUntil)) return this.#set;
    if (!this.#isTooSoon(now)) {
      try {
        return await this.#load();
      } catch {
        // What was known before may do.
      }
    }
    if (now < this.#goodUntil + this.#settings.staleIfError) return this.#set;
    throw this.#error;
  }

  /** The key set for a token whose key is not in the one at hand. */
  async refresh() {
    const now = this.#settings.clock();
    // A key that could not be looked for is not known to be missing.
    if (this.#isTooSoon(now)) throw this.#error;
    const isUnderWay = this.#pending !== undefined || this.#fetching !== undefined;
    const isCooling = isWithin(now, this.#askedAt, this.#askedAt + this.#settings.cooldown);
    if (isCooling && !isUnderWay && this.#error === undefined) return this.#set;
    return this.#load();
  }

  /** Whether a fetch failed so lately that the next would only add to the trouble. */
  #isTooSoon(now) {
    const pause = Math.min(this.#settings.cooldown, 2 ** (this.#failures - 1));
    return this.#error !== undefined && isWithin(now, this.#failedAt, this.#failedAt + pause);
  }

  async #load() {
    if (host.sharesPromises) {
      this.#pending ??= this.#fetch().finally(() => {
        this.#pending = undefined;
      });
      return this.#pending;
    }
    if (this.#fetching !== undefined) {
      const watched = this.#fetching;
      // One that was cancelled never says so: then it is not waited for any longer.
      for (let polls = 0; polls < MOST_POLLS && this.#fetching === watched; polls++) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
      }
      if (this.#fetching !== watched) {
        if (this.#error !== undefined) throw this.#error;
        return this.#set;
      }
    }
    const ours = Symbol("fetching");
    this.#fetching = ours;
    try {
      return await this.#fetch();
    } finally {
      if (this.#fetching === ours) this.#fetching = undefined;
    }
  }

  async #fetch() {
    const { clock, minAge, maxAge } = this.#settings;
    const askedAt = clock();
    this.#askedAt = askedAt;
    try {
      const url = await this.#locate();
      const { text, maxAge: told = USUAL_AGE } = await fetchText(url, this.#settings);
      // The same text is the same set: what was made of its keys is kept.
      if (text !== this.#text) {
        this.#set = this.#parse(text);
        this.#text = text;
      }
      this.#goodFrom = askedAt;
      this.#goodUntil = askedAt + Math.min(Math.max(told, minAge), maxAge);
      this.#error = undefined;
      this.#failures = 0;
      return this.#set;
    } catch (error) {
      this.#error = error;
      this.#failedAt = clock();
      this.#failures += 1;
      throw error;
    }
  }

  #parse(text) {
    const { maxKeys } = this.#settings;
    let set;
    try {
      set = KeySet.parse(text);
    } catch (error) {
      if (error?.name !== "RolecallError") throw error;
      throw new RolecallError("jwks-invalid", `expected a JSON Web Key Set: ${error.message}`, {
        help: error.help,
      });
    }
    // It was read as a key set: its keys are a list.
    const { length } = JSON.parse(text).keys;
    if (length <= maxKeys) return set;
    throw new RolecallError("jwks-too-large", `expected at most ${maxKeys} keys, received ${length}`);
  }
}

/** Whether `now` lies in a span of time. Before its beginning the clock was set back since. */
function isWithin(now, from, until) {
  return now >= from && now < until;
}
