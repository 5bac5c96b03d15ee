/**
 * The history of one visit, and the whole rule that turns it into values.
 *
 * An event names in `base` the events its author saw. What nobody replaced are the heads of a cell; two heads that
 * say different things are a conflict, and both stay. The order in which events arrive makes no difference.
 *
 * @typedef {{ eid: string, cell: string, op: string, val?: any, base: string[], by: string, at: string, n: number }} Event
 */

import { parseCell } from "./cells.js";

const UNSENT = Number.MAX_SAFE_INTEGER;
const EMPTYING = new Set(["clear", "detach"]);
const VALUED = new Set(["set", "clear", "attach", "detach"]);

/** JSON with sorted keys, so that equal values are equal texts. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join()}}`;
}

const gravity = (event) => ["minor", "moderate", "serious"].indexOf(event.val?.severity);

/**
 * The event in a text, or null when the text is damaged: one bad entry must not stop the others. What the server
 * flagged as an impossible value says nothing, and what it flagged as late counts for nothing, as on the server.
 */
export function readEvent(raw, flag = "") {
  try {
    const flags = (flag ?? "").split("; ");
    const event = { ...JSON.parse(raw), isLate: flags.includes("late") || flags.includes("cancelled") };
    return flags.includes("impossible value") ? { ...event, op: "clear", val: null } : event;
  } catch {
    return null;
  }
}

const meaning = (event) => (EMPTYING.has(event.op) ? "" : canonical(event.val));

export class History {
  #events = new Map();
  #cells = new Map(); // cell → { events, replaced }: the ids it holds, and those that one of them names as seen
  #items = new Map();

  /** Take in an event; `seq` is its number at the server, if it has one. True when it was not known yet. */
  add(event, seq = null) {
    if (!event) return false;
    const known = this.#events.get(event.eid);
    if (known && (known.isLate || !event.isLate)) {
      if (seq) this.see(event.eid, seq);
      return false;
    }
    this.#events.set(event.eid, { ...event, seq });
    const cell = this.#cell(event.cell);
    cell.events.add(event.eid);
    if (known) cell.replaced = new Set([...cell.events].flatMap((eid) => this.#replacedBy(this.#events.get(eid))));
    else for (const eid of this.#replacedBy(event)) cell.replaced.add(eid);
    return true;
  }

  #replacedBy({ eid, base, isLate }) {
    return isLate ? [] : base.filter((one) => one !== eid);
  }

  /** Note the number that the server gave to a known event. */
  see(eid, seq) {
    const known = this.#events.get(eid);
    if (known) known.seq = seq;
  }

  /** Every event of a cell, oldest first as the server counts; unsent ones last. */
  past(cell) {
    const eids = this.#cells.get(cell)?.events ?? [];
    const events = [...eids].map((eid) => this.#events.get(eid));
    return events.sort((a, b) => (a.seq ?? UNSENT) - (b.seq ?? UNSENT) || a.n - b.n || (a.eid < b.eid ? -1 : 1));
  }

  /** The events of a cell that nobody replaced. */
  heads(cell) {
    const replaced = this.#cells.get(cell)?.replaced;
    return this.past(cell).filter((event) => VALUED.has(event.op) && !event.isLate && !replaced.has(event.eid));
  }

  /** Whether two people said different things without having seen each other's. */
  isConflict(cell) {
    return new Set(this.heads(cell).map(meaning)).size > 1;
  }

  /** What a cell holds, or null: blank, withdrawn, or in conflict. */
  value(cell) {
    const heads = this.heads(cell);
    if (!heads.length || this.isConflict(cell) || EMPTYING.has(heads[0].op)) return null;
    return heads[0].val ?? null;
  }

  /** The ids of the heads, as the `base` of an event whose author sees them now. */
  seen(cell) {
    return this.heads(cell).map((event) => event.eid);
  }

  /** The repeated cells of an item that hold something: [{ uid, cell, value, heads }], oldest first. */
  entries(item, kind) {
    const found = [...(this.#items.get(item) ?? [])]
      .map((cell) => ({ cell, ...parseCell(cell) }))
      .filter((entry) => entry.kind === kind)
      .map(({ cell, uid }) => ({ uid, cell, value: this.standing(cell), heads: this.heads(cell) }));
    return found
      .filter((entry) => entry.value !== null)
      .sort((a, b) => (this.past(a.cell)[0].at < this.past(b.cell)[0].at ? -1 : 1));
  }

  /** Every event of an item, whatever the cell. */
  ofItem(item) {
    return [...(this.#items.get(item) ?? [])].flatMap((cell) => this.past(cell));
  }

  /** What stands of a photo or finding until people settle it, as on the server: the graver one, then the greater id. */
  standing(cell) {
    const given = this.heads(cell).filter((event) => !EMPTYING.has(event.op));
    return given.sort((a, b) => gravity(b) - gravity(a) || (a.eid < b.eid ? 1 : -1))[0]?.val ?? null;
  }

  #cell(cell) {
    if (!this.#cells.has(cell)) {
      this.#cells.set(cell, { events: new Set(), replaced: new Set() });
      const { item } = parseCell(cell);
      if (!this.#items.has(item)) this.#items.set(item, new Set());
      this.#items.get(item).add(cell);
    }
    return this.#cells.get(cell);
  }
}
