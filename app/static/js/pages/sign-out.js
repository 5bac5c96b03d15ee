/**
 * Signing out on a phone: what is unsent stays here, locked to its owner, and the person hears how much; without
 * anything unsent, all of theirs leaves the phone.
 */
import { find, toast } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { Database } from "../phone/database.js";
import { heldHere, markHeld, rememberPerson } from "../phone/person.js";
import { Server } from "../phone/server.js";
import { ask } from "./confirm.js";

export default function improve(form) {
  const database = new Database(form.dataset.person);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const isHere = (await Database.people(heldHere())).includes(database.person);
    const left = isHere ? await database.count() : { answers: 0, photos: 0 };
    const hasWork = left.answers + left.photos > 0;
    const go = () => leave(form, hasWork ? null : database).catch(() => toast(say("sign_out_offline")));
    if (hasWork) ask(say(left.photos ? "sign_out_unsent_photos" : "sign_out_unsent", left), find("button", form).textContent.trim(), go);
    else go();
  });
}

/** Sign out; then take what is empty off this phone. Throws when the server was not reached: nothing has changed then. */
async function leave(form, database) {
  await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
  if ((await new Server().session()).user) throw new Error("still signed in"); // a portal answered, or the page was too old
  await rememberPerson();
  if (database) {
    await database.remove();
    markHeld(database.person, false);
    await clearShelves();
  }
  location.assign("/sign-in");
}

/** With the last person's store the kept pages of visits and findings go too: nobody here needs what they say. */
async function clearShelves() {
  if (!globalThis.caches || (await Database.people(heldHere())).length) return;
  for (const name of await caches.keys()) {
    const shelf = await caches.open(name);
    const pages = (await shelf.keys()).filter(({ url }) => /^\/(?:visits|findings)\//.test(new URL(url).pathname));
    await Promise.all(pages.map((page) => shelf.delete(page)));
  }
}
