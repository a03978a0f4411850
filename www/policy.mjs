// The content security policies of the site: as a tag in the page, and as a header for hosts that
// send some. A tag does not govern workers, a header does.

const SITE =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; worker-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'";

export const HEADERS = {
  site: SITE,
  single: (scripts, styles) =>
    `default-src 'none'; script-src ${scripts.join(" ")} 'wasm-unsafe-eval'; style-src ${styles.join(" ")}; connect-src 'none'; img-src data:; form-action 'none'; base-uri 'none'`,
};

export const META = (policy) => `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
