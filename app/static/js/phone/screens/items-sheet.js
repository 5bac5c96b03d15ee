/** The list of items in a sheet: what is still missing, part by part, or whatever the search finds. */

import { element, find, icon } from "../../lib/dom.js";
import { folded } from "../../lib/text.js";
import { say } from "../../lib/words.js";
import { gaps } from "../progress.js";

const MOST = 40;

/** One row that leads to an item. */
export function itemRow(app, { part, item, why }, press = () => {}) {
  const reason = why && why !== "answer" ? element("span", { class: "status status--warn items__why" }, icon(why === "photo" ? "camera" : "alert", "small"), say(`gap_${why}`)) : null;
  return element("li", {}, element(
    "a",
    { class: "list__row", href: `${app.address("part", part.code)}#item-${item.code}`, onclick: press },
    element("b", { class: "num" }, item.code),
    element("span", { class: "list__text" }, item.title, reason),
    icon("next"),
  ));
}

export class ItemsSheet {
  #sheet;
  #app;

  constructor(sheet, app) {
    this.#sheet = sheet;
    this.#app = app;
    find("input", sheet).addEventListener("input", () => this.#fill());
  }

  open() {
    find("input", this.#sheet).value = "";
    this.#fill();
    this.#sheet.showModal();
  }

  #fill() {
    const { around, history } = this.#app.notebook;
    const wanted = folded(find("input", this.#sheet).value);
    const missing = gaps(history, around.parts);
    const found = wanted ? this.#search(wanted, around.parts, missing) : missing;
    find("[data-count]", this.#sheet).textContent = wanted
      ? say("search_found", { count: found.length })
      : say(missing.length ? "gaps_left" : "gaps_none", { count: missing.length });
    find("[data-list]", this.#sheet).replaceChildren(...this.#grouped(wanted ? found.slice(0, MOST) : found));
  }

  #search(wanted, parts, missing) {
    const why = new Map(missing.map((gap) => [gap.item.code, gap.why]));
    return parts.flatMap((part) =>
      part.items
        .filter((item) => folded(`${item.code} ${item.title}`).includes(wanted))
        .map((item) => ({ part, item, why: why.get(item.code) ?? "" })),
    );
  }

  #grouped(found) {
    const { own } = this.#app.notebook.around;
    const parts = [...new Set(found.map(({ part }) => part))].sort((one, other) => own.includes(other.code) - own.includes(one.code));
    return parts.flatMap((part) => [
      element("h3", { class: "items__part" }, `${part.code}. ${part.title}`),
      element("ul", { class: "list" }, ...found.filter((one) => one.part === part).map((one) => itemRow(this.#app, one, () => this.#sheet.close()))),
    ]);
  }
}
