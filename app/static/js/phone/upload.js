/**
 * Sending photos: first a small picture of each that waits, then the pictures, piece by piece.
 *
 * A photo that the server does not take is held and the next one goes on; a fault of the line ends the round.
 */

import { base64, fromHex, sha256 } from "../lib/bytes.js";
import { nextPiece, Trouble } from "./outbox.js";

const FIRST_PIECE = 262_144;
const SMALLEST_PIECE = 65_536;
const TRIES = 3; // of a photo, or a piece of it, that arrives damaged
const WORTH_A_PREVIEW = 65_536; // bytes; a smaller picture is there as soon as its preview would be
const REFUSED = [400, 404, 413, 415, 422];
const OF_THE_LINE = ["network", "portal", "sign-in", "not-ours"];

export class Upload {
  #piece = { size: FIRST_PIECE, quick: 0 };

  /** `store` keeps photos: put(photo), bytes(photo), thumb(photo), report(photo, share). */
  constructor(store) {
    this.store = store;
  }

  /** Small pictures of what waits, so that the others see them long before the photos; none is worth a fault. */
  async previews(server, waiting, between) {
    for (const photo of waiting) {
      if (photo.previewed || !photo.has_thumb || photo.size < WORTH_A_PREVIEW) continue;
      const status = await this.#sendPreview(server, photo);
      if (status >= 429) return; // the server holds enough of this person, or is busy: the pictures come anyway
      if (status !== 404) await this.store.put({ ...photo, previewed: true }); // 404: its event is not there yet
      await between();
    }
  }

  async #sendPreview(server, photo) {
    try {
      return (await server.sendPreview(photo.sha, await this.store.thumb(photo))).status;
    } catch (error) {
      if (!(error instanceof Trouble) || OF_THE_LINE.includes(error.kind)) throw error;
      return 500;
    }
  }

  /** The pictures themselves; `between` runs after each piece. Throws the last Trouble when one could not go. */
  async pictures(server, waiting, between) {
    let last = null;
    for (const photo of waiting) {
      try {
        await this.#send(server, photo, between);
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        await this.store.put({ ...photo, tried_at: Date.now(), tries: (photo.tries ?? 0) + 1, why: error.kind });
        if (OF_THE_LINE.includes(error.kind)) throw error;
        last = error;
      }
    }
    if (last) throw last;
  }

  async #send(server, photo, between) {
    let answer = await server.offerPhoto(photo.sha, photo.size, photo.type);
    const bytes = answer.complete ? null : await this.store.bytes(photo);
    if (!bytes && !answer.complete) return this.#hold(photo, "gone");
    for (let wrong = 0; !answer.complete; ) {
      const isRefused = REFUSED.includes(answer.status);
      if (isRefused) wrong += 1;
      if (isRefused && (Number.isNaN(answer.offset) || wrong >= TRIES)) return this.#hold(photo, answer.why);
      if (!(answer.offset >= 0 && answer.offset < photo.size)) throw new Trouble("server");
      this.store.report(photo, answer.offset / photo.size);
      answer = await this.#sendPiece(server, photo, bytes, answer.offset);
      await between();
    }
    if (answer.digest !== `sha-256=:${base64(fromHex(photo.sha))}:`) throw new Trouble("receipt");
    return this.store.put({ ...photo, state: "done", done_at: Date.now(), why: "" });
  }

  async #sendPiece(server, photo, bytes, offset) {
    const piece = bytes.slice(offset, offset + this.#piece.size);
    const digest = base64(fromHex(await sha256(piece)));
    const began = performance.now();
    try {
      const answer = await server.sendPiece(photo.sha, offset, piece, digest);
      this.#piece = nextPiece(this.#piece.size, (performance.now() - began) / 1000, this.#piece.quick);
      return answer;
    } catch (error) {
      this.#piece = { size: Math.max(SMALLEST_PIECE, this.#piece.size >> 2), quick: 0 };
      throw error;
    }
  }

  #hold(photo, why) {
    return this.store.put({ ...photo, state: "held", tried_at: Date.now(), tries: (photo.tries ?? 0) + 1, why });
  }
}
