/**
 * One item on the screen: shows what the notebook holds of it, and turns what the person does into events.
 *
 * `app` is the page's: { notebook, photos, typing, names, save, photoSheet, findingSheet, historySheet, take }.
 */

import { element, find, findAll, icon, unpack } from "../../lib/dom.js";
import { clock, writtenAt } from "../../lib/time.js";
import { say } from "../../lib/words.js";
import { earnedOf, suggestSeverity } from "../answers.js";
import { answerCell, noteCell } from "../cells.js";
import { eventOf } from "../drafts.js";
import { inWords } from "../values.js";
import { nameOf } from "../waiting.js";
import { AnswerControl } from "./answer.js";
import { showConflict } from "./conflict.js";
import { showFindings, showOpenFindings } from "./findings.js";
import { showPhotos } from "./photos.js";
import { foundBefore, showPrevious } from "./previous.js";

const STATES = {
  new: { kind: "warn", icon: "phone", word: "on_phone" },
  sent: { kind: "good", icon: "check", word: "sent" },
  held: { kind: "bad", icon: "alert", word: "held" },
  blank: { kind: "", icon: "", word: "blank" },
  conflict: { kind: "bad", icon: "alert", word: "conflict" },
  half: { kind: "warn", icon: "note", word: "half" },
};

export class ItemView {
  #app;
  #control;
  #seen = new Map(); // cell → ids of the heads on the screen
  #writing = 0; // letters chosen here that are not on disk yet

  constructor(root, app) {
    const { item: code, kind, whenZero } = root.dataset;
    this.root = root;
    this.#app = app;
    this.item = { code, kind, whenZero, title: find("legend", root).textContent.trim(), isCritical: "critical" in root.dataset, isScored: !("unscored" in root.dataset), proposed: () => this.#proposed() };
    this.#control = new AnswerControl(find("[data-answer]", root), kind, {
      choose: (letter) => this.#choose(letter),
      type: (draft) => this.#type(answerCell(code), draft),
      leave: () => app.typing.flush(answerCell(code)),
    });
    this.#wireNote();
    find("[data-history]", root).addEventListener("click", () => app.historySheet.open(this.item));
    for (const button of findAll("[data-take]", root)) button.addEventListener("click", () => app.take(code, button.dataset.take));
    find("[data-raise]", root).addEventListener("click", () => app.findingSheet.create(this.item));
  }

  /** Show what is known now. */
  render() {
    if (!this.#writing) this.#renderAnswer(); // what was known before it stands under no other letter
    this.#renderNote();
    showConflict(find("[data-conflict]", this.root), this.item, this.#app);
    showPhotos(find("[data-photos]", this.root), this.item, this.#app);
    showFindings(find("[data-findings]", this.root), this.item, this.#app);
    showOpenFindings(find("[data-open]", this.root), this.item, this.#app);
  }

  /** Make an event of a draft of this item. */
  async commit(cell, kind, draft, base) {
    const { history } = this.#app.notebook;
    const made = eventOf(this.item, kind, draft, kind === "photo" ? history.standing(cell) : history.value(cell));
    if (made?.problem) return this.#app.screen.redraw(new Set([cell]));
    if (!made) {
      await this.#app.notebook.dropDraft(cell);
      return this.#app.screen.redraw(new Set([cell]));
    }
    const told = say(kind === "note" ? "note_kept" : "answer_kept", { code: this.item.code });
    return this.#app.save({ cell, ...made, base, told });
  }

  /** Bring the head of the item into view, clear of the bars, and the focus to its question. */
  reveal() {
    this.root.scrollIntoView({ block: "start" });
    this.root.focus({ preventScroll: true });
  }

  async #choose(letter) {
    const cell = answerCell(this.item.code);
    this.#showWriting();
    this.#writing += 1;
    try {
      await this.#app.typing.drop(cell);
      const told = say("answer_kept", { code: this.item.code });
      await this.#app.save({ cell, op: "set", val: letter, base: this.#seen.get(cell), told });
    } finally {
      this.#writing -= 1;
      this.#app.screen.redraw(new Set([cell]));
    }
    if (this.root.getBoundingClientRect().top < 0) this.root.scrollIntoView({ block: "start" });
  }

  #renderAnswer() {
    const { history, drafts } = this.#app.notebook;
    const cell = answerCell(this.item.code);
    const isConflict = history.isConflict(cell);
    const value = history.value(cell);
    this.#seen.set(cell, history.seen(cell));
    this.root.toggleAttribute("data-blank", value === null && !isConflict);
    this.#control.show(value, drafts.get(cell)?.value);
    this.#control.explain(this.#problem(cell, value));
    this.root.dataset.tone = this.#control.tone;
    this.#showState(isConflict);
    this.#showAuthor(history.heads(cell), isConflict);
    this.#showPrevious(value);
  }

  #type(cell, draft) {
    this.#app.typing.input(cell, draft, this.#seen.get(cell) ?? []).catch((error) => this.#app.fail(error, nameOf(cell)));
  }

  #problem(cell, value) {
    const draft = this.#app.notebook.drafts.get(cell);
    return draft ? (eventOf(this.item, "answer", draft.value, value)?.problem ?? "") : "";
  }

  #showState(isConflict) {
    const { notebook } = this.#app;
    const cell = answerCell(this.item.code);
    const stored = notebook.stateOfItem(this.item.code);
    const isBlank = this.root.hasAttribute("data-blank");
    const isHalf = this.#problem(cell, notebook.history.value(cell)) !== "";
    const state = isConflict ? "conflict" : stored === "held" ? "held" : isHalf ? "half" : isBlank && stored !== "new" ? "blank" : stored;
    const { kind, icon: name, word } = STATES[state];
    const button = find("[data-history]", this.root);
    button.className = `item__state status ${kind && `status--${kind}`}`;
    button.replaceChildren(...(name ? [icon(name, "small")] : []), say(word));
    button.dataset.state = state;
  }

  /** The letter stands already, and nothing is said of where it is until it is on disk. */
  #showWriting() {
    const button = find("[data-history]", this.root);
    button.className = "item__state status";
    button.replaceChildren("…");
    button.dataset.state = "writing";
  }

  #showAuthor(heads, isConflict) {
    const shown = find("[data-author]", this.root);
    const last = heads.at(-1);
    shown.hidden = !last || isConflict || this.root.hasAttribute("data-blank");
    if (shown.hidden) return;
    const { zone } = this.#app.notebook.around;
    shown.textContent = say("author", { name: this.#app.name(last.by), time: clock(writtenAt(last), zone) });
  }

  /** Last visit's answer, only once this item is answered: blind first, compare after. */
  #showPrevious(value) {
    const { around } = this.#app.notebook;
    const before = value === null ? undefined : around.previous(this.item.code);
    const again = value === null || around.findings(this.item.code).length ? "" : foundBefore(this.item, this.#app);
    const isLetter = typeof before?.value === "string" && find("input[type=radio]", this.root) !== null;
    this.#control.compare(isLetter ? before.value : null);
    showPrevious(find("[data-last]", this.root), this.item, before, isLetter, again, this.#app);
  }

  #wireNote() {
    const cell = noteCell(this.item.code);
    const box = find("[data-note]", this.root);
    box.addEventListener("input", ({ target }) => this.#type(cell, target.value));
    box.addEventListener("change", () => this.#app.typing.flush(cell));
    find("[data-write]", this.root).addEventListener("click", () => {
      box.hidden = false;
      find("textarea", unpack(box)).focus();
    });
  }

  #renderNote() {
    const cell = noteCell(this.item.code);
    const { history, drafts } = this.#app.notebook;
    const box = find("[data-note]", this.root);
    const heads = history.heads(cell).filter((event) => event.op === "set");
    const value = drafts.get(cell)?.value ?? [...new Set(heads.map((event) => event.val))].join("\n\n");
    this.#seen.set(cell, history.seen(cell));
    if (value === "" && box.hidden) return;
    const text = find("textarea", unpack(box));
    if (document.activeElement === text) return;
    text.value = value;
    box.hidden = value === "";
  }

  /** What a finding here begins with, by the answer and the item; the server words its own alike (domain/finding_proposals.py). */
  #proposed() {
    const { title, isCritical } = this.item;
    const { mal, recommendation, heavy } = this.root.dataset;
    const value = this.#app.notebook.history.value(answerCell(this.item.code));
    const isKnown = !find("[data-unknown]", this.root);
    const isCounted = value !== null && typeof value === "object" && !("na" in value);
    const detail = (isKnown && this.#control.criterion) || (isCounted ? inWords(this.item, value) : "");
    const best = isKnown && find(".scale__text", this.root)?.textContent.trim();
    const criterion = best ? `${title}: ${best}` : title;
    const evidence = find("[data-evidence]", this.root)?.textContent;
    const { service, host } = this.#app.page.dataset;
    return {
      condition: detail ? `${title}: ${detail}` : value === "Tidak" ? say("finding_not_met", { title }) : title,
      severity: suggestSeverity(earnedOf(this.item, value, this.#control.points), isCritical, heavy !== undefined),
      criterion,
      recommendation: recommendation ?? say(evidence ? "finding_asked_evidence" : "finding_asked", { criterion, evidence }),
      service,
      maladministration: mal ?? "",
      owner_name: host,
    };
  }
}

/** A line that says a state with icon and word. */
export const stateLine = (state) => {
  const { kind, icon: name, word } = STATES[state];
  return element("span", { class: `status ${kind && `status--${kind}`}` }, name && icon(name, "small"), say(word));
};
