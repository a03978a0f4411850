// A case in the fragment of an address, which browsers send to nobody. The first figure is the
// version, the letter how the JSON behind it is packed: `d` deflate-raw, `j` not at all.

const VERSION = 1;

/** Longest text that a link may unpack to, in bytes. A short link could stand for gigabytes. */
const LONGEST = 4 * 1024 * 1024;

const NAMES = { p: "policy", r: "relyingParty", t: "token", q: "request", n: "now", o: "other" };

/** The fragment for a case, without `#`. */
export async function encode(state) {
  const parts = {};
  for (const [short, name] of Object.entries(NAMES)) {
    const value = state[name];
    const isEmpty = value === null || value === undefined || value === "" || (name === "request" && Object.keys(value).length === 0);
    if (!isEmpty) parts[short] = value;
  }
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  // Old browsers make longer links, which every browser reads.
  if (typeof CompressionStream !== "function") return `${VERSION}j${toBase64url(bytes)}`;
  return `${VERSION}d${toBase64url(await through(bytes, new CompressionStream("deflate-raw")))}`;
}

/**
 * What a fragment holds: `{ state }`, `{ error }` in words, or null where it is no case at all.
 */
export async function decode(fragment) {
  const match = /^(\d+)([a-z])([\w-]*)$/.exec(fragment);
  if (match === null) {
    return /^\d/.test(fragment) ? { error: "The link is broken: it was cut or changed on its way." } : null;
  }
  const [, version, packing, text] = match;
  if (Number(version) > VERSION) {
    return { error: "The link is from a newer version of this page. Reload the page to get it, then open the link again." };
  }
  try {
    const bytes = fromBase64url(text);
    const unpacked = packing === "j" ? bytes : packing === "d" ? await inflated(bytes) : undefined;
    const json = new TextDecoder("utf-8", { fatal: true }).decode(unpacked);
    const parts = JSON.parse(json);
    if (typeof parts !== "object" || parts === null || Array.isArray(parts)) throw new TypeError("no object");
    return {
      state: Object.fromEntries(Object.entries(NAMES).map(([short, name]) => [name, parts[short]])),
    };
  } catch (error) {
    if (error instanceof UnsupportedError) return { error: error.message };
    return { error: "The link is broken: it was cut or changed on its way." };
  }
}

class UnsupportedError extends Error {}

function inflated(bytes) {
  if (typeof DecompressionStream !== "function") {
    throw new UnsupportedError("This browser cannot unpack the link. A newer one can.");
  }
  return through(bytes, new DecompressionStream("deflate-raw"));
}

async function through(bytes, transform) {
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
  const chunks = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > LONGEST) {
      await reader.cancel();
      throw new RangeError("too long");
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    whole.set(chunk, position);
    position += chunk.length;
  }
  return whole;
}

function toBase64url(bytes) {
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64url(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
