/** Which visits this phone keeps, how far each is filled, and whether it opens without signal. */

import { picturesOf, thumbKey } from "../offline/pictures.js";
import { missingPages } from "../offline/shelf.js";
import { request } from "../phone/database.js";
import { Notebook } from "../phone/notebook.js";
import { nextItem, partProgress } from "../phone/progress.js";

/** The visits assigned to this person as the server last said: [{ uid, station, planned_on, planned_time, pages }]. */
export async function assignedVisits(database) {
  const assigned = await database.read(["meta"], (at) => request(at.meta.get("assigned")));
  return assigned?.visits ?? [];
}

/**
 * One visit as the phone knows it: { uid, station, day, time, state, parts, done, all, next, missing } where parts are
 * the codes of one's own, next is { part, item } or null, and missing holds "pages", "context" or "pictures".
 */
export async function readVisit(database, person, { uid, station, planned_on, planned_time, pages, state }) {
  const { around, history, stage } = await Notebook.open(database, { person, visit: uid, form: "" });
  const own = around.parts.filter(({ code }) => around.own.includes(code));
  const progress = (own.length ? own : around.parts).map((part) => partProgress(history, part));
  const first = own[0] ?? around.parts[0];
  return {
    uid,
    station,
    day: planned_on,
    time: planned_time,
    today: dayAt(around.zone),
    lead: around.leadName,
    state: stage || state,
    parts: own.map(({ code }) => code),
    done: progress.reduce((sum, { done }) => sum + done, 0),
    all: progress.reduce((sum, { all }) => sum + all, 0),
    next: first ? nextItem(history, around.parts, { part: first.code, own: around.own }) : null,
    first: first?.code ?? "",
    pages,
    missing: await missingOf(database, { uid, pages }),
  };
}

/** The day it is now in a zone, 'YYYY-MM-DD'. */
const dayAt = (zone) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format();

/** What a visit lacks to open without signal: "pages", "context", "pictures"; [] when it is ready. */
export async function missingOf(database, { uid, pages }) {
  const kept = await database.read(["visits"], (at) => request(at.visits.get(uid)));
  const keys = picturesOf(kept?.context).map(thumbKey);
  const found = await database.read(["bytes"], (at) => Promise.all(keys.map((key) => request(at.bytes.getKey(key)))));
  const lacks = { pages: (await missingPages(pages)).length > 0, context: !kept?.context, pictures: found.includes(undefined) };
  return Object.keys(lacks).filter((what) => lacks[what]);
}
