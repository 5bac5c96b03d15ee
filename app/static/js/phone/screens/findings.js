/** Findings at an item: those of this visit, those still open from earlier ones, and the sheet that raises one. */

import { element, find, findAll, icon, unpack } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { findingCell, parseCell } from "../cells.js";
import { canonical } from "../merge.js";
import { dayInWords } from "../values.js";
import { isEnded } from "./bars.js";
import { showPhotos } from "./photos.js";
import { foundBefore, thumbs } from "./previous.js";

const KIND = { minor: "info", moderate: "warn", serious: "bad" };
const WORDS = ["condition", "severity_reason", "criterion", "recommendation", "cause_kind", "cause", "effect", "service", "maladministration", "owner_name"];

/** The findings of this visit at an item, each opening its sheet. */
export function showFindings(list, item, app) {
  const entries = app.notebook.history.entries(item.code, "finding").filter((entry) => entry.value.condition);
  list.hidden = !entries.length;
  const { around } = app.notebook;
  const shown = canonical([around.today, around.due, entries.map(({ uid, value }) => [uid, value])]);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  list.replaceChildren(
    ...entries.map(({ uid, value }) => element("li", {}, element(
      "button",
      { class: "list__row item__finding", type: "button", onclick: () => app.findingSheet.edit(item, uid) },
      element("span", { class: "list__text" }, badge(value.severity), element("span", {}, value.condition), dueOf(value, item, around)),
      icon("next"),
    ))),
  );
}

/** Findings of earlier visits that are still open at this item. */
export function showOpenFindings(list, item, app) {
  const open = app.notebook.around.findings(item.code);
  list.hidden = !open.length;
  const again = open.length > 0 && foundBefore(item, app);
  const shown = canonical([again, open]);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  list.replaceChildren(
    ...open.map((finding) => element("li", {}, element(
      "a",
      { class: "list__row item__open", href: app.address("finding", finding.uid) },
      element("span", { class: "list__text" }, openLine(finding), element("span", {}, finding.condition), dueLine(finding.due_on)),
      icon("next"),
    ), thumbs(finding.photos ?? [], say("finding_photo", { code: item.code }), app))),
    again && element("li", { class: "item__again" }, again),
  );
}

const badge = (severity) => element("span", { class: `badge badge--${KIND[severity]}` }, icon("flag", "small"), say(`severity_${severity}`));
const openLine = (finding) => element("span", { class: "row" }, badge(finding.severity), element("b", {}, say("finding_open")));
const detail = (text) => element("small", { class: "list__detail" }, text);
const dueLine = (day) => day && detail(say("finding_due", { day: dayInWords(day) }));
const ruleOf = (around, severity, { isCritical }) => around.due?.[isCritical ? "serious" : severity];

/** When a draft is due: its own day unless that is over, else what the district's rule says, as far as it was told. */
function dueOf({ severity, due_on: day }, item, around) {
  if (day) return day < around.today ? detail(say("finding_due_past")) : dueLine(day);
  const rule = ruleOf(around, severity, item);
  return rule && detail(say("finding_due_rule", rule));
}

export class FindingSheet {
  #sheet;
  #app;
  #now = null; // { item, uid, isNew, proposed, before }
  #due = null; // the day that somebody chose; null leaves it to the district's rule

  constructor(sheet, app) {
    this.#sheet = sheet;
    this.#app = app;
    sheet.addEventListener("input", ({ target }) => this.#input(target));
    find("form", sheet).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    find("[data-withdraw]", sheet).addEventListener("click", () => this.#withdraw());
    find("[data-take=camera]", sheet).addEventListener("click", () => this.#photograph());
  }

  /** Begin a new finding with what answer and item propose; what was typed before and never kept comes back. */
  create(item) {
    const { drafts, history } = this.#app.notebook;
    const kept = drafts.get(draftCell(item))?.value;
    const draft = history.standing(findingCell(item.code, kept?.uid)) ? null : kept; // kept as a finding, and the page ended
    const proposed = item.proposed();
    const severity = proposed.severity ?? (item.isCritical ? "serious" : "minor");
    this.#open({ item, uid: draft?.uid ?? crypto.randomUUID(), isNew: true, proposed, before: {} }, { ...proposed, severity, ...draft });
  }

  /** Open a finding of this visit; once the visit has ended it is the station's, and its page says all there is. */
  edit(item, uid) {
    if (isEnded(this.#app.notebook.stage)) return location.assign(this.#app.address("finding", uid));
    const before = this.#app.notebook.history.standing(findingCell(item.code, uid));
    if (before) this.#open({ item, uid, isNew: false, proposed: item.proposed(), before }, before);
  }

  #open(now, value) {
    this.#now = now;
    this.#due = value.due_on || null;
    find("h2", this.#sheet).textContent = say(now.isNew ? "finding_new" : "finding_edit", { code: now.item.code });
    unpack(find(".fold__body", this.#sheet));
    find(".fold", this.#sheet).open = false;
    for (const name of WORDS) this.#field(name).value = value[name] ?? "";
    find(`[name=severity][value=${value.severity}]`, this.#sheet).checked = true;
    this.#showSeverity();
    this.#showDue();
    this.#explain("");
    find("[data-withdraw]", this.#sheet).hidden = now.isNew;
    this.#showPhotos();
    this.#sheet.showModal();
  }

  #input(target) {
    const rule = this.#rule;
    if (target.name === "severity") this.#showSeverity();
    if (target.name === "days") this.#due = Number(target.value) === rule.days ? null : target.dataset.on;
    if (target.name === "due_on") this.#due = target.value || null;
    if (["severity", "days", "due_on"].includes(target.name)) this.#showDue(target);
    this.#explain("");
    this.#keepDraft(this.#typed());
  }

  #keepDraft(value) {
    const { item, uid, isNew } = this.#now;
    if (isNew) this.#app.notebook.keepDraft(draftCell(item), { ...value, uid }, []).catch((error) => this.#app.fail(error));
  }

  async #save() {
    const problem = this.#problem();
    this.#explain(problem);
    if (problem) return this.#field(problem)?.focus();
    const { item, uid, isNew, before } = this.#now;
    const given = Object.entries({ ...before, ...this.#typed() }).filter(([name, value]) => value || name === "due_on");
    const cell = findingCell(item.code, uid);
    const { notebook } = this.#app;
    this.#sheet.close();
    const told = say("finding_kept", { code: item.code });
    await this.#app.save({ cell, op: "set", val: Object.fromEntries(given), base: notebook.history.seen(cell), told });
    if (!isNew || !notebook.history.standing(cell)) return; // not kept: what was typed stays a draft
    await notebook.dropDraft(draftCell(item));
    await this.#app.photos.join(item.code, uid); // what stands at the item shows what was found
  }

  async #withdraw() {
    const { item, uid } = this.#now;
    const cell = findingCell(item.code, uid);
    this.#sheet.close();
    const told = say("finding_withdrawn", { code: item.code });
    await this.#app.save({ cell, op: "clear", val: null, base: this.#app.notebook.history.seen(cell), told });
  }

  /** A camera may end the page: the finding that the photo belongs to must be found again. */
  #photograph() {
    const { item, uid } = this.#now;
    if (!this.#app.notebook.drafts.has(draftCell(item))) this.#keepDraft({});
    this.#app.take(item.code, "camera", uid);
  }

  /** What stands in the sheet, empty fields too. */
  #typed() {
    const words = WORDS.map((name) => [name, this.#field(name).value.trim()]);
    const value = { ...Object.fromEntries(words), severity: this.#severity, due_on: this.#due };
    return this.#isOverridden ? value : { ...value, severity_reason: "" };
  }

  /** Why it cannot be kept: the name of the first field that cannot stay as it is, what ended the visit, or "". */
  #problem() {
    const { stage } = this.#app.notebook;
    if (isEnded(stage)) return `locked_${stage}`; // while it was typed; the words stay where they are
    const { condition, severity_reason: reason, due_on: due } = this.#typed();
    const isDay = !this.#field("due_on").validity.badInput && (!due || due >= this.#app.notebook.around.today);
    return !condition ? "condition" : this.#isOverridden && !reason ? "severity_reason" : isDay ? "" : "due_on";
  }

  get #severity() {
    return find("[name=severity]:checked", this.#sheet).value;
  }

  get #isOverridden() {
    const { severity } = this.#now.proposed;
    return severity !== null && severity !== this.#severity;
  }

  /** How long the district gives for the severity that is chosen: { days, on }, or undefined while nobody told. */
  get #rule() {
    return ruleOf(this.#app.notebook.around, this.#severity, this.#now.item);
  }

  #showSeverity() {
    const box = find("[data-why]", this.#sheet);
    const { severity } = this.#now.proposed;
    box.hidden = !this.#isOverridden;
    if (severity) find("label", box).textContent = say("finding_why", { severity: say(`severity_${severity}`) });
  }

  /** One button for each length that the rules know; the day is the chosen one, or what the rule comes to from today. */
  #showDue(typing = null) {
    const rule = this.#rule;
    const lengths = new Map(Object.values(this.#app.notebook.around.due ?? {}).map((one) => [one.days, one]));
    const sorted = [...lengths.values()].sort((a, b) => a.days - b.days);
    if (typing?.name !== "days") find("[data-days]", this.#sheet).replaceChildren(...sorted.map(chip));
    for (const radio of findAll("[name=days]", this.#sheet)) {
      radio.checked = this.#due === null ? Number(radio.value) === rule.days : radio.dataset.on === this.#due;
    }
    if (typing?.name !== "due_on") this.#field("due_on").value = this.#due ?? rule?.on ?? "";
    const isByRule = this.#due === null;
    find("#finding-due-hint", this.#sheet).textContent = isByRule ? say(rule ? "finding_counted" : "finding_by_rule") : "";
  }

  #showPhotos() {
    const { item, uid, isNew } = this.#now;
    const isOwn = ({ finding }) => finding === uid || (isNew && !finding);
    const list = find("[data-sheet-photos]", this.#sheet);
    showPhotos(list, item, this.#app, isOwn);
    const count = list.children.length;
    find("[data-photo-count]", this.#sheet).textContent = say(count ? "finding_photos" : "finding_no_photos", { count });
  }

  #explain(problem) {
    const ended = find("[data-ended]", this.#sheet);
    ended.textContent = problem.startsWith("locked") ? say(problem) : "";
    if (ended.textContent) ended.scrollIntoView({ block: "end" });
    for (const shown of findAll("[data-problem]", this.#sheet)) {
      const { problem: name } = shown.dataset;
      shown.hidden = name !== problem;
      this.#field(name).setAttribute("aria-invalid", String(name === problem));
    }
  }

  #field(name) {
    return find(`[name=${name}]`, this.#sheet);
  }

  /** A photo of the item came or went while the sheet is open. */
  refresh() {
    if (this.#sheet.open) this.#showPhotos();
  }
}

const draftCell = (item) => findingCell(item.code, "new");

const chip = ({ days, on }) => element(
  "label",
  { class: "choice" },
  element("input", { type: "radio", name: "days", value: days, "data-on": on }),
  element("span", {}, say("finding_days", { days })),
);

/** Whether a draft belongs to a finding that was never kept. */
export const isFindingDraft = (cell) => parseCell(cell).kind === "finding";
