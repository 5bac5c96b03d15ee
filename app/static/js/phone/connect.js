/** The sync of a page, tied to the browser: its lock between tabs, its timers, its clock. */

import { Checkpoint } from "./checkpoint.js";
import { Database, request } from "./database.js";
import { signedInPerson } from "./person.js";
import { sha256 } from "../lib/bytes.js";
import { Server } from "./server.js";
import { Sync } from "./sync.js";

const SELDOM = 30_000; // milliseconds
const UNUSED = 300_000; // milliseconds without a touch

let kept = { state: "", at: 0 };

/** How the last attempt ended and when the server was last heard, for pages that open later: meta "sync". */
async function remember(database, status) {
  const now = { ...status, at: Date.now() };
  if (status.state === "sending" || (now.state === kept.state && now.at - kept.at < SELDOM)) return;
  kept = now;
  await database.transact(["meta"], "readwrite", async (at) => {
    const before = await request(at.meta.get("sync"));
    at.meta.put({ ...now, contact: now.contact ?? before?.contact ?? null }, "sync");
  });
}

/** Where the browser offers it, it wakes the pages by way of the service worker when there is signal; an extra. */
const askToBeWoken = () =>
  navigator.serviceWorker?.ready.then(({ sync }) => sync?.register("siap-send")).catch(() => {}); // refused: never mind

/** A sync for a notebook; `changed` is called with each new status, also with one that another tab found. */
export function makeSync({ notebook, photos, changed, server = new Server() }) {
  const { person, database } = notebook;
  const shut = () => database.lock().then(() => location.reload());
  const only = { ifAvailable: true };
  const others = new BroadcastChannel(`siap-sync-${person}`);
  let touched = performance.now();
  server.log = new Checkpoint(new Database("")); // the phone's own: what it saw outlives whoever signs out
  server.log.warn().catch(console.warn); // without signal and script it waits for both
  const sync = new Sync({
    server,
    notebook,
    photos,
    changed: (status) => {
      if (status.state === "revoked") return shut();
      changed(status);
      if (status.state === "offline") askToBeWoken();
      return remember(database, status).catch(console.error);
    },
    met: (session) => database.meet(session),
    hash: (text) => sha256(new TextEncoder().encode(text)),
    lock: (work) => navigator.locks.request(`siap-sync-${person}`, only, (held) => (held ? work() : false)),
    timer: { set: (work, milliseconds) => setTimeout(work, milliseconds), clear: (id) => clearTimeout(id) },
    clock: () => Date.now(),
    ticks: () => performance.now(),
    used: () => performance.now() - touched < UNUSED,
    share: (status) => others.postMessage(status),
    signedIn: () => ["", person].includes(signedInPerson()),
    visible: () => !document.hidden,
  });
  photos.developed = () => sync.wake();
  others.onmessage = ({ data }) => sync.adopt(data);
  for (const deed of ["pointerdown", "keydown", "scroll"]) addEventListener(deed, () => (touched = performance.now()), { passive: true });
  addEventListener("online", () => sync.retry({ anew: true }));
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data.send && sync.retry());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (!["", person].includes(signedInPerson())) location.reload(); // somebody else's phone now
    else sync.retry();
  });
  return sync;
}
