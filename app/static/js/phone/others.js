/** Other people's work on this phone: how much waits and whose it is, never what it says. */

import { element, icon } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { Database } from "./database.js";
import { heldHere } from "./person.js";

/** What everybody but `person` left here: [{ name, answers, photos }]. */
export async function othersHere(person) {
  const found = [];
  for (const other of await Database.people(heldHere())) {
    if (other === person) continue;
    const left = await new Database(other).count().catch(() => null); // of a newer SIAP, in another tab
    if (left?.answers || left?.photos) found.push(left);
  }
  return found;
}

/** Say it in the place for it. */
export async function showOthers(person, place) {
  const rows = (await othersHere(person)).map((left) => element("div", { class: "notice" }, icon("lock"), element("div", {}, say(left.photos ? "others_wait_photos" : "others_wait", left))));
  place.replaceChildren(...rows);
}
