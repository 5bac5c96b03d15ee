/**
 * Text being typed: on disk with every keystroke, an event after a rest, on leaving the field, and on hiding the page.
 */

const REST = 1200; // milliseconds

export class Typing {
  #timers = new Map();
  #flushing = new Map(); // cell → the event that is being made of it

  /** `commit(cell, value, base)` makes the event, and resolves with false when the text is no answer yet. */
  constructor(notebook, commit) {
    this.notebook = notebook;
    this.commit = commit;
    addEventListener("pagehide", () => this.flushAll());
    document.addEventListener("visibilitychange", () => document.hidden && this.flushAll());
  }

  /** The field of a cell changed; `base` is what the person saw before they began. */
  input(cell, value, base) {
    clearTimeout(this.#timers.get(cell));
    this.#timers.set(cell, setTimeout(() => this.flush(cell), REST));
    return this.notebook.keepDraft(cell, value, base);
  }

  /** Make an event of what was typed, now; one at a time, or leaving a field and the page would make two. */
  async flush(cell) {
    clearTimeout(this.#timers.get(cell));
    this.#timers.delete(cell);
    await this.#flushing.get(cell)?.catch(() => {});
    const draft = this.notebook.drafts.get(cell);
    if (!draft) return;
    const flushing = this.commit(cell, draft.value, draft.base).finally(() => this.#flushing.delete(cell));
    this.#flushing.set(cell, flushing);
    await flushing;
  }

  /** Drop what was typed: something else was chosen. */
  async drop(cell) {
    clearTimeout(this.#timers.get(cell));
    this.#timers.delete(cell);
    if (this.notebook.drafts.has(cell)) await this.notebook.dropDraft(cell);
  }

  /** Everything that is still being typed, also from before the page was closed. */
  async flushAll() {
    for (const cell of [...this.notebook.drafts.keys()]) await this.flush(cell);
  }
}
