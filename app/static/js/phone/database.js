/**
 * What the phone keeps: one IndexedDB per person, and its twin. The only module that names IndexedDB.
 *
 * Versions only ever add stores: what is inside may be the only copy of somebody's work. A store opens for its owner
 * alone: not once the phone was revoked, nor after too many days without a word from the server. It then stays as it is.
 */

import { Twin, twins } from "./twin.js";

const VERSION = 1;
const DAY = 86_400_000; // milliseconds
const DAYS = 14; // without contact, until the server has said how many
const DEAD = new Set(["InvalidStateError", "UnknownError", "TransactionInactiveError", "AbortError", "TimeoutError"]);
const PAUSES = [100, 400, 1500, 3000]; // milliseconds
const RESERVED = ["own", "drafts", "photos"]; // what the ballast is for: answers and receipts, not what comes from others

/** A request of a transaction as a promise. */
export const request = (made) =>
  new Promise((resolve, reject) => {
    made.onsuccess = () => resolve(made.result);
    made.onerror = () => reject(made.error);
  });

/** Everything with a key between [first] and [first, anything]. */
export const startingWith = (...first) => IDBKeyRange.bound(first, [...first, []]);

/** Every key of the index by state and number that has this state. */
export const ofState = (state) => IDBKeyRange.bound([state, 0], [state, Infinity]);

/** The store does not open now; `why` is "revoked" or "limit". */
export class Locked extends Error {
  name = "Locked";

  constructor(why, database) {
    super(why);
    Object.assign(this, { why, database });
  }
}

/** The store is not there yet: what its twin holds is read before it is made. */
const NEW = new Error("new");

export class Database {
  daysLeft = Infinity; // until the store locks itself, unless the server is heard
  isReserveUsed = false; // whether the ballast went
  makeRoom = async () => 0; // (database, wanted bytes) → how many bytes of confirmed photos were dropped
  #name;
  #opening = null;
  #admitted = null;
  #outdated;
  #making = Promise.resolve(); // of room, one after the other

  /**
   * The database of one person, or with "" that of the phone itself; `outdated` is called when another tab needs a
   * newer one and this page must reload.
   */
  constructor(person, outdated = () => {}) {
    this.person = person;
    this.#name = `siap-${person}`;
    this.#outdated = outdated;
    this.twin = new Twin(this.#name);
  }

  /**
   * Run `work` with the named stores in one transaction; resolves with its result once that has committed.
   * `durable` also waits for the disk. Inside `work`, await only requests of these stores. Throws Locked.
   */
  async transact(names, mode, work, { durable = false } = {}) {
    const admitted = (this.#admitted ??= this.#admit());
    if (mode !== "readonly") await admitted;
    const [result] = await Promise.all([this.#persist(names, mode, work, durable), admitted]); // read meanwhile, told after
    return result;
  }

  read(names, work) {
    return this.transact(names, "readonly", work);
  }

  /** A write that a person relies on: on disk before it resolves. */
  write(names, work) {
    return this.transact(names, "readwrite", work, { durable: true });
  }

  // ---- for its owner alone ------------------------------------------------------------------------------

  /** The server was heard, and says that the owner is signed in: { name, offline_days }. Opens a locked store. */
  async meet({ name, offline_days: days }) {
    const at = Date.now();
    await this.#persist(["meta"], "readwrite", async ({ meta }) => {
      meta.put({ at, latest: at, days }, "contact");
      meta.put(name, "name");
      meta.delete("lock");
    }, true).catch((error) => {
      if (error.name !== "QuotaExceededError") throw error; // a full phone must still send
    });
  }

  /** The server says that this phone was revoked: nothing opens until the owner has signed in anew. */
  async lock() {
    await this.#persist(["meta"], "readwrite", async ({ meta }) => meta.put("revoked", "lock"), true);
    this.#admitted = null;
  }

  /** What waits in it, also while it is locked: { name, answers, photos }, and nothing of its content; typed texts count. */
  count() {
    return this.#persist(["meta", "own", "photos", "drafts"], "readonly", async ({ meta, own, photos, drafts }) => {
      const name = (await request(meta.get("name"))) ?? this.person;
      const events = (await request(own.index("state").count(IDBKeyRange.bound(["held"], ["new", []])))) + (await request(own.index("state").count(ofState("answer"))));
      const all = await request(photos.index("state").count());
      const open = all - (await request(photos.index("state").count("done")));
      return { name, answers: events + (await request(drafts.count())), photos: open };
    });
  }

  /** Take all of it off this phone. */
  async remove() {
    await this.#close();
    await this.twin.remove();
    await request(indexedDB.deleteDatabase(this.#name));
  }

  /** The people whose databases are on this phone, as far as the browser says; else those of `marked`. */
  static async people(marked) {
    const here = indexedDB.databases ? (await indexedDB.databases()).map(({ name }) => name) : [...marked].map((person) => `siap-${person}`);
    const found = new Set([...here, ...(await twins())]);
    return [...found].filter((name) => name.startsWith("siap-")).map((name) => name.slice(5)).filter((name) => name && !name.startsWith("~")); // "~": of a link without an account
  }

  async #admit() {
    if (!this.person) return;
    try {
      const [lock, told] = await this.#persist(["meta"], "readonly", ({ meta }) => Promise.all([request(meta.get("lock")), request(meta.get("contact"))]));
      const now = Math.max(Date.now(), told?.latest ?? 0); // a clock that was set back opens nothing
      const contact = told ?? { at: now, days: DAYS };
      this.daysLeft = contact.days - (now - contact.at) / DAY;
      if (lock) throw new Locked(lock, this);
      if (this.daysLeft < 0) throw new Locked("limit", this);
      if (!told || now - told.latest > DAY / 24) this.#noteClock(now).catch(console.warn);
    } catch (error) {
      if (error.name !== "Locked") this.#admitted = null; // the next attempt looks again
      throw error;
    }
  }

  /** The newest hour that this phone has seen, and its first contact. */
  #noteClock(now) {
    return this.#persist(["meta"], "readwrite", async ({ meta }) => {
      const told = (await request(meta.get("contact"))) ?? { at: now, days: DAYS };
      meta.put({ ...told, latest: Math.max(now, told.latest ?? 0) }, "contact");
    });
  }

  // ---- transactions ---------------------------------------------------------------------------------------

  async #persist(names, mode, work, durable = false) {
    const attempt = () => this.#attempt(names, mode, work, durable);
    try {
      return await attempt();
    } catch (error) {
      if (DEAD.has(error.name)) await this.#close(); // phones close the connections of sleeping pages
      else if (error.name !== "QuotaExceededError" || !(await this.#spare(names))) throw error;
      return this.#again(attempt);
    }
  }

  /** Once there is room: browsers count what was deleted as used for some moments more. */
  async #again(attempt) {
    for (const pause of PAUSES) {
      try {
        return await attempt();
      } catch (error) {
        if (error.name !== "QuotaExceededError") throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return attempt();
  }

  /**
   * Make room on a full phone: bytes of photos that the server has, for answers and receipts also the ballast, else
   * second copies of photos. Whoever else has no room meanwhile waits for the same.
   */
  #spare(names) {
    const isReserved = !names.includes("bytes") && names.some((name) => RESERVED.includes(name));
    const plain = { transact: (stores, mode, work) => this.#attempt(stores, mode, work, true) };
    const spare = async () => {
      const freed = await this.makeRoom(plain, isReserved ? 100_000 : 4_000_000).catch(() => 0); // too full for that too
      this.isReserveUsed ||= isReserved;
      const isEnough = freed > 0 && !isReserved; // an answer shall not wait until the browser has counted that room
      return isEnough || (await this.twin.shed(isReserved)) || freed > 0;
    };
    this.#making = this.#making.then(spare, spare);
    return this.#making;
  }

  async #attempt(names, mode, work, durable) {
    const database = await this.#open();
    const transaction = database.transaction(names, mode, { durability: durable ? "strict" : "default" });
    const committed = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
    });
    const changes = [];
    const stores = Object.fromEntries(names.map((name) => [name, followed(transaction.objectStore(name), changes)]));
    const worked = work(stores).catch((error) => {
      if (!transaction.error) transaction.abort();
      throw error;
    });
    if (mode === "readonly") {
      committed.catch(() => {}); // what was read was read
      return worked;
    }
    const [result] = await Promise.all([worked, committed]);
    const isAlone = names.length === 1 && names[0] === "bytes"; // small pictures of others, and tries of how much fits
    const copied = isAlone ? null : this.twin.follow(changes);
    if (durable) await copied;
    return result;
  }

  async #close() {
    const database = await this.#opening?.catch(() => null);
    this.#opening = null;
    database?.close();
  }

  #open() {
    this.#opening ??= this.#connect()
      .catch(async (error) => {
        if (error !== NEW) throw error;
        return this.#connect(await this.twin.read());
      })
      .catch((error) => {
        this.#opening = null;
        throw error;
      });
    return this.#opening;
  }

  /** A connection; a store that is not there is made of `kept`, and without it not made: throws NEW. */
  #connect(kept = null) {
    return new Promise((resolve, reject) => {
      const opened = indexedDB.open(this.#name, VERSION);
      let isNew = false;
      opened.onupgradeneeded = () => {
        isNew = !kept;
        if (isNew) opened.transaction.abort();
        else create(opened.result, kept);
      };
      opened.onerror = () => reject(isNew ? NEW : opened.error);
      opened.onsuccess = () => {
        const database = opened.result;
        database.onclose = () => (this.#opening = null);
        database.onversionchange = () => {
          database.close();
          this.#opening = null;
          this.#outdated();
        };
        resolve(database);
      };
    });
  }
}

/** The object store, noting in `changes` what is put and deleted. */
const followed = (store, changes) =>
  new Proxy(store, {
    get(target, name) {
      const value = target[name];
      if (typeof value !== "function") return value;
      return (...given) => {
        if (["put", "add"].includes(name)) changes.push([store.name, given[1] ?? given[0][store.keyPath], given[0]]);
        if (name === "delete") changes.push([store.name, given[0]]);
        return value.apply(target, given);
      };
    },
  });

function create(database, kept) {
  const stores = {
    meta: database.createObjectStore("meta"), // dev, counter, epoch; name, contact and lock of its owner
    own: database.createObjectStore("own", { keyPath: "eid" }),
    photos: database.createObjectStore("photos", { keyPath: "uid" }),
    bytes: database.createObjectStore("bytes"), // "<photo uid>/send", "<photo uid>/thumb"
    drafts: database.createObjectStore("drafts"), // [visit, cell]
  };
  stores.own.createIndex("state", ["state", "n"]);
  stores.photos.createIndex("state", "state");
  database.createObjectStore("log", { keyPath: ["visit", "seq"] });
  database.createObjectStore("visits"); // visit uid: its context and how far the log reaches
  for (const [name, key, value] of kept) stores[name].put(value, ...(stores[name].keyPath ? [] : [key]));
  const count = (wanted) => kept.filter(([name]) => name === wanted).length;
  const [answers, photos] = [count("own"), count("photos")];
  if (answers + photos) stores.meta.put({ answers, photos }, "restored");
}
