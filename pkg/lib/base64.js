/** The bytes that `text`, in base64url without padding, stands for. */
export function decodeBase64Url(text) {
  if (typeof Buffer === "function") return Buffer.from(text, "base64url");
  return decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

/** The bytes that `text` stands for. */
export function decodeBase64(text) {
  if (typeof Uint8Array.fromBase64 === "function") return Uint8Array.fromBase64(text);
  if (typeof Buffer === "function") return Buffer.from(text, "base64");
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  // `Uint8Array.from` with a function takes 25 times as long.
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
