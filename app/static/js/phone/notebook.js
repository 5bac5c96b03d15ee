/**
 * One visit on this phone: its history, what is still unsent of it, and what is being typed.
 *
 * An answer exists once `write` has resolved: then it is on disk, and survives whatever happens to the page.
 */

import { Around } from "./around.js";
import { ofState, request, startingWith } from "./database.js";
import { canonical, History, readEvent } from "./merge.js";

const MOST_NOTED = 500; // entries that a failed try is noted on; more than anybody scrolls through

export class Notebook {
  history = new History();
  drafts = new Map(); // cell → { value, base }
  around; // what stands around the answers
  stage = ""; // where the visit stands, as the server last said: planned, open, submitted …
  skew = 0; // milliseconds that the server's clock is ahead of this phone's, as last measured
  #states = new Map(); // eid of an own event → new, sent, held
  #watchers = new Set();
  told = () => {}; // called after each change on disk, for the other tabs

  constructor(database, { person, visit, form }) {
    this.database = database;
    this.person = person;
    this.visit = visit;
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
    const { own, log, drafts, cells, kept, skew } = await this.database.read(names, async (at) => ({
      own: await request(at.own.getAll()),
      log: await request(at.log.getAll(startingWith(visit))),
      drafts: await request(at.drafts.getAll(startingWith(visit))),
      cells: await request(at.drafts.getAllKeys(startingWith(visit))),
      kept: await request(at.visits.get(visit)),
      skew: await request(at.meta.get("skew")),
    }));
    for (const { raw, seq, flag } of log) this.history.add(readEvent(raw, flag), seq);
    for (const entry of own) this.#learn(entry);
    this.drafts = new Map(cells.map(([, cell], position) => [cell, drafts[position]]));
    this.around = new Around(kept?.context ?? null, this.person, this.around.heard);
    this.stage = kept?.stage ?? this.stage;
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
      const dev = (await request(at.meta.get("dev"))) ?? crypto.randomUUID(); // the first write names this device
      const made = this.#entry({ cell, op, val, base: base.slice(0, 50), n, dev });
      at.own.add(made);
      at.meta.put(n, "counter");
      at.meta.put(dev, "dev");
      at.drafts.delete([this.visit, cell]);
      if (also) await also(at);
      return made;
    });
    this.#learn(entry);
    if (this.drafts.get(cell) === draft) this.drafts.delete(cell);
    else await this.keepDraft(cell, this.drafts.get(cell).value, [entry.eid], { seen: true }); // typed on meanwhile
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

  /** The oldest own events that wait, of every visit: they all go the same way. */
  waiting(most) {
    return this.database.read(["own"], (at) => request(at.own.index("state").getAll(ofState("new"), most)));
  }

  /** The id of this installation, once it has written something. */
  device() {
    return this.database.read(["meta"], (at) => request(at.meta.get("dev")));
  }

  /** Note how far the server's clock is ahead of this phone's, in milliseconds. */
  async keepSkew(skew) {
    this.skew = skew;
    await this.database.transact(["meta"], "readwrite", async (at) => {
      at.meta.put(skew, "skew");
    });
  }

  /**
   * What remains on this phone once these entries have gone, by visit: { visits: { uid: { events, photos } }, isNews };
   * `isNews` when the server was told something else last.
   */
  async left(going) {
    const gone = new Set(going.map((entry) => entry.eid));
    const { own, photos, uids, told } = await this.database.read(["own", "photos", "visits", "meta"], async (at) => ({
      own: await request(at.own.index("state").getAll(ofState("new"))),
      photos: await request(at.photos.getAll()),
      uids: await request(at.visits.getAllKeys()),
      told: await request(at.meta.get("reported")),
    }));
    const visits = Object.fromEntries(uids.filter(Boolean).map((uid) => [uid, { events: 0, photos: 0 }]));
    const count = (uid, what) => ((visits[uid] ??= { events: 0, photos: 0 })[what] += 1);
    for (const entry of own) if (!gone.has(entry.eid)) count(entry.visit, "events");
    for (const photo of photos) if (photo.state !== "done") count(photo.visit, "photos");
    return { visits, isNews: canonical(visits) !== (told ?? "{}") };
  }

  /** Note what the server was told last. */
  keepReport({ visits, isNews }) {
    if (!isNews) return undefined;
    return this.database.transact(["meta"], "readwrite", async (at) => {
      at.meta.put(canonical(visits), "reported");
    });
  }

  /** Note on everything that waits that a try failed, and why. */
  tried(at, why) {
    return this.database.transact(["own"], "readwrite", async ({ own }) => {
      for (const entry of await request(own.index("state").getAll(ofState("new"), MOST_NOTED))) {
        own.put({ ...entry, tried_at: at, tries: (entry.tries ?? 0) + 1, why });
      }
    });
  }

  /** Note what the receipts said. */
  async settle(marks) {
    await this.database.write(["own"], async (at) => {
      for (const mark of marks) at.own.put({ ...(await request(at.own.get(mark.eid))), why: "", ...mark });
    });
    for (const { eid, state, seq } of marks) {
      this.#states.set(eid, state);
      if (seq) this.history.see(eid, seq);
    }
    this.#changed(null);
    this.told();
  }

  /** How far the log of this visit reaches. */
  async cursor() {
    return (await this.database.read(["visits"], (at) => request(at.visits.get(this.visit))))?.cursor ?? 0;
  }

  /** Keep events that others wrote, or that came back to us. */
  async receive({ events, next, state, team, server_time: now }) {
    const { visit } = this;
    this.around.hear(team, now);
    const isNews = state !== this.stage;
    this.stage = state;
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

  /** Note the server's epoch; when it changed (it came back from a backup), offer everything again. */
  async meetEpoch(epoch) {
    const names = ["meta", "own", "photos", "visits", "log"];
    await this.database.write(names, async (at) => {
      const known = await request(at.meta.get("epoch"));
      if (known === epoch) return;
      at.meta.put(epoch, "epoch");
      if (known === undefined) return;
      for (const entry of await request(at.own.getAll())) if (entry.state === "sent") at.own.put({ ...entry, state: "new" });
      for (const photo of await request(at.photos.getAll())) if (photo.state === "done") at.photos.put({ ...photo, state: "ready" });
      for (const visit of await request(at.visits.getAllKeys())) {
        at.visits.put({ ...(await request(at.visits.get(visit))), cursor: 0 }, visit);
      }
      await makeWay(at.log);
    });
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

/**
 * Others' events may by now be on this phone alone: they move below the numbers that the server gives out anew, where
 * nothing overwrites them.
 */
async function makeWay(log) {
  for (const entry of await request(log.getAll())) {
    log.delete([entry.visit, entry.seq]);
    log.put({ ...entry, seq: entry.seq / 2 ** 20 });
  }
}
