/** Room on the phone: the bytes of photos that the server has for good are the first to go. Their thumbs stay. */

import { request } from "./database.js";

/** Where the bytes of a photo are: as the camera gave them, or shrunk. */
export const bytesKey = ({ uid, state, key }) => `${uid}/${state === "raw" ? "orig" : (key ?? "send")}`;

/**
 * Drop bytes of photos that the server has confirmed, and whose event it has too, oldest first, until `wanted` bytes
 * are free; only of those confirmed before `before` (ms). Resolves with how many bytes went.
 */
export function dropConfirmed(database, wanted, before = Infinity) {
  return database.transact(["photos", "bytes", "own"], "readwrite", async (at) => {
    const waiting = new Set((await request(at.own.index("state").getAll(IDBKeyRange.bound(["held"], ["new", []])))).map((entry) => entry.cell));
    const done = (await request(at.photos.index("state").getAll("done"))).filter((photo) => !photo.dropped && photo.done_at < before);
    let freed = 0;
    for (const photo of done.sort((one, other) => one.done_at - other.done_at)) {
      if (freed >= wanted) break;
      if (waiting.has(`${photo.item}.photo.${photo.uid}`)) continue;
      at.bytes.delete(bytesKey(photo));
      at.photos.put({ ...photo, dropped: true });
      freed += photo.size;
    }
    return freed;
  });
}
