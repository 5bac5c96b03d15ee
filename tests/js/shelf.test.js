import assert from "node:assert/strict";
import { test } from "node:test";

import { picturesOf } from "../../app/static/js/offline/pictures.js";
import { isOurs, keptPage, putAll } from "../../app/static/js/offline/shelf.js";

const answer = (changes = {}) => ({ ok: true, redirected: false, type: "basic", headers: new Headers({ "X-Siap": "b1" }), ...changes });

test("only an answer of the very build is kept, and no redirect, error or page of somebody else", () => {
  assert.equal(isOurs(answer(), "/phone", "b1"), true);
  assert.equal(isOurs(answer(), "/phone", "b2"), false);
  assert.equal(isOurs(answer({ headers: new Headers() }), "/phone", "b1"), false);
  assert.equal(isOurs(answer({ redirected: true }), "/phone", "b1"), false);
  assert.equal(isOurs(answer({ ok: false }), "/phone", "b1"), false);
  assert.equal(isOurs(answer({ type: "opaqueredirect" }), "/phone", "b1"), false);
});

test("a file must be of the version that its address names", () => {
  const file = answer({ headers: new Headers({ "X-Siap": "v7" }) });
  assert.equal(isOurs(file, "/assets/v7/js/core.js", "b1"), true);
  assert.equal(isOurs(file, "/assets/v8/js/core.js", "b1"), false);
});

test("when one page of a visit is missing none is put on the shelf", async (context) => {
  const shelves = fakeCaches(context);
  context.mock.method(globalThis, "fetch", async (path) => reply(path.endsWith("/B") ? 404 : 200, "b1"));
  const shelf = await shelves.open("siap-b1");
  await assert.rejects(putAll(shelf, "b1", ["/visits/u/parts/A", "/visits/u/parts/B", "/visits/u/parts/C"]), /404/);
  assert.equal(shelf.pages.size, 0);
});

test("a page comes from the own shelf, else from a whole one, and never from one that is still being filled", async (context) => {
  const shelves = fakeCaches(context);
  const [own, other, begun] = [await shelves.open("siap-b2"), await shelves.open("siap-b1"), await shelves.open("siap-b3")];
  other.pages.set("/siap-whole", "yes").set("/phone", "old").set("/visits/u/summary", "old");
  begun.pages.set("/visits/w/summary", "half");
  own.pages.set("/phone", "own");
  assert.equal(await keptPage("/phone", "siap-b2"), "own");
  assert.equal(await keptPage("/visits/u/summary", "siap-b2"), "old");
  assert.equal(await keptPage("/visits/w/summary", "siap-b2"), null);
});

test("the pictures to keep are named once each, and a visit of which nothing is known has none", () => {
  const context = { previous: { A01: { photos: ["p", "q"] }, A02: {} }, findings: { A01: [{ photos: ["q", "r"] }, {}] } };
  assert.deepEqual(picturesOf(context), ["p", "q", "r"]);
  assert.deepEqual(picturesOf(undefined), []);
});

function reply(status, mark) {
  const made = new Response("x", { status, headers: { "X-Siap": mark } });
  return Object.defineProperty(made, "type", { value: "basic" });
}

/** The browser's caches as far as the shelf uses them: name → a map of paths. */
function fakeCaches(context) {
  const made = new Map();
  const shelf = () => {
    const pages = new Map();
    return { pages, match: async (path) => pages.get(path), put: async (path, page) => void pages.set(path, page) };
  };
  const fake = {
    keys: async () => [...made.keys()],
    has: async (name) => made.has(name),
    open: async (name) => made.get(name) ?? made.set(name, shelf()).get(name),
    match: async () => undefined,
  };
  const before = globalThis.caches;
  globalThis.caches = fake;
  context.after(() => (globalThis.caches = before));
  return fake;
}
