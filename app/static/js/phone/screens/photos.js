/** The photos of an item: thumbnails with their state, and the sheet that shows one large. */

import { element, find, icon } from "../../lib/dom.js";
import { fileSize } from "../../lib/text.js";
import { clock } from "../../lib/time.js";
import { say } from "../../lib/words.js";
import { photoCell } from "../cells.js";

/** Fill the list with the photos of an item; a photo that is there already stays as it is. */
export function showPhotos(list, item, app) {
  const entries = app.notebook.history.entries(item.code, "photo");
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

/** A picture of this phone at once; one of another phone as soon as the server has it. */
async function fill(picture, uid, app) {
  if (!picture || picture.getAttribute("src")) return;
  if (!app.photos.get(uid)) {
    if (app.isHere(uid)) picture.src = app.address("thumb", uid);
    return;
  }
  const address = await app.photos.thumb(uid);
  if (address) picture.src = address;
}

function update(row, { uid, value, heads }, position, app) {
  const state = stateOf(uid, heads, app);
  const button = find(".photo", row);
  fill(find("img", button), uid, app);
  const line = find(".status", row);
  button.setAttribute("aria-label", say("photo_open", { number: position + 1, state: state.text }) + (value.caption ? `: ${value.caption}` : ""));
  button.classList.toggle("photo--failed", state.kind === "bad");
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
  if (!own && !app.isHere(uid)) return { kind: "warn", icon: "phone", text: say("photo_elsewhere") };
  return { kind: "good", icon: "check", text: say("sent") };
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
    this.#open = { item, uid, cell, base: history.seen(cell) };
    const [head] = history.heads(cell);
    const own = this.#app.photos.get(uid);
    find("textarea", this.#sheet).value = drafts.get(cell)?.value ?? value.caption ?? "";
    find("[data-facts]", this.#sheet).textContent = [
      say("author", { name: this.#app.name(head.by), time: clock(Date.parse(head.at), around.zone) }),
      value.size ? fileSize(value.size) : "",
      own?.state === "held" ? own.why : "",
    ].filter(Boolean).join(" · ");
    await this.#show(uid, value);
    this.#sheet.showModal();
  }

  async #show(uid, value) {
    const full = await this.#app.photos.full(uid);
    const picture = find("img", this.#sheet);
    this.#address = full ? URL.createObjectURL(full) : "";
    picture.alt = value.caption || say("photo_of_item", { code: this.#open.item.code });
    picture.hidden = !full && !this.#app.isHere(uid);
    if (!picture.hidden) picture.src = this.#address || this.#app.address("screen", uid);
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
