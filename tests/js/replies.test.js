import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.IDBKeyRange = { bound: ([state]) => state };
globalThis.OffscreenCanvas = class {}; // the darkroom starts a worker
globalThis.Worker = class {
  postMessage({ bytes, type }) {
    const sha = "ab".repeat(32);
    setTimeout(() => this.onmessage({ data: { bytes: null, sha, size: bytes.byteLength, type, thumb: null } }), 0);
  }
  terminate() {}
};

const { Replies } = await import("../../app/static/js/answering/replies.js");
const { Trouble } = await import("../../app/static/js/phone/outbox.js");

const PICTURE = new File([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3)], "foto.jpg");

/** The phone's store as far as replies know it: a transaction that fails leaves nothing. */
class Store {
  stores = { own: new Map(), bytes: new Map(), meta: new Map() };

  async write(_names, work) {
    const before = Object.fromEntries(Object.entries(this.stores).map(([name, map]) => [name, new Map(map)]));
    try {
      return await work(this.at());
    } catch (error) {
      this.stores = before;
      throw error;
    }
  }

  read(_names, work) {
    return work(this.at());
  }

  at() {
    const answer = (result) => {
      const made = { result };
      queueMicrotask(() => made.onsuccess?.());
      return made;
    };
    const of = (name, keyOf) => ({
      get: (key) => answer(structuredClone(this.stores[name].get(key))),
      put: (value, key = keyOf(value)) => {
        if (this.isFull) throw new DOMException("full", "QuotaExceededError");
        this.stores[name].set(key, structuredClone(value));
      },
      delete: (key) => void this.stores[name].delete(key),
      index: () => ({ getAll: (state) => answer([...this.stores[name].values()].filter((one) => one.state === state)) }),
    });
    return { own: of("own", ({ eid }) => eid), bytes: of("bytes"), meta: of("meta") };
  }
}

const about = (eid = "step") => ({ eid, finding: `f-${eid}`, action: "answer", steps: 1 });
const waiting = async (replies, eid) => {
  await replies.addPhoto(about(eid), PICTURE);
  await replies.develop();
  await replies.keep(about(eid), { phase: "waiting" });
};

test("a photo is on disk when it is shown, and another one takes its place", async () => {
  const store = new Store();
  const replies = new Replies(store);
  const { photos: [photo] } = await replies.addPhoto(about(), PICTURE);
  assert.ok(store.stores.bytes.has(photo.key));
  await replies.develop();
  const again = await replies.addPhoto(about(), PICTURE);
  assert.equal(again.photos.length, 1);
  assert.ok(!store.stores.bytes.has(photo.key));
});

test("what a crash left raw is made ready at the next start", async () => {
  const store = new Store();
  const replies = new Replies(store);
  await replies.addPhoto(about(), PICTURE);
  await replies.develop();
  const [reply] = await replies.list();
  store.stores.own.set("step", { ...reply, photos: [{ ...reply.photos[0], state: "raw", sha: "" }] });
  await new Replies(store).develop();
  assert.equal((await replies.list())[0].photos[0].state, "ready");
});

test("a full phone keeps nothing of the photo, says so, and keeps what was there", async () => {
  const store = new Store();
  const replies = new Replies(store);
  await replies.keep(about(), { text: "Sudah dipasang" });
  store.isFull = true;
  await assert.rejects(replies.addPhoto(about(), PICTURE), { name: "QuotaExceededError" });
  assert.equal((await replies.find("f-step")).text, "Sudah dipasang");
});

test("what is no picture is named and not kept", async () => {
  const store = new Store();
  await assert.rejects(new Replies(store).addPhoto(about(), new File(["halo"], "x.jpg")), { code: "no_picture" });
  assert.equal(store.stores.own.size, 0);
});

test("an answer is given once it is confirmed, refused with its reason, and kept when the line breaks", async () => {
  const store = new Store();
  const said = { taken: "", late: "Wakapolsek lebih dulu menjawab." };
  const replies = new Replies(store, {
    carry: async ({ eid }) => {
      if (eid === "broken") throw new Trouble("server");
      return said[eid];
    },
  });
  for (const eid of ["broken", "taken", "late"]) await waiting(replies, eid);
  await assert.rejects(replies.sendAll(null), { kind: "server" });
  const phases = Object.fromEntries([...store.stores.own.values()].map((one) => [one.eid, one.phase]));
  assert.deepEqual(phases, { broken: "waiting", taken: "sent", late: "refused" });
  const refused = await replies.find("f-late");
  assert.equal(refused.why, said.late);
  assert.ok(await replies.picture(refused.photos[0]));
});

test("what a server confirmed before it came back from a backup is offered again", async () => {
  const store = new Store();
  let sent = 0;
  const replies = new Replies(store, { carry: async () => ((sent += 1), "") });
  store.stores.meta.set("epoch", "one");
  await waiting(replies, "step");
  await replies.sendAll(null);
  await replies.sendAll(null);
  assert.equal(sent, 1);
  store.stores.meta.set("epoch", "two");
  await replies.sendAll(null);
  assert.equal(sent, 2);
});
