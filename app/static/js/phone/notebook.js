/**
 * One visit on this phone: its history, what is still unsent of it, and what is being typed.
 *
 * An answer exists once `write` has resolved: then it is on disk, and survives whatever happens to the page.
 */

import { Around } from "./around.js";
import { request, startingWith } from "./database.js";
import { Ledger, nameDevice } from "./ledger.js";
import { History, readEvent } from "./merge.js";

export class Notebook extends Ledger {
  history = new History();
  drafts = new Map(); // cell → { value, base }
  around; // what stands around the answers
  stage = ""; // where the visit stands, as the server last said: planned, open, submitted …
  #states = new Map(); // eid of an own event → new, sent, held
  #reached = 0; // how far the log reaches that this page has read
  #watchers = new Set();
  told = () => {}; // called after each change on disk, for the other tabs

  constructor(database, { person, visit, form }) {
    super(database, { person, visit });
    this.form = form;
    this.around = new Around(null, person);
  }

  /** The notebook with everything this phone knows already. */
  static async open(database, identity) {
    const notebook = new Notebook(database, identity);
    await notebook.reload();
    return notebook;
  }

  /** Be called with the changed cells (a Set, or null for everything) after each change. */
  watch(watcher) {
    this.#watchers.add(watcher);
  }

  /** Read again what is on disk: another tab may have written. */
  async reload() {
    const visit = this.visit;
    const names = ["own", "log", "drafts", "visits", "meta"];
    const [own, log, drafts, cells, kept, skew] = await this.database.read(names, (at) =>
      Promise.all([
        request(at.own.getAll()),
        request(at.log.getAll(startingWith(visit))),
        request(at.drafts.getAll(startingWith(visit))),
        request(at.drafts.getAllKeys(startingWith(visit))),
        request(at.visits.get(visit)),
        request(at.meta.get("skew")),
      ]),
    );
    for (const { raw, seq, flag } of log) this.history.add(readEvent(raw, flag), seq);
    for (const entry of own) this.#learn(entry);
    this.drafts = new Map(cells.map(([, cell], position) => [cell, drafts[position]]));
    this.around = new Around(kept?.context ?? null, this.person, this.around.heard);
    this.stage = kept?.stage ?? this.stage;
    this.#reached = kept?.cursor ?? 0;
    this.skew = skew ?? 0;
    this.#changed(null);
  }

  /**
   * Store an event, on disk before it resolves. `base` is what the person saw; `also` may write to photos and bytes
   * in the same transaction. Resolves with the event's id.
   */
  async write(cell, op, val, base, also = null) {
    const names = ["meta", "own", "drafts", ...(also ? ["photos", "bytes"] : [])];
    const draft = this.drafts.get(cell);
    const entry = await this.database.write(names, async (at) => {
      const n = ((await request(at.meta.get("counter"))) ?? 0) + 1;
      const dev = await nameDevice(at);
      const made = this.#entry({ cell, op, val, base: base.slice(0, 50), n, dev });
      at.own.add(made);
      at.meta.put(n, "counter");
      at.drafts.delete([this.visit, cell]);
      if (also) await also(at);
      return made;
    });
    this.#learn(entry);
    const typed = this.drafts.get(cell);
    if (typed === draft) this.drafts.delete(cell);
    else if (typed) await this.keepDraft(cell, typed.value, [entry.eid], { seen: true }); // typed on meanwhile
    this.#changed(new Set([cell]));
    this.told();
    return entry.eid;
  }

  /** Keep what is being typed, with what the person saw when they began; `seen` says that they saw more since. */
  async keepDraft(cell, value, base, { seen = false } = {}) {
    const draft = { value, base: (!seen && this.drafts.get(cell)?.base) || base };
    this.drafts.set(cell, draft);
    await this.database.transact(["drafts"], "readwrite", async (at) => {
      at.drafts.put(draft, [this.visit, cell]);
    });
  }

  async dropDraft(cell) {
    this.drafts.delete(cell);
    await this.database.transact(["drafts"], "readwrite", async (at) => {
      at.drafts.delete([this.visit, cell]);
    });
  }

  /** What the server said about this visit, kept for a page without signal. */
  async keepContext(context) {
    this.around = new Around(context, this.person);
    await this.#remember((kept) => ({ ...kept, context }));
    this.#changed(null);
  }

  /** "new", "sent" or "held" for an event this phone knows; others' events are sent by their nature. */
  stateOf(eid) {
    return this.#states.get(eid) ?? "sent";
  }

  /** How an item stands: blank, new (something is only on this phone), held or sent. */
  stateOfItem(item) {
    const events = this.history.ofItem(item);
    const states = new Set(events.map((event) => this.stateOf(event.eid)));
    return ["held", "new"].find((state) => states.has(state)) ?? (events.length ? "sent" : "blank");
  }

  // ---- for sync ------------------------------------------------------------------------------------------

  /** Note what the receipts said. */
  async settle(marks) {
    await super.settle(marks);
    for (const { eid, state, seq } of marks) {
      this.#states.set(eid, state);
      if (seq) this.history.see(eid, seq);
    }
    this.#changed(null);
    this.told();
  }

  /** How far the log of this visit reaches; what another tab or the worker fetched meanwhile is read first. */
  async cursor() {
    const { cursor = 0 } = (await this.database.read(["visits"], (at) => request(at.visits.get(this.visit)))) ?? {};
    if (cursor > this.#reached) await this.reload();
    return cursor;
  }

  /** Keep events that others wrote, or that came back to us. */
  async receive({ events, next, state, team, server_time: now }) {
    const { visit } = this;
    this.around.hear(team, now);
    const isNews = state !== this.stage;
    this.stage = state;
    this.#reached = next;
    if (events.length || isNews) {
      await this.database.transact(["log", "visits"], "readwrite", async (at) => {
        for (const { seq, raw, flag } of events) at.log.put({ visit, seq, raw, flag });
        at.visits.put({ ...(await request(at.visits.get(visit))), cursor: next, stage: state }, visit);
      });
    }
    const cells = new Set();
    for (const { seq, raw, flag } of events) {
      const event = readEvent(raw, flag);
      if (this.history.add(event, seq)) cells.add(event.cell);
    }
    if (isNews) this.#changed(null);
    else if (cells.size) this.#changed(cells);
    if (isNews || cells.size) this.told();
  }

  /** Note the server's epoch; when it changed, what was sent waits again. */
  async meetEpoch(epoch) {
    const hasChanged = await super.meetEpoch(epoch);
    if (hasChanged) await this.reload();
    return hasChanged;
  }

  async #remember(change) {
    await this.database.transact(["visits"], "readwrite", async (at) => {
      at.visits.put(change((await request(at.visits.get(this.visit))) ?? { cursor: 0 }), this.visit);
    });
  }

  #entry({ cell, op, val, base, n, dev }) {
    const now = new Date();
    const eid = crypto.randomUUID();
    const { visit, person, form } = this;
    const at = now.toISOString();
    const event = { eid, dev, n, visit, cell, op, val, base, at, tz: -now.getTimezoneOffset(), skew: this.skew, by: person, form };
    return { eid, n, visit, cell, raw: JSON.stringify(event), state: "new" };
  }

  #learn(entry) {
    if (entry.visit !== this.visit) return;
    this.#states.set(entry.eid, entry.state);
    this.history.add(readEvent(entry.raw), entry.seq ?? null);
  }

  #changed(cells) {
    for (const watcher of this.#watchers) watcher(cells);
  }
}
