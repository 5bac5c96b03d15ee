/** Two smaller sheets: the past of one answer, and what still waits on this phone. */

import { element, find } from "../../lib/dom.js";
import { fileSize } from "../../lib/text.js";
import { clock, offBy, writtenAt } from "../../lib/time.js";
import { say } from "../../lib/words.js";
import { answerCell } from "../cells.js";
import { releaseHeld } from "../outgoing.js";
import { teamLines } from "../team.js";
import { inWords } from "../values.js";
import { nameOf, nameOfPhoto, reason, summary } from "../waiting.js";
import { stateLine } from "./item.js";
import { wireWifiOnly } from "./wifi.js";

const MOST = 6; // rows; the outbox has them all

export class HistorySheet {
  #sheet;
  #app;
  #item = null;

  constructor(sheet, app) {
    this.#sheet = sheet;
    this.#app = app;
    find("[data-clear]", sheet).addEventListener("click", () => this.#clear());
  }

  open(item) {
    this.#item = item;
    const { history, around, stage } = this.#app.notebook;
    const cell = answerCell(item.code);
    find("h2", this.#sheet).textContent = say("history_title", { code: item.code });
    const rows = history.past(cell).reverse().map((event) => element(
      "li",
      { class: "list__row" },
      element(
        "span",
        { class: "list__text" },
        element("b", {}, inWords(item, event.op === "clear" ? null : event.val)),
        element("span", { class: "list__detail" }, say("author", { name: this.#app.name(event.by), time: clock(writtenAt(event), around.zone) }), clockNote(event)),
        event.isLate && element("span", { class: "list__detail" }, say("history_late")),
      ),
      stateLine(this.#app.notebook.stateOf(event.eid)),
    ));
    find("[data-list]", this.#sheet).replaceChildren(...rows);
    find("[data-none]", this.#sheet).hidden = rows.length > 0;
    find("[data-clear]", this.#sheet).hidden = history.value(cell) === null || ["submitted", "sealed"].includes(stage);
    this.#sheet.showModal();
  }

  async #clear() {
    this.#sheet.close();
    const cell = answerCell(this.#item.code);
    const told = say("answer_cleared", { code: this.#item.code });
    await this.#app.save({ cell, op: "clear", val: null, base: this.#app.notebook.history.seen(cell), told });
  }
}

export class OutgoingSheet {
  #sheet;
  #app;
  #showWifi;

  constructor(sheet, app) {
    this.#sheet = sheet;
    this.#app = app;
    find("[data-send]", sheet).addEventListener("click", () => this.#send());
    this.#wireHand(find("[data-hand-left]", sheet));
    this.#showWifi = wireWifiOnly(sheet, app.photos, () => app.sync.retry());
  }

  open() {
    this.refresh();
    this.#sheet.showModal();
  }

  /** Show what waits now. */
  refresh() {
    const { events, photos, held } = this.#app.outgoing;
    const contact = this.#app.sync.status.contact;
    const { zone } = this.#app.notebook.around;
    find("[data-summary]", this.#sheet).textContent = summary(this.#app.outgoing);
    this.#showWifi();
    find("[data-contact]", this.#sheet).textContent = contact ? say("outgoing_contact", { time: clock(contact, zone) }) : say("outgoing_no_contact");
    const { why } = this.#app.sync.status;
    const team = teamLines(this.#app.notebook.around);
    find("[data-team]", this.#sheet).replaceChildren(...[why, ...team].filter(Boolean).map((line) => element("li", {}, line)));
    find("[data-list]", this.#sheet).replaceChildren(...[...held.map(heldRow), ...events.map(eventRow), ...photos.map(photoRow)].slice(0, MOST));
  }

  /** Left-handed: the work bar and the actions of an item stand the other way round on this phone. */
  #wireHand(box) {
    const show = () => {
      document.body.dataset.hand = box.checked ? "left" : "right";
    };
    box.checked = localStorage.getItem("siap-hand") === "left";
    show();
    box.addEventListener("change", () => {
      localStorage.setItem("siap-hand", box.checked ? "left" : "right");
      show();
    });
  }

  async #send() {
    await releaseHeld(this.#app.database);
    this.#app.photos.sendNow();
    await this.#app.sync.retry();
    await this.#app.refreshOutgoing();
    this.refresh();
  }
}

/** ' (jam HP meleset 2 jam)' where the phone's clock was wrong when an event was written. */
function clockNote(event) {
  const off = offBy(event);
  return off && say("clock_off", { by: say(`off_${off[1]}`, { count: off[0] }) });
}

const row = (text, detail, state) => element(
  "li",
  { class: "list__row" },
  element("span", { class: "list__text" }, text, detail && element("span", { class: "list__detail" }, detail)),
  stateLine(state),
);
const eventRow = (entry) => row(nameOf(entry.cell), "", "new");
const photoRow = (photo) => row(nameOfPhoto(photo), fileSize(photo.size), "new");
const heldRow = (one) => row(one.cell ? nameOf(one.cell) : nameOfPhoto(one), reason(one.why), "held");

