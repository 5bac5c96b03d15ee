/** A drawn signature as strokes of whole numbers on a field of WIDTH x HEIGHT: what app/domain/signatures.py keeps. */

export const WIDTH = 1200;
export const HEIGHT = 600;
const MOST_STROKES = 60;
const MOST_POINTS = 2000;
const STEP = 5; // a point nearer than this to the one before says nothing new
const SMALLEST = 90; // across and down together: a dot is no signature

const whole = (value, most) => Math.max(0, Math.min(most, Math.round(value)));

/** The strokes drawn so far. A stroke is [x, y, x, y, …]. */
export class Strokes {
  #strokes = [];
  #drawing = null;

  /** What was drawn before, as text; what cannot be read counts as nothing. */
  constructor(text = "") {
    try {
      this.#strokes = JSON.parse(text || "[]");
    } catch {
      this.#strokes = [];
    }
  }

  get count() {
    return this.#strokes.length;
  }

  get text() {
    return this.count ? JSON.stringify(this.#strokes) : "";
  }

  /** Begin a stroke at a place given as shares of the field, 0 to 1; false when no more fit. */
  begin(x, y) {
    if (this.count >= MOST_STROKES || this.#points() >= MOST_POINTS) return false;
    this.#drawing = [whole(x * WIDTH, WIDTH), whole(y * HEIGHT, HEIGHT)];
    this.#strokes.push(this.#drawing);
    return true;
  }

  /** Go on with the stroke; false when the point says nothing new or no more fit. */
  go(x, y) {
    const stroke = this.#drawing;
    if (!stroke) return false;
    const point = [whole(x * WIDTH, WIDTH), whole(y * HEIGHT, HEIGHT)];
    const isNear = Math.hypot(point[0] - stroke.at(-2), point[1] - stroke.at(-1)) < STEP;
    if (isNear || this.#points() >= MOST_POINTS) return false;
    stroke.push(...point);
    return true;
  }

  end() {
    this.#drawing = null;
  }

  undo() {
    this.#strokes.pop();
    this.#drawing = null;
  }

  clear() {
    this.#strokes = [];
    this.#drawing = null;
  }

  /** Whether it is more than a dot or a slip of the finger. */
  get isEnough() {
    const across = this.#strokes.flatMap((stroke) => stroke.filter((_, place) => place % 2 === 0));
    const down = this.#strokes.flatMap((stroke) => stroke.filter((_, place) => place % 2 === 1));
    if (!across.length) return false;
    return Math.max(...across) - Math.min(...across) + Math.max(...down) - Math.min(...down) >= SMALLEST;
  }

  /** The path of a drawing: straight from point to point; a dot becomes a short line. */
  get path() {
    return this.#strokes.map(([x, y, ...rest]) => `M${x} ${y}L${(rest.length ? rest : [x + 1, y]).join(" ")}`).join("");
  }

  #points() {
    return this.#strokes.reduce((sum, stroke) => sum + stroke.length / 2, 0);
  }
}
