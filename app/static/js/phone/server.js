/**
 * The server as the phone speaks to it: protocol fieldsync/1.
 *
 * An answer counts only when it carries our protocol's mark: a portal's page with status 200 is no success.
 */

import { send } from "../lib/http.js";
import { Trouble } from "./outbox.js";

const PROTO = "fieldsync/1";
const SECONDS = 20;
const SECONDS_PIECE = 60;

export class Server {
  #csrf = "";
  user = null;

  /** Who is signed in: { user, csrf, epoch, … }; user is null when nobody is. */
  async session() {
    const { body } = await this.#json("GET", "/api/session");
    this.#csrf = body.csrf;
    this.user = body.user;
    return body;
  }

  /** Receipts for events, in their order; `status` may be 400 or 413 when the batch as a whole was refused. */
  async push(dev, raws) {
    return this.#json("POST", "/api/push", { proto: PROTO, dev, events: raws }, [400, 413]);
  }

  /** Events of a visit after `since`: { events: [{ seq, raw }], next, more, epoch }. */
  async pull(visit, since) {
    const { body } = await this.#json("GET", `/api/pull?visit=${encodeURIComponent(visit)}&since=${since}`);
    return body;
  }

  /** What stands around the answers: team, parts, last visit, open findings. */
  async context(visit) {
    const { body } = await this.#json("GET", `/api/visits/${encodeURIComponent(visit)}/context`);
    return body;
  }

  /** A published instrument by its SHA-256, with all that scoring needs. */
  async checklist(sha256) {
    const { body } = await this.#json("GET", `/api/checklists/${sha256}`);
    return body;
  }

  /** The uids of a visit's photos that the server can show, and of those it has a preview of: { here, previews }. */
  async photosHere(visit) {
    const { body } = await this.#json("GET", `/api/visits/${encodeURIComponent(visit)}/photos`);
    return body;
  }

  /** Announce a photo, or hear how much of it is there already: { status, offset, complete, digest }. */
  offerPhoto(sha256, size, type) {
    return this.#photo("POST", sha256, { type: "application/json", body: JSON.stringify({ size, type }) });
  }

  /** Send one piece of a photo. */
  sendPiece(sha256, offset, piece, digest) {
    const headers = { "Upload-Offset": String(offset), "Content-Digest": `sha-256=:${digest}:` };
    return this.#photo("PATCH", sha256, { type: "application/partial-upload", body: piece, headers, seconds: SECONDS_PIECE });
  }

  /** Show the others a small picture before the photo itself has come: { status }. */
  sendPreview(sha256, picture) {
    return this.#photo("PUT", `${sha256}/preview`, { type: "image/jpeg", body: picture });
  }

  async #json(method, path, content = undefined, expected = []) {
    const body = content === undefined ? undefined : JSON.stringify(content);
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.#send(method, path, { body, type: body && "application/json" });
      const answer = await response.json().catch(() => null);
      if (answer?.proto !== PROTO) throw strange(response.status);
      if (response.status === 400 && answer.error === "csrf" && attempt < 3) {
        await this.session();
        continue;
      }
      refuse(response, answer, expected);
      return { status: response.status, body: answer };
    }
  }

  async #photo(method, path, request) {
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.#send(method, `/api/photo/${path}`, request);
      if (response.headers.get("X-Fieldsync") !== PROTO) throw strange(response.status);
      const answer = response.ok ? {} : ((await response.json().catch(() => null)) ?? {});
      if (response.status === 400 && answer.error === "csrf" && attempt < 3) {
        await this.session();
        continue;
      }
      refuse(response, answer, [400, 404, 409, 413, 415, 422]);
      return readUpload(response, answer);
    }
  }

  #send(method, path, { body, type, headers = {}, seconds = SECONDS }) {
    const all = { Accept: "application/json", ...headers };
    if (type) all["Content-Type"] = type;
    if (method !== "GET") all["X-CSRFToken"] = this.#csrf;
    return send(method, path, { body, headers: all, seconds }).catch(() => {
      throw new Trouble("network");
    });
  }
}

const strange = (status) => new Trouble(status >= 500 ? "server" : "portal");

function refuse(response, answer, expected) {
  if (response.ok || expected.includes(response.status)) return;
  const wait = Number(response.headers.get("Retry-After")) || 0;
  if (response.status === 401) throw new Trouble(answer.error === "revoked" ? "revoked" : "sign-in", answer.person);
  if ([403, 404].includes(response.status)) throw new Trouble("not-ours", answer.message);
  throw new Trouble("server", answer.message, wait);
}

function readUpload({ status, headers }, answer) {
  return {
    status,
    offset: Number(headers.get("Upload-Offset") ?? Number.NaN),
    complete: headers.get("Upload-Complete") === "?1",
    digest: headers.get("Repr-Digest") ?? "",
    why: answer.message ?? answer.error ?? "",
  };
}
