/**
 * Photos on this phone: the camera's bytes are on disk before anything else happens to them.
 *
 * A photo is `raw` until it is shrunk and its event is written, `ready` until the server has its bytes, then `done`;
 * `held` when the server refuses it or its bytes are gone. Its name is the SHA-256 of the bytes that are sent.
 */

import { photoCell } from "./cells.js";
import { Darkroom, NoDarkroom } from "./darkroom.js";
import { request } from "./database.js";
import { isWifiOnly, mayPicturesGo } from "./diet.js";
import { Notebook } from "./notebook.js";
import { bytesKey, dropConfirmed } from "./photo-space.js";
import { Upload } from "./upload.js";

const MOST_BYTES = 15 * 1_048_576; // as the server takes it
const MOST_PIXELS = 50_000_000; // the same
const LOOKS = 2; // a photo that ended the page so often is sent without being decoded
const PDF = "application/pdf";
const KEPT = 7 * 86_400_000; // ms that the bytes stay after the server has them, when there is room

/** The type that the first bytes show, or "" when it is nothing that counts as evidence. */
export function pictureType(bytes) {
  const start = String.fromCharCode(...new Uint8Array(bytes, 0, Math.min(32, bytes.byteLength)));
  if (start.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (start.startsWith("\x89PNG\r\n")) return "image/png";
  if (start.startsWith("RIFF") && start.slice(8, 12) === "WEBP") return "image/webp";
  if (start.startsWith("%PDF-")) return PDF;
  const [, brand] = /^.{4}ftyp.*?(avif|avis|hei[cmsx]|hev[cx]|mif1|msf1)/s.exec(start) ?? ["", "avis"];
  return brand === "avis" ? "" : brand === "avif" ? "image/avif" : "image/heic";
}

/** A file that is not taken in, `code` no_picture, no_document or too_large; or a photo that the server will refuse, `code` refusable. */
export class Unfit extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export class Photos {
  progress = new Map(); // uid → share sent, 0 to 1
  developed = () => {}; // called when a photo is ready to be sent
  #known = new Map(); // uid → record
  #thumbs = new Map(); // uid → object URL
  #darkroom = new Darkroom();
  #stuck = new Set(); // uids that could not be finished; tried again in the next round
  #developing = null;
  #isForced = false;

  /** `changed` is called with an item, `failed` with what became of a photo, and its record. */
  constructor(notebook, { changed = () => {}, failed = () => {} } = {}) {
    this.notebook = notebook;
    this.database = notebook.database;
    this.changed = changed;
    this.failed = failed;
    this.upload = new Upload({
      put: (photo) => this.#put(photo),
      bytes: (photo) => this.#bytes(bytesKey(photo)),
      thumb: (photo) => this.#bytes(`${photo.uid}/thumb`),
      report: (photo, share) => this.#report(photo, share),
    });
  }

  /** Read what is on disk. */
  async open() {
    for (const photo of await this.#all()) if (photo.visit === this.notebook.visit) this.#known.set(photo.uid, photo);
  }

  /** Finish what a crash interrupted, in whatever visit; make room of what the server has had for long. */
  async recover() {
    await this.develop();
    await dropConfirmed(this.database, Infinity, Date.now() - KEPT).catch(console.error);
  }

  /** The record of a photo taken on this phone, or undefined. */
  get(uid) {
    return this.#known.get(uid);
  }

  /** The photos of an item that are on this phone and have no event yet. */
  raw(item) {
    return [...this.#known.values()].filter((photo) => !photo.sha && photo.item === item);
  }

  /** How many photos an item has. */
  count(item) {
    return this.notebook.history.entries(item, "photo").length + this.raw(item).length;
  }

  /**
   * Keep a picture or document of an item, or of a finding at it: `source` is camera, gallery or document, `place` where the phone was or null, `asIs` says that
   * the original is wanted. Resolves when the bytes are on disk; they are shrunk afterwards. Throws Unfit.
   */
  async add(item, file, { source, place = null, asIs = false, finding = "" }) {
    const bytes = await file.arrayBuffer(); // a copy: the camera's own file may vanish
    const type = pictureType(bytes);
    const isDocument = source === "document";
    if (!type || (type === PDF) !== isDocument) throw new Unfit(isDocument ? "no_document" : "no_picture");
    if (bytes.byteLength > MOST_BYTES && type !== "image/jpeg") throw new Unfit("too_large");
    const { visit, form } = this.notebook;
    const [name, file_at, added_at, size] = [file.name, file.lastModified, Date.now(), bytes.byteLength];
    const photo = { uid: crypto.randomUUID(), visit, form, item, finding, state: "raw", type, size, source, place, name, file_at, added_at, as_is: asIs && size <= MOST_BYTES };
    const store = () => this.database.write(["photos", "bytes"], async (at) => {
      at.photos.add(photo);
      at.bytes.add(bytes, bytesKey(photo));
    });
    await store().catch(async (error) => {
      if (error.name !== "QuotaExceededError") throw error;
      await this.develop(); // the photos before this one become small
      await dropConfirmed(this.database, size);
      await store();
    });
    this.#known.set(photo.uid, photo);
    this.changed(item);
    this.develop();
  }

  /** Let the photos of an item that belong to no finding go with this one, also those that have no event yet. */
  async join(item, finding) {
    for (const { uid } of this.raw(item)) await this.database.write(["photos"], (at) => this.#claim(at, uid, finding));
    const { history } = this.notebook;
    for (const { cell, value } of history.entries(item, "photo")) {
      if (!value.finding) await this.notebook.write(cell, "attach", { ...value, finding }, history.seen(cell));
    }
  }

  async #claim(at, uid, finding) {
    const photo = await request(at.photos.get(uid));
    if (photo?.state !== "raw" || photo.finding) return;
    at.photos.put({ ...photo, finding });
    this.#known.set(uid, { ...photo, finding });
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

  /** The photo itself as a Blob, or null when this phone does not hold it, or cannot show it in a page. */
  async full(uid) {
    const photo = this.#known.get(uid);
    const bytes = photo && (await this.#bytes(bytesKey(photo)));
    return bytes && photo.type !== PDF ? new Blob([bytes], { type: photo.type }) : null;
  }

  // ---- developing ----------------------------------------------------------------------------------------

  /** Shrink what is raw, one photo at a time, also those of other visits, and write their events. */
  develop() {
    this.#developing ??= this.#developAll();
    return this.#developing;
  }

  async #developAll() {
    const person = this.notebook.person;
    for (;;) {
      const raw = await this.database.read(["photos"], (at) => request(at.photos.index("state").getAll("raw")));
      const next = raw.find((photo) => !this.#stuck.has(photo.uid));
      if (!next) break;
      try {
        await navigator.locks.request(`siap-darkroom-${person}`, () => this.#finish(next.uid)); // one of all tabs
      } catch (error) {
        this.#stuck.add(next.uid);
        this.failed(error, next);
      }
    }
    this.#developing = null;
    this.#darkroom.close();
  }

  async #finish(uid) {
    const photo = await this.database.read(["photos"], (at) => request(at.photos.get(uid)));
    if (photo.state !== "raw") return this.#learn(photo); // another tab was quicker
    const bytes = await this.#bytes(bytesKey(photo));
    if (!bytes) return this.#put({ ...photo, state: "held", why: "gone" });
    const made = await this.#look(photo, bytes);
    const notebook = photo.visit === this.notebook.visit ? this.notebook : await Notebook.open(this.database, { ...photo, person: this.notebook.person });
    await this.#write(notebook, photo, made).catch((error) => {
      if (error.name !== "QuotaExceededError" || !made.bytes) throw error;
      return this.#write(notebook, photo, { ...made, ...made.original, bytes: null, type: photo.type, thumb: null }); // no second copy
    });
    if (made.size > MOST_BYTES || made.pixels > MOST_PIXELS) this.failed(new Unfit("refusable"), photo); // said while it can be taken again
    this.developed();
  }

  /** What the darkroom makes of a photo. That it is looked at is on disk first: it may end the page. */
  async #look(photo, bytes) {
    const looks = (photo.looks ?? 0) + 1;
    await this.#put({ ...photo, looks });
    try {
      return await this.#darkroom.develop(bytes, photo.type, looks > LOOKS ? "unopened" : photo.as_is ? "keep" : "shrink");
    } catch (error) {
      if (error instanceof NoDarkroom) await this.#put(photo); // not the photo's doing
      throw error;
    }
  }

  async #write(notebook, photo, made) {
    const { uid, item } = photo;
    const { sha, size, type } = made;
    const finding = this.#known.get(uid)?.finding || photo.finding; // it may have joined one meanwhile
    const done = { ...photo, finding, state: "ready", sha, size, type, key: made.bytes ? "send" : "orig", has_thumb: Boolean(made.thumb) };
    await notebook.write(photoCell(item, uid), "attach", claims({ ...photo, finding }, made), [], async (at) => {
      at.photos.put(done);
      if (made.thumb) at.bytes.put(made.thumb, `${uid}/thumb`);
      if (!made.bytes) return;
      at.bytes.put(made.bytes, `${uid}/send`);
      at.bytes.delete(`${uid}/orig`);
    });
    this.#learn(done);
  }

  // ---- sending -------------------------------------------------------------------------------------------

  /** Whether pictures wait for Wi-Fi, or for somebody to say 'send now'. */
  get isWaitingForWifi() {
    return isWifiOnly() && !this.#isForced && !mayPicturesGo();
  }

  /** Let what waits now go over any line. */
  sendNow() {
    this.#isForced = true;
  }

  /** Send every photo that waits, of every visit; `between` runs after each piece, so that answers overtake photos. */
  async sendAll(server, between = async () => {}) {
    this.#stuck.clear();
    this.develop();
    if (!(await this.#ready()).length) return;
    await between(); // a preview is taken only once the photo's event is there
    await this.upload.previews(server, await this.#ready(), between);
    if (this.isWaitingForWifi) return;
    await this.upload.pictures(server, await this.#ready(), between);
    this.#isForced = false;
  }

  #ready() {
    return this.database.read(["photos"], (at) => request(at.photos.index("state").getAll("ready")));
  }

  #report(photo, share) {
    this.progress.set(photo.uid, share);
    if (["", photo.visit].includes(this.notebook.visit)) this.changed(photo.item); // "": a page about all visits
  }

  // ---- on disk -------------------------------------------------------------------------------------------

  async #put(photo) {
    await this.database.write(["photos"], async (at) => {
      at.photos.put(photo);
    });
    this.#learn(photo);
  }

  #learn(photo) {
    this.progress.delete(photo.uid);
    if (!["", photo.visit].includes(this.notebook.visit)) return;
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

/** What is recorded beside the file, before anything was made of it: when, where, how, and which bytes the camera gave. */
function claims({ source, place, added_at, file_at, name, finding }, { sha, size, type, taken, original }) {
  const at = taken ?? file_at;
  return {
    sha,
    size,
    type,
    ...(type === PDF ? { caption: name.replace(/\.pdf$/i, "") } : { source }),
    taken: new Date(at).toISOString(),
    taken_from: taken === null ? "file" : "exif",
    delay: Math.round((added_at - at) / 1000),
    orig_sha: original.sha,
    orig_size: original.size,
    ...place,
    ...(finding && { finding }),
  };
}
