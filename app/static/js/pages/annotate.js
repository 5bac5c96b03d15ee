/**
 * The drawing board of a picture: arrows, circles and blurs pulled with a finger or added and moved by keys, each step
 * undone and done again. What stands is kept in the form's `shapes`; the picture itself is only shown.
 */
import { element, find, findAll, icon, toast } from "../lib/dom.js";
import { send } from "../lib/http.js";
import { Proposals } from "./drawing/proposals.js";
import { svg, WHOLE } from "./drawing/svg.js";

const SMALLEST = 60;
const STEP = 100;
const INK = "#d6002a"; // as it is burned in, on every theme
const START = { arrow: [3000, 3000, 2000, 2000], circle: [4000, 4000, 2000, 2000], blur: [4000, 4000, 2000, 2000] };

export default function improve(form) {
  const { width, height, stroke, most } = form.dataset;
  const size = { width: Number(width), height: Number(height), stroke: Number(stroke), most: Number(most) };
  new Board(form, size, JSON.parse(form.dataset.words)).start();
}

class Board {
  #past = [];
  #future = [];
  #chosen = -1;
  #tool = "arrow";
  #pull = null;
  #kept = false;

  constructor(form, size, words) {
    Object.assign(this, { form, size, words });
    this.field = form.elements.shapes;
    this.shapes = JSON.parse(this.field.value);
    this.first = this.field.value;
    this.canvas = find("[data-canvas]", form);
    this.layer = find("svg.layer", form);
    this.list = find("[data-list]", form);
    this.proposals = new Proposals(this);
  }

  start() {
    for (const hidden of findAll("[data-tools], [data-add], [data-hint]", this.form)) hidden.hidden = false;
    this.canvas.dataset.ready = "";
    for (const button of findAll("[data-tool]", this.form)) button.addEventListener("click", () => this.#take(button));
    find("[data-add]", this.form).addEventListener("click", () => this.#addInTheMiddle());
    find("[data-undo]", this.form).addEventListener("click", () => this.#step(this.#past, this.#future, "undone"));
    find("[data-redo]", this.form).addEventListener("click", () => this.#step(this.#future, this.#past, "redone"));
    this.canvas.addEventListener("pointerdown", (event) => this.#press(event));
    this.canvas.addEventListener("pointermove", (event) => this.#drag(event));
    this.canvas.addEventListener("pointerup", () => this.#release());
    this.canvas.addEventListener("pointercancel", () => this.#letGo());
    this.form.addEventListener("keydown", (event) => this.#undoByKey(event));
    this.form.addEventListener("submit", (event) => this.#send(event));
    addEventListener("beforeunload", (event) => {
      if (!this.#kept && this.field.value !== this.first) event.preventDefault();
    });
    this.#show();
  }

  /** Without a signal a page that is sent is lost: what was drawn stays here until the server answers. */
  async #send(event) {
    if (this.#kept) return;
    event.preventDefault();
    try {
      await send("GET", this.form.dataset.alive, { seconds: 8 });
    } catch {
      toast(this.words.offline);
      return;
    }
    this.#kept = true;
    this.form.requestSubmit(event.submitter);
  }

  #take(button) {
    this.#tool = button.dataset.tool;
    for (const other of findAll("[data-tool]", this.form)) other.setAttribute("aria-pressed", String(other === button));
  }

  /** Where a pointer is, in ten-thousandths of the picture, never outside it. */
  #at({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    return [(clientX - box.left) / box.width, (clientY - box.top) / box.height].map((share) => limit(Math.round(share * WHOLE), 0, WHOLE));
  }

  /** A proposal that somebody confirmed: a blur like those pulled by hand, and chosen, so that it can be moved. */
  confirm(shape) {
    const isFull = this.shapes.length >= this.size.most;
    if (isFull) this.#say("full");
    else {
      this.#remember();
      this.#chosen = this.shapes.push(shape) - 1;
    }
    return !isFull;
  }

  /** Before a proposal goes: it comes back by undoing. */
  discard() {
    this.#remember();
    this.#chosen = -1;
  }

  show(focus = -1) {
    this.#show(focus);
  }

  redraw() {
    this.#draw();
  }

  say(text) {
    find("[data-said]", this.form).textContent = text;
  }

  #press(event) {
    if (event.button > 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    const from = this.#at(event);
    const isOnChosen = this.#chosen >= 0 && isNear(this.shapes[this.#chosen], from);
    if (isOnChosen) this.#pull = { from, was: this.shapes[this.#chosen], moved: false };
    else if (this.shapes.length < this.size.most) this.#pull = { from, was: null, moved: false };
    else this.#say("full");
  }

  #drag(event) {
    if (!this.#pull) return;
    const [x, y] = this.#at(event);
    const { from, was } = this.#pull;
    if (!this.#pull.moved && Math.hypot(x - from[0], y - from[1]) < SMALLEST) return;
    if (!this.#pull.moved) {
      this.#remember();
      this.#pull.moved = true;
      if (!was) this.#chosen = this.shapes.push(null) - 1;
    }
    this.shapes[this.#chosen] = was ? moved(was, x - from[0], y - from[1]) : pulled(this.#tool, from, [x, y]);
    this.#draw();
  }

  #release() {
    const pull = this.#pull;
    this.#pull = null;
    if (!pull) return;
    if (!pull.moved) { // a tap chooses what is under it; only what is chosen can be pulled elsewhere
      this.#chosen = this.shapes.findLastIndex((shape) => isNear(shape, pull.from));
      return this.#show();
    }
    if (!isLargeEnough(this.shapes[this.#chosen])) {
      this.#restore(this.#past.pop());
      this.#chosen = -1;
    } else if (!pull.was) this.#say("added", this.shapes[this.#chosen]);
    this.#show();
  }

  #letGo() {
    if (this.#pull?.moved) this.#restore(this.#past.pop());
    this.#pull = null;
    this.#show();
  }

  #addInTheMiddle() {
    if (this.shapes.length >= this.size.most) return this.#say("full");
    this.#remember();
    const [x, y, w, h] = START[this.#tool];
    this.#chosen = this.shapes.push({ kind: this.#tool, x, y, w, h }) - 1;
    this.#show();
    this.#say("added", this.shapes[this.#chosen]);
    find("[aria-pressed=true]", this.list)?.focus();
  }

  #remember() {
    this.#past.push(this.#state());
    this.#future.length = 0;
  }

  #state() {
    return structuredClone({ shapes: this.shapes, proposed: this.proposals.left });
  }

  #restore({ shapes, proposed }) {
    this.shapes = shapes;
    this.proposals.left = proposed;
  }

  #step(from, to, word) {
    if (!from.length) return;
    to.push(this.#state());
    this.#restore(from.pop());
    this.#chosen = Math.min(this.#chosen, this.shapes.length - 1);
    this.#show(this.list.contains(document.activeElement) ? Math.max(this.#chosen, 0) : -1);
    this.#say(word);
  }

  #undoByKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, select")) return;
    const key = event.key.toLowerCase();
    const isRedo = key === "y" || (key === "z" && event.shiftKey);
    if (!isRedo && key !== "z") return;
    event.preventDefault();
    if (isRedo) this.#step(this.#future, this.#past, "redone");
    else this.#step(this.#past, this.#future, "undone");
  }

  #key(event, place) {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      return this.#remove(place);
    }
    if (!by) return;
    event.preventDefault();
    const shape = this.shapes[place];
    const next = event.shiftKey ? resized(shape, ...by) : moved(shape, ...by);
    if (!isLargeEnough(next)) return;
    this.#remember();
    this.shapes[place] = next;
    this.#show(place);
    this.#say("moved", next, place);
  }

  #remove(place) {
    const [gone] = (this.#remember(), this.shapes.splice(place, 1));
    this.#chosen = -1;
    this.#show(Math.min(place, this.shapes.length - 1));
    this.#say("removed", gone);
    if (!this.shapes.length) find("[data-add]", this.form).focus();
  }

  /** Draw everything anew; the button of the shape at `focus` takes the focus. */
  #show(focus = -1) {
    this.field.value = JSON.stringify(this.shapes);
    find("[data-undo]", this.form).disabled = !this.#past.length;
    find("[data-redo]", this.form).disabled = !this.#future.length;
    find("[data-none]", this.form).hidden = this.shapes.length > 0;
    this.list.replaceChildren(...this.shapes.map((shape, place) => this.#row(shape, place)));
    this.proposals.show();
    this.#draw();
    const row = this.list.children[focus];
    if (row) find("button", row).focus();
  }

  #row(shape, place) {
    const choose = () => { this.#chosen = place; this.#mark(); };
    return element("li", {},
      element("button", {
        class: "button", type: "button", "aria-pressed": String(place === this.#chosen),
        onclick: choose, onfocus: choose, onkeydown: (event) => this.#key(event, place),
      }, element("span", {}, `${place + 1}. ${this.words[shape.kind]}`, element("br"), element("span", { class: "small muted" }, this.#where(shape)))),
      element("button", {
        class: "icon-button", type: "button", "aria-label": this.words.remove.replace("{kind}", `${this.words[shape.kind]} ${place + 1}`),
        onclick: () => this.#remove(place),
      }, icon("trash")));
  }

  #mark() {
    [...this.list.children].forEach((row, place) => find("button", row).setAttribute("aria-pressed", String(place === this.#chosen)));
    this.#draw();
  }

  #where({ x, y, w, h }) {
    const values = { x, y, w, h };
    return this.words.place.replace(/\{(\w)\}/g, (_, name) => Math.round(values[name] / 100));
  }

  #say(word, shape = null, place = -1) {
    const said = this.words[word].replace("{kind}", shape ? this.words[shape.kind] : "").replace("{n}", place + 1);
    find("[data-said]", this.form).textContent = shape ? said.replace("{place}", this.#where(shape)) : said;
  }

  #draw() {
    const shapes = this.shapes.flatMap((shape, place) => {
      const drawn = this.#drawn(shape);
      if (place === this.#chosen) drawn.at(-1).setAttribute("data-chosen", "");
      return drawn;
    });
    this.layer.replaceChildren(...shapes, ...this.proposals.drawn());
  }

  /** A shape as SVG in the picture's own pixels, as app/web/evidence/drawn.py draws it. */
  #drawn({ kind, x, y, w, h }) {
    const { width, height, stroke } = this.size;
    [x, w] = [x, w].map((share) => share * width / WHOLE);
    [y, h] = [y, h].map((share) => share * height / WHOLE);
    if (kind === "blur") {
      const look = { fill: "white", "fill-opacity": .4, stroke: INK, "stroke-dasharray": stroke * 4, "stroke-width": stroke };
      return [svg("rect", { class: "layer__blur", x, y, width: w, height: h, ...look })];
    }
    return ["case", "ink"].map((part) => {
      const thick = part === "case" ? stroke * 1.8 : stroke;
      const ink = part === "case" ? "white" : INK;
      const look = { class: `layer__${part}`, stroke: ink, "stroke-width": thick };
      if (kind === "circle") return svg("ellipse", { ...look, cx: x + w / 2, cy: y + h / 2, rx: w / 2, ry: h / 2 });
      const length = Math.hypot(w, h) || 1;
      const [alongX, alongY, head] = [w / length, h / length, Math.min(length, 5 * stroke)];
      const [tipX, tipY] = [x + w, y + h];
      const [backX, backY] = [tipX - alongX * head, tipY - alongY * head];
      const corners = [[tipX, tipY], [backX - alongY * head / 2, backY + alongX * head / 2], [backX + alongY * head / 2, backY - alongX * head / 2]];
      const group = svg("g", { class: `layer__${part}`, fill: ink, stroke: ink });
      group.append(
        svg("line", { x1: x, y1: y, x2: tipX - alongX * head * .8, y2: tipY - alongY * head * .8, "stroke-width": thick }),
        svg("polygon", { class: "layer__head", points: corners.map((corner) => corner.join(",")).join(" "), "stroke-width": thick - stroke }));
      return group;
    });
  }
}

/** Whether a point lies in a shape's box or close to it. */
function isNear({ x, y, w, h }, [atX, atY]) {
  const isWithin = (at, start, length) => at > Math.min(start, start + length) - 100 && at < Math.max(start, start + length) + 100;
  return isWithin(atX, x, w) && isWithin(atY, y, h);
}

const limit = (value, least, most) => Math.max(least, Math.min(most, value));

/** A new shape pulled from one point to another; a box has its corner at the top left. */
function pulled(kind, [x, y], [toX, toY]) {
  if (kind === "arrow") return { kind, x, y, w: toX - x, h: toY - y };
  return { kind, x: Math.min(x, toX), y: Math.min(y, toY), w: Math.abs(toX - x), h: Math.abs(toY - y) };
}

/** The same shape elsewhere, wholly inside the picture. */
function moved(shape, byX, byY) {
  const along = (start, length, by) => limit(start + by, Math.max(0, -length), WHOLE - Math.max(0, length));
  return { ...shape, x: along(shape.x, shape.w, byX), y: along(shape.y, shape.h, byY) };
}

/** The same shape with its end moved, inside the picture. */
function resized(shape, byX, byY) {
  const least = shape.kind === "arrow" ? -WHOLE : 0;
  const along = (start, length, by) => limit(length + by, Math.max(least, -start), WHOLE - start);
  return { ...shape, w: along(shape.x, shape.w, byX), h: along(shape.y, shape.h, byY) };
}

function isLargeEnough({ kind, w, h }) {
  return kind === "arrow" ? Math.max(Math.abs(w), Math.abs(h)) >= SMALLEST : Math.min(w, h) >= SMALLEST;
}
