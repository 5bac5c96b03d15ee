/** The front page: says what is only on this phone, and sends it, whatever visit it belongs to. */

import { find } from "../lib/dom.js";
import { fileSize } from "../lib/text.js";
import { say } from "../lib/words.js";
import { makeSync } from "./connect.js";
import { Database } from "./database.js";
import { Notebook } from "./notebook.js";
import { listOutgoing } from "./outgoing.js";
import { signedInPerson } from "./person.js";
import { Photos } from "./photos.js";

async function show(card, database) {
  const { events, photos, held, bytes } = await listOutgoing(database);
  const count = events.length + photos.length + held.length;
  find("[data-count]", card).textContent = String(count);
  find("[data-summary]", card).textContent = count
    ? say(events.length + photos.length ? "outgoing_waiting" : "outgoing_held", { answers: events.length, photos: photos.length, size: fileSize(bytes) })
    : say("outgoing_none");
}

async function begin(card) {
  const person = signedInPerson();
  if (!person) return;
  const database = new Database(person);
  const notebook = await Notebook.open(database, { person, visit: "", form: "" });
  const photos = new Photos(notebook);
  const refresh = () => show(card, database).catch(console.error);
  const sync = makeSync({ notebook, photos, changed: refresh });
  await refresh();
  sync.soon();
}

begin(find("[data-home]")).catch(console.error);
