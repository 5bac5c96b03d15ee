/** Taking a rescue file in: into the store of whoever wrote it, nothing twice, nothing replaced. */

import { say } from "../lib/words.js";
import { Database, request } from "../phone/database.js";
import { noticeEviction } from "../phone/storage.js";
import { pictureOf, read } from "./format.js";

/**
 * Store what a file holds. `importer` is who does it: what they wrote themselves goes out by itself; what somebody else
 * wrote is locked to its owner, and waits there for the owner's word, so that nobody can put words into their mouth.
 * Resolves with { name, isMine, answers, photos, known, clashes }; the last two count what was here already, with the
 * same and with other content. Throws Unreadable before anything is changed, Locked, or what the browser says.
 */
export async function importFile(file, importer) {
  const manifest = await read(file);
  const { person, name } = manifest;
  const isMine = person === importer;
  const database = new Database(person);
  await noticeEviction(database);
  const told = { name, isMine, answers: 0, photos: 0, known: 0, clashes: 0 };
  const held = isMine ? {} : { state: "held", why: say("rescue_by_other", { importer }) };
  for (const photo of manifest.photos.filter(({ record }) => !record.of)) await keepPhoto(database, file, photo, held, told);
  for (const reply of manifest.replies ?? []) await keepReply(database, file, { reply, photos: manifest.photos, isMine }, told);
  await keepEvents(database, manifest, held, told);
  await database.write(["meta"], async ({ meta }) => {
    if (!(await request(meta.get("name")))) meta.put(name, "name");
  });
  return told;
}

async function keepPhoto(database, file, { record, files }, held, told) {
  const pictures = [];
  for (const one of files) pictures.push([one.key, await pictureOf(file, one)]);
  await database.write(["photos", "bytes"], async (at) => {
    const here = await request(at.photos.get(record.uid));
    if (here) {
      told[(here.sha ?? "") === (record.sha ?? here.sha ?? "") ? "known" : "clashes"] += 1;
      return;
    }
    at.photos.add({ ...record, ...held });
    for (const [key, bytes] of pictures) at.bytes.put(bytes, key);
    told.photos += 1;
  });
}

/** A chief's answer with its photos; of somebody else's, its owner says again that it shall go. */
async function keepReply(database, file, { reply, photos, isMine }, told) {
  const pictures = [];
  for (const { record, files } of photos) {
    if (record.of === reply.eid) for (const one of files) pictures.push([one.key, await pictureOf(file, one)]);
  }
  await database.write(["own", "bytes"], async (at) => {
    if (await request(at.own.get(reply.eid))) {
      told.known += 1;
      return;
    }
    at.own.add({ ...reply, state: "answer", phase: isMine ? reply.phase : "typing" });
    for (const [key, bytes] of pictures) at.bytes.put(bytes, key);
    told.answers += 1;
  });
}

async function keepEvents(database, { events, drafts }, held, told) {
  await database.write(["own", "drafts"], async (at) => {
    for (const { raw, state, why } of events) {
      const { eid, n, visit, cell } = JSON.parse(raw);
      const here = await request(at.own.get(eid));
      if (here) {
        told[here.raw === raw ? "known" : "clashes"] += 1;
        continue;
      }
      at.own.add({ eid, n, visit, cell, raw, state, why, ...held });
      told.answers += 1;
    }
    for (const { visit, cell, ...draft } of drafts) {
      if (!(await request(at.drafts.get([visit, cell])))) at.drafts.put(draft, [visit, cell]);
    }
  });
}
