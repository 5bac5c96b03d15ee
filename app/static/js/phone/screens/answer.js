/**
 * The control of one answer: letters as buttons, two counts with steppers, or a field. It shows a value and says what
 * the person did; it knows nothing of events.
 */

import { find, findAll, unpack } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { isNotApplicable, percentOf } from "../answers.js";

const LETTERS = "input[type=radio]:not([data-na])";
const CHOSEN = "input:checked:not([data-na])";
const MOST = 999_999_999;

export class AnswerControl {
  #element;
  #kind;
  #deeds;

  /** `deeds`: choose(letter), type(draft), leave(): a tap, a keystroke, and having left a field. */
  constructor(element, kind, deeds) {
    this.#element = element;
    this.#kind = kind;
    this.#deeds = deeds;
    element.addEventListener("change", (event) => this.#change(event.target));
    element.addEventListener("input", (event) => this.#input(event.target));
    element.addEventListener("click", (event) => this.#click(event.target));
  }

  /** Show a value, or null for none; a draft, when there is one, stands in the fields instead. */
  show(value, draft) {
    const reason = draft?.na ?? (isNotApplicable(value) ? value.na : null);
    const typed = draft?.typed ?? (reason === null ? value : null);
    this.#showReason(reason);
    for (const radio of findAll(LETTERS, this.#element)) radio.checked = reason === null && radio.value === value;
    this.#fold();
    for (const field of this.#fields()) if (document.activeElement !== field) write(field, typed);
    this.#compute(typed);
  }

  /** Say why what was typed is no answer yet; "" for nothing wrong. */
  explain(problem) {
    const shown = find("[data-problem]", this.#element);
    shown.hidden = !problem;
    if (problem) find("span", shown).textContent = say(`problem_${problem}`);
    for (const field of this.#fields()) field.setAttribute("aria-invalid", String(Boolean(problem) && problem !== "half"));
  }

  /** Mark which letter the last visit gave, or none. */
  compare(letter) {
    for (const radio of findAll(LETTERS, this.#element)) {
      const choice = radio.closest(".choice");
      const isPrevious = radio.value === letter;
      if (isPrevious) choice.dataset.previous = say("previous_tab");
      else delete choice.dataset.previous;
      find("[data-told]", choice).textContent = isPrevious ? say("previous_told") : "";
    }
  }

  /** How good the chosen letter is: good, middle, bad, or "" where there is none. */
  get tone() {
    return this.#choice?.dataset.tone ?? "";
  }

  /** What the chosen letter earns, 0 to 1, or null. */
  get points() {
    return this.#choice ? Number(this.#choice.dataset.points) : null;
  }

  get #choice() {
    return find(CHOSEN, this.#element)?.closest(".choice");
  }

  /** The criterion of the chosen letter, "" when there is none. */
  get criterion() {
    const chosen = find(`.scale ${CHOSEN}`, this.#element);
    return chosen ? find(".scale__text", chosen.closest(".choice")).textContent.trim() : "";
  }

  #change(target) {
    if (target.matches("[data-na]")) {
      if (target.checked) this.#askReason();
      else this.#typedNow();
    } else if (target.type === "radio") this.#deeds.choose(target.value);
    else this.#deeds.leave();
  }

  #input(target) {
    if (target.matches("[data-reason] textarea")) this.#deeds.type({ na: target.value });
    else if (target.matches("[data-field]")) this.#typedNow();
  }

  #click(target) {
    const step = target.closest("[data-step]");
    if (step) this.#step(find("input", step.parentElement), Number(step.dataset.step));
    if (target.closest("[data-unfold]")) this.#turn();
  }

  #step(field, by) {
    const whole = field.dataset.field === "n" ? find('[data-field="d"]', this.#element).value : "";
    const most = whole.trim() === "" ? MOST : Number(whole);
    field.value = String(Math.max(0, Math.min(most, (Number.parseInt(field.value, 10) || 0) + by)));
    this.#typedNow();
  }

  #typedNow() {
    const fields = this.#fields();
    const isOne = fields.length === 1 && !fields[0].dataset.field;
    const typed = isOne ? fields[0].value : Object.fromEntries(fields.map((field) => [field.dataset.field, field.value]));
    this.#compute(typed);
    this.#deeds.type({ typed });
  }

  #compute(typed) {
    const shown = find("output", this.#element);
    if (!shown) return;
    const percent = shareOf(this.#kind, typed);
    shown.textContent = percent === null ? "–" : `${percent}%`;
    find(".progress__done", this.#element).setAttribute("width", percent ?? 0);
  }

  #askReason() {
    for (const radio of findAll(LETTERS, this.#element)) radio.checked = false;
    const box = unpack(find("[data-reason]", this.#element));
    const text = find("textarea", box);
    box.hidden = false;
    text.focus();
    this.#deeds.type({ na: text.value });
  }

  #showReason(reason) {
    const box = find("[data-reason]", this.#element);
    if (!box) return;
    find("[data-na]", this.#element).checked = reason !== null;
    if (reason === null && box.hidden) return;
    const text = find("textarea", unpack(box));
    box.hidden = reason === null;
    if (document.activeElement !== text) text.value = reason ?? "";
  }

  /** Answered folds the criteria to their letters, once; the person may open them again. */
  #fold() {
    const scale = find(".scale", this.#element);
    if (!scale) return;
    const checked = find("input:checked", scale);
    const chosen = checked?.matches("[data-na]") ? "na" : (checked?.value ?? "");
    if (chosen !== (scale.dataset.chosen ?? "")) scale.toggleAttribute("data-folded", chosen !== "");
    scale.dataset.chosen = chosen;
    this.#label(scale);
  }

  #turn() {
    const scale = find(".scale", this.#element);
    scale.toggleAttribute("data-folded");
    this.#label(scale);
  }

  #label(scale) {
    const isFolded = scale.hasAttribute("data-folded");
    const chosen = find(".scale__chosen", this.#element);
    const turn = find("[data-unfold]", this.#element);
    chosen.hidden = !isFolded || this.criterion === "";
    chosen.textContent = this.criterion;
    turn.hidden = scale.dataset.chosen === "";
    turn.setAttribute("aria-expanded", String(!isFolded));
    find("span", turn).textContent = say(isFolded ? "unfold" : "fold");
  }

  #fields() {
    return findAll("[data-field]", this.#element);
  }
}

function shareOf(kind, typed) {
  const counts = Object.entries(typed !== null && typeof typed === "object" ? typed : {});
  const isWhole = counts.length === 2 && counts.every(([, count]) => /^\d{1,9}$/.test(String(count).trim()));
  return isWhole ? percentOf(kind, Object.fromEntries(counts.map(([name, count]) => [name, Number(count)]))) : null;
}

function write(field, typed) {
  const value = typed !== null && typeof typed === "object" ? typed[field.dataset.field] : typed;
  const isIndonesian = document.documentElement.lang === "id";
  const text = String(value ?? "");
  field.value = field.inputMode === "decimal" && isIndonesian ? text.replace(".", ",") : text;
}
