/** What still waits on this phone, in a sentence. */

import { fileSize } from "../lib/text.js";
import { say } from "../lib/words.js";

/** One sentence on what listOutgoing found. */
export function summary({ events, photos, held, bytes }) {
  if (photos.length) return say("outgoing_waiting", { answers: events.length, photos: photos.length, size: fileSize(bytes) });
  if (events.length) return say("outgoing_changes", { answers: events.length });
  return say(held.length ? "outgoing_held" : "outgoing_none");
}
