// Files of the site, by the names that the build gave them.

/** The address of a file. */
export function asset(name) {
  return new URL(ASSETS[name], import.meta.url);
}
