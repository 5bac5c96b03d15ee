/**
 * A chief's answers on this phone: stored first, then the photos go up piece by piece, then the answer itself.
 *
 * An answer is one entry of the store "own", with the state "answer" until the server has confirmed it and "given"
 * afterwards; its `phase` is typing (nobody has sent it yet), waiting, or refused (with the reason in `why`). Its id is
 * that of the step at the server, so that sending it again answers once.
 *
 * @typedef {{ uid: string, key: string, sha: string, size: number, type: string, state: "raw" | "ready" | "done" | "held", has_thumb?: boolean }} Photo
 * @typedef {{ eid: string, n: number, state: "answer" | "given", phase: string, finding: string, action: string, steps: number, text: string, stance: string, without_photo: string, photos: Photo[], why?: string }} Reply
 */

import { Darkroom } from "../phone/darkroom.js";
import { ofState, request } from "../phone/database.js";
import { Trouble } from "../phone/outbox.js";
import { pictureType, Unfit } from "../phone/photos.js";

const MOST_BYTES = 15 * 1_048_576; // as the server takes it
const KEPT = 7 * 86_400_000; // milliseconds that a photo stays after the server has confirmed it

export class Replies {
  progress = new Map(); // photo uid → share sent, 0 to 1
  #darkroom = new Darkroom();
  #developing = null;

  /** `carry(reply, replies, between)` brings one to the server and resolves with "" or why it was refused; `changed` is called after each change. */
  constructor(database, { carry = null, changed = () => {} } = {}) {
    Object.assign(this, { database, carry, changed });
  }

  /** The newest answer to a finding on this phone, sent or not; null when there is none. */
  async find(finding) {
    const all = await this.#all(["answer", "given"]);
    return all.filter((one) => one.finding === finding).sort((one, other) => other.n - one.n)[0] ?? null;
  }

  /** Everything that the server has not confirmed, oldest first. */
  list() {
    return this.#all(["answer"]);
  }

  /** Write what was typed or chosen; `about` names a reply that is not there yet. On disk before it resolves. */
  keep(about, news) {
    return this.#change(about, (reply) => ({ ...reply, ...news }));
  }

  /** Keep a photo of an answer: the camera's bytes are on disk when this resolves; they are shrunk afterwards. Throws Unfit. */
  async addPhoto(about, file) {
    const bytes = await file.arrayBuffer(); // a copy: the camera's own file may vanish
    const type = pictureType(bytes);
    if (!type || type === "application/pdf") throw new Unfit("no_picture");
    if (bytes.byteLength > MOST_BYTES && type !== "image/jpeg") throw new Unfit("too_large");
    const uid = crypto.randomUUID();
    const photo = { uid, key: `${uid}/orig`, sha: "", size: bytes.byteLength, type, state: "raw" };
    const kept = await this.#change(about, (reply, at) => {
      for (const one of reply.photos) forget(at, one);
      at.bytes.put(bytes, photo.key);
      return { ...reply, phase: reply.phase === "refused" ? "typing" : reply.phase, photos: [photo] };
    });
    this.develop();
    return kept;
  }

  /** Take the photos off an answer. */
  dropPhotos(about) {
    return this.#change(about, (reply, at) => {
      for (const one of reply.photos) forget(at, one);
      return { ...reply, photos: [] };
    });
  }

  /** A photo of an answer as a Blob, or null when its bytes are gone. */
  async picture({ key, type }) {
    const bytes = await this.bytes(key);
    return bytes ? new Blob([bytes], { type }) : null;
  }

  bytes(key) {
    return this.database.read(["bytes"], (at) => request(at.bytes.get(key)));
  }

  /** Shrink what is raw, one photo at a time; also what a crash left behind. */
  develop() {
    this.#developing ??= this.#developAll().finally(() => {
      this.#developing = null;
      this.#darkroom.close();
    });
    return this.#developing;
  }

  /** Bring everything that waits to the server, one after the other; throws the Trouble that ended it. */
  async sendAll(server, between = async () => {}) {
    await this.develop();
    await this.#offerAgain();
    let last = null;
    for (const reply of (await this.list()).filter(({ phase }) => phase === "waiting")) {
      try {
        const why = await this.carry(reply, this, server, between);
        await this.#settle(reply, why);
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        await this.keep(reply, { tried_at: Date.now(), why: error.kind });
        if (error.kind !== "server") throw error;
        last = error;
      }
    }
    await this.#forgetOld();
    if (last) throw last;
  }

  /** Note what became of one photo: what Upload calls `put`. */
  putPhoto(photo) {
    return this.#change({ eid: photo.of }, (reply) => ({ ...reply, photos: reply.photos.map((one) => (one.uid === photo.uid ? { ...one, ...photo } : one)) }));
  }

  async #settle(reply, why) {
    const epoch = await this.database.read(["meta"], (at) => request(at.meta.get("epoch")));
    const done = { state: "given", phase: "sent", why: "", epoch, given_at: Date.now() };
    await this.keep(reply, why ? { phase: "refused", why } : done);
  }

  /** The server came back from a backup: what it confirmed before may be only here. */
  async #offerAgain() {
    const epoch = await this.database.read(["meta"], (at) => request(at.meta.get("epoch")));
    for (const reply of await this.#all(["given"])) {
      if (!epoch || !reply.epoch || reply.epoch === epoch) continue;
      await this.keep(reply, { state: "answer", phase: "waiting", photos: reply.photos.map((one) => ({ ...one, state: "ready" })) });
    }
  }

  async #forgetOld() {
    for (const old of (await this.#all(["given"])).filter(({ given_at }) => Date.now() - given_at > KEPT)) {
      await this.database.write(["own", "bytes"], async (at) => {
        for (const photo of old.photos) forget(at, photo);
        at.own.delete(old.eid);
      });
    }
  }

  async #developAll() {
    for (const reply of await this.list()) {
      for (const photo of reply.photos) if (photo.state === "raw") await this.#develop(reply, photo);
    }
  }

  async #develop(reply, photo) {
    const bytes = await this.bytes(photo.key);
    if (!bytes) return this.putPhoto({ ...photo, of: reply.eid, state: "held" });
    const made = await this.#darkroom.develop(bytes, photo.type, (photo.looks ?? 0) > 1 ? "unopened" : "shrink").catch(async (error) => {
      await this.putPhoto({ ...photo, of: reply.eid, looks: (photo.looks ?? 0) + 1 });
      throw error;
    });
    return this.#change(reply, (now, at) => {
      if (!now.photos.some(({ uid }) => uid === photo.uid)) return now; // taken off meanwhile
      const done = { ...photo, sha: made.sha, size: made.size, type: made.type, state: "ready", has_thumb: Boolean(made.thumb), key: made.bytes ? `${photo.uid}/send` : photo.key };
      if (made.thumb) at.bytes.put(made.thumb, `${photo.uid}/thumb`);
      if (made.bytes) {
        at.bytes.put(made.bytes, done.key);
        at.bytes.delete(photo.key);
      }
      return { ...now, photos: now.photos.map((one) => (one.uid === photo.uid ? done : one)) };
    });
  }

  async #change(about, change) {
    const kept = await this.database.write(["own", "bytes"], async (at) => {
      const before = (await request(at.own.get(about.eid))) ?? { n: Date.now(), state: "answer", phase: "typing", text: "", stance: "agree", without_photo: "", photos: [], ...about };
      const now = change(before, at);
      at.own.put(now);
      return now;
    });
    this.changed(kept);
    return kept;
  }

  async #all(states) {
    return this.database.read(["own"], async (at) => {
      const found = [];
      for (const state of states) found.push(...(await request(at.own.index("state").getAll(ofState(state)))));
      return found;
    });
  }
}

function forget(at, { uid, key }) {
  at.bytes.delete(key);
  at.bytes.delete(`${uid}/thumb`);
}

