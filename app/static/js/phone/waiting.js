/** What still waits on this phone, in a sentence. */

import { fileSize } from "../lib/text.js";
import { say } from "../lib/words.js";
import { parseCell } from "./cells.js";

const KINDS = ["answer", "note", "photo", "finding"];

/** What a cell is called: "Jawaban A03". */
export function nameOf(cell) {
  const { item, kind } = parseCell(cell);
  return say(KINDS.includes(kind) ? `outgoing_${kind}` : "outgoing_other", { code: item });
}

/** What a photo is called: "Foto A03", with the name of a file that was chosen. */
export const nameOfPhoto = ({ item, source, name }) => say("outgoing_picture", { code: item }) + (source === "gallery" && name ? ` (${name})` : "");

/** One sentence on what listOutgoing found. */
export function summary({ events, photos, held, replies = [], bytes, isWaitingForWifi }) {
  if (replies.length && !photos.length) return say("outgoing_changes", { answers: events.length + replies.length });
  if (photos.length && isWaitingForWifi && !events.length) return say("outgoing_wifi", { photos: photos.length, size: fileSize(bytes) });
  if (photos.length) return say("outgoing_waiting", { answers: events.length, photos: photos.length, size: fileSize(bytes) });
  if (events.length) return say("outgoing_changes", { answers: events.length });
  return say(held.length ? "outgoing_held" : "outgoing_none");
}

const REASONS = {
  late: "why_late",
  cancelled: "why_late",
  gone: "why_gone",
  "not a member of this visit": "why_not_member",
  "author is not the signed-in user": "why_other_person",
  "device of somebody else": "why_other_person",
  "same id, other content": "why_twice",
  "device counter used twice": "why_twice",
  "not JSON": "why_unreadable",
  "not an object": "why_unreadable",
  "event is not a string": "why_unreadable",
  "too much kept aside": "why_too_much",
};

/** Why the server did not take something, in a sentence. */
export const reason = (why) => (REASONS[why] ? say(REASONS[why]) : why || say("why_unknown"));
