// What the site loads beside the app, each when it is wanted.

import { asset } from "./asset.js";

export { connect, ready } from "./core/connect.js";

export const loadEditor = () => import(asset("editor.js").href);
export const loadMerge = () => import(asset("merge.js").href);

export async function loadLessons() {
  const response = await fetch(asset("lessons.json"));
  if (!response.ok) throw new Error(`lessons: ${response.status}`);
  return response.json();
}

/**
 * Keeps the site for when there is no network. `offer(take)` is called when a newer version lies
 * ready; `take` loads it, and until then everything stays as it is.
 */
export async function keepOffline(offer) {
  // Not on `file:`, and not where the visitor forbids it.
  if (!("serviceWorker" in navigator) || !location.protocol.startsWith("http")) return;
  try {
    const registration = await navigator.serviceWorker.register("sw.js");
    const isUpdate = () => navigator.serviceWorker.controller !== null;
    const watch = (worker) => {
      if (worker?.state === "installed" && isUpdate()) {
        offer(() => {
          navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
          worker.postMessage("take over");
        });
      }
    };
    watch(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing.addEventListener("statechange", () => watch(installing));
    });
  } catch {
    // Works without.
  }
}
