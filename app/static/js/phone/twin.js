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

  /** The twin of the store of that name. */
  constructor(name) {
    this.#name = PREFIX + name;
  }

  /**
   * Repeat changes of the store, [store, key, value] each, without a value what was deleted. Resolves once that is
   * done, or cannot be: a twin is worth no fault. Null where nothing of it is repeated.
   */
  follow(changes) {
    const last = new Map(changes.filter(isCopied).map((change) => [addressOf(change), change]));
    for (const [store, key, value] of [...last.values()]) {
      if (store !== "photos" || value?.state !== "done") continue;
      for (const kind of ["send", "orig"]) last.set(addressOf(["bytes", `${key}/${kind}`]), []); // the server has them
    }
    if (!last.size) return null;
    this.#last = this.#last.then(() => this.#repeat(last)).catch(console.warn);
    return this.#last;
  }

  /** Everything in it that can be read as [store, key, value]; photos whose bytes only the server has say so. */
  async read() {
    const newest = new Map();
    if (!(await globalThis.caches?.has(this.#name).catch(() => false))) return [];
    const cache = await caches.open(this.#name);
    for (const { url } of await cache.keys()) {
      const { pathname } = new URL(url);
      const kept = pathname === BALLAST ? null : await read(cache, url, pathname).catch(console.warn);
      if (kept && kept.at > (newest.get(pathname)?.at ?? 0)) newest.set(pathname, kept);
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

  /** Make room: the ballast where `isReserved`, else copies of photos. Resolves with whether anything went. */
  async shed(isReserved) {
    const cache = await globalThis.caches?.open(this.#name).catch(() => null);
    if (!cache) return false;
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
    if (value === undefined) return Promise.all(SLOTS.map((slot) => cache.delete(url + slot)));
    const body = isBytes ? value : JSON.stringify(value, (key, part) => (ASIDE.has(key) ? undefined : part));
    const kept = await Promise.all(SLOTS.map((slot) => cache.match(url + slot)));
    const [times, texts] = [kept.map(timeOf), await Promise.all(kept.map((one) => one?.text()))];
    const newest = times[0] > times[1] ? 0 : 1;
    if (texts[newest] === body) return undefined;
    const headers = { [TIME]: String(performance.timeOrigin + performance.now()) };
    await cache.put(url + SLOTS[1 - newest], new Response(body, { headers }));
    await cache.keys(url + SLOTS[1 - newest]); // Chromium looks only once it has closed the file: then a death spares it
    return cache.delete(url + SLOTS[newest]);
  }
}

/** When an entry was written; 0 without one. */
const timeOf = (kept) => Number(kept?.headers.get(TIME) ?? 0);

/** One entry: when it was written, and [store, key, value]. */
async function read(cache, url, pathname) {
  const kept = await cache.match(url);
  const [, , store, key] = pathname.split("/");
  const value = await (store === "bytes" ? kept.arrayBuffer() : kept.json());
  return { at: timeOf(kept), found: [store, JSON.parse(decodeURIComponent(key)), value] };
}
