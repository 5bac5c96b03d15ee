/** Room on the phone: what keeps the browser from deleting, the reserve for a full phone, and what the person must know. */

import { element, find, icon } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { request } from "./database.js";
import { heldHere, markHeld } from "./person.js";

const BALLAST = 2_000_000; // bytes
const NEARLY_FULL = 0.8;
const WARN_DAYS = 3; // before a phone without contact locks itself

/** Ask the browser never to delete what is here; whether it agreed. Best asked just after somebody tapped. */
export async function askToPersist() {
  return (await navigator.storage?.persist?.()) ?? false;
}

/** The share of the browser's room that is used, 0 to 1; browsers round, so it warns and never promises. */
export async function shareUsed() {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  return quota ? usage / quota : 0;
}

/** Whether the browser forgets everything with its last window, as far as one can tell from inside. */
export async function isPrivate() {
  if (!navigator.serviceWorker && isSecureContext) return true; // Firefox
  return navigator.storage?.getDirectory ? navigator.storage.getDirectory().then(() => false, () => true) : false; // Safari
}

/** Keep the reserve that lets answers be written on a full phone; whether it is there. */
export async function keepBallast(database) {
  const { twin } = database;
  const isHere = await twin.keepBallast().then((found) => found || twin.keepBallast(ballast())).catch(() => false);
  database.isReserveUsed = !isHere;
  return isHere;
}

/** Bytes by chance, because zeros would be pressed to nothing. */
function ballast() {
  const noise = new Uint8Array(BALLAST);
  for (let from = 0; from < BALLAST; from += 50_000) crypto.getRandomValues(noise.subarray(from, from + 50_000));
  return noise;
}

/** Mark inside and outside the store that it is here; only the mark outside being left means that it was deleted. */
export async function noticeEviction(database) {
  const wasHere = heldHere().has(database.person);
  await database.write(["meta"], async ({ meta }) => {
    if (await request(meta.get("held"))) return;
    meta.put(true, "held");
    if (wasHere) meta.put(Date.now(), "evicted");
  });
  markHeld(database.person);
}

/**
 * What the person must know about the room on this phone: [{ kind, text, done? }]; `done` puts it away for good.
 * `answered` items of the visit are here, by now also those that came back from the server; `hasReserve` as keepBallast
 * said.
 */
export async function warnings(database, { answered = 0, hasReserve = true } = {}) {
  const found = [];
  const [evicted, restored] = await database.read(["meta"], async ({ meta }) => [await request(meta.get("evicted")), await request(meta.get("restored"))]);
  const done = (key) => () => database.write(["meta"], async ({ meta }) => meta.delete(key));
  if (evicted) found.push({ kind: "bad", text: say("evicted", { answered }), done: done("evicted") });
  if (restored) found.push({ kind: "warn", text: say("restored", restored), done: done("restored") });
  if (!hasReserve || (await shareUsed()) >= NEARLY_FULL) found.push({ kind: "warn", text: say("nearly_full") });
  const days = Math.max(0, Math.floor(database.daysLeft));
  if (days < WARN_DAYS) found.push({ kind: "warn", text: say(days ? "locks_in_days" : "locks_today", { days }) });
  if (await isPrivate()) found.push({ kind: "warn", text: say("private_window") });
  return found;
}

/** Show warnings in the page's place for them; what stands there already stays. */
export function showWarnings(found, place = find("[data-warnings]")) {
  place.replaceChildren(...found.map(({ kind, text, done }) => {
    const shown = element("div", { class: `notice notice--${kind}`, role: "status" }, icon("alert"), element("div", {}, element("p", {}, text)));
    const away = () => done().then(() => shown.remove());
    if (done) shown.lastChild.append(element("button", { class: "button", type: "button", onclick: away }, say("understood")));
    return shown;
  }));
}
