/** What the phone's own page says about what is kept on it: others' work, room, and the rescue file. */

import { find } from "../lib/dom.js";
import { showOthers } from "../phone/others.js";
import { wireRescue } from "../rescue/section.js";
import { wireRoom } from "./room.js";

/** Wire these sections of the page; `changed` is called when a rescue file was taken in. */
export async function wireKeeping(page, { database, person, changed }) {
  wireRescue(find("[data-rescue]", page), { database, person, changed });
  await showOthers(person, find("[data-others]", page));
  await wireRoom(find("[data-storage]", page), database);
}
