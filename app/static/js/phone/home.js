/** The front page: says what is only on this phone, and sends it, whatever visit it belongs to. */

import { find } from "../lib/dom.js";
import { meetWorker } from "../offline/page.js";
import { makeSync } from "./connect.js";
import { Database } from "./database.js";
import { Notebook } from "./notebook.js";
import { couldNotOpen } from "./locked.js";
import { showOthers } from "./others.js";
import { listOutgoing } from "./outgoing.js";
import { knownPerson } from "./person.js";
import { Photos } from "./photos.js";
import { noticeEviction } from "./storage.js";
import { summary } from "./waiting.js";

async function show(card, database) {
  const outgoing = await listOutgoing(database);
  const { events, photos, held } = outgoing;
  find("[data-count]", card).textContent = String(events.length + photos.length + held.length);
  find("[data-summary]", card).textContent = summary(outgoing);
}

async function begin(card) {
  const person = await knownPerson();
  if (!person) return;
  await showOthers(person, find("[data-others]"));
  const database = new Database(person);
  const notebook = await Notebook.open(database, { person, visit: "", form: "" });
  const photos = new Photos(notebook);
  const refresh = () => show(card, database).catch(console.error);
  const sync = makeSync({ notebook, photos, changed: refresh });
  await refresh();
  sync.soon();
  await noticeEviction(database);
  await meetWorker(person);
}

begin(find("[data-home]")).catch(couldNotOpen);
