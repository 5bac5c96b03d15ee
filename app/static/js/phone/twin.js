/**
 * The twin of a store: a second copy of what may be nowhere else, in other files of the browser.
 *
 * Chromium appends a database to a log. Killed in the middle of a write it leaves half a record there and later writes
 * on behind it; at the start after that it finds the log damaged, and takes the whole database away without a word. So
 * a store that is made anew begins with what its twin holds. A new store is a new device: counters begin anew.
 */

const PREFIX = "twin-";
const BALLAST = "/twin/ballast"; // bytes that make room for answers on a full phone
const COPIED = new Set(["own", "photos", "bytes", "drafts"]);
const OF_META = new Set(["person", "name", "contact", "lock", "held", "epoch", "seal", "alarms"]);

const isCopied = ([store, key]) => (store === "meta" ? OF_META.has(key) : COPIED.has(store));
const addressOf = ([store, key]) => `/twin/${store}/${encodeURIComponent(JSON.stringify(key))}`;

const SLOTS = ["?a", "?b"]; // what is replaced stays until the new record is written: cache storage deletes first
const TIME = "X-Written";
const ASIDE = new Set(["tried_at", "tries"]); // of no use in a copy

/** The names of the stores that have a twin on this phone. */
export const twins = async () => ((await globalThis.caches?.keys().catch(() => [])) ?? []).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));

export class Twin {
  #name;
  #last = Promise.resolve();
  #written = new Map(); // address → the text that stands there

  /** The twin of the store of that name. */
  constructor(name) {
    this.#name = PREFIX + name;
  }

  /**
   * Repeat changes of the store, [store, key, value] each, without a value what was deleted. Resolves once that is
   * done, or cannot be: a twin is worth no fault.
   */
  follow(changes) {
    const last = new Map(changes.filter(isCopied).map((change) => [addressOf(change), change]));
    for (const [store, key, value] of [...last.values()]) {
      if (store !== "photos" || value?.state !== "done") continue;
      for (const kind of ["send", "orig"]) last.set(addressOf(["bytes", `${key}/${kind}`]), []); // the server has them
    }
    if (last.size) this.#last = this.#last.then(() => this.#repeat(last)).catch(console.warn);
    return this.#last;
  }

  /** Everything in it as [store, key, value]; photos whose bytes only the server has say so. */
  async read() {
    const newest = new Map();
    if (!(await globalThis.caches?.has(this.#name).catch(() => false))) return [];
    const cache = await caches.open(this.#name);
    for (const { url } of await cache.keys()) {
      const { pathname } = new URL(url);
      const kept = pathname === BALLAST ? null : await cache.match(url);
      if (!kept) continue;
      const [, , store, key] = pathname.split("/");
      const value = await (store === "bytes" ? kept.arrayBuffer() : kept.json());
      const at = Number(kept.headers.get(TIME));
      if (at > (newest.get(pathname)?.at ?? 0)) newest.set(pathname, { at, found: [store, JSON.parse(decodeURIComponent(key)), value] });
    }
    const found = [...newest.values()].map((one) => one.found);
    for (const [store, , value] of found) if (store === "photos" && value.state === "done") value.dropped = true;
    return found;
  }

  /** Take it off this phone. */
  async remove() {
    await this.#last;
    await globalThis.caches?.delete(this.#name);
  }

  /** Whether the ballast is here; `bytes` puts it here. */
  async keepBallast(bytes = null) {
    const cache = await caches.open(this.#name);
    if (bytes) await cache.put(BALLAST, new Response(bytes));
    return (await cache.keys(BALLAST)).length > 0; // an answer of `match` that nobody reads would keep the room
  }

  /** Make room: the ballast where `isReserved`, and then copies of photos. Resolves with whether anything went. */
  async shed(isReserved) {
    const cache = await caches.open(this.#name);
    if (isReserved && (await cache.delete(BALLAST))) return true;
    const copies = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith("/twin/bytes/"));
    await Promise.all(copies.map((copy) => cache.delete(copy)));
    return copies.length > 0;
  }

  async #repeat(changes) {
    const cache = await caches.open(this.#name);
    const repeat = () => Promise.all([...changes].map(([url, [store, , value]]) => this.#write(cache, url, value, store === "bytes")));
    await repeat().catch(async (error) => {
      if (error.name !== "QuotaExceededError" || !(await this.shed(false))) throw error;
      await repeat();
    });
  }

  /** Put a record beside the one it replaces, then take that away; without a value take both away. */
  async #write(cache, url, value, isBytes) {
    if (value === undefined) {
      this.#written.delete(url);
      return Promise.all(SLOTS.map((slot) => cache.delete(url + slot)));
    }
    const body = isBytes ? value : JSON.stringify(value, (key, part) => (ASIDE.has(key) ? undefined : part));
    if (this.#written.get(url) === body) return undefined;
    const times = await Promise.all(SLOTS.map(async (slot) => timeOf(await cache.match(url + slot))));
    const newest = times[0] > times[1] ? 0 : 1;
    const headers = { [TIME]: String(performance.timeOrigin + performance.now()) };
    await cache.put(url + SLOTS[1 - newest], new Response(body, { headers }));
    if (!isBytes) this.#written.set(url, body);
    return cache.delete(url + SLOTS[newest]);
  }
}

/** When an entry was written, 0 without one; its content is let go, because it would keep the room of what is deleted. */
function timeOf(kept) {
  kept?.body?.cancel();
  return Number(kept?.headers.get(TIME) ?? 0);
}
