/** The page of one part: its items, the bars around them, and the sheets that rise over them. */

import { find, findAll, wireSheet } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { parseCell } from "../cells.js";
import { gaps, partProgress } from "../progress.js";
import { lock, revealPart, showNext, showSending, showSignIn, showStrip } from "./bars.js";
import { FindingSheet, isFindingDraft } from "./findings.js";
import { ItemView } from "./item.js";
import { itemRow, ItemsSheet } from "./items-sheet.js";
import { PhotoSheet } from "./photos.js";
import { Picking } from "./picking.js";
import { HistorySheet, OutgoingSheet } from "./sheets.js";

const ROOM = 8; // milliseconds of a frame that drawing may take

export class PartScreen {
  #page;
  #app;
  #code;
  #views = new Map();
  #last = ""; // the item that was touched last
  #next = "";
  #goal = ""; // where the address wants to go, until there is enough on this phone to know where that is
  #stale = new Set(); // items to draw at the next frame
  #frame = 0;
  #isPressed = false; // a mouse button is down: what moved now would take the click away from under it
  #aside = 0;

  constructor(page, app) {
    this.#page = page;
    this.#app = app;
    this.#code = page.dataset.part;
    const picking = new Picking(app);
    Object.assign(app, {
      photoSheet: new PhotoSheet(sheet("photo-sheet"), app),
      findingSheet: new FindingSheet(sheet("finding-sheet"), app),
      historySheet: new HistorySheet(sheet("history-sheet"), app),
      take: (...what) => picking.take(...what),
    });
    this.itemsSheet = new ItemsSheet(sheet("items-sheet"), app);
    this.outgoingSheet = new OutgoingSheet(sheet("outgoing-sheet"), app);
    for (const root of findAll("[data-item]", page)) this.#views.set(root.dataset.item, new ItemView(root, app));
    this.#wire();
  }

  /** Draw everything, so that nothing moves under the first finger, and go where the address says. */
  begin() {
    this.draw();
    requestAnimationFrame(() => revealPart(find(".strip"))); // sideways only, and laid out with what was drawn
    this.#app.typing.commit = (cell, draft, base) => this.#commit(cell, draft, base);
    this.#aim();
    for (const deed of ["pointerdown", "keydown"]) addEventListener(deed, () => (this.#goal = ""), { once: true });
  }

  /** Draw the items of these cells at the next frame, or all of them from then on. */
  redraw(cells) {
    if (cells === null) for (const item of this.#views.keys()) this.#stale.add(item);
    else this.#stale = new Set([...[...cells].map((cell) => parseCell(cell).item), ...this.#stale]);
    if (!this.#isPressed) this.#frame ||= requestAnimationFrame(() => this.#drawStale(ROOM));
  }

  /** Draw all of it now. */
  draw() {
    for (const item of this.#views.keys()) this.#stale.add(item);
    this.#drawStale(Infinity);
  }

  /** The state of sending changed. */
  showStatus() {
    const { sync, outgoing, notebook } = this.#app;
    showSending(find("[data-sending]"), sync.status, outgoing, notebook.around.zone);
    showSignIn(find("[data-sign-in]"), sync.status, outgoing);
    if (find("#outgoing-sheet").open) this.outgoingSheet.refresh();
  }

  /** Something of this item was written. */
  touched(item) {
    this.#last = item;
  }

  /** Draw what is stale, the newest first, for so many milliseconds; the rest waits, so that no tap has to. */
  #drawStale(room) {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#isPressed && room !== Infinity) return;
    const end = performance.now() + room;
    for (const item of this.#stale) {
      this.#views.get(item)?.render();
      this.#stale.delete(item);
      if (performance.now() > end) break;
    }
    if (this.#stale.size) this.redraw([]);
    else this.#drawBars();
  }

  #drawBars() {
    const { notebook } = this.#app;
    lock(document, notebook.stage);
    if (!notebook.around.isKnown) return;
    const { parts } = notebook.around;
    showStrip(find(".strip"), parts, notebook.history);
    this.#next = showNext(find("[data-next]"), this.#app, this.#code, this.#last);
    const part = parts.find((candidate) => candidate.code === this.#code);
    if (!part) return;
    const progress = partProgress(notebook.history, part);
    find("[data-progress]").textContent = say("progress", { code: part.code, ...progress });
    clearTimeout(this.#aside);
    this.#aside = setTimeout(() => this.#drawAside(part, progress)); // long, and out of sight: not in this frame
    this.#app.findingSheet.refresh();
    this.#follow();
  }

  #drawAside(part, { done, all }) {
    const missing = gaps(this.#app.notebook.history, [part]);
    find("[data-aside-count]").textContent = say("aside_count", { done, left: all - done });
    find("[data-aside-list]").replaceChildren(...missing.map((gap) => itemRow(this.#app, gap)));
  }

  #wire() {
    find("[data-items]").addEventListener("click", () => this.itemsSheet.open());
    find("[data-sending]").addEventListener("click", () => this.outgoingSheet.open());
    find("[data-next]").addEventListener("click", (event) => {
      if (!this.#next) return;
      event.preventDefault();
      this.#last = this.#next;
      this.#views.get(this.#next).reveal();
      this.#drawBars();
    });
    find("[data-sign-in] a").addEventListener("click", ({ currentTarget }) => {
      currentTarget.href = `/sign-in?next=${encodeURIComponent(`${location.pathname}#item-${this.#inView()}`)}`;
    });
    addEventListener("hashchange", () => this.#aim());
    addEventListener("pointerdown", () => (this.#isPressed = true), true);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => this.#release()), true);
  }

  #release() {
    this.#isPressed = false;
    if (this.#stale.size) this.redraw([]);
  }

  /** The item somebody is at: the one touched last, else the one in view. */
  #inView() {
    return this.#last || findAll("[data-item]", this.#page).find((root) => root.getBoundingClientRect().bottom > innerHeight / 3)?.dataset.item;
  }

  #aim() {
    this.#goal = decodeURIComponent(location.hash.slice(1));
    this.#follow();
  }

  /** Go where the address says; what is next or missing is known only once the server has been heard. */
  #follow() {
    const { around, stage } = this.#app.notebook;
    const isItem = this.#goal.startsWith("item-");
    if (!this.#goal || !(isItem || (around.isKnown && stage))) return;
    if (this.#goal === "gaps") this.itemsSheet.open();
    else this.#views.get(isItem ? this.#goal.slice(5) : this.#next)?.reveal();
    this.#goal = "";
  }

  async #commit(cell, draft, base) {
    if (isFindingDraft(cell)) return;
    const { item, kind } = parseCell(cell);
    const view = this.#views.get(item);
    if (view) await view.commit(cell, kind, draft, base);
  }
}

function sheet(id) {
  const found = document.getElementById(id);
  wireSheet(found);
  return found;
}
