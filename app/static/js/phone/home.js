/** The front page: says what is only on this phone, and sends it, whatever visit it belongs to. */

import { find } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { meetWorker } from "../offline/page.js";
import { assignedVisits, missingOf } from "../shells/kept.js";
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

/** How many of the person's visits open without signal. */
async function showKept(line, database) {
  const visits = await assignedVisits(database);
  const missing = await Promise.all(visits.map((visit) => missingOf(database, visit)));
  const facts = { ready: missing.filter((what) => !what.length).length, all: visits.length };
  line.hidden = !facts.all;
  line.classList.toggle("status--good", facts.ready === facts.all);
  find("[data-kept-text]", line).textContent = say(facts.ready === facts.all ? "kept_all" : "kept_some", facts);
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
  const kept = () => showKept(find("[data-kept]", card), database).catch(console.error);
  await kept();
  await meetWorker(person, { kept });
}

begin(find("[data-home]")).catch(couldNotOpen);
