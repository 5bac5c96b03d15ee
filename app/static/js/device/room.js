/** The part of the phone's own page about room: whether the browser may delete, and a real try of how much fits. */

import { find } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { askToPersist, keepBallast, noticeEviction, showWarnings, warnings } from "../phone/storage.js";

const PHOTO = 400_000; // bytes of a photo as it is kept
const MOST = 50; // photos that are tried
const TRIED = IDBKeyRange.bound("test/", "test/\uffff");

/** Wire the section of a person's store. */
export async function wireRoom(root, database) {
  await noticeEviction(database);
  showWarnings(await warnings(database, { hasReserve: await keepBallast(database) }));
  await showState(root);
  find("[data-persist]", root).addEventListener("click", () => askToPersist().then((isGiven) => showState(root, !isGiven)));
  const test = find("[data-test]", root);
  test.addEventListener("click", async () => {
    test.disabled = true;
    const count = await roomFor(database);
    find("[data-found]", root).textContent = say(count < MOST ? "room_for" : "room_for_more", { count });
    await keepBallast(database);
    test.disabled = false;
  });
}

async function showState(root, wasRefused = false) {
  const isPersistent = (await navigator.storage?.persisted?.()) ?? false;
  find("[data-state]", root).textContent = say(isPersistent ? "persistent" : wasRefused ? "persistent_refused" : "persistent_not");
  find("[data-persist]", root).hidden = isPersistent;
}

/** How many photos really fit, tried by writing; browsers' own word about room is a guess. */
async function roomFor(database) {
  const noise = crypto.getRandomValues(new Uint8Array(65_536));
  const bytes = new Uint8Array(PHOTO);
  for (let from = 0; from < PHOTO; from += noise.length) bytes.set(noise.subarray(0, PHOTO - from), from);
  let count = 0;
  try {
    for (; count < MOST; count += 1) await database.write(["bytes"], async (at) => at.bytes.put(bytes.buffer, `test/${count}`));
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error;
  } finally {
    await database.write(["bytes"], async (at) => at.bytes.delete(TRIED));
  }
  return count;
}
