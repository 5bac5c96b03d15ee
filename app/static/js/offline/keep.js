/**
 * Keeps a person's visits on the phone: their pages on the shelf, what stands around the answers, the log and small
 * pictures in the phone's store. Runs in the service worker, so that no page has to stay open for it.
 */

import { keepChecklist } from "../phone/checklists.js";
import { Database, request } from "../phone/database.js";
import { ask, askPicture } from "./ask.js";
import { picturesOf, thumbKey } from "./pictures.js";
import { putAll, wholeShelf } from "./shelf.js";

const FRESH = 60_000; // milliseconds in which nothing is asked again
const SERVER = { checklist: (sha256) => ask(`/api/checklists/${sha256}`) };
const STALE = 600_000; // milliseconds after which the surroundings of a visit are fetched anew

/**
 * Keep every assigned visit of `person`; `tell` is called with { kept: uid } after each, and with { kept: "" } at the end.
 * Throws when the server cannot be reached or somebody else is signed in; what was kept until then stays.
 */
export async function keepVisits(person, tell) {
  const database = new Database(person);
  const known = await database.read(["meta"], (at) => request(at.meta.get("assigned")));
  if (Date.now() - (known?.at ?? 0) < FRESH && known.isWhole) return tell({ kept: "" });
  const { user, build, language, shells, visits } = await ask("/api/visits");
  if (user !== person) return undefined;
  await remember(database, visits, false);
  const shelf = await wholeShelf(build);
  if (shelf && (await languageOf(shelf)) !== language) await putAll(shelf, build, shells);
  for (const visit of visits) {
    await keepVisit({ database, shelf, build }, visit);
    tell({ kept: visit.uid });
  }
  for (const { uid } of visits) {
    await keepPictures(database, uid);
    tell({ kept: uid });
  }
  await remember(database, visits, Boolean(shelf));
  return tell({ kept: "" });
}

/** The language that the pages on a shelf speak. */
const languageOf = async (shelf) => /<html lang="(\w+)"/.exec(await (await shelf.match("/phone")).text())[1];

/** Which visits are this person's now; the list is asked for anew at once as long as it is not whole. */
const remember = (database, visits, isWhole) =>
  database.write(["meta"], async (at) => {
    at.meta.put({ at: Date.now(), isWhole, visits }, "assigned");
  });

async function keepVisit({ database, shelf, build }, visit) {
  const { uid, key, pages, checklist } = visit;
  const kept = await find(database, uid);
  if (shelf) {
    const missing = await Promise.all(pages.map((path) => shelf.match(path)));
    if (kept.key !== key || missing.includes(undefined)) await putAll(shelf, build, pages);
  }
  if (Date.now() - (kept.context_at ?? 0) > STALE || kept.key !== key) {
    const context = await ask(`/api/visits/${uid}/context`);
    await keepChecklist(database, SERVER, checklist);
    await change(database, uid, { context, context_at: Date.now(), key });
  }
  await pullLog(database, uid);
}

/** What the team has answered so far, as a page that is open would fetch it. */
async function pullLog(database, uid) {
  for (let more = true; more; ) {
    const { cursor = 0 } = await find(database, uid);
    const answer = await ask(`/api/pull?visit=${uid}&since=${cursor}`);
    const isTaken = await database.transact(["log", "visits", "meta"], "readwrite", async (at) => {
      const now = (await request(at.visits.get(uid))) ?? {};
      const epoch = await request(at.meta.get("epoch"));
      const isOvertaken = (now.cursor ?? 0) !== cursor || (epoch && epoch !== answer.epoch);
      if (isOvertaken) return false; // a page was quicker, or has yet to meet a server that came back from a backup
      for (const { seq, raw, flag } of answer.events) at.log.put({ visit: uid, seq, raw, flag });
      at.visits.put({ ...now, cursor: answer.next, stage: answer.state }, uid);
      return true;
    });
    more = isTaken && answer.more;
  }
}

/** Small pictures of the last visit and of open findings, to compare with; one that cannot be had is tried again later. */
async function keepPictures(database, uid) {
  const { context } = await find(database, uid);
  for (const photo of picturesOf(context)) {
    const key = thumbKey(photo);
    if (await database.read(["bytes"], (at) => request(at.bytes.getKey(key)))) continue;
    const bytes = await askPicture(photo).catch(() => null);
    if (!bytes) continue;
    await database.transact(["bytes"], "readwrite", async (at) => {
      at.bytes.put(bytes, key);
    });
  }
}

const find = async (database, uid) => (await database.read(["visits"], (at) => request(at.visits.get(uid)))) ?? {};

const change = (database, uid, news) =>
  database.transact(["visits"], "readwrite", async (at) => {
    at.visits.put({ cursor: 0, ...(await request(at.visits.get(uid))), ...news }, uid);
  });
