// What runtimes differ in and do not tell. The entry for a runtime says it before anybody asks.

export const host = {
  /** Whether one request may wait for a promise that another one made. */
  sharesPromises: true,
};
