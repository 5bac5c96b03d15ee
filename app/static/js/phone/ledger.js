/** What of one person waits on this phone, of every visit, and what the server knows of it: all that sending needs. */

import { ofState, request } from "./database.js";

const MOST_NOTED = 500; // entries that a failed try is noted on; more than anybody scrolls through

export class Ledger {
  skew = 0; // milliseconds that the server's clock is ahead of this phone's, as last measured

  /** `visit` is the uid of the one that is shown, or "". */
  constructor(database, { person, visit = "" }) {
    this.database = database;
    this.person = person;
    this.visit = visit;
  }

  /** The oldest own events that wait, of every visit: they all go the same way. */
  waiting(most) {
    return this.database.read(["own"], (at) => request(at.own.index("state").getAll(ofState("new"), most)));
  }

  /** The id of this installation, made before its first report, so that the server never counts it twice. */
  async device() {
    const known = await this.database.read(["meta"], (at) => request(at.meta.get("dev")));
    return known ?? this.database.write(["meta"], nameDevice);
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
    return { visits, isNews: asText(visits) !== (told ?? "[]") };
  }

  /** Note what the server was told last. */
  keepReport({ visits, isNews }) {
    if (!isNews) return undefined;
    return this.database.transact(["meta"], "readwrite", async (at) => {
      at.meta.put(asText(visits), "reported");
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
  settle(marks) {
    return this.database.write(["own"], async (at) => {
      for (const mark of marks) at.own.put({ ...(await request(at.own.get(mark.eid))), why: "", ...mark });
    });
  }

  /** Note the server's epoch; when it changed (it came back from a backup), offer everything again. True when it did. */
  meetEpoch(epoch) {
    const names = ["meta", "own", "photos", "visits", "log"];
    return this.database.write(names, async (at) => {
      const known = await request(at.meta.get("epoch"));
      if (known === epoch) return false;
      at.meta.put(epoch, "epoch");
      if (known === undefined) return false;
      for (const entry of await request(at.own.getAll())) if (entry.state === "sent") at.own.put({ ...entry, state: "new" });
      for (const photo of await request(at.photos.getAll())) if (photo.state === "done") at.photos.put({ ...photo, state: "ready" });
      for (const visit of await request(at.visits.getAllKeys())) {
        at.visits.put({ ...(await request(at.visits.get(visit))), cursor: 0 }, visit);
      }
      await makeWay(at.log);
      return true;
    });
  }
}

/** The id of this installation, within a transaction; made when it has none. */
export async function nameDevice({ meta }) {
  const dev = (await request(meta.get("dev"))) ?? crypto.randomUUID();
  meta.put(dev, "dev");
  return dev;
}

const asText = (visits) => JSON.stringify(Object.entries(visits).sort());

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
