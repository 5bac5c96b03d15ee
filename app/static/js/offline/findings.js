/**
 * Keeps what a station's chief owes an answer to: the page of each finding on the shelf, the photo before in the store.
 * The server names at most a dozen, late ones first; of findings that it names no longer the pictures go.
 */

import { Database, request } from "../phone/database.js";
import { ask, askPicture } from "./ask.js";
import { putAll, wholeShelf } from "./shelf.js";

const FRESH = 60_000; // milliseconds in which nothing is asked again
const SIZES = ["thumb", "screen"];
const KEY = "owed"; // in "meta": { at, isWhole, build, findings: [{ uid, key, page, title, before, … }] }

/** Keep the findings of `person`. Throws when the server cannot be reached or somebody else is signed in. */
export async function keepFindings(person) {
  const database = new Database(person);
  const known = await database.read(["meta"], (at) => request(at.meta.get(KEY)));
  if (Date.now() - (known?.at ?? 0) < FRESH && known.isWhole) return;
  const { user, build, findings } = await ask("/api/findings/owed");
  if (user !== person) return;
  const shelf = await wholeShelf(build);
  const before = new Map((known?.build === build && known.isWhole ? known.findings : []).map(({ uid, key }) => [uid, key]));
  for (const { uid, key, page } of shelf ? findings : []) {
    if (before.get(uid) !== key || !(await shelf.match(page))) await putAll(shelf, build, [page]);
  }
  const pictures = findings.map((one) => one.before).filter(Boolean);
  for (const size of SIZES) for (const uid of pictures) await keepPicture(database, uid, size);
  const gone = (known?.findings ?? []).filter(({ uid }) => !findings.some((one) => one.uid === uid));
  await database.write(["meta", "bytes"], async (at) => {
    for (const { before: uid } of gone) at.bytes.delete(`${uid}/screen`);
    at.meta.put({ at: Date.now(), isWhole: Boolean(shelf), build, findings }, KEY);
  });
  for (const { page } of shelf ? gone : []) await shelf.delete(page);
}

async function keepPicture(database, uid, size) {
  const key = `${uid}/${size}`;
  if (await database.read(["bytes"], (at) => request(at.bytes.getKey(key)))) return;
  const bytes = await askPicture(uid, size).catch(() => null); // tried again the next time
  if (!bytes) return;
  await database.transact(["bytes"], "readwrite", async (at) => {
    at.bytes.put(bytes, key);
  });
}
