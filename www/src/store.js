// What the page keeps in this browser: the case without any signature, and the theme. A browser
// that keeps nothing is no reason to fail.

const CASE = "rolecall.case";

export function kept() {
  try {
    return JSON.parse(localStorage.getItem(CASE));
  } catch {
    return null;
  }
}

export function keep(state) {
  try {
    localStorage.setItem(CASE, JSON.stringify(state));
  } catch {
    // Full, or forbidden.
  }
}
