/**
 * What the phone keeps: one IndexedDB per person. The only module that names IndexedDB.
 *
 * Versions only ever add stores: what is inside may be the only copy of somebody's work. A store opens for its owner
 * alone: not once the phone was revoked, nor after too many days without a word from the server. It then stays as it is.
 */

const VERSION = 1;
const DAY = 86_400_000; // milliseconds
const DAYS = 14; // without contact, until the server has said how many
const DEAD = new Set(["InvalidStateError", "UnknownError", "TransactionInactiveError", "AbortError", "TimeoutError"]);
const BALLAST = "ballast"; // bytes that make room for answers on a full phone
const PAUSES = [100, 400, 1500, 3000]; // milliseconds
const RESERVED = ["meta", "own", "drafts", "photos"]; // what that room is for: answers and receipts, not what comes from others

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

export class Database {
  daysLeft = Infinity; // until the store locks itself, unless the server is heard
  isReserveUsed = false; // whether the ballast went
  makeRoom = async () => 0; // (database, wanted bytes) → how many bytes of confirmed photos were dropped
  #name;
  #opening = null;
  #admitted = null;
  #outdated;
  #isMakingRoom = false;

  /**
   * The database of one person, or with "" that of the phone itself; `outdated` is called when another tab needs a
   * newer one and this page must reload.
   */
  constructor(person, outdated = () => {}) {
    this.person = person;
    this.#name = `siap-${person}`;
    this.#outdated = outdated;
  }

  /**
   * Run `work` with the named stores in one transaction; resolves with its result once that has committed.
   * `durable` also waits for the disk. Inside `work`, await only requests of these stores. Throws Locked.
   */
  async transact(names, mode, work, { durable = false } = {}) {
    await (this.#admitted ??= this.#admit());
    return this.#persist(names, mode, work, durable);
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
    }, true);
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
      const events = await request(own.index("state").count(IDBKeyRange.bound(["held"], ["new", []])));
      const all = await request(photos.index("state").count());
      const open = all - (await request(photos.index("state").count("done")));
      return { name, answers: events + (await request(drafts.count())), photos: open };
    });
  }

  /** Take all of it off this phone. */
  async remove() {
    await this.#close();
    await request(indexedDB.deleteDatabase(this.#name));
  }

  /** The people whose databases are on this phone, as far as the browser says; else those of `marked`. */
  static async people(marked) {
    const found = indexedDB.databases ? (await indexedDB.databases()).map(({ name }) => name) : [...marked].map((person) => `siap-${person}`);
    return found.filter((name) => name.startsWith("siap-")).map((name) => name.slice(5)).filter(Boolean);
  }

  async #admit() {
    if (!this.person) return;
    try {
      await this.#persist(["meta"], "readwrite", async ({ meta }) => {
        const [lock, told] = [await request(meta.get("lock")), await request(meta.get("contact"))];
        const now = Math.max(Date.now(), told?.latest ?? 0); // a clock that was set back opens nothing
        const contact = told ?? { at: now, days: DAYS };
        this.daysLeft = contact.days - (now - contact.at) / DAY;
        if (lock) throw new Locked(lock, this);
        if (this.daysLeft < 0) throw new Locked("limit", this);
        if (!told || now - told.latest > DAY / 24) meta.put({ ...contact, latest: now }, "contact");
      });
    } catch (error) {
      if (error.name !== "Locked") this.#admitted = null; // the next attempt looks again
      if (error.name !== "QuotaExceededError") throw error;
    }
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

  /** Make room on a full phone: bytes of photos that the server has, and for answers and receipts also the ballast. */
  async #spare(names) {
    if (this.#isMakingRoom) return false;
    this.#isMakingRoom = true;
    try {
      const isReserved = !names.includes("bytes") && names.some((name) => RESERVED.includes(name));
      const freed = await this.makeRoom(this, isReserved ? 100_000 : 4_000_000);
      if (!isReserved) return freed > 0;
      this.isReserveUsed = true;
      await this.#attempt(["bytes"], "readwrite", async ({ bytes }) => bytes.delete(BALLAST), true);
      return true;
    } finally {
      this.#isMakingRoom = false;
    }
  }

  async #attempt(names, mode, work, durable) {
    const database = await this.#open();
    const transaction = database.transaction(names, mode, { durability: durable ? "strict" : "default" });
    const committed = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
    });
    const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    const worked = work(stores).catch((error) => {
      if (!transaction.error) transaction.abort();
      throw error;
    });
    const [result] = await Promise.all([worked, committed]);
    return result;
  }

  async #close() {
    const database = await this.#opening?.catch(() => null);
    this.#opening = null;
    database?.close();
  }

  #open() {
    this.#opening ??= new Promise((resolve, reject) => {
      const opened = indexedDB.open(this.#name, VERSION);
      opened.onupgradeneeded = ({ oldVersion }) => {
        if (oldVersion < 1) create(opened.result);
      };
      opened.onerror = () => {
        this.#opening = null;
        reject(opened.error);
      };
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
    return this.#opening;
  }
}

function create(database) {
  database.createObjectStore("meta"); // dev, counter, epoch; name, contact and lock of its owner
  database.createObjectStore("own", { keyPath: "eid" }).createIndex("state", ["state", "n"]);
  database.createObjectStore("log", { keyPath: ["visit", "seq"] });
  database.createObjectStore("photos", { keyPath: "uid" }).createIndex("state", "state");
  database.createObjectStore("bytes"); // "<photo uid>/send", "<photo uid>/thumb", "ballast"
  database.createObjectStore("drafts"); // [visit, cell]
  database.createObjectStore("visits"); // visit uid: its context and how far the log reaches
}
