/** The way out: a page that needs neither the other scripts nor a session nor a signal. */

import { find } from "../lib/dom.js";

const ours = (name) => name.startsWith("siap-");

/** Take the pages that this phone keeps away, and the worker that serves them. What was filled in is elsewhere. */
async function startAnew() {
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  for (const name of (await caches.keys()).filter(ours)) await caches.delete(name);
}

/** Whether our own server answers: without it nothing could be fetched anew. */
async function serverAnswers() {
  const response = await fetch("/api/session", { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(10_000) });
  return response.ok && (await response.json()).proto === "fieldsync/1";
}

function offerStartingAnew(page) {
  const button = find("[data-start-anew]", page);
  const said = find("[data-start-anew-said]", page);
  button.addEventListener("click", async () => {
    button.disabled = true;
    const isThere = await serverAnswers().catch(() => false);
    button.disabled = false;
    if (!isThere) return (said.textContent = said.dataset.noSignal);
    await startAnew();
    return location.assign("/");
  });
}

offerStartingAnew(find("[data-recovery]"));
