/** Findings at an item: those of this visit, those still open from earlier ones, and the sheet that raises one. */

import { element, find, findAll, icon } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { suggestSeverity } from "../answers.js";
import { findingCell, parseCell } from "../cells.js";
import { canonical } from "../merge.js";
import { dayAfter, dayInWords } from "../values.js";
import { thumbs } from "./previous.js";

const KIND = { minor: "info", moderate: "warn", serious: "bad" };
const DAYS = { minor: 30, moderate: 30, serious: 14 };

/** The findings of this visit at an item, each opening its sheet. */
export function showFindings(list, item, app) {
  const entries = app.notebook.history.entries(item.code, "finding").filter((entry) => entry.value.condition);
  list.hidden = !entries.length;
  const shown = canonical(entries.map(({ uid, value }) => [uid, value]));
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  list.replaceChildren(
    ...entries.map(({ uid, value }) => element("li", {}, element(
      "button",
      { class: "list__row item__finding", type: "button", onclick: () => app.findingSheet.edit(item, uid) },
      element("span", { class: "list__text" }, badge(value.severity), element("span", {}, value.condition), dueLine(value.due_on)),
      icon("next"),
    ))),
  );
}

/** Findings of earlier visits that are still open at this item. */
export function showOpenFindings(list, item, app) {
  const open = app.notebook.around.findings(item.code);
  list.hidden = !open.length;
  if (list.dataset.shown === canonical(open)) return;
  list.dataset.shown = canonical(open);
  list.replaceChildren(
    ...open.map((finding) => element("li", {}, element(
      "a",
      { class: "list__row item__open", href: app.address("finding", finding.uid) },
      element("span", { class: "list__text" }, openLine(finding), element("span", {}, finding.condition), dueLine(finding.due_on)),
      icon("next"),
    ), thumbs(finding.photos ?? [], say("finding_photo", { code: item.code }), app))),
  );
}

const badge = (severity) => element("span", { class: `badge badge--${KIND[severity]}` }, icon("flag", "small"), say(`severity_${severity}`));
const openLine = (finding) => element("span", { class: "row" }, badge(finding.severity), element("b", {}, say("finding_open")));
const dueLine = (day) => day && element("small", { class: "list__detail" }, say("finding_due", { day: dayInWords(day) }));

export class FindingSheet {
  #sheet;
  #app;
  #now = null; // { item, uid, isNew }
  #chosenDays = false;

  constructor(sheet, app) {
    this.#sheet = sheet;
    this.#app = app;
    sheet.addEventListener("input", ({ target }) => this.#input(target));
    find("form", sheet).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    find("[data-withdraw]", sheet).addEventListener("click", () => this.#withdraw());
    find("[data-take=camera]", sheet).addEventListener("click", () => app.take(this.#now.item.code, "camera"));
  }

  /** Begin a new finding with what the answer suggests; what was typed before and never kept comes back. */
  create(item, { tone, detail, isNo }) {
    const draft = this.#app.notebook.drafts.get(findingCell(item.code, "new"))?.value;
    const severity = suggestSeverity(tone, item.isCritical);
    const condition = detail ? `${item.title}: ${detail}` : isNo ? say("finding_not_met", { title: item.title }) : item.title;
    this.#open({ item, uid: crypto.randomUUID(), isNew: true }, draft ?? { condition, severity, due_on: this.#dueAfter(DAYS[severity]) });
  }

  edit(item, uid) {
    const value = this.#app.notebook.history.standing(findingCell(item.code, uid));
    if (value) this.#open({ item, uid, isNew: false }, value);
  }

  #open(now, { condition, severity, due_on: due }) {
    this.#now = now;
    this.#chosenDays = !now.isNew;
    const { item } = now;
    find("h2", this.#sheet).textContent = say(now.isNew ? "finding_new" : "finding_edit", { code: item.code });
    this.#field("condition").value = condition;
    find(`[name=severity][value=${severity}]`, this.#sheet).checked = true;
    this.#field("due_on").value = due ?? "";
    this.#checkDays();
    this.#explain(false);
    find("[data-withdraw]", this.#sheet).hidden = now.isNew;
    this.#countPhotos();
    this.#sheet.showModal();
  }

  #input(target) {
    if (target.name === "severity" && !this.#chosenDays) this.#field("due_on").value = this.#dueAfter(DAYS[target.value]);
    if (target.name === "days") this.#field("due_on").value = this.#dueAfter(Number(target.value));
    if (["days", "due_on"].includes(target.name)) this.#chosenDays = true;
    this.#checkDays();
    this.#explain(false);
    if (this.#now.isNew) this.#app.notebook.keepDraft(findingCell(this.#now.item.code, "new"), this.#value(), []);
  }

  async #save() {
    const value = this.#value();
    if (!value.condition) {
      this.#explain(true);
      return this.#field("condition").focus();
    }
    const { item, uid, isNew } = this.#now;
    const cell = findingCell(item.code, uid);
    this.#sheet.close();
    if (isNew) await this.#app.notebook.dropDraft(findingCell(item.code, "new"));
    const told = say("finding_kept", { code: item.code });
    await this.#app.save({ cell, op: "set", val: value, base: this.#app.notebook.history.seen(cell), told });
    if (isNew) await this.#joinPhotos(item, uid);
  }

  async #withdraw() {
    const { item, uid } = this.#now;
    const cell = findingCell(item.code, uid);
    this.#sheet.close();
    const told = say("finding_withdrawn", { code: item.code });
    await this.#app.save({ cell, op: "clear", val: null, base: this.#app.notebook.history.seen(cell), told });
  }

  /** The photos that stand at the item show what was found: they go with the finding. */
  async #joinPhotos(item, uid) {
    const { notebook } = this.#app;
    for (const { cell, value } of notebook.history.entries(item.code, "photo")) {
      if (!value.finding) await notebook.write(cell, "attach", { ...value, finding: uid }, notebook.history.seen(cell));
    }
  }

  #value() {
    const form = new FormData(find("form", this.#sheet));
    return { condition: form.get("condition").trim(), severity: form.get("severity"), due_on: form.get("due_on") || null };
  }

  #dueAfter(days) {
    return dayAfter(this.#app.notebook.around.today, days);
  }

  #checkDays() {
    const due = this.#field("due_on").value;
    for (const radio of findAll("[name=days]", this.#sheet)) radio.checked = due === this.#dueAfter(Number(radio.value));
  }

  #countPhotos() {
    const count = this.#app.notebook.history.entries(this.#now.item.code, "photo").length;
    find("[data-photo-count]", this.#sheet).textContent = say(count ? "finding_photos" : "finding_no_photos", { count });
  }

  #explain(isEmpty) {
    find("[data-problem]", this.#sheet).hidden = !isEmpty;
    this.#field("condition").setAttribute("aria-invalid", String(isEmpty));
  }

  #field(name) {
    return find(`[name=${name}]`, this.#sheet);
  }

  /** A photo of the item came or went while the sheet is open. */
  refresh() {
    if (this.#sheet.open) this.#countPhotos();
  }
}

/** Whether a draft belongs to a finding that was never kept. */
export const isFindingDraft = (cell) => parseCell(cell).kind === "finding";
