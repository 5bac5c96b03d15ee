/**
 * Ties an open page to the service worker: registers it, lets it keep the person's visits, and offers a new version.
 *
 * A new version waits for one tap. Then what is being typed goes to disk, the new worker takes over, and the page loads
 * anew from it; other tabs go on with the files of their own build until they are reloaded.
 */

import { element, find, icon } from "../lib/dom.js";
import { say } from "../lib/words.js";

const HOUR = 3_600_000;

/**
 * Meet the worker. `flush` resolves once what is being typed is on disk; `kept` is called when the worker has kept a
 * visit (its uid), or all of them ("").
 */
export async function meetWorker(person, { flush = async () => {}, kept = () => {} } = {}) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  await quiet();
  let isFirst = !serviceWorker.controller;
  let isAsked = false;
  serviceWorker.addEventListener("message", ({ data }) => "kept" in data && kept(data.kept));
  serviceWorker.addEventListener("controllerchange", () => {
    if (isAsked) location.reload();
    else if (!isFirst) offer(say("version_taken"), say("version_reload"), () => flush().then(() => location.reload()));
    isFirst = false;
  });
  const registration = await serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => null);
  if (!registration) return;
  const use = async (worker) => {
    await flush().catch(console.error); // what was typed is a draft on disk already
    isAsked = true;
    worker.postMessage("activate-now");
  };
  watch(registration, (worker) => offer(say("version_ready"), say("version_use"), () => use(worker)));
  const keep = () => registration.active?.postMessage({ keep: person });
  await serviceWorker.ready;
  if (person) {
    keep();
    addEventListener("online", keep);
  }
  lookForUpdates(registration);
}

/** The page goes first. */
const quiet = () => new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));

/** Call `found` with each worker that has been installed and waits behind another one. */
function watch(registration, found) {
  if (registration.waiting) found(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed" && registration.active) found(worker);
    });
  });
}

/** Pages stay open for days: look again when one is seen after an hour. */
function lookForUpdates(registration) {
  let last = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - last < HOUR) return;
    last = Date.now();
    registration.update().catch(() => {}); // without signal, or with a broken deploy, the old version stays
  });
}

/** One line at the top of the page with one button. */
function offer(text, action, run) {
  find("[data-version]")?.remove();
  const press = ({ currentTarget }) => {
    currentTarget.disabled = true;
    run();
  };
  const button = element("button", { class: "button", type: "button", onclick: press }, action);
  const line = element("div", { class: "notice band", role: "status", "data-version": true }, icon("refresh"), element("div", {}, element("p", {}, text), button));
  find("main").prepend(line);
}
