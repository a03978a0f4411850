// Text from outside, as it may be shown.

// Characters that could steer a terminal, or hide.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

/** Text from outside, as it may be shown. What was JSON stays so. */
export function shown(text) {
  return text.replace(HIDDEN, (characters) =>
    Array.from(
      { length: characters.length },
      (_, index) => `\\u${characters.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
