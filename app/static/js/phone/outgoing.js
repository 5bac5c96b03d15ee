/** What exists only on this phone: events and photos that the server has not confirmed, of every visit. */

import { ofState, request } from "./database.js";

/**
 * Everything that waits or is held back; `replies` are a chief's answers to findings, also those that nobody has sent yet.
 * @returns {Promise<{ events: object[], photos: object[], held: object[], replies: object[], bytes: number }>}
 */
export async function listOutgoing(database) {
  const [own, photos, replies] = await database.read(["own", "photos"], async (at) => [
    [...(await request(at.own.index("state").getAll(ofState("new")))), ...(await request(at.own.index("state").getAll(ofState("held"))))],
    await request(at.photos.getAll()),
    await request(at.own.index("state").getAll(ofState("answer"))),
  ]);
  const waitingPhotos = photos.filter((photo) => photo.state === "raw" || photo.state === "ready");
  const held = [...own, ...photos].filter((one) => one.state === "held");
  const events = own.filter((entry) => entry.state === "new");
  return { events, photos: waitingPhotos, held, replies, bytes: waitingPhotos.reduce((sum, photo) => sum + photo.size, 0) };
}

/** Give what was held back another chance: all of it, or the eids and uids that are `wanted`. */
export async function releaseHeld(database, wanted = () => true) {
  await database.write(["own", "photos"], async (at) => {
    const [own, photos] = [await request(at.own.index("state").getAll(ofState("held"))), await request(at.photos.index("state").getAll("held"))];
    for (const entry of own) if (wanted(entry.eid)) at.own.put({ ...entry, state: "new", why: "" });
    for (const photo of photos) if (wanted(photo.uid)) at.photos.put({ ...photo, state: photo.sha ? "ready" : "raw", why: "" });
  });
}
