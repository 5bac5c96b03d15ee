/**
 * What a detector proposes to hide, beside the drawing board's own list: each is confirmed, and then is a blur like any
 * other, or discarded. What nobody decided about is sent along and hides nothing.
 */
import { element, find, icon } from "../../lib/dom.js";
import { svg, WHOLE } from "./svg.js";

const INK = "#172d6f"; // unlike what is drawn: nothing of it is burned in

export class Proposals {
  #looked = null; // the number of the proposal whose buttons have the focus

  constructor(board) {
    this.board = board;
    this.field = board.form.elements.proposed;
    this.card = find("[data-proposals]", board.form);
    this.list = find("[data-proposed]", board.form);
    this.left = JSON.parse(this.field.value).map((shape, place) => ({ number: place + 1, shape }));
  }

  show() {
    this.field.value = JSON.stringify(this.left.map(({ shape }) => shape));
    if (!this.card) return;
    this.card.hidden = !this.left.length;
    this.list.replaceChildren(...this.left.map((one) => this.#row(one)));
  }

  drawn() {
    const { width, height, stroke } = this.board.size;
    return this.left.map(({ number, shape }) => {
      const [x, y] = [shape.x * width / WHOLE, shape.y * height / WHOLE];
      const box = { x, y, width: shape.w * width / WHOLE, height: shape.h * height / WHOLE };
      const dashes = { fill: "white", "fill-opacity": .1, stroke: INK, "stroke-dasharray": stroke * 2, "stroke-width": stroke };
      const letters = { "font-size": stroke * 7, fill: INK, stroke: "white", "stroke-width": stroke };
      const chosen = number === this.#looked ? { "data-chosen": "" } : {};
      return svg("g", { class: "layer__proposed" },
        svg("rect", { ...box, fill: "none", stroke: "white", "stroke-width": stroke * 1.8 }),
        svg("rect", { ...box, ...dashes, ...chosen }),
        svg("text", { x, y: Math.max(y - stroke * 2, stroke * 7), ...letters }, String(number)));
    });
  }

  #row(one) {
    const { words } = this.board;
    const look = () => { this.#looked = one.number; this.board.redraw(); };
    const said = (word) => words[word].replace("{n}", one.number);
    return element("li", { onfocusin: look, onmouseenter: look },
      this.#piece(one.shape), element("b", { "aria-hidden": "true" }, String(one.number)),
      element("button", { class: "button", type: "button", "aria-label": said("confirm_one"), onclick: () => this.#confirm(one) }, icon("check"), words.confirm),
      element("button", { class: "icon-button", type: "button", "aria-label": said("discard_one"), onclick: () => this.#discard(one) }, icon("trash")));
  }

  /** The proposed place with a little around it: on a phone the picture itself is out of sight. */
  #piece({ x, y, w, h }) {
    const { width, height } = this.board.size;
    const box = [(x - w / 5) * width, (y - h / 5) * height, w * 1.4 * width, h * 1.4 * height].map((length) => length / WHOLE);
    const image = { href: find("img", this.board.canvas).src, width, height, preserveAspectRatio: "none" };
    return svg("svg", { class: "piece", viewBox: box.join(" "), "aria-hidden": "true" }, svg("image", image));
  }

  #confirm(one) {
    if (this.board.confirm(one.shape)) this.#gone(one, "confirmed");
  }

  #discard(one) {
    this.board.discard();
    this.#gone(one, "discarded");
  }

  /** Take it off the list; the focus goes to the next one, or to what is drawn when none is left. */
  #gone(one, word) {
    const place = this.left.indexOf(one);
    this.left = this.left.filter((other) => other !== one);
    this.#looked = null;
    this.board.show(this.left.length ? -1 : this.board.shapes.length - 1);
    this.board.say(this.board.words[word].replace("{n}", this.left.length));
    const next = this.list.children[Math.min(place, this.left.length - 1)];
    if (next) find("button", next).focus();
    else if (!this.board.shapes.length) find("[data-add]", this.board.form).focus();
  }
}
