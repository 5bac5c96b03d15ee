/**
 * The phone's shelves: one cache for each build, which holds every file that the pages of this build load, and pages.
 *
 * All files of a page come from one shelf: a page names its files by the version of its build, and a shelf takes nothing
 * that does not carry the mark of that very build. So a portal's page, an error, a redirect or the next build's answer
 * can never stand where a page of ours should.
 */

const PREFIX = "siap-";
const WHOLE = "/siap-whole"; // stands in a shelf once everything is in it
const ASSET = /^\/assets\/([^/]+)\//;
const SECONDS = 60;
const AT_ONCE = 4;

export const shelfName = (build) => PREFIX + build;

/** The names of all shelves, oldest first. */
export const shelves = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

/** The mark that an answer from `path` must carry to be of `build`. */
export const markOf = (path, build) => ASSET.exec(path)?.[1] ?? build;

/** Whether an answer is the page or file that was asked for, of the build that is being collected. */
export const isOurs = ({ ok, redirected, type, headers }, path, build) =>
  ok && !redirected && type === "basic" && headers.get("X-Siap") === markOf(path, build);

/**
 * Fetch what a shelf needs, to its last byte; throws when what comes is anything else. An answer whose
 * body nobody reads would hold its connection, and after six of them the browser opens no other.
 */
export async function fetchFor(build, path) {
  const isAsset = ASSET.test(path);
  const known = isAsset && (await caches.match(path)); // an address with its version never changes what it names
  if (known) return known;
  let status = 0;
  for (const cache of isAsset ? ["default", "reload"] : ["reload"]) { // the browser's own cache may hold a portal's page
    const response = await fetch(path, { cache, redirect: "error", signal: AbortSignal.timeout(SECONDS * 1000) });
    const body = await response.arrayBuffer();
    if (isOurs(response, path, build)) return new Response(body, { headers: response.headers });
    status = response.status;
  }
  throw new Error(`${path} answered ${status}, not of build ${build}`);
}

/** Fetch all of them, then put them on the shelf; nothing is put when one is missing. */
export async function putAll(shelf, build, paths) {
  const waiting = [...paths];
  const found = [];
  const work = async () => {
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      found.push([path, await fetchFor(build, path)]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const [path, response] of found) await shelf.put(path, response);
}

/** Say that a shelf is whole. */
export const close = (shelf) => shelf.put(WHOLE, new Response(""));

/** The shelf of a build, or null as long as it is not whole. */
export async function wholeShelf(build) {
  if (!(await caches.has(shelfName(build)))) return null;
  const shelf = await caches.open(shelfName(build));
  return (await shelf.match(WHOLE)) ? shelf : null;
}

/** What `own` keeps at a path, else what the newest other whole shelf keeps: then the whole page is of that build. */
export async function keptPage(path, own) {
  const options = { ignoreSearch: true, ignoreVary: true };
  const found = await (await caches.open(own)).match(path, options);
  if (found) return found;
  for (const name of (await shelves()).filter((each) => each !== own).reverse()) {
    const shelf = await caches.open(name);
    const other = await shelf.match(path, options);
    if (other && (await shelf.match(WHOLE))) return other;
  }
  return null;
}

/** A file by its address with its version: from `own`, else from the shelf of the build that an older page is of. */
export async function keptFile(url, own) {
  return (await (await caches.open(own)).match(url)) ?? caches.match(url);
}

/** The uids of the visits of which any shelf keeps a page. */
export async function keptVisits() {
  const uids = new Set();
  for (const name of await shelves()) {
    for (const { url } of await (await caches.open(name)).keys()) {
      const found = /^\/visits\/([^/]+)\//.exec(new URL(url).pathname);
      if (found) uids.add(found[1]);
    }
  }
  return uids;
}

/** Which of these pages no shelf holds; [] when a visit opens without signal. */
export async function missingPages(pages) {
  const found = await Promise.all(pages.map((path) => caches.match(path, { ignoreVary: true })));
  return pages.filter((_, position) => !found[position]);
}
