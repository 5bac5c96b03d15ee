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
  #line = new AbortController();
  user = null;
  log = null; // the Checkpoint that hears what the server says of its log of seals

  /** Give up every request that is under way: the line they went over is gone. */
  abandon() {
    this.#line.abort();
    this.#line = new AbortController();
  }

  /** Who is signed in: { user, csrf, epoch, … }; user is null when nobody is. */
  async session() {
    const { body } = await this.#json("GET", "/api/session");
    this.user = body.user;
    return body;
  }

  /**
   * Receipts for { events: [text, …], by, dev, visit, skew, left }, in their order; `status` may be 400 or 413 when the
   * batch as a whole was refused.
   */
  async push(envelope) {
    return this.#json("POST", "/api/push", { proto: PROTO, ...envelope }, [400, 413]);
  }

  /** Events of a visit after `since`: { events: [{ seq, raw, flag }], next, more, epoch, state, team, server_time }. */
  async pull(visit, since, dev = "") {
    const { body } = await this.#json("GET", `/api/pull?visit=${encodeURIComponent(visit)}&since=${since}&dev=${encodeURIComponent(dev)}`);
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

  /** Tell that the log of seals contradicts itself: { word }, once a superior has spoken. */
  alarm(told) {
    return this.#json("POST", "/api/alarms", { proto: PROTO, ...told });
  }

  /** A station's answer to a finding: { status, body }; 4xx with the server's reason. */
  answer(finding, told) {
    return this.#json("POST", `/api/findings/${finding}/answers`, { proto: PROTO, ...told }, [403, 404, 409, 415, 422]);
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
    const { signal } = this.#line; // the one of now: it may be given up while the log is asked
    const asked = this.log && (await this.log.asked());
    const headers = asked && { "X-Siap-Log": `${asked.size}.${asked.root?.slice(0, 12) ?? ""}` }; // the server repeats nothing that the phone has
    const [response, answer] = await this.#ask(method, path, { body, type: body && "application/json", headers, signal }, (told) => told.body?.proto);
    refuse(response, answer, expected);
    this.#csrf = answer.csrf ?? this.#csrf;
    await this.log?.hear(asked, answer.seal, this).catch(console.warn); // what was asked for is there all the same
    return { status: response.status, body: answer };
  }

  async #photo(method, path, request) {
    const mark = ({ response, body }) => response.headers.get("X-Fieldsync") ?? body?.proto; // the guard before the address knows the second alone
    const [response, answer] = await this.#ask(method, `/api/photo/${path}`, request, mark);
    refuse(response, answer ?? {}, [400, 404, 409, 413, 415, 422]);
    return readUpload(response, answer ?? {});
  }

  /** Ask, and again with a new token when ours was too old; `mark` is where our protocol's mark must stand. */
  async #ask(method, path, request, mark) {
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.#send(method, path, request);
      const text = await response.text().catch(cut); // half an answer is none
      const body = readJson(text);
      if (mark({ response, body }) !== PROTO) throw strange(response);
      if (response.status !== 400 || body?.error !== "csrf" || attempt > 2) return [response, body];
      const before = this.user;
      await this.session();
      if (before && this.user !== before) throw new Trouble("sign-in"); // another person by now: nothing goes out
    }
  }

  #send(method, path, { body, type, headers = {}, seconds = SECONDS, signal = this.#line.signal }) {
    const all = { Accept: "application/json", ...headers };
    if (type) all["Content-Type"] = type;
    if (method !== "GET") all["X-CSRFToken"] = this.#csrf;
    return send(method, path, { body, headers: all, seconds, signal }).catch(cut);
  }
}

function cut() {
  throw new Trouble("network");
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const strange = (response) => {
  const isBusy = (response.status >= 500 && response.status !== 511) || response.status === 429; // 511: a portal by its word
  return new Trouble(isBusy ? "server" : "portal", "", retryAfter(response));
};

/** Seconds that the server asks to wait, given as such or as a date; 0 when it asks for nothing. */
function retryAfter({ headers }) {
  const asked = headers.get("Retry-After") ?? "";
  const until = (Date.parse(asked) - (Date.parse(headers.get("Date")) || Date.now())) / 1000;
  return Math.max(0, Number(asked) || until || 0);
}

function refuse(response, answer, expected) {
  if (response.ok || expected.includes(response.status)) return;
  if (response.status === 401) throw new Trouble(answer.error === "revoked" ? "revoked" : "sign-in", answer.person);
  if ([403, 404].includes(response.status)) throw new Trouble("not-ours", answer.message);
  throw new Trouble("server", answer.message, retryAfter(response));
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
