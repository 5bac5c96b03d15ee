/** How a chief's answer travels with an account: its photos by the protocol of photos, then the answer by its step's id. */

import { Trouble } from "../phone/outbox.js";
import { Upload } from "../phone/upload.js";

const MISSING = "photo_missing";

/** What Replies calls to bring one to the server: resolves with "" once it is there, else with why it was refused. */
export async function carry(reply, replies, server, between) {
  const upload = new Upload({
    put: (photo) => {
      replies.progress.delete(photo.uid);
      return replies.putPhoto(photo);
    },
    bytes: ({ key }) => replies.bytes(key),
    thumb: async () => null,
    report: (photo, share) => {
      replies.progress.set(photo.uid, share);
      replies.changed(reply);
    },
  });
  const going = reply.photos.filter(({ state }) => state === "ready").map((photo) => ({ ...photo, of: reply.eid }));
  await upload.pictures(server, going, between);
  const now = (await replies.list()).find(({ eid }) => eid === reply.eid) ?? reply;
  const held = now.photos.find(({ state }) => state === "held");
  if (held) return held.why || "gone";
  const { status, body } = await server.answer(reply.finding, {
    step: reply.eid,
    action: reply.action,
    seen: reply.steps,
    text: reply.text,
    stance: reply.stance,
    without_photo: reply.without_photo,
    photos: now.photos.map(({ sha }) => sha),
  });
  if (status === 200) return "";
  if (body.error === MISSING) {
    for (const photo of now.photos) await replies.putPhoto({ ...photo, of: reply.eid, state: "ready" });
    throw new Trouble("server", body.message);
  }
  return body.message || body.error;
}
