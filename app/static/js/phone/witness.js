/**
 * What a phone does with a checkpoint that it has not seen: it must continue the log that the phone knows, and be signed.
 *
 * Else both stay on this phone for good, the server is told, and every page says so until a superior has spoken.
 * Rule: docs/witnesses.md.
 */

import { element, find, icon } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { extendsLog } from "../seal/consistency.js";
import { canJudge, openNote, readCheckpoint, readKey } from "../seal/notes.js";
import { request } from "./database.js";

const AGAIN = 300_000; // milliseconds between two questions whether a superior has spoken

/** What the server said, as { size, root, origin, note, key }. Throws when it is not written as a checkpoint is. */
export async function read({ note, key }) {
  const { text } = await openNote(note, [await readKey(key)], await canJudge());
  return { ...readCheckpoint(text), note, key };
}

/**
 * Why what the server says now contradicts what was kept: "" when it does not, else gone, unsigned, foreign, shrunk or
 * rewritten. With it, what the server said, as far as it could be read.
 */
export async function judge(kept, said) {
  if (!said) return { why: kept.size ? "gone" : "", now: null };
  const now = await read(said).catch(() => null);
  if (!now) return { why: kept.size ? "unsigned" : "", now };
  if (!kept.size) return { why: "", now };
  if (now.origin !== kept.origin) return { why: "foreign", now };
  if (now.size < kept.size) return { why: "shrunk", now };
  return { why: (await extendsLog(kept, now, said.proof)) ? "" : "rewritten", now };
}

/** Judge what the server said in answer to a request that went out while `asked` was kept; keep it, or raise the alarm. */
export async function hear(database, asked, said, server) {
  if (asked.alarm) return tell(database, server);
  const { why, now } = await judge(asked, said);
  if (why) {
    await raise(database, asked, said, why);
    warn();
    return tell(database, server);
  }
  if (!now) return undefined;
  return database.write(["meta"], async ({ meta }) => {
    const kept = await request(meta.get("seal"));
    if (!kept || (kept.size <= now.size && !kept.alarm)) meta.put({ ...now, at: Date.now() }, "seal"); // an older answer may come late
  });
}

const raise = (database, { alarm: _none, ...kept }, said, why) =>
  database.write(["meta"], async ({ meta }) => {
    const now = await request(meta.get("seal"));
    if (now?.alarm) return;
    const alarm = { uid: crypto.randomUUID(), why, at: Date.now(), kept, told: said ?? { note: "", key: "", proof: [] } };
    meta.put({ ...now, alarm }, "seal");
  });

/** Tell the server of the alarm, once, and then ask from time to time whether a superior has spoken. */
export async function tell(database, server, { now = false } = {}) {
  const { alarm } = (await database.read(["meta"], (at) => request(at.meta.get("seal")))) ?? {};
  if (!alarm || (!now && Math.abs(Date.now() - (alarm.asked_at ?? 0)) < AGAIN)) return;
  const { uid, why, at, kept, told, cleared_at: cleared } = alarm;
  const { body } = await server.alarm({ uid, why, at, kept, told, cleared_at: cleared ?? null });
  await change(database, uid, (known) => ({ ...known, asked_at: Date.now(), known_at: known.known_at ?? Date.now(), word: body.word }));
}

const change = (database, uid, made) =>
  database.write(["meta"], async ({ meta }) => {
    const kept = await request(meta.get("seal"));
    if (kept?.alarm?.uid === uid) meta.put({ ...kept, alarm: made(kept.alarm) }, "seal");
  });

/** A red line at the head of the page, with the way to what it is about. */
export function warn() {
  if (find("[data-seal-alarm]")) return;
  const way = element("a", { class: "button", href: "/phone/alarm" }, say("seal_alarm_read"));
  const text = element("div", {}, element("p", {}, element("b", {}, say("seal_alarm"))), way);
  find("main").prepend(element("div", { class: "notice notice--bad band", role: "alert", "data-seal-alarm": true }, icon("alert"), text));
}
