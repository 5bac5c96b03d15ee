/**
 * What the phone keeps: one IndexedDB per person. The only module that names IndexedDB.
 *
 * Versions only ever add stores: what is inside may be the only copy of somebody's work.
 */

const VERSION = 1;
const DEAD = new Set(["InvalidStateError", "UnknownError", "TransactionInactiveError"]);

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

export class Database {
  #name;
  #opening = null;
  #outdated;

  /** The database of one person; `outdated` is called when another tab needs a newer one and this page must reload. */
  constructor(person, outdated = () => {}) {
    this.#name = `siap-${person}`;
    this.#outdated = outdated;
  }

  /**
   * Run `work` with the named stores in one transaction; resolves with its result once that has committed.
   * `durable` also waits for the disk. Inside `work`, await only requests of these stores.
   */
  async transact(names, mode, work, { durable = false } = {}) {
    try {
      return await this.#attempt(names, mode, work, durable);
    } catch (error) {
      if (!DEAD.has(error.name)) throw error;
      this.#opening = null; // phones close the connections of sleeping pages
      return this.#attempt(names, mode, work, durable);
    }
  }

  read(names, work) {
    return this.transact(names, "readonly", work);
  }

  /** A write that a person relies on: on disk before it resolves. */
  write(names, work) {
    return this.transact(names, "readwrite", work, { durable: true });
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
  database.createObjectStore("meta"); // dev, counter, epoch
  database.createObjectStore("own", { keyPath: "eid" }).createIndex("state", ["state", "n"]);
  database.createObjectStore("log", { keyPath: ["visit", "seq"] });
  database.createObjectStore("photos", { keyPath: "uid" }).createIndex("state", "state");
  database.createObjectStore("bytes"); // "<photo uid>/send", "<photo uid>/thumb"
  database.createObjectStore("drafts"); // [visit, cell]
  database.createObjectStore("visits"); // visit uid: its context and how far the log reaches
}
