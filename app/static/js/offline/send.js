/**
 * Sends what waits from the service worker, when the browser says that there is signal and no page is open to do it:
 * changes only, photos need a page. An extra; nothing depends on it.
 */

import { sha256 } from "../lib/bytes.js";
import { Database } from "../phone/database.js";
import { Ledger } from "../phone/ledger.js";
import { Server } from "../phone/server.js";
import { Sync } from "../phone/sync.js";

/** A phone that was revoked hears it here too, without any page. */
async function lockRevoked(error) {
  if (error.kind !== "revoked") throw error;
  await new Database(error.message).lock();
  return { user: null };
}

/** One round for whoever is signed in; throws when something still waits, so that the browser tries again later. */
export async function sendWaiting() {
  const server = new Server();
  const { user: person } = await server.session().catch(lockRevoked);
  if (!person) return; // nothing goes out for nobody; the page asks to sign in
  const database = new Database(person);
  const only = { ifAvailable: true };
  const sync = new Sync({
    server,
    notebook: new Ledger(database, { person }),
    photos: { sendAll: async () => {} },
    hash: (text) => sha256(new TextEncoder().encode(text)),
    lock: (work) => navigator.locks.request(`siap-sync-${person}`, only, (held) => (held ? work() : false)),
    timer: { set: () => 0, clear: () => {} }, // one round is all
    clock: () => Date.now(),
    ticks: () => performance.now(),
    signedIn: () => true,
    visible: () => false,
    used: () => false,
    changed: () => {},
    met: (session) => database.meet(session),
  });
  const { state } = await sync.round();
  if (state !== "sent") throw new Error(`could not send: ${state}`);
}
