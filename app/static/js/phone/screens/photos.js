/** The photos of an item: thumbnails with their state, and the sheet that shows one large. */

import { element, find, findAll, icon } from "../../lib/dom.js";
import { fileSize } from "../../lib/text.js";
import { clock, writtenAt } from "../../lib/time.js";
import { say } from "../../lib/words.js";
import { photoCell } from "../cells.js";
import { reason } from "../waiting.js";

/** Fill the list with the photos of an item, or those of them that are wanted; a photo that is there already stays as it is. */
export function showPhotos(list, item, app, isWanted = () => true) {
  const kept = app.notebook.history.entries(item.code, "photo");
  const raw = app.photos.raw(item.code).map(({ uid, finding }) => ({ uid, value: { finding }, heads: [] }));
  const entries = [...kept, ...raw.filter(({ uid }) => !kept.some((entry) => entry.uid === uid))].filter(({ value }) => isWanted(value));
  list.hidden = !entries.length;
  const known = new Map([...list.children].map((row) => [row.dataset.uid, row]));
  const rows = entries.map((entry, position) => {
    const row = known.get(entry.uid) ?? makeRow(entry, item, app);
    update(row, entry, position, app);
    return row;
  });
  if (rows.length !== list.children.length || rows.some((row, position) => list.children[position] !== row)) list.replaceChildren(...rows);
}

function makeRow({ uid }, item, app) {
  const picture = element("img", { alt: "", width: 92, height: 92, decoding: "async" });
  const button = element("button", { class: "photo", type: "button", onclick: () => app.photoSheet.open(item, uid) }, picture);
  picture.addEventListener("error", () => picture.replaceWith(icon("image", "large"))); // HEIC where the browser cannot read it
  return element("li", { "data-uid": uid }, button, element("span", { class: "status" }));
}

/** A picture of this phone at once; one of another phone as soon as the server has it, or a preview of it. */
async function fill(picture, uid, app) {
  if (!picture) return;
  const own = app.photos.get(uid);
  const address = own ? await app.photos.thumb(uid) : atServer(uid, "thumb", app);
  if (address && picture.getAttribute("src") !== address) picture.src = address;
  if (own?.sha && !address) picture.replaceWith(icon(own.type.endsWith("pdf") ? "file" : "image", "large"));
}

/** Where the server shows a photo in that size, or "" when it cannot. */
function atServer(uid, size, app) {
  const what = app.whatIsHere(uid);
  return what && app.address(what === "preview" ? "preview" : size, uid);
}

function update(row, { uid, value, heads }, position, app) {
  const state = stateOf(uid, heads, app);
  const button = find(".photo", row);
  fill(find("img", button), uid, app);
  const line = find(".status", row);
  button.setAttribute("aria-label", say("photo_open", { number: position + 1, state: state.text }) + (value.caption ? `: ${value.caption}` : ""));
  button.classList.toggle("photo--failed", state.kind === "bad");
  button.disabled = !heads.length; // nothing can be done with it until its event is written, a second later
  if (line.dataset.text === state.text) return;
  line.dataset.text = state.text;
  line.className = `status status--${state.kind}`;
  line.replaceChildren(icon(state.icon, "small"), state.text);
  find("progress", button)?.remove();
  if (state.share !== undefined) button.append(element("progress", { max: 1, value: state.share, "aria-label": say("photo_sending") }));
}

function stateOf(uid, heads, app) {
  const own = app.photos.get(uid);
  const share = app.photos.progress.get(uid);
  const isNew = heads.some((head) => app.notebook.stateOf(head.eid) !== "sent");
  if (own?.state === "held") return { kind: "bad", icon: "alert", text: say("photo_failed") };
  if (own && own.state !== "done" && share !== undefined) return { kind: "info", icon: "upload", text: `${Math.round(100 * share)}%`, share };
  if (isNew || (own && own.state !== "done")) return { kind: "warn", icon: "phone", text: say("on_phone") };
  const what = own ? "photo" : app.whatIsHere(uid);
  if (what !== "photo") return { kind: "warn", icon: "phone", text: say(what ? "photo_preview" : "photo_elsewhere") };
  return { kind: "good", icon: "check", text: say("sent") };
}

const joined = (...parts) => parts.filter(Boolean).join(" · ");

/** When, how exactly where, and with what a photo was taken; each as a short text. */
function captured({ taken, taken_from: from, delay = 0, lat, acc, age = 0, source }, zone) {
  const hours = Math.round(delay / 3600);
  return [
    taken && clock(Date.parse(taken), zone) + (from === "file" ? ` (${say("photo_file_time")})` : ""),
    hours >= 48 ? say("photo_days_before", { days: Math.round(hours / 24) }) : hours >= 1 && say("photo_hours_before", { hours }),
    lat === undefined ? source === "camera" && say("photo_no_place") : `${acc} m${age > 60 ? ` (${say("photo_place_age", { minutes: Math.round(age / 60) })})` : ""}`,
    source && say(`photo_${source}`),
  ];
}

/** One photo large, with its caption and a way to take it off. */
export class PhotoSheet {
  #sheet;
  #app;
  #open = null;
  #address = "";

  constructor(sheet, app) {
    this.#sheet = sheet;
    this.#app = app;
    const caption = find("textarea", sheet);
    caption.addEventListener("input", () => app.typing.input(this.#open.cell, caption.value, this.#open.base));
    find("[data-remove]", sheet).addEventListener("click", () => this.#remove());
    sheet.addEventListener("close", () => this.#closed());
  }

  async open(item, uid) {
    const cell = photoCell(item.code, uid);
    const { history, drafts, around } = this.#app.notebook;
    const value = history.standing(cell);
    if (!value) return;
    this.#lock(false);
    this.#open = { item, uid, cell, base: history.seen(cell) };
    const [head] = history.heads(cell);
    const own = this.#app.photos.get(uid);
    find("textarea", this.#sheet).value = drafts.get(cell)?.value ?? value.caption ?? "";
    const name = this.#app.name(head.by);
    find("[data-capture]", this.#sheet).textContent = joined(...captured(value, around.zone));
    find("[data-facts]", this.#sheet).textContent = joined(
      say("author", { name, time: clock(writtenAt(head), around.zone) }),
      value.size && fileSize(value.size),
      own?.state === "held" && reason(own.why),
      !own && this.#app.whatIsHere(uid) !== "photo" && say("photo_still_at", { name }),
    );
    await this.#show(uid, value);
    this.#sheet.showModal();
  }

  /** A photo of another visit: there is nothing to do with it but look. */
  async look(uid, title) {
    this.#lock(true);
    const small = await this.#app.photos.thumb(uid);
    const picture = find("img", this.#sheet);
    picture.onerror = () => (picture.src === small || !small ? (picture.hidden = true) : (picture.src = small));
    picture.hidden = false;
    picture.alt = title;
    picture.src = this.#app.address("screen", uid);
    find("[data-capture]", this.#sheet).textContent = title;
    find("[data-facts]", this.#sheet).textContent = "";
    this.#sheet.showModal();
  }

  #lock(isLocked) {
    for (const part of findAll("[data-lockable]", this.#sheet)) part.hidden = isLocked;
  }

  async #show(uid, value) {
    const full = await this.#app.photos.full(uid);
    const picture = find("img", this.#sheet);
    this.#address = full ? URL.createObjectURL(full) : "";
    picture.alt = value.caption || say("photo_of_item", { code: this.#open.item.code });
    const own = this.#app.photos.get(uid);
    const small = own ? await this.#app.photos.thumb(uid) : "";
    const address = this.#address || (own?.state === "done" && this.#app.address("screen", uid)) || small || atServer(uid, "screen", this.#app);
    picture.onerror = () => (picture.src === small || !small ? (picture.hidden = true) : (picture.src = small));
    picture.hidden = !address;
    if (address) picture.src = address;
  }

  async #remove() {
    const { item, uid, cell } = this.#open;
    await this.#app.typing.drop(cell);
    this.#sheet.close();
    const base = this.#app.notebook.history.seen(cell);
    await this.#app.save({ cell, op: "detach", val: null, base, told: say("photo_removed", { code: item.code }), uid });
  }

  #closed() {
    if (this.#open) this.#app.typing.flush(this.#open.cell);
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#open = null;
  }
}
