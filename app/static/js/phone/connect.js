/** The sync of a page, tied to the browser: its lock between tabs, its timers, its clock. */

import { signedInPerson } from "./person.js";
import { sha256 } from "../lib/bytes.js";
import { Server } from "./server.js";
import { Sync } from "./sync.js";

/** A sync for a notebook; `changed` is called with each new status. */
export function makeSync({ notebook, photos, changed, server = new Server() }) {
  const { person } = notebook;
  const only = { ifAvailable: true };
  const sync = new Sync({
    server,
    notebook,
    photos,
    changed,
    hash: (text) => sha256(new TextEncoder().encode(text)),
    lock: (work) => navigator.locks.request(`siap-sync-${person}`, only, (held) => (held ? work() : false)),
    timer: { set: (work, milliseconds) => setTimeout(work, milliseconds), clear: (id) => clearTimeout(id) },
    clock: () => Date.now(),
    signedIn: () => ["", person].includes(signedInPerson()),
    visible: () => !document.hidden,
  });
  photos.developed = () => sync.wake();
  addEventListener("online", () => sync.retry());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) sync.retry();
  });
  return sync;
}
