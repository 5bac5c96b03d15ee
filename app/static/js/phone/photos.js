/**
 * Photos on this phone: the camera's bytes are on disk before anything else happens to them.
 *
 * A photo is `raw` until its event is written, `ready` until the server has its bytes, then `done`; `held` when the
 * server refuses it. Its name is its SHA-256.
 */

import { photoCell } from "./cells.js";
import { request } from "./database.js";
import { nextPiece, Trouble } from "./outbox.js";

const THUMB = 184; // pixels: 92 on a screen of two
const FIRST_PIECE = 262_144;
const TRIES = 3; // of a photo, or a piece of it, that arrives damaged

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** SHA-256 as lowercase hex. */
export async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Photos {
  progress = new Map(); // uid → share sent, 0 to 1
  #known = new Map(); // uid → record
  #piece = { size: FIRST_PIECE, quick: 0 };
  #thumbs = new Map(); // uid → object URL

  /** `prepare` may shrink what the camera gave: (bytes, type) → { bytes, type }. `changed` is called with an item. */
  constructor(notebook, { prepare = async (bytes, type) => ({ bytes, type }), changed = () => {} } = {}) {
    this.notebook = notebook;
    this.database = notebook.database;
    this.prepare = prepare;
    this.changed = changed;
  }

  /** Read what is on disk. */
  async open() {
    for (const photo of await this.#all()) if (photo.visit === this.notebook.visit) this.#known.set(photo.uid, photo);
  }

  /** Finish what a crash interrupted: pictures whose bytes are kept and whose event is not written yet. */
  async recover() {
    for (const photo of this.#known.values()) if (photo.state === "raw") await this.#finish(photo);
  }

  /** The record of a photo taken on this phone, or undefined. */
  get(uid) {
    return this.#known.get(uid);
  }

  /**
   * Keep a picture of an item. Resolves when its bytes are on disk and its event is written.
   * `source` is camera or gallery, `place` where the phone was, or null.
   */
  async add(item, file, source, place) {
    const bytes = await file.arrayBuffer(); // a copy: the camera's own file may vanish
    const uid = crypto.randomUUID();
    const photo = { uid, visit: this.notebook.visit, item, state: "raw", type: file.type, size: bytes.byteLength, source, place };
    await this.database.write(["photos", "bytes"], async (at) => {
      at.photos.add(photo);
      at.bytes.add(bytes, `${uid}/send`);
    });
    this.#known.set(uid, photo);
    await this.#finish(photo);
  }

  /** Take a photo off its item; the bytes stay until they have gone out. Resolves with its cell. */
  async remove(item, uid) {
    const cell = photoCell(item, uid);
    await this.notebook.write(cell, "detach", null, this.notebook.history.seen(cell));
    return cell;
  }

  /** An address for a small picture of a photo of this phone, or null. */
  async thumb(uid) {
    if (!this.#thumbs.has(uid)) {
      const bytes = await this.#bytes(`${uid}/thumb`);
      if (!bytes) return null;
      this.#thumbs.set(uid, URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })));
    }
    return this.#thumbs.get(uid);
  }

  /** The photo itself as a Blob, or null when this phone does not hold it. */
  async full(uid) {
    const bytes = await this.#bytes(`${uid}/send`);
    return bytes ? new Blob([bytes], { type: this.#known.get(uid)?.type ?? "" }) : null;
  }

  async #finish(photo) {
    const original = await this.#bytes(`${photo.uid}/send`);
    const { bytes, type } = await this.prepare(original, photo.type);
    const hash = await sha256(bytes);
    const small = await thumbnail(bytes, type);
    const { uid, item, source, place } = photo;
    const done = { ...photo, state: "ready", sha: hash, size: bytes.byteLength, type };
    const value = { sha: hash, size: done.size, type, source, ...(place ?? {}) };
    await this.notebook.write(photoCell(item, uid), "attach", value, [], async (at) => {
      at.photos.put(done);
      if (bytes !== original) at.bytes.put(bytes, `${uid}/send`);
      if (small) at.bytes.put(small, `${uid}/thumb`);
    });
    this.#known.set(uid, done);
    this.changed(item);
  }

  // ---- sending -------------------------------------------------------------------------------------------

  /** Send every photo that waits, of every visit; `between` runs after each piece, so that answers overtake photos. */
  async sendAll(server, between = async () => {}) {
    for (const photo of await this.#all()) if (photo.state === "ready") await this.#send(server, photo, between);
  }

  async #send(server, photo, between) {
    const bytes = await this.#bytes(`${photo.uid}/send`);
    if (!bytes) return this.#hold(photo, "gone");
    let answer = await server.offerPhoto(photo.sha, photo.size, photo.type);
    for (let wrong = 0; !answer.complete; ) {
      const isRefused = [400, 404, 413, 415, 422].includes(answer.status);
      if (isRefused) wrong += 1;
      if (isRefused && (Number.isNaN(answer.offset) || wrong > TRIES)) return this.#hold(photo, answer.why);
      if (!(answer.offset >= 0 && answer.offset < photo.size)) throw new Trouble("server");
      this.#report(photo, answer.offset / photo.size);
      answer = await this.#sendPiece(server, photo, bytes, answer.offset);
      await between();
    }
    if (answer.digest !== `sha-256=:${base64(bytesOf(photo.sha))}:`) throw new Trouble("receipt");
    this.progress.delete(photo.uid);
    return this.#put({ ...photo, state: "done" });
  }

  async #sendPiece(server, photo, bytes, offset) {
    const piece = bytes.slice(offset, offset + this.#piece.size);
    const digest = base64(await crypto.subtle.digest("SHA-256", piece));
    const began = performance.now();
    try {
      const answer = await server.sendPiece(photo.sha, offset, piece, digest);
      this.#piece = nextPiece(this.#piece.size, (performance.now() - began) / 1000, this.#piece.quick);
      return answer;
    } catch (error) {
      this.#piece = { size: Math.max(65_536, this.#piece.size >> 2), quick: 0 };
      throw error;
    }
  }

  #hold(photo, why) {
    this.progress.delete(photo.uid);
    return this.#put({ ...photo, state: "held", why });
  }

  #report(photo, share) {
    this.progress.set(photo.uid, share);
    if (photo.visit === this.notebook.visit) this.changed(photo.item);
  }

  async #put(photo) {
    await this.database.write(["photos"], async (at) => {
      at.photos.put(photo);
    });
    if (photo.visit !== this.notebook.visit) return;
    this.#known.set(photo.uid, photo);
    this.changed(photo.item);
  }

  #all() {
    return this.database.read(["photos"], (at) => request(at.photos.getAll()));
  }

  #bytes(key) {
    return this.database.read(["bytes"], (at) => request(at.bytes.get(key)));
  }
}

/** A small JPEG to show in the list, or null where the browser cannot read the picture (HEIC on most). */
async function thumbnail(bytes, type) {
  try {
    const drawn = await createImageBitmap(new Blob([bytes], { type }), { imageOrientation: "from-image" });
    const scale = THUMB / Math.min(drawn.width, drawn.height);
    const [width, height] = [drawn.width * scale, drawn.height * scale];
    const canvas = new OffscreenCanvas(THUMB, THUMB);
    canvas.getContext("2d").drawImage(drawn, (THUMB - width) / 2, (THUMB - height) / 2, width, height);
    drawn.close();
    return await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.7 })).arrayBuffer();
  } catch {
    return null;
  }
}
